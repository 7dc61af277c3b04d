"""Figures of a sweep. Each is made from its points (`points.points_of`); nothing is run for them."""

from simulation.charts.sweeps import crossover, frontier, indices, lever_map, parallel, response, tornado

SWEEP_CHARTS = (
    lever_map.CHART, crossover.CHART, response.CHART, tornado.CHART, indices.CHART, frontier.CHART, parallel.CHART,
)  # fmt: skip
"""All charts of a sweep, in reading order."""
