"""Sheets that are one list each, as Excel tables: workforce, forecast, assumptions, dictionary."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from simulation.charts.language import Language
from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.small import NAMES
from simulation.handover.tables import ALL, EFFECTIFS, NATION, TABLES
from simulation.handover.words import unit_text
from simulation.handover.workbook.book import HEAD, HIDDEN, Book
from simulation.outcomes.rows import records_of, rows_of

MEASURES = (
    "active_facilitators", "facilitators", "trainers", "network_members", "people_reached", "candidates", "trainees",
    "certified", "promoted", "facilitators_stopped", "sessions", "groups_open", "waiting_for_group",
    "waiting_for_course", "facilitator_courses", "facilitator_seats_offered", "facilitator_seats_filled",
    "trainer_days_offered", "trainer_days_used", "facilitator_days_offered", "facilitator_days_used", "money_cash",
    "money_valued_time",
)  # fmt: skip
"""Measures of the workbook's forecast; all of them are in forecast.csv."""
_HEAD_ROW, _MOST = 3, 150
_SCENARIO, _CODE, _REGION = Words("Scenario", "Scénario"), Words("Code", "Code"), Words("Region", "Région")
_WORKFORCE = Words("Workforce", "Effectifs")
_WORKFORCE_NOTE = Words(
    "Opening + in − out = closing, within each future; means. FR is the sum of all.",
    "Début + entrées − sorties = fin, dans chaque futur ; moyennes. FR est la somme de toutes.",
)
_WORKFORCE_COLUMNS = {
    "effectifs_debut": Words("Opening", "Début"),
    "entrees_certification": Words("In: certified", "Entrées : certification"),
    "entrees_promotion": Words("In: promoted", "Entrées : promotion"),
    "entrees_recrutement": Words("In: hired", "Entrées : recrutement"),
    "entrees_mobilite": Words("In: moved", "Entrées : mobilité"),
    "sorties_arret": Words("Out: stopped", "Sorties : arrêt"),
    "sorties_depart": Words("Out: left", "Sorties : départ"),
    "sorties_promotion": Words("Out: promoted", "Sorties : promotion"),
    "sorties_mobilite": Words("Out: moved", "Sorties : mobilité"),
    "effectifs_fin": Words("Closing", "Fin"),
    "effectifs_fin_q10": Words("Closing, 10 %", "Fin, 10 %"),
    "effectifs_fin_q90": Words("Closing, 90 %", "Fin, 90 %"),
    "etp_fin": Words("ETP at the end", "ETP en fin"),
    "etpt": Words("ETPT worked", "ETPT travaillés"),
}
ROLES = {"facilitator": Words("Facilitators", "Animateurs"), "trainer": Words("Trainers", "Formateurs")}
_YEAR, _ROLE = Words("Year", "Année"), Words("Role", "Rôle")
_FORECAST = Words("Forecast", "Prévision")
_FORECAST_NOTE = Words(
    "All administrations together; {number} measures of {all}: the others, and administrations, are in forecast.csv",
    "Tous versants ensemble ; {number} mesures sur {all} : les autres, et les versants, sont dans forecast.csv",
)
_NATION_ONLY = Words(
    "So many rows that only those of the nation are here.",
    "Lignes trop nombreuses : seules celles de la France entière figurent ici.",
)
MOST_ROWS = 200_000
"""Rows of the forecast that a workbook takes in well; Excel would leave out those beyond 1,048,576 without a word."""
_FORECAST_HEADS = (
    _SCENARIO,
    Words("Period", "Période"),
    Words("End of period", "Fin de période"),
    _CODE,
    _REGION,
    Words("Measure", "Mesure"),
    Words("Unit", "Unité"),
    Words("Mean", "Moyenne"),
)
_ASSUMPTIONS = Words("Assumptions", "Hypothèses")
_ASSUMPTIONS_NOTE = Words(
    "All figures of the scenarios. Low and high: one draw in ten is below, one above.",
    "Toutes les données des scénarios. Bas et haut : un tirage sur dix au-dessous, un au-dessus.",
)
_ASSUMPTIONS_HEADS = (
    _SCENARIO,
    Words("What", "Quoi"),
    Words("Value", "Valeur"),
    Words("Value in words", "Valeur en mots"),
    Words("Low", "Bas"),
    Words("High", "Haut"),
    Words("Unit", "Unité"),
    Words("Marking", "Nature"),
    Words("Differs from baseline", "Diffère de la référence"),
    Words("Narrowing if known", "Resserrement si connue"),
    Words("Source", "Source"),
    Words("Place in the scenario", "Place dans le scénario"),
)
_MARKINGS = {
    "measured": Words("measured", "mesurée"),
    "fitted": Words("fitted", "ajustée"),
    "assumption": Words("assumption", "hypothèse"),
    "decision": Words("decision", "décision"),
}
_DICTIONARY = Words("Dictionary", "Dictionnaire")
_DICTIONARY_NOTE = Words(
    "Columns of the tables (CSV, Parquet), then the measures of the forecast.",
    "Colonnes des tables (CSV, Parquet), puis mesures de la prévision.",
)
_DICTIONARY_HEADS = (
    Words("Table", "Table"),
    Words("Name", "Nom"),
    Words("Meaning", "Sens"),
    Words("Unit", "Unité"),
    Words("Type", "Type"),
)


