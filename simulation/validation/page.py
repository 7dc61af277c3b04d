"""The tables and pictures of docs/validation.md, and the track record that reports show, from what back-tests and
forecasts left in the repository.

`python -m simulation.validation.page` writes all again; nothing is simulated.
"""

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.calibration.loading import load_case
from simulation.charts.saving import BrowserMissing, picture
from simulation.outcomes import track_record
from simulation.outcomes.rows import records_of, rows_of
from simulation.scenario.library import CASE, LIBRARY
from simulation.scenario.quantities import month_number
from simulation.validation.backtest import read_stored
from simulation.validation.figures import case_figure
from simulation.validation.forecasts import open_forecast
from simulation.validation.scoring import ALL, ESSAIM, FORECASTERS, summary_table, values_table

CASES = CASE.folder(LIBRARY)
DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "validation.md"
STORED = DOCS / "validation"
ORDER = ("carpentries", "mental_health_first_aid", "climate_fresk", "covea")
NAMES = {
    "essaim": "**Essaim**",
    "essaim_later_levers": "Essaim, later levers known",
    "last_value": "last value",
    "last_growth": "last growth rate",
    "bass": "Bass curve",
    "ets": "exponential smoothing (ETS)",
}


def main() -> None:
    """Write tables, the track record, and pictures."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    track_record.FILE.write_text(record(), encoding="utf-8")
    print(track_record.FILE)
    for slug in cases():
        path = STORED / f"{slug}.png"
        try:
            path.write_bytes(smaller(picture(drawn(slug), "png", sharpness=1)))
            print(path.relative_to(DOCS.parent))
        except BrowserMissing:
            print(f"{path.name} is not drawn: there is no Chromium or Chrome here")


def cases() -> list[str]:
    """The cases that have back-tests stored, in the order of the page."""
    return [slug for slug in ORDER if (STORED / f"{slug}.csv").exists()]


def record() -> str:
    """How often the bands of Essaim's own forecasts held, as CSV with the columns of `track_record`.

    Only forecasts that could have been made at the time count, with the levers known then.
    """
    rows = []
    for slug in cases():
        tests = read_stored(STORED / f"{slug}.csv")
        own = {month: [one for one in said if one.forecaster == ESSAIM] for month, said in tests.items()}
        values = values_table(one for said in own.values() for one in said)
        months = max(month_number(one.date[:7]) - month_number(cutoff) for cutoff, said in own.items() for one in said)
        code = json.loads((CASES / slug / "forecast" / "manifest.json").read_text(encoding="utf-8"))["code"]
        within = [int(values[column].sum()) for column in track_record.WITHIN.values()]
        rows.append((slug, len(own), len(values), months, *within, code["fingerprint"]))
    return pd.DataFrame(rows, columns=list(track_record.COLUMNS)).to_csv(index=False, lineterminator="\n")


def drawn(slug: str):
    """The picture of a case."""
    case = load_case(slug)
    tests = read_stored(STORED / f"{slug}.csv")
    return case_figure(case.name, open_forecast(CASES / slug / "forecast"), case.observations, tests)


def smaller(png: bytes) -> bytes:
    """The same picture in 128 colours, a quarter of the size."""
    from PIL import Image  # comes with the libraries of calibration

    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as whole:
        few = whole.convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(written, "png", optimize=True)
    return written.getvalue()


def renewed(page: str) -> str:
    """The page with what stands between its markers written anew."""
    for name, lines in (("back-tests", backtests()), ("measures", measures()), ("posteriors", posteriors())):
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = "\n".join([before + begin, "", *lines, "", end + after])
    return page


def backtests() -> Iterator[str]:
    """A row a case, cut-off and forecaster over all measures, then over all cases."""
    yield "| case | fitted up to | forecaster | values | CRPS ÷ value | bias | in 50 % | in 80 % | in 95 % | × Essaim |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    everything = []
    for slug in cases():
        for cutoff, said in read_stored(STORED / f"{slug}.csv").items():
            values = values_table(said)
            everything.append(values.assign(label=f"{slug} {cutoff} " + values["label"]))
            yield from _rows(summary_table(values), f"{load_case(slug).name} | {cutoff}")
    if everything:
        yield from _rows(summary_table(pd.concat(everything)), "all cases | all cut-offs")


def _rows(summary: pd.DataFrame, where: str) -> Iterator[str]:
    over_all = {row["forecaster"]: row for row in records_of(summary[summary["measure"] == ALL])}
    for name in FORECASTERS:
        if name in over_all:
            yield f"| {where} | {NAMES[name]} | {_cells(over_all[name], name)} |"


def _cells(row: Mapping[str, Any], name: str) -> str:
    ratio = "" if name == ESSAIM else f"{row['ratio']:.2f}"
    bands = " | ".join(f"{row[band]:.0%}" for band in ("within_50", "within_80", "within_95"))
    return f"{row['values']} | {row['relative']:.2f} | {row['bias']:+.0%} | {bands} | {ratio}".replace("%", " %")


def measures() -> Iterator[str]:
    """CRPS ÷ value by measure, all cut-offs of a case together."""
    yield "| case | measure | values | " + " | ".join(NAMES[name] for name in FORECASTERS) + " |"
    yield "|---|---|---|" + "---|" * len(FORECASTERS)
    for slug in cases():
        values = pd.concat(
            [values_table(said).assign(cutoff=cutoff) for cutoff, said in read_stored(STORED / f"{slug}.csv").items()]
        )
        for label, part in values.groupby("label", sort=False):
            relative = {name: one["relative"] for name, one in part.groupby("forecaster")}
            cells = [f"{relative[name].mean():.2f}" if name in relative else "–" for name in FORECASTERS]
            yield f"| {load_case(slug).name} | {label} | {len(relative[ESSAIM])} | " + " | ".join(cells) + " |"


def posteriors() -> Iterator[str]:
    """A row an uncertainty and case: prior and posterior."""
    yield "| uncertainty | case | prior: median (80 %) | posterior: median (80 %) | what the data say |"
    yield "|---|---|---|---|---|"
    tables = [pd.read_csv(CASES / slug / "forecast" / "posterior.csv") for slug in cases()]
    if not tables:
        return
    for name, part in pd.concat(tables).groupby("uncertainty", sort=True):
        for row in rows_of(part):
            told = f"{row.narrower:.0%} narrower".replace("%", " %") if row.narrower > 0 else "moved, no narrower"
            prior = f"{row.prior_50:g} ({row.prior_10:g}–{row.prior_90:g})"
            after = f"{row.posterior_50:g} ({row.posterior_10:g}–{row.posterior_90:g})"
            said = told if row.says_something else "nothing"
            yield f"| `{name}` | {load_case(row.case).name} | {prior} | {after} | {said} |"


if __name__ == "__main__":
    main()
