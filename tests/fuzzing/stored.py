"""Mutants of what lies in folders of results: tables that their manifest vouches for, and records of analyses."""

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.outcomes.analyses import SENSITIVITY, VALUE, WIDTH
from simulation.outcomes.analysis_manifests import FITTED, fitted_to
from simulation.outcomes.full_record import SINGLE_FILES
from simulation.outcomes.results import Results, open_results
from simulation.outcomes.sweep_results import open_sweep
from simulation.outcomes.value import COSTS, VALUE_COLUMNS
from simulation.outcomes.width import WIDTH_COLUMNS
from simulation.report.sweeps.writing import analyses
from simulation.runs.forecast import run
from simulation.runs.model_choice import ModelChoice
from simulation.runs.points import points_of
from simulation.runs.schema import Sweep
from simulation.runs.sweeping import Sweeping, run_sweep
from simulation.storage.storage import Folder
from simulation.validation.forecasts import open_forecast
from tests.fuzzing.mutants import mutant
from tests.unit.fabricated import SMALL

_MODEL = "tests.unit.fabricated:simulate"
_ROOM = TemporaryDirectory(prefix="essaim-fuzzing-")
_ODD_NAMES = ("", "nowhere", "\u202e", "../x", "\x1b[2J")


@cache
def _whole(kind: str) -> Path:
    """A folder of a kind with all that belongs to it, made once: of a forecast, or of a sweep."""
    out = Path(_ROOM.name) / kind
    if kind == "sweep":
        sweep = Sweep.model_validate({"name": "Made up", "scenarios": ["small"], "vary": {"levers.animation": [0, 1]},
                                      "replicates": 2, "record": {"measures": ["reached"]}})  # fmt: skip
        points = tuple(points_of(sweep, {"small": SMALL}, out))
        run_sweep(Sweeping(sweep, points, out / "it", "name: Made up\n", ModelChoice(_MODEL)))
        Folder(out / f"it{SENSITIVITY}").write_json("sensitivity-reached-2027-04.json", SENSITIVE)
        return out
    folder = Path(run(SMALL, 3, 5, out=out, engine=_MODEL).folder)
    folder.rename(out / "it")
    said = json.loads((out / "it" / "manifest.json").read_text())
    about = {"scenario": said["scenario"]["fingerprint"], "code": said["code"]["fingerprint"], "best_values": False,
             "posterior": None}  # fmt: skip
    value, width, month = Folder(out / f"it{VALUE}"), Folder(out / f"it{WIDTH}"), "2027-04"
    common = {"about": about, "seed": 5, "measure": "reached", "month": month, "from": "2026-06", "pairs": 9, "runs": 9,
              "failed": 0, "left_out": [{"change": "course", "reason": "on demand", "words": ""}]}  # fmt: skip
    judged = {"leader": "call", "winner": None, "tied": ["call"], "helps": True}
    value.write_json("value.json", common | {"search_pairs": 0, "gain": judged, "for_money": judged})
    value.write_json("value_by_place.json", common | {"steps": ["call"], "steps_planned": 2})
    rows = {"change": ["call"] * 3, "place": [""] * 3, "period": [""] * 3, "measure": ["reached", *COSTS]}
    rows |= {column.name: [1.0, 2.0, None] for column in VALUE_COLUMNS}
    rows |= {"pairs": pa.array([9, 9, 9], pa.int32()), "fresh": [True] * 3, "clear": [False] * 3}
    for name in ("value", "value_by_place"):
        value.write_table(f"{name}.parquet", pa.table(rows))
    width.write_json("width.json", {"scenario": said["scenario"], "code": said["code"]["fingerprint"], "seed": 5})
    rows = {
        "measure": ["reached"] * 2,
        "month": pa.array([20_000, 20_365], pa.date32()),
        "part": ["chance", "fidelity"],
    }
    width.write_table("width.parquet", pa.table(rows | {column.name: [0.5, None] for column in WIDTH_COLUMNS}))
    Folder(out / "it").write_json(FITTED, {"observations": [["2026-06", "reached", "since_start", 1.0, 2.0, 0.0]]})
    small = Folder(out / "small")
    small.write_table("series.parquet", pa.table({"reached": pa.array([1, 2, 3, 4], pa.int32())}))
    small.write_json("manifest.json", {"kind": "essaim forecast", "name": "Small", "start": "2026-01", "months": 2,
                                       "replicates": 2, "measures": ["reached"], "fit_until": "2026-01"})  # fmt: skip
    return out