def workforce_sheet(book: Book, made: Made) -> None:
    """The workforce by scenario, year, role and region: one Excel table."""
    frame = made.tables["effectifs"]
    names = _region_names(book, made)
    heads = [_SCENARIO, _YEAR, _ROLE, _CODE, _REGION, *_WORKFORCE_COLUMNS.values()]
    rows = []
    for row in records_of(frame):
        values = [HIDDEN if row["suppressed"] and pd.isna(row[name]) else row[name] for name in _WORKFORCE_COLUMNS]
        role = ROLES[row["role"]]
        rows.append([row["scenario_id"], str(row["year"]), book.say(role), row["region_code"],
                     names[row["region_code"]], *values])  # fmt: skip
    sheet = book.sheet(book.say(_WORKFORCE), book.say(_WORKFORCE), book.say(_WORKFORCE_NOTE))
    full_time = {name: "0.00" for name in ("etp_fin", "etpt")}
    numbers = ["@"] * 5 + [full_time.get(name, "#,##0.0") for name in _WORKFORCE_COLUMNS]
    _table(book, sheet, EFFECTIFS.name, heads, rows, [22, 7, 13, 9, 30, *[11] * len(_WORKFORCE_COLUMNS)], numbers)


def forecast_sheet(book: Book, made: Made) -> None:
    """The forecast, long: one Excel table of the measures that planners ask for most."""
    frame, measures = made.tables["forecast"], made.tables["measures"].set_index("measure_id")
    labels = measures[f"label_{book.language.code}"].to_dict()
    units = {name: unit_text(unit, book.language) for name, unit in measures["unit"].items()}
    chosen = frame[(frame["versant"] == ALL) & frame["measure_id"].isin(MEASURES)]
    note = book.say(_FORECAST_NOTE, number=len(MEASURES), all=len(measures))
    if len(chosen) > MOST_ROWS:
        chosen, note = chosen[chosen["region_code"] == NATION], f"{note}. {book.say(_NATION_ONLY)}"
    names = _region_names(book, made)
    ends = {row["period_id"]: row["date_end"].to_pydatetime() for row in records_of(made.tables["periods"])}
    quantiles = ("q10", "q50", "q90")
    rows = [
        [row.scenario_id, row.period_id, ends[row.period_id], row.region_code, names[row.region_code],
         labels[row.measure_id], units[row.measure_id],
         *(HIDDEN if row.suppressed else getattr(row, name) for name in ("mean", *quantiles))]
        for row in rows_of(chosen)
    ]  # fmt: skip
    heads = [*_FORECAST_HEADS, *(Words(f"{name[1:]} %", f"{name[1:]} %") for name in quantiles)]
    sheet = book.sheet(book.say(_FORECAST), book.say(_FORECAST), note)
    numbers = ["@", "@", book.date_format, "@", "@", "@", "@", *["#,##0.0"] * 4]
    _table(book, sheet, "forecast", heads, rows, [22, 10, 13, 9, 30, 46, 15, 12, 12, 12, 12], numbers)


