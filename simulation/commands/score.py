"""`essaim score RESULTS ACTUALS.csv`: how good a forecast was, beside forecasts that know nothing of the network."""

import json
import re
import sys
from argparse import Namespace
from pathlib import Path

import pandas as pd

from simulation.charts.language import Language
from simulation.commands.endings import BAD_INPUT, GOOD
from simulation.common.extras import require
from simulation.language import say
from simulation.outcomes.observation_files import read_observations
from simulation.outcomes.observed import MEASURED, Observation
from simulation.outcomes.people_tables import csv_bytes, json_text
from simulation.outcomes.wording import FEW
from simulation.storage.files import write_asked
from simulation.validation.actuals import Actuals, LeftOut, read_actuals
from simulation.validation.forecasts import Forecast, known_before, open_forecast
from simulation.validation.scoring import ALL, ESSAIM, by_forecaster, summary_table, values_table

KINDS = (".csv", ".json")
FEW_VALUES = 10
"""With fewer values than this, shares and means over them are said to be little known (an assumption)."""


def main(arguments: Namespace) -> int:
    """Print a table and a sentence; 0 good, 2 bad input."""
    require("statsmodels")
    language = Language(arguments.lang)
    if arguments.to and Path(arguments.to).suffix not in KINDS:
        print(say("--to {to}: the file must end in .csv or .json", to=arguments.to), file=sys.stderr)
        return BAD_INPUT
    forecast = open_forecast(arguments.results)
    history, until = known_before(forecast)
    if arguments.history:
        history = read_observations(Path(arguments.history), forecast.frame)
    actuals = read_actuals(Path(arguments.actuals), forecast, history, until)
    for line in remarks(actuals, forecast, until, language):
        print(line, file=sys.stderr)
    if not actuals.scored:
        print(say("{actuals}: no value lies within the forecast", actuals=arguments.actuals), file=sys.stderr)
        return BAD_INPUT
    drawn, silent = by_forecaster(forecast, actuals.scored, history)
    values = values_table(drawn)
    summary = summary_table(values)
    lines = table(summary, silent if history else {}, forecast, actuals.scored, language)
    print("\n".join(str(line).rstrip() for line in lines))
    print("\n" + sentence(summary, values, bool(history), language))
    if arguments.to:
        write(Path(arguments.to), summary, values, arguments.lang)
    return GOOD


def label_text(label: str, language: Language) -> str:
    """A measure, and over what it is counted, in words."""
    names, over, _, region = re.fullmatch(r"(.*?) \((\w+)\)(, (.*))?", label).groups()
    what = " + ".join(language.label(MEASURED[name]) for name in names.split(" + "))
    say = language.text
    counted = {
        "month_end": say("{measure}, at the month’s end", measure=what),
        "month": say("{measure}, in the month", measure=what),
        "year": say("{measure}, in the year", measure=what),
        "since_start": say("{measure}, since the start", measure=what),
    }[over]
    return f"{counted} ({region})" if region else counted


def forecaster_text(name: str, language: Language) -> str:
    """Who forecasts, in words."""
    say = language.text
    return {
        "essaim": "Essaim",
        "essaim_later_levers": say("Essaim, later levers known"),
        "last_value": say("last value"),
        "last_growth": say("last growth rate"),
        "bass": say("Bass curve"),
        "ets": say("exponential smoothing"),
    }[name]


def remarks(actuals: Actuals, forecast: Forecast, until: str | None, language: Language) -> list[str]:
    """What was left out, and what was counted on, in words."""
    say, found = language.text, []
    for one in actuals.left_out:
        found.append(_left_out(one, forecast, until, language))
    for label, before in actuals.counted_on:
        found.append(say(
            "{measure}: {before} that were there before the start are counted, as in the history.",
            measure=label_text(label, language), before=language.number(before),
        ))  # fmt: skip
    return found


def _left_out(one: LeftOut, forecast: Forecast, until: str | None, language: Language) -> str:
    say, first, last = language.text, forecast.frame.start, forecast.frame.month_names[-1]
    given = {"measure": label_text(one.label, language), "date": one.date}
    if one.reason == "before":
        return say("Left out: {measure}, {date}: the forecast begins only in {first}.", first=first, **given)
    if one.reason == "after":
        return say("Left out: {measure}, {date}: the forecast ends in {last}.", last=last, **given)
    return say("Left out: {measure}, {date}: known to the forecast, which was fitted up to {until}.", until=until,
               **given)  # fmt: skip