SENSITIVE = {
    "name": "Made up", "scenario": "small", "measure": "reached", "month": "2027-04", "seed": 1, "replicates": 2,
    "morris": {"groups": 2, "left_out": 0, "failed_points": 0, "noise_share": 0.5}, "sobol": None,
    "factors": [{"factor": "levers.animation", "mu_star": 1.0, "mu_star_conf": 0.5, "mu": 1.0, "sigma": 0.5,
                 "sigma_conf": 0.1, "S1": None, "S1_conf": None, "ST": None, "ST_conf": None}],
}  # fmt: skip


def analysis(number: int, folder: Path) -> Callable[[], None]:
    """A folder in which the JSON of an analysis is a mutant; what reads all of them."""
    kind = "sweep" if number % 6 == 5 else "forecast"
    shutil.copytree(_whole(kind), folder)
    name = (f"it{VALUE}/value.json", f"it{VALUE}/value_by_place.json", f"it{WIDTH}/width.json", f"it/{FITTED}",
            "small/manifest.json", f"it{SENSITIVITY}/sensitivity-reached-2027-04.json")[number % 6]  # fmt: skip
    (folder / name).write_bytes(mutant((folder / name).read_text(), number, "json"))
    return lambda: _read(kind, folder)


def table(number: int, folder: Path) -> Callable[[], None]:
    """A folder in which one Parquet table is a mutant, and what vouches for it says so; what reads all of them."""
    chance = random.Random(f"table {number}")
    kind = chance.choice(("forecast", "forecast", "sweep"))
    shutil.copytree(_whole(kind), folder)
    path = chance.choice(sorted(folder.rglob("*.parquet")))
    whole = path.read_bytes()
    before = hashlib.sha256(whole).hexdigest()
    twins = [one for one in folder.rglob("*.parquet") if one.read_bytes() == whole]
    pq.write_table(_changed(pq.read_table(path), chance), path)
    if chance.random() < 0.2:
        content = bytearray(path.read_bytes())
        for _ in range(chance.choice((1, 5, 40))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content)
    for twin in twins:
        twin.write_bytes(path.read_bytes())
    after, now = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
    for said in folder.rglob("*.json"):
        text = said.read_text()
        if before in text:
            held = json.loads(text)
            _vouch(held, before, {"bytes": now, "sha256": after})
            said.write_text(json.dumps(held))
    return lambda: _read(kind, folder)


def _vouch(held: object, before: str, noted: dict[str, object]) -> None:
    if isinstance(held, dict):
        if held.get("sha256") == before:
            held.update(noted)
        for inner in held.values():
            _vouch(inner, before, noted)


def _changed(whole: pa.Table, chance: random.Random) -> pa.Table:
    name = chance.choice(whole.column_names)
    at, column = whole.column_names.index(name), whole[name]
    rows = len(column)
    renamed = [*whole.column_names[:at], chance.choice(_ODD_NAMES), *whole.column_names[at + 1 :]]
    acts: list[Callable[[], pa.Table]] = [
        lambda: whole.drop_columns([name]),
        lambda: whole.rename_columns(renamed),
        lambda: whole.set_column(at, name, pa.array([str(one) for one in column.to_pylist()], pa.string())),
        lambda: whole.set_column(at, name, pa.array([None] * rows, column.type)),
        lambda: whole.set_column(at, name, pa.array([float("nan")] * rows)),
        lambda: whole.set_column(at, name, pa.array([2**62] * rows, pa.int64())),
        lambda: whole.set_column(at, name, pa.array([-1] * rows, pa.int32())),
        lambda: whole.set_column(at, name, pa.array([[1]] * rows)),
        lambda: whole.set_column(at, name, pa.array([chance.choice(_ODD_NAMES)] * rows)),
        lambda: whole.set_column(at, name, pa.array([b"\xff"] * rows)),
        lambda: whole.slice(0, chance.randrange(rows + 1)),
        lambda: pa.concat_tables([whole, whole]),
        lambda: whole.take(np.array(chance.sample(range(rows), rows), np.int64)),
        lambda: whole.append_column("more", pa.array([1] * rows)),
        lambda: pa.table({"x": [1, 2, 3]}),
        lambda: pa.table({}),
    ]  # fmt: skip
    return chance.choice(acts)()


def _read(kind: str, folder: Path) -> None:
    """Everything there, as pages and commands read it. What is odd but fits may come out."""
    if kind == "sweep":
        results = open_sweep(folder / "it")
        results.runs(), results.final("reached"), results.scenario_texts(), results.sql("SELECT * FROM points")
        analyses(results.storage, results.called)
        return
    open_forecast(folder / "small").series("reached")
    results = open_results(folder / "it")
    _read_forecast(results)
    fitted_to(results.storage)
    results.width(), results.value(), results.value_by_place()


def _read_forecast(results: Results) -> None:
    for name in ("persons", "activity", *SINGLE_FILES):
        results.table(name)
    results.national("reached", "skill_sum")
    for _ in results.sums():
        pass