def assumptions_sheet(book: Book, made: Made) -> None:
    """All figures of the scenarios: one Excel table."""
    label = f"label_{book.language.code}"
    rows = [
        [row["scenario_id"], row[label], *map(_short, (row["value"], row["value_text"], row["low"], row["high"])),
         unit_text("" if pd.isna(row["unit"]) else row["unit"], book.language), book.say(marking),
         bool(row["changed_from_parent"]), row["narrowing_if_known"], row["source"], row["parameter"]]
        for row in records_of(made.tables["assumptions"])
        for marking in [_MARKINGS[row["marking"]]]
    ]  # fmt: skip
    sheet = book.sheet(book.say(_ASSUMPTIONS), book.say(_ASSUMPTIONS), book.say(_ASSUMPTIONS_NOTE))
    numbers = ["@", "@", "General", "@", "General", "General", "@", "@", "@", "0.0", "@", "@"]
    _table(book, sheet, "assumptions", list(_ASSUMPTIONS_HEADS), rows,
           [22, 46, 11, 40, 10, 10, 24, 12, 12, 14, 60, 44], numbers, wrapped=(1, 3, 10))  # fmt: skip


def dictionary_sheet(book: Book) -> None:
    """What the columns and measures mean: one Excel table."""
    from simulation.handover.forecast import measures

    rows: list[list[Any]] = []
    for table in TABLES:
        for field in table.fields:
            rows.append([table.name, field.name, book.language.label(field), unit_text(field.unit, book.language),
                         field.type])  # fmt: skip
    language: Language = book.language
    for row in records_of(measures()):
        rows.append(["forecast: measure_id", row["measure_id"], row[f"definition_{language.code}"],
                     unit_text(row["unit"], language), row["kind"]])  # fmt: skip
    sheet = book.sheet(book.say(_DICTIONARY), book.say(_DICTIONARY), book.say(_DICTIONARY_NOTE))
    _table(book, sheet, "dictionary", list(_DICTIONARY_HEADS), rows, [22, 34, 100, 22, 10], ["@"] * 5, wrapped=(2,))


def _table(
    book: Book, sheet: Any, name: str, heads: Sequence[Words], rows: list[list[Any]], widths: Sequence[float],
    numbers: Sequence[str], wrapped: Sequence[int] = (),
) -> None:  # fmt: skip
    """One Excel table that can be filtered, its head frozen, its cells written one by one with their types."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(_HEAD_ROW, 32)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    last = _HEAD_ROW + max(1, len(rows))
    words = [number in ("@", book.date_format) for number in numbers]
    # Text behind a number stands a little apart from it.
    behind = [column for column in range(1, len(numbers)) if words[column] and not words[column - 1]]
    sheet.add_table(_HEAD_ROW, 0, last, len(heads) - 1, {
        "name": f"table_{name}",
        "style": "Table Style Light 1",
        "columns": [
            {"header": book.say(head), "header_format": book.format(
                bold=True, font_color="white", bg_color=HEAD, text_wrap=True, valign="vcenter",
                align="left" if words[column] else "right", indent=int(column in behind))}
            for column, head in enumerate(heads)
        ],
    })  # fmt: skip
    for at, row in enumerate(rows, _HEAD_ROW + 1):
        book.tall(sheet, at, [(row[column], widths[column]) for column in wrapped])
        for column, value in enumerate(row):
            more: dict[str, Any] = {"text_wrap": True} if column in wrapped else {}
            if column in behind:
                more["indent"] = 1
            if value == HIDDEN:
                more["align"] = "right"
            book.cell(sheet, at, column, value, numbers[column], **more)


def _short(value: Any) -> Any:
    """A number with four digits that count, a text with its beginning; the tables beside hold them whole."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    return f"{value[:_MOST]} …" if isinstance(value, str) and len(value) > _MOST else value


def _region_names(book: Book, made: Made) -> dict[str, str]:
    run = made.handed.base
    found = dict(zip(run.places.regions, run.places.names, strict=True))
    return found | {code: book.say(words) for code, words in NAMES.items()}
