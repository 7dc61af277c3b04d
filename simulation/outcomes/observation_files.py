"""Files of observations: CSV read with the line and column of each cell, everything that is wrong said at once."""

import math
from pathlib import Path

from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.outcomes.observed import (
    FLOW_OVERS,
    MEASURED,
    OVERS,
    PRECISIONS,
    STOCK_OVER,
    Observation,
    Over,
    elapsed_months,
    over_named,
    read_precision,
)
from simulation.scenario.assumptions import tell_assumptions
from simulation.scenario.levers import NATIONAL
from simulation.scenario.names import as_seen, same_name
from simulation.scenario.office_cells import Refused, is_missing, number
from simulation.scenario.office_tables import Cell, Table, read_table
from simulation.scenario.problems import Problem, ScenarioError, did_you_mean, listed
from simulation.scenario.quantities import FIRST_YEAR, LAST_YEAR, month_number, month_text

REQUIRED, OPTIONAL = ("date", "measure", "value", "precision", "source"), ("over", "before", "region")
COLUMNS = (*REQUIRED, *OPTIONAL)
_EXAMPLE = f"Begin with the line {','.join(REQUIRED)}."


def any_date(regions: tuple[str, ...]) -> Frame:
    """A frame in which any date may stand, for files whose dates are judged afterwards."""
    first, years = month_text(FIRST_YEAR * 12), LAST_YEAR - FIRST_YEAR + 1
    return Frame(first, 12 * years, regions, ("all",), tuple((number, 0) for number in range(len(regions))))


def read_observations(path: Path, frame: Frame, regional: str = "") -> tuple[Observation, ...]:
    """The observations of a CSV file, in its order; their months lie within the frame.

    regional: why they cannot be of a region, as a sentence; they can if it is empty, of a region of the frame.

    A `ScenarioError` names everything that is wrong with it, by line and column.
    """
    found, problems = judged_observations(path, frame, regional)
    if problems:
        raise ScenarioError(problems)
    return found


def judged_observations(path: Path, frame: Frame, regional: str = "") -> tuple[tuple[Observation, ...], list[Problem]]:
    """The observations that can be used, and what is wrong with the file; what was assumed is logged."""
    try:
        table = read_table(path, COLUMNS.__contains__)
    except ScenarioError as error:
        return (), list(error.problems)
    if not table.heading and not table.problems:
        table.problem(1, 1, "", say("the file is empty."), _EXAMPLE)
    at = table.columns(COLUMNS, REQUIRED, _EXAMPLE) if table.heading else None
    if at is None:
        return (), table.problems
    rows = []
    for row in table.rows:
        cells = {name: row.cells[position] for name, position in at.items()}
        if is_missing(cells["value"].text):
            table.assume("missing", cells["value"])
            continue
        rows.append((row.line, cells, _row(table, cells, frame, regional)))
    if not rows and not table.problems:
        table.note(table.heading[0], "", say("the file has a header and no observation."), say("Give one a line."))
    read = [(line, cells, one) for line, cells, one in rows if one is not None]
    _check_sequence(table, read)
    table.problems.sort(key=lambda problem: (problem.line, problem.column))
    tell_assumptions(table.assumed)
    return tuple(one for _, _, one in read), table.problems


def _row(table: Table, row: dict[str, Cell], frame: Frame, regional: str) -> Observation | None:
    before = len(table.problems)
    date = _date(table, row["date"], frame)
    measure, kind = _measure(table, row["measure"])
    over = _over(table, row.get("over"), kind, row["measure"], date, frame)
    value = _number(table, "value", row["value"])
    precision = read_precision(_plain_precision(table, row["precision"]))
    if precision is None:
        offer = did_you_mean(row["precision"].text.split(":")[0], ("exact", "rounded", "about", "more_than"))
        table.note(
            row["precision"],
            "precision",
            say(
                "must be {precisions} (such as rounded:100 or about:0.1), not {text!r}.",
                precisions=listed(PRECISIONS),
                text=row["precision"].text,
            ),
            offer,
        )
    already: float | None = 0.0
    if "before" in row and row["before"].text and not is_missing(row["before"].text):
        already = _number(table, "before", row["before"])
        if over not in (None, "since_start"):
            table.note(row["before"], "before", say("only counts since the start have something before it."))
        elif already is not None and value is not None and already > value:
            table.note(
                row["before"],
                "before",
                say("{already:g} before the start, {value:g} in all.", already=already, value=value),
            )
    if not row["source"].text:
        table.note(row["source"], "source", say("is empty."), say("Say where the figure comes from."))
    region = _region(table, row["region"], frame, regional) if "region" in row else ""
    if len(table.problems) > before:
        return None
    # Whatever is missing has been noted.
    assert date is not None and over is not None and value is not None
    assert precision is not None and already is not None
    return Observation(
        date, elapsed_months(date, frame.start), measure, over, value, precision, row["source"].text, already, region
    )


def _region(table: Table, cell: Cell, frame: Frame, regional: str) -> str:
    """The region as the frame calls it; empty for the nation."""
    if not cell.text or as_seen(cell.text) == NATIONAL:
        return ""
    found = same_name(cell.text, frame.regions)
    if regional or found is None:
        offer = did_you_mean(cell.text, frame.regions) or say("There are: {regions}.", regions=listed(frame.regions))
        table.note(
            cell,
            "region",
            regional or say("there is no region called {text!r}.", text=cell.text),
            say("Leave the cell empty for the nation.") if regional else offer,
        )
    return found or ""


