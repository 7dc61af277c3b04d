"""Small counts of persons left out on request, and how many of them subtraction would find again."""

import pandas as pd

from simulation.handover.effectifs import IN, OUT
from simulation.handover.forecast import measure_units
from simulation.handover.tables import ALL, NATION
from simulation.outcomes.summary import QUANTILES

_SHARE = ("etp_fin", "etp_fin_q10", "etp_fin_q90", "etpt", "etpt_q10", "etpt_q90")
HIDDEN: dict[str, dict[str, tuple[str, ...]]] = {
    "regions": {name: (name,) for name in ("headcount_fpe", "headcount_fpt", "headcount_fph")},
    "forecast": {"mean": ("mean", *QUANTILES)},
    "capacity_plan": {
        "seats_filled_mean": ("seats_filled_mean", "seats_filled_q10", "seats_filled_q90", "facilitator_days",
                              "facilitator_etpt"),
    },
    "effectifs": {
        **{name: (name, f"{name}_q10", f"{name}_q90") for name in ("effectifs_debut", *IN, *OUT)},
        "effectifs_fin": ("effectifs_fin", "effectifs_fin_q10", "effectifs_fin_q90", *_SHARE),
    },
}  # fmt: skip
"""By table: the count that decides, and the columns that are left out with it since they tell it."""


def suppress(name: str, frame: pd.DataFrame, below: int) -> pd.DataFrame:
    """A table without counts of persons above 0 and below a number, by their mean; its rows are marked `suppressed`."""
    if name not in HIDDEN:
        return frame
    frame, any_hidden = frame.copy(), pd.Series(False, frame.index)
    counts = _of_persons(name, frame)
    for decides, columns in HIDDEN[name].items():
        small = ((frame[decides] > 0) & (frame[decides] < below)).fillna(False).astype(bool) & counts
        for column in columns:
            frame.loc[small, column] = pd.NA if str(frame[column].dtype) == "Int64" else float("nan")
        any_hidden |= small
    if "suppressed" in frame:
        frame["suppressed"] = any_hidden.astype("boolean")
    return frame


def found_again(name: str, frame: pd.DataFrame) -> tuple[int, int]:
    """How many rows are suppressed, and how many of them are the only one of their sum whose total is shown.

    Sums: the regions of a nation, and in the forecast the administrations of a region.
    """
    if "suppressed" not in frame or not frame["suppressed"].any():
        return 0, 0
    keys = {
        "forecast": ["scenario_id", "period_id", "versant", "measure_id"],
        "capacity_plan": ["scenario_id", "period_id", "course_kind", "delivery"],
        "effectifs": ["scenario_id", "year", "role"],
    }[name]
    alone = _alone(frame, keys, "region_code", NATION)
    if name == "forecast":
        keys = ["region_code" if key == "versant" else key for key in keys]
        alone |= _alone(frame, keys, "versant", ALL)
    return int(frame["suppressed"].sum()), len(alone)


def _alone(frame: pd.DataFrame, keys: list[str], part: str, total: str) -> set[int]:
    """Positions of suppressed rows that are the only suppressed one beside a total that is shown."""
    whole = frame[part].astype(str) == total
    groups = frame.groupby(keys, observed=True, sort=False).ngroup()
    hidden = frame["suppressed"].astype(bool)
    count = groups[hidden & ~whole].value_counts()
    shown = set(groups[whole & ~hidden])
    single = {group for group in count.index[count == 1] if group in shown}
    return set(frame.index[hidden & ~whole & groups.isin(single)])


def _of_persons(name: str, frame: pd.DataFrame) -> pd.Series:
    if name != "forecast":
        return pd.Series(True, frame.index)
    return frame["measure_id"].isin(measures_of_persons())


def measures_of_persons() -> list[str]:
    """The measures that count persons: by their unit, and a seat that is filled is a person."""
    return [name for name, unit in measure_units().items() if unit == "persons" or "seats_filled" in name]
