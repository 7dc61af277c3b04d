"""Many runs: `run` takes a scenario to results."""

from simulation.experiments.pool import RunError
from simulation.experiments.runner import Progress, folder_of, run

__all__ = ["Progress", "RunError", "folder_of", "run"]
