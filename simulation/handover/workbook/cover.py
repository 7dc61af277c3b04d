"""The first sheet: what the workbook is, how to read it, what is on which sheet."""

from collections.abc import Callable, Sequence

from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.tables import CONTRACT
from simulation.handover.workbook.book import HIDDEN, Book

NAME = Words("Read me", "Lisez-moi")
_TITLE = Words(
    "Essaim: forecast, capacity plan, workforce, budget", "Essaim : prévision, plan de capacité, effectifs, budget"
)
_NOTE = Words(
    "Written by essaim export; tables of contract {contract}. The same figures are in the CSV files beside.",
    "Écrit par essaim export ; tables du contrat {contract}. Les mêmes chiffres sont dans les CSV à côté.",
)
_SCENARIOS = Words("Scenarios", "Scénarios")
_HOW = Words("How to read it", "Mode de lecture")
_SHEETS = Words("Sheets", "Feuilles")
_LINES = (
    Words(
        "Regions have their INSEE code as text. FR is the nation; FR-DIST is remote work and a national team.",
        "Les régions ont leur code Insee en texte. FR : France entière ; FR-DIST : à distance et équipe nationale.",
    ),
    Words(
        "A stock stands at the end of its period, a flow is summed over it. Each figure is a mean of simulated "
        "futures.",
        "Un stock vaut à la fin de sa période, un flux est sommé sur elle. Chaque chiffre est une moyenne de futurs "
        "simulés.",
    ),
    Words(
        "10 % and 90 % stand for the interval in which 80 of 100 futures lie. Quantiles of regions do not add up.",
        "10 % et 90 % bornent l’intervalle où se trouvent 80 futurs sur 100. Les quantiles de régions ne "
        "s’additionnent pas.",
    ),
    Words(
        "ETPT: days ÷ working days of a full-time year. ETP: in post at a date.",
        "ETPT : jours ÷ jours ouvrés d’un temps plein. ETP : en poste à une date.",
    ),
    Words(
        "T2: agents’ days, valued time and no new credits. HT2: fees, rooms, travel, animation.",
        "T2 : jours d’agents, temps valorisé et non crédits nouveaux. HT2 : prestations, salles, déplacements, "
        "animation.",
    ),
    Words(
        "The model commits year by year: AE = CP. A contract of several years is to be set right by hand.",
        "Le modèle engage année par année : AE = CP. Un marché pluriannuel est à corriger à la main.",
    ),
)
_HIDDEN = Words(
    "{mark}: a count of persons above 0 and below {below} is left out.",
    "{mark} : un effectif supérieur à 0 et inférieur à {below} est masqué.",
)
_OWN = Words(
    "This scenario has regions of its own, without INSEE code: the name of a region is its code.",
    "Ce scénario a ses propres régions, sans code Insee : le nom d’une région est son code.",
)
_LICENCE = Words(
    "Data under the Licence Ouverte / Open Licence 2.0 of Etalab. Source: Essaim, simulation of {day}.",
    "Données sous Licence Ouverte 2.0 d’Etalab. Source : Essaim, simulation du {day}.",
)
_WIDE = 88
_BASE = Words("{name} (baseline)", "{name} (référence)")


def cover(book: Book, made: Made) -> Callable[[Sequence[str]], None]:
    """Writes the sheet but for the list of sheets; what is returned writes that, once all are there."""
    sheet = book.sheet(book.say(NAME), book.say(_TITLE), book.say(_NOTE, contract=CONTRACT), tall=True)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, _WIDE)
    bold, wrapped = book.format(bold=True, font_color="#1F4E5F"), book.format(text_wrap=True)
    row = 3
    sheet.write_string(row, 0, book.say(_SCENARIOS), bold)
    for run in made.handed.runs:
        row += 1
        called = book.say(_BASE, name=run.id) if run is made.handed.base else run.id
        sheet.write_string(row, 0, called, book.format())
        sheet.write_string(row, 1, book.language.name(run.scenario.name), wrapped)
        book.tall(sheet, row, [(book.language.name(run.scenario.name), _WIDE)])
    row += 2
    sheet.write_string(row, 0, book.say(_HOW), bold)
    lines = [book.say(line) for line in _LINES]
    if made.asked.below:
        lines.append(book.say(_HIDDEN, mark=HIDDEN, below=made.asked.below))
    if not made.handed.base.places.insee:
        lines.append(book.say(_OWN))
    day = made.handed.moment[:10]
    if made.asked.language == "fr":
        day = "/".join(reversed(day.split("-")))
    for line in [*lines, book.say(_LICENCE, day=day)]:
        sheet.write_string(row, 1, line, wrapped)
        book.tall(sheet, row, [(line, _WIDE)])
        row += 1
    row += 1
    sheet.write_string(row, 0, book.say(_SHEETS), bold)
    link = book.format(font_color="#0563C1", underline=1)

    def contents(names: Sequence[str]) -> None:
        for at, name in enumerate(names[1:]):
            quoted = name.replace("'", "''")
            sheet.write_url(row + at, 1, f"internal:'{quoted}'!A1", link, name)

    return contents
