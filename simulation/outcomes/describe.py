"""Writes results/README.md from the declared columns: `python -m simulation.outcomes.describe`."""

import sys
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from simulation.common.columns import ACTIVITY_COLUMNS, LINEAGE_COLUMNS, NETWORK_COLUMNS, TIES_COLUMNS, Column
from simulation.outcomes.described import FAILURES, POINTS, RUNS
from simulation.outcomes.example import EXAMPLE_GROUPS, EXAMPLE_PEOPLE
from simulation.outcomes.queryable import Described
from simulation.outcomes.small_tables import CHANCE_COLUMNS, FAILURE_FIELDS
from simulation.outcomes.summary import QUANTILES
from simulation.outcomes.tables import STORED_PERSON_COLUMNS
from simulation.outcomes.value import VALUE_COLUMNS, VALUE_REST
from simulation.outcomes.width import WIDTH_COLUMNS
from simulation.storage.files import write_whole

README = Path(__file__).parent.parent.parent / "results" / "README.md"

_INTRODUCTION = """# What a run leaves

<!-- Written by `python -m simulation.outcomes.describe` from the declared columns. Do not edit. -->

`essaim run` makes one folder a scenario, seed and choice of uncertainties, named
`<scenario>-<first 8 of its fingerprint>-seed<seed>`, with `-best` when the uncertainties are at their best values,
`-posterior<first 8 of its fingerprint>` when some are drawn from a posterior, and `-rules<first 8 of its fingerprint>`
when it was run with [rules of one's own](../docs/own_rule.md). What `essaim calibrate` leaves is told in
[docs/calibration.md](../docs/calibration.md).

| file | what it holds |
|---|---|
| `manifest.json` | what was run: fingerprints, versions, seed, months, places, counts, durations, whether complete |
| `scenario.yaml` | the scenario, resolved: nothing is inherited any more |
| `rules.py` | with `--rules` only: the text of the file of rules; nothing that reads this folder executes it |
| `report.html` | the report, to open in a browser or send on |
| `actuals.json` | what was counted of the real network, if `essaim report --actuals` was given it |
| `summary.parquet` | mean and quantiles over replicates |
| `persons/*.parquet` | people by month, region and administration, up to 25 replicates a file |
| `activity/*.parquet` | groups, courses, days, money by month and region, up to 25 replicates a file |
| `network.parquet` | who knows whom, a row a replicate and year |
| `lineage.parquet` | generations of facilitators and trainers, a row a replicate, year and generation |
| `ties.parquet` | ties between regions and between administrations, a row a replicate, year and pair |
| `example_people.parquet`, `example_groups.parquet` | one replicate person by person: the one whose \
active facilitators at the end are closest to the median |
| `uncertainties.parquet` | the values drawn, a row a replicate |
| `posterior.parquet` | with `--posterior` only: the joint draws that stand in place of priors, a row a draw |
| `fitted.json` | with `--posterior` only: the observations that they were fitted to, for `essaim score` |
| `chance.parquet` | some worlds run again with other chance, to tell how much of an interval is chance |
| `failures.parquet` | runs that crashed, with their error |
| `width.parquet`, `width.json` | what the width of the forecast is made of, in the folder `…-width` that \
`essaim width` makes beside this one |
| `value.parquet`, `value.json` | what single changes would be worth, in the folder `…-value` that `essaim run` (from \
100 replicates on) and `essaim value` make beside this one |
| `value_by_place.parquet`, `value_by_place.json` | what one more is worth by region, year and quarter, in the same \
folder; by `essaim value --by region,quarter` |
| `parts/` | what continues an interrupted run: the record of each chunk with sizes and checksums of its files |
| `set-aside/` | what lay among the runs and did not come from Essaim: links, other files; moved there untouched |
| `unfinished/` | with `--rules` only, until the run is complete: single replicates of chunks that are not |

In Python:

```python
from simulation import open_results

results = open_results("results")  # or one of the folders in it
results.summary()  # pandas frames; also persons(), activity(), network(), lineage(), failures()
results.sql("SELECT month, avg(nodes) AS met FROM network GROUP BY ALL ORDER BY month")  # the same in SQL
```

`essaim query DIR "SELECT …"` asks the same tables; `essaim query DIR --schema` lists them. Only what is committed is
read: chunks whose record is there and whose files have the size noted. [DuckDB](https://duckdb.org/docs) answers; a
query can read these tables and nothing else, and changes nothing.

A run that was stopped keeps what it finished: the same command goes on from there, and
`open_results(folder, unfinished=True)` reads what there is. With more `--replicates` only those that are missing are
run; with fewer, the tables, the report and SQL are of the first ones, and the others are kept. Where a chunk holds
replicates that were not asked for, its files in `persons/` and `activity/` hold them too: read them by `open_results`.

A run is known by what decides its numbers: those of the scenario, rules, seed, replicate, and the code of the model
without comments, docstrings and the words of messages. What another version of the model left in a folder is set aside
beside it, as `…-code<first 8 of the code's fingerprint>`, and the command says so.

`--out` may be a URL of object storage, `--cluster` the address of a Dask cluster: see [docs/clusters.md]\
(../docs/clusters.md).

*Stock*: at the end of the month. *Flow*: during the month. *Mean*: adds over neither time nor place. A quantile of the
nation is taken after summing within each replicate; quantiles are never added.

## Keys

| column | type | meaning | sens |
|---|---|---|---|
| `replicate` | int32 | Number of the replicate | Numéro de la réplique |
| `month` | date | First day of the month | Premier jour du mois |
| `region` | text | Region; `national` in activity: remote work and a national team | \
Région ; `national` dans activity : travail à distance et équipe nationale |
| `administration` | text | Administration | Administration |
| `generation` | int32 | Generation in the training lineage; the last holds the later ones too | \
Génération dans la lignée ; la dernière compte aussi les suivantes |
"""

