"""The capacity plan: a block a measure, regions by periods, with totals."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.opened import Handed
from simulation.handover.small import NAMES
from simulation.handover.tables import NATION
from simulation.handover.workbook.book import BAND, EDGE, HIDDEN, Book

_NAME = Words("Capacity plan", "Plan de capacité")
_NOTE = Words(
    "Means over simulated futures, by region and period. Scenario: {name}",
    "Moyennes sur les futurs simulés, par région et période. Scénario : {name}",
)
_CODE, _REGION, _TOTAL = Words("Code", "Code"), Words("Region", "Région"), Words("Total", "Total")


@dataclass(frozen=True)
class Block:
    """A block of the sheet. of: which kinds and deliveries it sums; shares are not summed."""

    key: str
    title: Words
    column: str
    of: Callable[[pd.DataFrame], pd.Series]
    number: str = "#,##0.0;-#,##0.0;–"
    adds: bool = True


def _kind(kind: str, delivery: str | None = None) -> Callable[[pd.DataFrame], pd.Series]:
    def chosen(plan: pd.DataFrame) -> pd.Series:
        found = plan["course_kind"] == kind
        return found if delivery is None else found & (plan["delivery"] == delivery)

    return chosen


def _all(plan: pd.DataFrame) -> pd.Series:
    return pd.Series(True, plan.index)


BLOCKS = (
    Block("courses", Words("Facilitator courses held", "Formations d’animateurs tenues"), "courses",
          _kind("facilitator")),
    Block("seats_offered", Words("Seats offered in them", "Places offertes dans ces formations"), "seats_offered",
          _kind("facilitator")),
    Block("seats_filled", Words("Seats filled (persons)", "Places pourvues (personnes)"), "seats_filled_mean",
          _kind("facilitator")),
    Block("trainer_courses", Words("Trainer courses held", "Formations de formateurs tenues"), "courses",
          _kind("trainer")),
    Block("trainers_needed", Words("Places in teams of trainers, all courses",
                                   "Postes dans les équipes de formateurs, toutes formations"), "trainers_needed",
          _all),
    Block("trainer_days", Words("Trainer days, all courses", "Jours de formateur, toutes formations"), "trainer_days",
          _all),
    Block("trainer_etpt", Words("Trainer days in ETPT", "Jours de formateur en ETPT"), "trainer_etpt", _all,
          "0.00;-0.00;–"),
    Block("trainee_days", Words("Days of trainees in facilitator courses",
                                "Jours de stagiaire dans les formations d’animateurs"), "facilitator_days",
          _kind("facilitator")),
    Block("trainee_etpt", Words("Days of trainees in ETPT", "Jours de stagiaire en ETPT"), "facilitator_etpt",
          _kind("facilitator"), "0.00;-0.00;–"),
    Block("cost_t2", Words("Valued time, title 2 (euros)", "Temps valorisé, titre 2 (euros)"), "cost_t2_eur", _all,
          "#,##0;-#,##0;–"),
    Block("cost_ht2", Words("Rooms, seats, travel, other titles (euros)",
                            "Salles, places, déplacements, hors titre 2 (euros)"), "cost_ht2_eur", _all,
          "#,##0;-#,##0;–"),
    Block("held_in_person", Words("Share of futures in which a facilitator course is held in person",
                                  "Part des futurs où une formation d’animateurs est tenue en présence"), "prob_held",
          _kind("facilitator", "in_person"), "0 %;-0 %;–", False),
    Block("held_remote", Words("Share of futures in which a remote facilitator course is held",
                               "Part des futurs où une formation d’animateurs est tenue à distance"), "prob_held",
          _kind("facilitator", "remote"), "0 %;-0 %;–", False),
)  # fmt: skip
_HEAD_ROW, _FIRST = 3, 2


def plan_sheet(book: Book, made: Made, run: Handed, number: int) -> None:
    """The sheet of one scenario; ranges of the first are named Plan_…, of the second Plan2_…"""
    name = book.say(_NAME) if number == 1 else f"{book.say(_NAME)} ({number})"
    sheet = book.sheet(name, name, book.say(_NOTE, name=book.language.name(run.scenario.name)))
    plan = made.tables["capacity_plan"]
    plan = plan[plan["scenario_id"] == run.id]
    periods = list(dict.fromkeys(plan["period_id"]))
    sheet.set_column(0, 0, 9)
    sheet.set_column(1, 1, 30)
    sheet.set_column(_FIRST, _FIRST + len(periods) - 1, 8.5)
    sheet.set_column(_FIRST + len(periods), _FIRST + len(periods), 10)
    sheet.freeze_panes(_HEAD_ROW + 1, _FIRST)
    sheet.repeat_rows(_HEAD_ROW)
    heads = [book.say(_CODE), book.say(_REGION), *periods, book.say(_TOTAL)]
    book.head(sheet, _HEAD_ROW, heads, numbers_from=_FIRST)
    row, breaks = _HEAD_ROW + 1, []
    for at, block in enumerate(BLOCKS):
        if at and at % 2 == 0:
            breaks.append(row)
        row = _block(book, sheet, row, block, plan, periods, run, number) + 1
    sheet.set_h_pagebreaks(breaks)


def _block(
    book: Book, sheet: Worksheet, row: int, block: Block, plan: pd.DataFrame, periods: list[str], run: Handed,
    number: int,
) -> int:  # fmt: skip
    """A title, the regions, and the total where there is one; returns the row behind."""
    last = _FIRST + len(periods)
    for column in range(last + 1):
        sheet.write_blank(row, column, None, book.format(bg_color=BAND))
    sheet.write_string(row, 0, book.say(block.title), book.format(bold=True, bg_color=BAND))
    values, hidden = _values(plan[block.of(plan)], block, periods, run)
    first = row + 1
    for at, (code, called) in enumerate(zip(run.places.regions, run.places.names, strict=True)):
        label = book.say(NAMES[code]) if code in NAMES else called
        sheet.write_string(first + at, 0, code, book.format())
        sheet.write_string(first + at, 1, label, book.format())
        for period in range(len(periods)):
            _number(book, sheet, first + at, _FIRST + period, values[at, period], hidden[at, period], block.number)
        if block.adds:
            _sum(book, sheet, first + at, last, (first + at, _FIRST, first + at, last - 1), values[at].sum(),
                 hidden[at].any(), block.number, bold=True)  # fmt: skip
    end = first + len(run.places.regions)
    label = book.say(_TOTAL) if block.adds else book.say(NAMES[NATION])
    ruled = {"bold": True, "top": 1, "top_color": EDGE}
    sheet.write_string(end, 0, NATION, book.format(**ruled))
    sheet.write_string(end, 1, label, book.format(**ruled))
    for period in range(len(periods)):
        column, some = _FIRST + period, hidden[:-1, period].any()
        if block.adds and not some:
            _sum(book, sheet, end, column, (first, column, end - 1, column), values[-1, period], False, block.number,
                 **ruled)  # fmt: skip
        else:
            _number(book, sheet, end, column, values[-1, period], hidden[-1, period], block.number, **ruled)
    if block.adds:
        _sum(book, sheet, end, last, (end, _FIRST, end, last - 1), values[-1].sum(), hidden[-1].any(), block.number,
             **ruled)  # fmt: skip
    else:
        sheet.write_blank(end, last, None, book.format(**ruled))
    prefix = "Plan" if number == 1 else f"Plan{number}"
    book.named(f"{prefix}_{block.key}", sheet, (first, _FIRST), (end - 1, last - 1))
    return end + 1


def _values(plan: pd.DataFrame, block: Block, periods: list[str], run: Handed) -> tuple[np.ndarray, np.ndarray]:
    """Regions and FR by periods: sums over the kinds and deliveries that are meant, and whether one is left out."""
    shape = (len(run.places.with_nation), len(periods))
    grouped = plan.groupby(["region_code", "period_id"])
    index = pd.MultiIndex.from_product([run.places.with_nation, periods])
    values = grouped[block.column].sum().reindex(index).to_numpy(float).reshape(shape)
    hides = block.column in ("seats_filled_mean", "facilitator_days", "facilitator_etpt")
    hidden = grouped["suppressed"].any().reindex(index).to_numpy(bool).reshape(shape) & hides
    return values, hidden


def _number(
    book: Book, sheet: Worksheet, row: int, column: int, value: float, hidden: bool, number: str, **more: object
) -> None:
    if hidden:
        sheet.write_string(row, column, HIDDEN, book.format(align="right", **more))
    else:
        book.cell(sheet, row, column, float(value), number, **more)


def _sum(
    book: Book, sheet: Worksheet, row: int, column: int, of: tuple[int, int, int, int], value: float, hidden: bool,
    number: str, **more: object,
) -> None:  # fmt: skip
    """A sum that the workbook forms itself, with its value for readers that do not reckon."""
    if hidden:
        sheet.write_string(row, column, HIDDEN, book.format(align="right", **more))
    else:
        sheet.write_formula(row, column, f"=SUM({xl_range(*of)})", book.format(num_format=number, **more), float(value))