def table(
    summary: pd.DataFrame,
    silent: dict[tuple[str, str], str],
    forecast: Forecast,
    scored: tuple[Observation, ...],
    language: Language,
) -> list[str]:
    """The lines of the table: by measure, then over all."""
    say = language.text
    dates = sorted(one.date for one in scored)
    given = {"name": forecast.name, "values": len(scored), "first": dates[0], "last": dates[-1],
             "futures": language.number(forecast.replicates)}  # fmt: skip
    if forecast.replicates < FEW:
        lines = [say("{name}: {values} values from {first} to {last}, {futures} simulated futures only", **given)]
    else:
        lines = [say("{name}: {values} values from {first} to {last}, {futures} simulated futures", **given)]
    heads = [say("values"), "CRPS", say("CRPS ÷ value"), say("bias"), "50 %", "80 %", "95 %", say("× Essaim")]
    rows: list[tuple[str, list[str]]] = []
    for label, part in summary.groupby("measure", sort=False):
        rows.append((say("All measures") if label == ALL else label_text(label, language), []))
        rows += [("  " + forecaster_text(row.forecaster, language), _cells(row, language)) for row in part.itertuples()]
        said = [forecaster_text(name, language) for of, name in silent if of == label]
        if said:
            rows.append(("  " + say("too little history for: {names}", names=", ".join(said)), []))
    first = max(len(name) for name, cells in rows if cells)
    widths = [max(len(head), *(len(cells[at]) for _, cells in rows if cells)) for at, head in enumerate(heads)]
    for name, cells in rows:
        if not cells and not name.startswith(" "):
            lines.append("")
            if len(lines) == 2:
                lines.append(" " * first + "".join(f"  {h:>{w}}" for h, w in zip(heads, widths, strict=True)))
        lines.append(f"{name:<{first}}" + "".join(f"  {c:>{w}}" for c, w in zip(cells, widths, strict=False)))
    return lines


def _cells(row, language: Language) -> list[str]:
    signed = ("+" if row.bias > 0 else "−" if row.bias < 0 else "") + language.percent(abs(row.bias))
    ratio = "" if row.forecaster == ESSAIM else language.number(row.ratio)
    bands = [language.percent(share) for share in (row.within_50, row.within_80, row.within_95)]
    crps = "" if pd.isna(row.crps) else language.number(row.crps)
    return [str(row.values), crps, language.percent(row.relative), signed, *bands, ratio]


def sentence(summary: pd.DataFrame, values: pd.DataFrame, compared: bool, language: Language) -> str:
    """How good the forecast was over all, and against whom, in a sentence or two."""
    say = language.text
    over_all = summary[summary["measure"] == ALL].set_index("forecaster")
    own, mine = over_all.loc[ESSAIM], values[values["forecaster"] == ESSAIM]
    facts = {
        "inside": int(mine["within_80"].sum()),
        "values": len(mine),
        "off": language.percent(own["relative"]),
        "bias": language.percent(abs(own["bias"])),
    }
    if pd.isna(own["bias"]):
        text = say("The 80 % band holds {inside} of {values} values; all of them are 0, of which nothing is a "
                   "percentage.", **facts)  # fmt: skip
    elif own["bias"] > 0:
        text = say("The 80 % band holds {inside} of {values} values; the forecast is off by {off} of the value (CRPS), "
                   "and its median lies {bias} too high on average.", **facts)  # fmt: skip
    else:
        text = say("The 80 % band holds {inside} of {values} values; the forecast is off by {off} of the value (CRPS), "
                   "and its median lies {bias} too low on average.", **facts)  # fmt: skip
    if len(mine) < FEW_VALUES:
        text += " " + say("So few values say little: the next ones may change all of it.")
    if not compared:
        return text + " " + say("Without --history there is nothing to compare it with.")
    others = over_all.drop(ESSAIM)
    better = [forecaster_text(name, language) for name in others.index[others["ratio"] > 1]]
    worse = [forecaster_text(name, language) for name in others.index[others["ratio"] <= 1]]
    if better:
        text += " " + say("It is better than: {names}.", names=", ".join(better))
    if worse:
        text += " " + say("It is not better than: {names}.", names=", ".join(worse))
    if not len(others):
        text += " " + say("The history is too short for every comparison.")
    return text


def write(path: Path, summary: pd.DataFrame, values: pd.DataFrame, language: str = "en") -> None:
    """Writes the table (CSV, as offices of the language open it), or it and every value's score (JSON)."""
    if path.suffix == ".csv":
        write_asked(path, csv_bytes(summary, language))
        return
    both = {name: json.loads(json_text(frame)) for name, frame in
            (("summary", summary), ("values", values))}  # fmt: skip
    write_asked(path, (json.dumps(both, ensure_ascii=False, indent=1) + "\n").encode())
