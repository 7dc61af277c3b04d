"""The report of a sweep: one HTML file that opens offline, whose charts follow the reader's filters."""

from simulation.report.sweeps.writing import write_sweep_report

__all__ = ["write_sweep_report"]