_SWEEP = """
# What a sweep leaves

`essaim sweep` makes one folder a sweep, named `<file>-<8 digits>-seed<seed>`, or with rules of one's own
`<file>-<8 digits>-rules<first 8 of their fingerprint>-seed<seed>`. The 8 digits stand for the numbers of its scenarios,
the settings that vary, and what is kept of each run. So two sweeps of one file name have folders of their own, and one
whose values, points or replicates are edited finds its runs again: tables, counts, report and SQL are of the runs that
the file asks for now; others are kept for when they are asked for again. A point has the same fingerprint with rules
and without, and its runs lie in different folders.

| file | what it holds |
|---|---|
| `manifest.json` | what was run: code, versions, seed, months, places, what is kept, counts, whether complete |
| `sweep.yaml` | the sweep file as it was last run |
| `rules.py` | with `--rules` only: the text of the file of rules; nothing that reads this folder executes it |
| `report.html` | the report, to open in a browser or send on |
| `points.parquet` | one row a point: number, fingerprint, base, what it sets as JSON, its scenario in full, and the \
replicates that are asked for: the first, and how many |
| `runs/*.parquet` | the runs, some together in a chunk |
| `commits/*.json` | the record that makes a chunk count: its runs, failures, size and checksum |

```python
from simulation import open_results

sweep = open_results("results/training_capacity-1a2b3c4d-seed1")
sweep.points  # pandas frames; also runs(["reached"]) and failures()
sweep.sql("SELECT base, count(*) AS points FROM points GROUP BY ALL")
```

Tables for `sql` and `essaim query`:
"""


