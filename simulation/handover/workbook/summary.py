"""The summary: the headline, how surely targets are reached, the main figures by year, and three charts."""

import re

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.opened import Handed
from simulation.handover.tables import ALL, NATION
from simulation.handover.workbook.book import BAND, HIDDEN, Book
from simulation.outcomes.headline import headline
from simulation.outcomes.rows import records_of

_NAME = Words("Summary", "Synthèse")
_PROBABILITY = (
    Words("Scenario", "Scénario"),
    Words("All targets reached", "Toutes cibles atteintes"),
    Words("at least", "au moins"),
    Words("at most", "au plus"),
)
_NO_TARGET = Words("no target", "pas de cible")
_WHAT = Words("{name}: by year", "{name} : par année")
_ROWS = (
    ("active_facilitators", Words("Active facilitators at the end (median)", "Animateurs actifs en fin (médiane)"),
     "#,##0"),
    ("active_low", Words("10 % quantile", "quantile à 10 %"), "#,##0"),
    ("active_high", Words("90 % quantile", "quantile à 90 %"), "#,##0"),
    ("facilitator", Words("Facilitators at the end", "Animateurs en fin"), "#,##0"),
    ("trainer", Words("Trainers at the end", "Formateurs en fin"), "#,##0.0"),
    ("courses", Words("Facilitator courses held", "Formations d’animateurs tenues"), "#,##0.0"),
    ("seats_filled", Words("Seats filled in them (persons)", "Places pourvues (personnes)"), "#,##0"),
    ("trainer_days", Words("Trainer days in courses", "Jours de formateur en formation"), "#,##0"),
    ("trainer_etpt", Words("Trainers worked, all uses (ETPT)", "Formateurs, tous emplois (ETPT)"), "0.00"),
    ("facilitator_etpt", Words("Facilitators worked, all uses (ETPT)", "Animateurs, tous emplois (ETPT)"), "0.00"),
    ("T2", Words("Valued time, T2 (euros)", "Temps valorisé, T2 (euros)"), "#,##0"),
    ("HT2", Words("Other titles, HT2 (euros)", "Hors titre 2, HT2 (euros)"), "#,##0"),
)  # fmt: skip
_SERIES = (
    Words("Period", "Période"),
    Words("10 % quantile", "Quantile à 10 %"),
    Words("Median", "Médiane"),
    Words("90 % quantile", "Quantile à 90 %"),
    Words("Courses", "Formations"),
)
_DATA = Words("Figures of the charts (baseline)", "Données des graphiques (référence)")
_ACTIVE = Words("Active facilitators: median and 80 % interval", "Animateurs actifs : médiane et intervalle à 80 %")
_COURSES = Words("Facilitator courses held (mean)", "Formations d’animateurs tenues (moyenne)")
_MONEY = Words("Money by year (mean, euros)", "Dépense par année (moyenne, euros)")
_ACTIVE_ALT = Words(
    "Line chart of the baseline: active facilitators at the end of each period, median {first} in "
    "{start} and {last} in {end}, with 10 and 90 % quantiles.",
    "Courbes de la référence : animateurs actifs en fin de période, médiane {first} en {start} et "
    "{last} en {end}, avec quantiles à 10 et 90 %.",
)
_COURSES_ALT = Words(
    "Column chart of the baseline: facilitator courses held by period, {total} in all.",
    "Histogramme de la référence : formations d’animateurs tenues par période, {total} en tout.",
)
_MONEY_ALT = Words(
    "Stacked columns of the baseline: valued time (T2) and other titles (HT2) by year.",
    "Histogramme empilé de la référence : temps valorisé (T2) et hors titre 2 (HT2) par année.",
)
_WIDE, _TALL = 620, 300
_CHART_ROWS = 16


def summary_sheet(book: Book, made: Made) -> None:
    """The sheet; its first block of years is named Synthese_annees."""
    sheet = book.sheet(book.say(_NAME), book.say(_NAME))
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 60, 13)
    row = 2
    for run in made.handed.runs:
        said = headline(run.results).announced(run.id, made.language.code)
        for sentence in re.split(r"(?<=[.!?]) (?=[A-ZÀ-Ý])", said):
            sheet.write_string(row, 0, sentence, book.format())
            row += 1
        row += 1
    row = _probabilities(book, sheet, made, row)
    places = {}
    for number, run in enumerate(made.handed.runs, 1):
        places[run.id] = row + 1
        row = _years(book, sheet, made, run, row, number)
    _charts(book, sheet, made, row, places[made.handed.base.id])