def _plain_precision(table: Table, cell: Cell) -> str:
    """A precision in lower case, its number with a decimal point."""
    kind, colon, written = cell.text.casefold().partition(":")
    found = number(written.strip(), table.marks)
    return f"{kind.strip()}{colon}{written.strip() if isinstance(found, Refused) else found.value}"


def _date(table: Table, cell: Cell, frame: Frame) -> str | None:
    found = table.day(cell, "date")
    if found is None:
        return None
    last, month = frame.month_names[-1], month_number(found[:7])
    if not month_number(frame.start) <= month <= month_number(last):
        outside = (
            say("{found} lies before the run, which goes from {start} to {last}.",
                found=found, start=frame.start, last=last)
            if month < month_number(frame.start)
            else say("{found} lies after the run, which goes from {start} to {last}.",
                     found=found, start=frame.start, last=last)
        )  # fmt: skip
        table.note(cell, "date", outside, say("Leave it out, or change start or months of the scenario."))
        return None
    return found


def _measure(table: Table, cell: Cell) -> tuple[tuple[str, ...], str | None]:
    """The columns named, and whether they are stocks or flows."""
    names = tuple(part.strip() for part in cell.text.split("+"))
    unknown = [name for name in names if name not in MEASURED]
    for name in unknown:
        offer = did_you_mean(name, MEASURED) or say("results/README.md lists the columns of persons and activity.")
        what = say("there is no measure called {name!r}.", name=name) if name else say("is empty.")
        table.note(cell._replace(column=cell.column + max(0, cell.text.find(name))), "measure", what, offer)
    if unknown:
        return names, None
    kinds, units = ({getattr(MEASURED[name], of) for name in names} for of in ("kind", "unit"))
    if len(kinds) > 1 or len(units) > 1:
        differing = (
            say("adds different kinds: {kinds}.", kinds=", ".join(sorted(kinds)))
            if len(kinds) > 1
            else say("adds different units: {units}.", units=", ".join(sorted(units)))
        )
        table.note(cell, "measure", differing)
        return names, None
    return names, MEASURED[names[0]].kind


def _over(
    table: Table, cell: Cell | None, kind: str | None, measure: Cell, date: str | None, frame: Frame
) -> Over | None:
    """Over what the value is counted; a stock needs not say it."""
    text, place = (cell.text.casefold(), cell) if cell is not None else ("", measure)
    said = over_named(text)
    if text and said is None:
        table.note(
            place,
            "over",
            say("must be {overs}, not {text!r}.", overs=listed(OVERS), text=text),
            did_you_mean(text, OVERS),
        )
        return None
    if kind is None:
        return said
    if kind == "stock":
        if text not in ("", STOCK_OVER):
            table.note(
                place,
                "over",
                say("{text} is a stock: it is seen at a month's end, not over a time.", text=measure.text),
                say("Write {stock_over}, or leave the cell empty.", stock_over=STOCK_OVER),
            )
        return STOCK_OVER
    if text not in FLOW_OVERS:
        table.note(
            place,
            "over",
            say("{text} is counted over a time: {flow_overs}.", text=measure.text, flow_overs=listed(FLOW_OVERS)),
            "" if cell is not None else say("Add a column over."),
        )
        return None
    if text == "year" and date is not None and month_number(f"{date[:4]}-01") < month_number(frame.start):
        table.note(
            place,
            "over",
            say("the run begins in {start}, after the year {date} has begun.", start=frame.start, date=date[:4]),
            say("Let the scenario begin in January, or leave the year out."),
        )
    return said


def _number(table: Table, field: str, cell: Cell) -> float | None:
    found = table.number(cell, field)
    if found is None:
        return None
    value = float(found)
    if not math.isfinite(value) or not 0 <= value <= 1e15:
        table.note(cell, field, say("must lie between 0 and 10^15, not {text}.", text=cell.text))
        return None
    return value


def _check_sequence(table: Table, rows: list[tuple[int, dict[str, Cell], Observation]]) -> None:
    """Within a measure dates follow one another, none twice, and counts since a time do not fall."""
    last: dict[str, tuple[int, Observation]] = {}
    for line, cells, one in rows:
        earlier, before = last.get(one.label, (0, None))
        last[one.label] = line, one
        if before is None:
            continue
        date, value = cells["date"], cells["value"]
        if one.elapsed == before.elapsed:
            table.note(
                date,
                "date",
                say(
                    "{label} has an observation of that time already, in line {earlier}.",
                    label=one.label,
                    earlier=earlier,
                ),
                say("Keep one of them."),
            )
        elif one.elapsed < before.elapsed:
            table.note(
                date,
                "date",
                say(
                    "{date} stands after {before_date} (line {earlier}).",
                    date=one.date,
                    before_date=before.date,
                    earlier=earlier,
                ),
                say("Within a measure, put the dates in order."),
            )
        elif one.over == "since_start" and one.band[1] < before.band[0]:
            table.note(
                value,
                "value",
                say(
                    "a count since the start cannot fall: {value:g} after {before_value:g} (line {earlier}).",
                    value=one.value,
                    before_value=before.value,
                    earlier=earlier,
                ),
                say("Is it a count over the year or the month?"),
            )