def text() -> str:
    """The whole README."""
    quantiles = "".join(
        f"| `{name}` | that of the measure | {100 * share:g} % quantile | quantile à {_comma(100 * share)} % |\n"
        for name, share in QUANTILES.items()
    )
    failures = "".join(f"| `{name}` | {en} | {fr} |\n" for name, (_, en, fr) in FAILURE_FIELDS.items())
    return "".join([
        _INTRODUCTION,
        "\n## summary.parquet\n\n"
        "One row a level, measure, place and month. `level` is nation, region or administration; "
        "`region` is filled at the level of regions only, `administration` at that of administrations only. `measure` "
        "is a column of persons or activity (activity: nation and regions), `unit` its unit.\n\n"
        "| column | unit | label | libellé |\n|---|---|---|---|\n"
        "| `mean` | that of the measure | mean | moyenne |\n", quantiles,
        _section("persons/*.parquet", "Keys: replicate, month, region, administration. `mean_skill` and "
                 "`mean_generation` are empty where there is nobody; to combine places, weigh them by `facilitators` + "
                 "`trainers`.", STORED_PERSON_COLUMNS),
        _section("activity/*.parquet", "Keys: replicate, month, region.", ACTIVITY_COLUMNS),
        _section("network.parquet", "Keys: replicate, month (the last simulated one of each calendar year).",
                 NETWORK_COLUMNS),
        _section("lineage.parquet", "Keys: replicate, month (the last simulated one of each calendar year), "
                 "generation. Rows of zeros are left out.", LINEAGE_COLUMNS),
        _section("ties.parquet", "Keys: replicate, month (the last simulated one of each calendar year), level (region "
                 "or administration), one, other (two places of that level, or the same one twice). Each pair is there "
                 "once; pairs without ties are left out.", TIES_COLUMNS),
        "\n## uncertainties.parquet\n\nKey: replicate. One column an uncertainty of the scenario, in its unit.\n",
        _section("chance.parquet", "Keys: replicate (1,000,000 + world), month, world (the replicate whose "
                 "uncertainties are used again). Stocks of the nation.", CHANCE_COLUMNS),
        _fields("example_people.parquet", "One row a person who met somebody in a group, or was ever certified, in one "
                "replicate. Empty where it does not apply.", EXAMPLE_PEOPLE),
        _fields("example_groups.parquet", "One row a person and group: who was in it at the end of its first month.",
                EXAMPLE_GROUPS),
        "\n## width.parquet\n\nKeys: measure, month (the last simulated one of each calendar year), part: `chance`, an "
        "uncertainty by its name, `others` (all other uncertainties together), `interactions` (what only several do at "
        "once). A stock at the end of the month, a flow from the start to it, of the nation; see docs/uncertainty.md. "
        "Empty where it does not apply. `width.json` says how it came about.\n\n"
        "| column | unit | label | libellé |\n|---|---|---|---|\n",
        *(f"| `{c.name}` | {c.unit} | {c.english} | {c.french} |\n" for c in WIDTH_COLUMNS),
        "\n## value.parquet, value_by_place.parquet\n\nKeys: change (a unit of docs/value.md), place (a region, "
        "national, or empty: the nation), period (`2027`, `2027-Q2`; `2027-01-`: from then on; empty: all years), "
        "measure. "
        "Of the nation, for one unit more: a stock at the end of the month in question, a flow from the start to it. "
        "Empty where it does not apply. `value.json` and `value_by_place.json` say how it came about. In Python: "
        "`results.value()` and `results.value_by_place()`, each with `.table` and `.record`.\n\n"
        "| column | unit | label | libellé |\n|---|---|---|---|\n",
        *(f"| `{c.name}` | {c.unit} | {c.english} | {c.french} |\n" for c in (*VALUE_COLUMNS, *VALUE_REST)),
        "\n## failures.parquet\n\n| column | label | libellé |\n|---|---|---|\n", failures,
        _SWEEP,
        _table("points", "One row a point; then a column for each setting that varies, called after the last words of "
               "its place, such as `days_per_month_2027_01`. `essaim query DIR --schema` gives each place.", POINTS),
        _table("runs", "One row a run, period and place; then the measures that the sweep keeps: columns of persons "
               "and activity (stocks at the end of the period, flows summed over it), and `money_total`.", RUNS),
        "\n### nation\n\nThe same without place: all places summed within the run; take quantiles of these.\n",
        _table("failures", "One row a run that crashed, was stopped, or killed its worker.", FAILURES),
    ])  # fmt: skip


def _fields(file: str, introduction: str, schema: pa.Schema) -> str:
    rows = "".join(f"| `{f.name}` | {f.metadata[b'en'].decode()} | {f.metadata[b'fr'].decode()} |\n" for f in schema)
    return f"\n## {file}\n\n{introduction}\n\n| column | label | libellé |\n|---|---|---|\n{rows}"


def _table(name: str, introduction: str, columns: Iterable[Described]) -> str:
    rows = "".join(f"| `{c.name}` | {c.english} | {c.french} |\n" for c in columns)
    return f"\n### {name}\n\n{introduction}\n\n| column | label | libellé |\n|---|---|---|\n{rows}"


def _comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _section(file: str, introduction: str, columns: Iterable[Column]) -> str:
    rows = "".join(f"| `{c.name}` | {c.unit} | {c.kind} | {c.english} | {c.french} |\n" for c in columns)
    head = "| column | unit | kind | label | libellé |\n|---|---|---|---|---|\n"
    return f"\n## {file}\n\n{introduction}\n\n{head}{rows}"


if __name__ == "__main__":
    write_whole(README, text().encode())
    print(README, file=sys.stderr)
