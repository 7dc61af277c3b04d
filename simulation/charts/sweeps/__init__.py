"""Figures of a sweep. Each is made from its points (`points.points_of`); nothing is run for them."""

from simulation.charts.sweeps import crossover, frontier, indices, lever_map, response, tornado

SWEEP_CHARTS = (
    tornado.CHART, crossover.CHART, response.CHART, lever_map.CHART, frontier.CHART, indices.CHART,
)  # fmt: skip
"""All charts of a sweep, in reading order."""
