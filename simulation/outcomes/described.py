"""The tables of a forecast that queries may name, and the columns, by forecast and sweep, that no rule records."""

from typing import TYPE_CHECKING

import pyarrow as pa

from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    LINEAGE_COLUMNS,
    NETWORK_COLUMNS,
    TIES_COLUMNS,
)
from simulation.outcomes.example import EXAMPLE_GROUPS, EXAMPLE_PEOPLE
from simulation.outcomes.queryable import Described, Table
from simulation.outcomes.small_tables import CHANCE_COLUMNS, FAILURE_FIELDS
from simulation.outcomes.summary import QUANTILES
from simulation.outcomes.tables import STORED_PERSON_COLUMNS

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

KEYS = {
    one.name: one
    for one in (
        Described("replicate", "", "Number of the replicate", "Numéro de la réplique"),
        Described("month", "", "First day of the month", "Premier jour du mois"),
        Described(
            "region",
            "",
            "Region; `national` in activity: remote work and a national team",
            "Région ; `national` dans activity : travail à distance et équipe nationale",
        ),
        Described("administration", "", "Administration", "Administration"),
        Described(
            "generation",
            "",
            "Generation in the training lineage; the last holds the later ones too",
            "Génération dans la lignée ; la dernière compte aussi les suivantes",
        ),
        Described("level", "", "nation, region or administration", "nation, region ou administration"),
        Described("one", "", "One place of the pair", "Un lieu de la paire"),
        Described("other", "", "The other place, or the same", "L’autre lieu, ou le même"),
        Described("measure", "", "A column of persons or activity", "Une colonne de persons ou activity"),
        Described("unit", "", "Unit of the measure", "Unité de la mesure"),
        Described(
            "world", "", "Replicate whose uncertainties are used again", "Réplique dont les incertitudes sont reprises"
        ),
    )
}
"""Key columns of a forecast's tables."""

POINTS = (
    Described("number", "", "Number of the point, from 0", "Numéro du point, à partir de 0"),
    Described(
        "point",
        "",
        "Fingerprint of the point’s scenario, by which runs name it",
        "Empreinte du scénario du point, qui l’identifie dans runs",
    ),
    Described("base", "", "The scenario that the point builds on", "Le scénario de départ du point"),
)
"""A sweep's points: one row a point. Then a column for each setting that varies, called after its place."""

RUNS = (
    POINTS[1],
    KEYS["replicate"],
    Described("month", "", "First day of the last month of the period", "Premier jour du dernier mois de la période"),
    Described(
        "place",
        "",
        "Region or `national`; `nation` where only the nation is kept",
        "Région ou `national` ; `nation` si seule la nation est conservée",
    ),
)
"""Keys of a sweep's runs: one row a run, period and place. Then the measures: stocks at the end, flows summed."""

FAILURES = (
    POINTS[1],
    KEYS["replicate"],
    Described(
        "stage", "", "Where it failed: a rule, time limit, worker died", "Où : une règle, temps limite, processus tué"
    ),
    Described("error", "", "Error", "Erreur"),
    Described("traceback", "", "Where in the code", "Où dans le code"),
)
"""A sweep's failures: one row a run that crashed, was stopped, or killed its worker."""

_SPREAD = (
    Described("mean", "that of the measure", "mean", "moyenne"),
    *(Described(name, "that of the measure", f"{100 * share:g} % quantile",
                f"quantile à {100 * share:g} %".replace(".", ",")) for name, share in QUANTILES.items()),
)  # fmt: skip


def forecast_tables(results: "Results") -> list[Table]:
    """All tables of a forecast. Of an unfinished one, the finished chunks only."""
    keys, columns = (
        KEYS.values(),
        {
            "persons": STORED_PERSON_COLUMNS,
            "activity": ACTIVITY_COLUMNS,
            "network": NETWORK_COLUMNS,
            "lineage": LINEAGE_COLUMNS,
            "ties": TIES_COLUMNS,
            "chance": CHANCE_COLUMNS,
        },
    )
    rows = {
        "persons": (
            "One row a replicate, month, region and administration",
            "Une ligne par réplique, mois, région et administration",
        ),
        "activity": ("One row a replicate, month and place", "Une ligne par réplique, mois et lieu"),
        "network": ("One row a replicate and year", "Une ligne par réplique et année"),
        "lineage": ("One row a replicate, year and generation", "Une ligne par réplique, année et génération"),
        "ties": (
            "One row a replicate, year, level and pair of places",
            "Une ligne par réplique, année, niveau et paire de lieux",
        ),
        "chance": (
            "National stocks of runs that repeat a world with other chance",
            "Stocks nationaux des tirages répétés d’un même monde",
        ),
    }
    found = [
        _table(results, name, *rows[name], [*keys, *map(Described.of, measures)]) for name, measures in columns.items()
    ]
    found.append(
        _table(
            results,
            "summary",
            "Mean and quantiles over replicates by level, place, month and measure",
            "Moyenne et quantiles sur les répliques par niveau, lieu, mois et mesure",
            [*keys, *_SPREAD],
        )
    )
    failures = [Described(name, unit, english, french) for name, (unit, english, french) in FAILURE_FIELDS.items()]
    found.append(_table(results, "failures", "One row a run that crashed", "Une ligne par tirage en échec", failures))
    found.append(
        _table(
            results,
            "uncertainties",
            "One row a replicate: the values drawn",
            "Une ligne par réplique : les valeurs tirées",
            [*keys, *_drawn()],
        )
    )
    if results.complete:
        found += [
            _table(results, "example_people", "One row a person of one replicate", "Une ligne par personne",
                   _fields(EXAMPLE_PEOPLE)),
            _table(results, "example_groups", "One row a person and group of that replicate",
                   "Une ligne par personne et groupe", _fields(EXAMPLE_GROUPS)),
        ]  # fmt: skip
    return [table for table in found if table.files or table.rows is not None]


def _table(results: "Results", name: str, english: str, french: str, columns: list[Described]) -> Table:
    files, rows, where = results.stored(name)
    return Table(name, english, french, tuple(columns), tuple(files), rows, where=where, storage=results.storage)


def _fields(fields: pa.Schema) -> list[Described]:
    return [Described(one.name, *(one.metadata[key].decode() for key in (b"unit", b"en", b"fr"))) for one in fields]


def _drawn() -> list[Described]:
    """The uncertainties, with their unit; their names say in both languages what they are."""
    from simulation.scenario.quantities import extra_of
    from simulation.scenario.uncertainties import Uncertainties

    return [
        Described(name, extra_of(Uncertainties, name)["unit"], field.description or "", field.description or "")
        for name, field in Uncertainties.model_fields.items()
    ]
