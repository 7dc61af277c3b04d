"""The report: one HTML file that opens offline, to look at and to send on."""

from simulation.report.writing import write_comparison, write_report

__all__ = ["write_comparison", "write_report"]
