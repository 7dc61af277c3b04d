"""The workforce by year, region and role: opening + in − out = closing, exactly, within each replicate."""

import numpy as np
import pandas as pd

from simulation.handover.opened import Handed, HandedOver
from simulation.handover.spread import spread, table_of
from simulation.handover.tables import EFFECTIFS
from simulation.language import say
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.full_time import etpt
from simulation.storage.files import ResultsError

FLOWS: dict[str, dict[str, tuple[str, ...]]] = {
    "facilitator": {
        "entrees_certification": ("certified",),
        "entrees_mobilite": ("moved_in_facilitator",),
        "sorties_arret": ("facilitators_stopped",),
        "sorties_depart": ("left_facilitator",),
        "sorties_promotion": ("promoted",),
        "sorties_mobilite": ("moved_out_facilitator",),
    },
    "trainer": {
        "entrees_promotion": ("promoted",),
        "entrees_recrutement": ("trainers_hired", "trainers_replaced"),
        "entrees_mobilite": ("moved_in_trainer",),
        "sorties_arret": ("trainers_stopped",),
        "sorties_depart": ("left_trainer",),
        "sorties_mobilite": ("moved_out_trainer",),
    },
}
"""What moves people into a role and out of it (ODD 7.6, 7.12), by the recorded columns; nothing else does."""
STOCKS = {"facilitator": "facilitators", "trainer": "trainers"}
IN = tuple(dict.fromkeys(name for flows in FLOWS.values() for name in flows if name.startswith("entrees")))
OUT = tuple(dict.fromkeys(name for flows in FLOWS.values() for name in flows if name.startswith("sorties")))
MONTHS = 12


def effectifs(handed: HandedOver) -> pd.DataFrame:
    """The workforce by scenario, year, region and role. Raises ResultsError when a balance does not close.

    Rules of one's own may move people by ways that are not recorded.
    """
    parts = [pd.DataFrame(_rows(run, role)) for run in handed.runs for role in FLOWS]
    whole = pd.concat(parts, ignore_index=True)
    return table_of(EFFECTIFS, dict(whole))


def balance(run: Handed, role: str) -> dict[str, np.ndarray]:
    """Opening, each way in and out, and closing: replicates × years × places (the regions, FR-DIST, FR).

    Nobody lives in FR-DIST: a national team's people are counted where they live, and its days in FR-DIST.
    The opening of the first year is what was there before its first month: the closing less what moved until then.
    """
    ways = FLOWS[role]
    names = [STOCKS[role], *dict.fromkeys(name for columns in ways.values() for name in columns)]
    read = run.by_place(names, "year")
    closing = read[STOCKS[role]]
    nothing = np.zeros_like(closing)
    found = {way: sum((read[name] for name in ways.get(way, ())), nothing) for way in (*IN, *OUT)}
    moved = sum_of(found[way] for way in IN) - sum_of(found[way] for way in OUT)
    first = closing[:, :1] - moved[:, :1]
    opening = np.concatenate([first, closing[:, :-1]], axis=1)
    if not np.array_equal(opening + moved, closing):
        raise ResultsError(
            say(
                "{folder}: the number of {stocks} does not follow from those who came and went; rules of "
                "one's own may move people unrecorded. The workforce table cannot be made of it",
                folder=run.results.folder,
                stocks=STOCKS[role],
            )
        )
    return {"effectifs_debut": opening, **found, "effectifs_fin": closing}


def _rows(run: Handed, role: str) -> dict[str, object]:
    people = balance(run, role)
    years, places = people["effectifs_fin"].shape[1:]
    rows: dict[str, object] = {
        "scenario_id": run.id,
        "year": np.repeat([int(name) for name in run.periods("year").names], places),
        "region_code": np.tile(np.array(run.places.with_nation, object), years),
        "role": role,
        "suppressed": False,
    }
    for name, values in (people | _full_time(run, role)).items():
        found = spread(values)
        rows |= {name: found["mean"].ravel(), f"{name}_q10": found["q10"].ravel(), f"{name}_q90": found["q90"].ravel()}
    return rows


def _full_time(run: Handed, role: str) -> dict[str, np.ndarray]:
    """In post by days offered in the year's last month; worked by days used in the year."""
    offered, used = f"{role}_days_offered", f"{role}_days_used"
    ends = run.periods("year").ends
    last = run.by_place([offered], "month")[offered][:, ends]
    worked = run.by_place([used], "year")[used]
    return {"etp_fin": etpt(last * MONTHS, run.scenario), "etpt": etpt(worked, run.scenario)}
