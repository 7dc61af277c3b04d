"""The workbook, sheet after sheet."""

from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.workbook.book import Book
from simulation.handover.workbook.cover import cover
from simulation.handover.workbook.lists import assumptions_sheet, dictionary_sheet, forecast_sheet, workforce_sheet
from simulation.handover.workbook.money import budget_sheet
from simulation.handover.workbook.plan import plan_sheet
from simulation.handover.workbook.summary import summary_sheet
from simulation.handover.workbook.versions import versions_sheet

_TITLE = Words("Essaim: hand-over of a forecast", "Essaim : remise d’une prévision")


def workbook(made: Made) -> bytes:
    """The whole workbook; the same tables give the same bytes."""
    book = Book(made.language, made.language.label(_TITLE), made.handed.moment)
    contents = cover(book, made)
    summary_sheet(book, made)
    for number, run in enumerate(made.handed.runs, 1):
        plan_sheet(book, made, run, number)
    workforce_sheet(book, made)
    budget_sheet(book, made)
    forecast_sheet(book, made)
    assumptions_sheet(book, made)
    dictionary_sheet(book)
    versions_sheet(book, made)
    contents(book.names)
    return book.finished()