def _probabilities(book: Book, sheet: Worksheet, made: Made, row: int) -> int:
    sheet.set_row(row, 32)
    book.head(sheet, row, [book.say(words) for words in _PROBABILITY], numbers_from=1)
    for one in records_of(made.tables["scenarios"]):
        row += 1
        sheet.write_string(row, 0, one["scenario_id"], book.format())
        if pd.isna(one["prob_target"]):
            sheet.write_string(row, 1, book.say(_NO_TARGET), book.format(align="right"))
            continue
        for column, name in enumerate(("prob_target", "prob_low", "prob_high"), 1):
            book.cell(sheet, row, column, one[name], "0 %")
    return row + 2


def _years(book: Book, sheet: Worksheet, made: Made, run: Handed, row: int, number: int) -> int:
    """A block of the main figures by year."""
    years = list(run.periods("year").names)
    figures = _figures(made, run, years)
    book.head(sheet, row, [book.say(_WHAT, name=run.id), *years], numbers_from=1)
    first = row + 1
    for name, words, format_ in _ROWS:
        row += 1
        quantile = name in ("active_low", "active_high")
        more = {"font_color": "#595959", "indent": 1} if quantile else {}
        sheet.write_string(row, 0, book.say(words), book.format(**more))
        for at, value in enumerate(figures[name], 1):
            if np.isnan(value):
                sheet.write_string(row, at, HIDDEN, book.format(align="right"))
            else:
                book.cell(sheet, row, at, float(value), format_, **({"font_color": "#595959"} if quantile else {}))
    book.named("Synthese_annees" if number == 1 else f"Synthese{number}_annees", sheet, (first, 1), (row, len(years)))
    return row + 2


def _figures(made: Made, run: Handed, years: list[str]) -> dict[str, np.ndarray]:
    """The main figures of the nation by year; not a number where a count is left out."""

    def ours(name: str) -> pd.DataFrame:
        frame = made.tables[name]
        return frame[(frame["scenario_id"] == run.id) & (frame["region_code"] == NATION)]

    active = _active(made, run)
    active = active.loc[_year_ends(list(active.index))]
    found = {"active_facilitators": active["q50"].to_numpy(), "active_low": active["q10"].to_numpy(),
             "active_high": active["q90"].to_numpy()}  # fmt: skip
    workforce = ours("effectifs")
    for role in ("facilitator", "trainer"):
        rows = workforce[workforce["role"] == role].sort_values("year")
        found[role], found[f"{role}_etpt"] = rows["effectifs_fin"].to_numpy(), rows["etpt"].to_numpy()
    plan = ours("capacity_plan")
    year = plan["period_id"].str[:4]
    courses = plan["course_kind"] == "facilitator"
    found["courses"] = plan[courses].groupby(year)["courses"].sum().reindex(years).to_numpy()
    seats = plan[courses].groupby(year)["seats_filled_mean"]
    found["seats_filled"] = seats.agg(lambda held: held.sum(skipna=False)).reindex(years).to_numpy()
    found["trainer_days"] = plan.groupby(year)["trainer_days"].sum().reindex(years).to_numpy()
    money = ours("budget")
    for title in ("T2", "HT2"):
        rows = money[(money["ligne"] == ALL) & (money["titre"] == title)].sort_values("exercice")
        found[title] = rows["cp_eur"].to_numpy()
    return found


def _active(made: Made, run: Handed) -> pd.DataFrame:
    """Active facilitators of the nation by period."""
    frame = made.tables["forecast"]
    ours = frame[
        (frame["scenario_id"] == run.id)
        & (frame["region_code"] == NATION)
        & (frame["versant"] == ALL)
        & (frame["measure_id"] == "active_facilitators")
    ]
    return ours.set_index(ours["period_id"].astype(str))


def _year_ends(periods: list[str]) -> list[str]:
    """The last period of each year."""
    return list({period[:4]: period for period in periods}.values())


