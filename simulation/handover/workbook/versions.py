"""The last sheet: from which runs and code it comes, and what differs between the scenarios."""

from datetime import date

from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.moved import KINDS, item_label
from simulation.handover.tables import CONTRACT
from simulation.handover.workbook.book import Book

_NAME = Words("Versions", "Versions")
_NOTE = Words("Contract of the tables: {contract}", "Contrat des tables : {contract}")
_RUNS = (
    Words("Scenario", "Scénario"),
    Words("Run on", "Simulé le"),
    Words("Replicates", "Répliques"),
    Words("Seed", "Graine"),
    Words("Code", "Code"),
    Words("Fingerprint of the scenario", "Empreinte du scénario"),
    Words("Target", "Cible"),
)
_CHANGES = Words("What differs from the baseline", "Ce qui diffère de la référence")
_CHANGE_HEADS = (
    Words("Scenario", "Scénario"), Words("Kind", "Nature"), Words("What", "Quoi"), Words("Before", "Avant"),
    Words("After", "Après"), Words("Mean effect on active facilitators", "Effet moyen sur les animateurs actifs"),
    Words("95 % interval", "Intervalle à 95 %"),
)  # fmt: skip


def versions_sheet(book: Book, made: Made) -> None:
    """The sheet."""
    sheet = book.sheet(book.say(_NAME), book.say(_NAME), book.say(_NOTE, contract=CONTRACT))
    widths = (24, 14, 44, 30, 40, 24, 34)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    book.head(sheet, 3, [book.say(words) for words in _RUNS])
    sheet.freeze_panes(4, 0)
    row = 4
    targets = made.tables["scenarios"].set_index("scenario_id")["targets"]
    for run in made.handed.runs:
        manifest = run.results.manifest
        cells = [run.id, date.fromisoformat(run.day), len(run.results.replicates), manifest["seed"],
                 f"{manifest['code']['version']} ({manifest['code']['fingerprint'][:8]})",
                 manifest["scenario"]["fingerprint"][:16], targets[run.id]]  # fmt: skip
        for column, value in enumerate(cells):
            book.cell(sheet, row, column, value, "0", text_wrap=True, align="left")
        row += 1
    changes = made.tables["changes"]
    if not len(changes):
        return
    row += 1
    sheet.write_string(row, 0, book.say(_CHANGES), book.format(bold=True, font_color="#1F4E5F"))
    sheet.set_row(row + 1, 32)
    book.head(sheet, row + 1, [book.say(words) for words in _CHANGE_HEADS])
    for at, one in enumerate(changes.to_dict("records"), row + 2):
        number = book.language.number
        whole = one["item"] == "all"
        known = one["effect_low"] == one["effect_low"] and whole
        interval = f"{number(one['effect_low'])} – {number(one['effect_high'])}" if known else None
        before, after = (number(float(value)) if whole else value for value in (one["before"], one["after"]))
        kind = KINDS[one["kind"]]
        cells = [one["to_id"], book.say(kind), item_label(one["item"], book.language), before, after,
                 one["effect_mean"], interval]  # fmt: skip
        book.tall(sheet, at, list(zip(cells, widths, strict=True)))
        for column, value in enumerate(cells):
            book.cell(sheet, at, column, value, "#,##0.0", text_wrap=True, align="left")
