"""Writes results/README.md from the declared columns: `python -m simulation.outcomes.describe`."""

import sys
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from simulation.outcomes.columns import ACTIVITY_COLUMNS, LINEAGE_COLUMNS, NETWORK_COLUMNS, TIES_COLUMNS, Column
from simulation.outcomes.example import EXAMPLE_GROUPS, EXAMPLE_PEOPLE
from simulation.outcomes.files import write_whole
from simulation.outcomes.small_tables import CHANCE_COLUMNS, FAILURE_FIELDS
from simulation.outcomes.summary import QUANTILES
from simulation.outcomes.tables import STORED_PERSON_COLUMNS

README = Path(__file__).parent.parent.parent / "results" / "README.md"

_INTRODUCTION = """# What a run leaves

<!-- Written by `python -m simulation.outcomes.describe` from the declared columns. Do not edit. -->

`essaim run` makes one folder a scenario, seed and choice of uncertainties, named
`<scenario>-<first 8 of its fingerprint>-seed<seed>`, with `-best` when the uncertainties are at their best values, and
`-posterior<first 8 of its fingerprint>` when some are drawn from a posterior. What `essaim calibrate` leaves is told in
[docs/calibration.md](../docs/calibration.md).

| file | what it holds |
|---|---|
| `manifest.json` | what was run: fingerprints, versions, seed, months, places, counts, durations, whether complete |
| `scenario.yaml` | the scenario, resolved: nothing is inherited any more |
| `report.html` | the report, to open in a browser or send on |
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
| `parts/` | what continues an interrupted run: the record of each chunk with sizes and checksums of its files |

In Python:

```python
from simulation import open_results

results = open_results("results")  # or one of the folders in it
results.summary()                  # pandas frames; also persons(), activity(), network(), lineage(), failures()
```

A run that was stopped keeps what it finished: the same command goes on from there, and
`open_results(folder, unfinished=True)` reads what there is.

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
        "\n## failures.parquet\n\n| column | label | libellé |\n|---|---|---|\n", failures,
    ])  # fmt: skip


def _fields(file: str, introduction: str, schema: pa.Schema) -> str:
    rows = "".join(f"| `{f.name}` | {f.metadata[b'en'].decode()} | {f.metadata[b'fr'].decode()} |\n" for f in schema)
    return f"\n## {file}\n\n{introduction}\n\n| column | label | libellé |\n|---|---|---|\n{rows}"


def _comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _section(file: str, introduction: str, columns: Iterable[Column]) -> str:
    rows = "".join(f"| `{c.name}` | {c.unit} | {c.kind} | {c.english} | {c.french} |\n" for c in columns)
    head = "| column | unit | kind | label | libellé |\n|---|---|---|---|---|\n"
    return f"\n## {file}\n\n{introduction}\n\n{head}{rows}"


if __name__ == "__main__":
    write_whole(README, text().encode())
    print(README, file=sys.stderr)
