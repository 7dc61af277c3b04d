"""Figures: each a function that takes results and gives a `plotly.graph_objects.Figure`. Nothing is run for them."""

from simulation.charts import capacity, courses, fan, ledgers, stages, transitions
from simulation.charts.capacity import days
from simulation.charts.courses import seats
from simulation.charts.fan import active_facilitators
from simulation.charts.ledgers import limits
from simulation.charts.stages import pipeline
from simulation.charts.transitions import flows

CHARTS = (fan.CHART, stages.CHART, transitions.CHART, courses.CHART, capacity.CHART, ledgers.CHART)
"""All charts, in reading order."""

__all__ = ["CHARTS", "active_facilitators", "days", "flows", "limits", "pipeline", "seats"]
