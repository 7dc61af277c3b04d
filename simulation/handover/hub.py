"""The forecast in the shape of the Hubverse: one file of model output a scenario, of the nation and its regions."""

import numpy as np
import pandas as pd
import pyarrow as pa

from simulation.handover.made import Made
from simulation.handover.opened import Handed
from simulation.handover.tables import ALL
from simulation.outcomes.summary import QUANTILES
from simulation.storage.files import parquet_of

TEAM = "essaim"


def hub_files(made: Made) -> dict[str, bytes]:
    """model-output/TEAM-MODEL/ROUND-TEAM-MODEL.parquet, by path; the model is the scenario, the round its first day."""
    files = {}
    for run in made.handed.runs:
        model = f"{TEAM}-{''.join(c if c.isascii() and c.isalnum() else '_' for c in run.id)}"
        origin = f"{run.scenario.start}-01"
        files[f"model-output/{model}/{origin}-{model}.parquet"] = parquet_of(model_output(made, run)).to_pybytes()
    return files


def model_output(made: Made, run: Handed) -> pa.Table:
    """Rows of one scenario: origin_date, target, horizon, location, output_type, output_type_id, value.

    horizon: months from the origin's first day to the end of the period. Cells without a value or suppressed are
    left out.
    """
    forecast = made.tables["forecast"]
    ours = forecast[(forecast["scenario_id"] == run.id) & (forecast["versant"] == ALL)]
    held = run.periods(made.asked.every)
    horizon = dict(zip(held.names, (int(end) + 1 for end in held.ends), strict=True))
    kinds = [("mean", None, "mean"), *(("quantile", f"{share:g}", name) for name, share in QUANTILES.items())]
    parts = [
        pd.DataFrame(
            {
                "target": ours["measure_id"].astype(str),
                "horizon": ours["period_id"].astype(str).map(horizon).astype("int32"),
                "location": ours["region_code"].astype(str),
                "output_type": kind,
                "output_type_id": pd.array([id_] * len(ours), "string"),
                "value": ours[column],
            }
        )
        for kind, id_, column in kinds
    ]
    whole = pd.concat(parts, ignore_index=True).dropna(subset="value")
    day = np.datetime64(f"{run.scenario.start}-01", "D")
    table = pa.Table.from_pandas(whole, preserve_index=False)
    dates = pa.array(np.full(len(whole), day), pa.date32())
    text = pa.schema(
        [
            ("target", pa.string()),
            ("horizon", pa.int32()),
            ("location", pa.string()),
            ("output_type", pa.string()),
            ("output_type_id", pa.string()),
            ("value", pa.float64()),
        ]
    )
    return table.cast(text).add_column(0, pa.field("origin_date", pa.date32()), dates)