def _charts(book: Book, sheet: Worksheet, made: Made, row: int, years_row: int) -> None:
    """The charts of the baseline, and beneath them the figures that they show."""
    run = made.handed.base
    active = _active(made, run)
    plan = made.tables["capacity_plan"]
    chosen = plan[(plan["scenario_id"] == run.id) & (plan["region_code"] == NATION)
                  & (plan["course_kind"] == "facilitator")]  # fmt: skip
    courses = chosen.groupby("period_id")["courses"].sum().reindex(active.index)
    data = row + 2 * _CHART_ROWS
    for column in range(len(_SERIES)):
        sheet.write_blank(data, column, None, book.format(bg_color=BAND))
    sheet.write_string(data, 0, book.say(_DATA), book.format(bold=True, bg_color=BAND))
    sheet.set_row(data + 1, 32)
    sheet.set_h_pagebreaks([row])
    book.head(sheet, data + 1, [book.say(words) for words in _SERIES], numbers_from=1)
    for at, period in enumerate(active.index):
        sheet.write_string(data + 2 + at, 0, period, book.format())
        for column, value in enumerate((*active.loc[period, ["q10", "q50", "q90"]], courses[period]), 1):
            book.cell(sheet, data + 2 + at, column, float(value), "#,##0.0")
    span = (data + 2, data + 1 + len(active))
    number = book.language.number
    medians = active["q50"].to_numpy(float)
    lines = _chart(book, "line", _ACTIVE)
    for column, colour, dash in ((1, "#8FB3BF", "dash"), (2, "#1F4E5F", "solid"), (3, "#8FB3BF", "dash")):
        lines.add_series(_series(book, sheet, span, column, data + 1)
                         | {"line": {"color": colour, "width": 2.25, "dash_type": dash}})  # fmt: skip
    _place(sheet, row, 0, lines, book.say(_ACTIVE_ALT, first=number(medians[0]), last=number(medians[-1]),
                                          start=active.index[0], end=active.index[-1]))  # fmt: skip
    bars = _chart(book, "column", _COURSES)
    bars.add_series(_series(book, sheet, span, 4, data + 1) | {"fill": {"color": "#C0713B"}, "gap": 60})
    bars.set_legend({"none": True})
    _place(sheet, row, 4, bars, book.say(_COURSES_ALT, total=number(float(courses.sum()))))
    years = len(run.periods("year").names)
    money = book.file.add_chart({"type": "column", "subtype": "stacked"})
    _dress(book, money, _MONEY)
    money.set_x_axis({})
    for name, colour in (("T2", "#8FB3BF"), ("HT2", "#1F4E5F")):
        at = years_row + [row_[0] for row_ in _ROWS].index(name)
        where = sheet.get_name()
        money.add_series({
            "name": name,
            "categories": [where, years_row - 1, 1, years_row - 1, years],
            "values": [where, at, 1, at, years],
            "fill": {"color": colour},
            "gap": 60,
        })  # fmt: skip
    _place(sheet, row + _CHART_ROWS, 0, money, book.say(_MONEY_ALT))


def _series(book: Book, sheet: Worksheet, span: tuple[int, int], column: int, head: int) -> dict[str, object]:
    where = sheet.get_name()
    return {
        "name": [where, head, column],
        "categories": [where, span[0], 0, span[1], 0],
        "values": [where, span[0], column, span[1], column],
    }


def _chart(book: Book, kind: str, title: Words):
    chart = book.file.add_chart({"type": kind})
    _dress(book, chart, title)
    return chart


def _dress(book: Book, chart, title: Words) -> None:
    chart.set_title({"name": book.say(title), "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    lines = {"visible": True, "line": {"color": "#E0E0E0"}}
    chart.set_y_axis({"num_format": "#,##0", "min": 0, "major_gridlines": lines})
    chart.set_x_axis({"num_font": {"rotation": -90, "size": 8}})
    chart.set_size({"width": _WIDE, "height": _TALL})


def _place(sheet: Worksheet, row: int, column: int, chart, alternative: str) -> None:
    sheet.insert_chart(row, column, chart, {"description": alternative, "object_position": 1})
