"""Figures of a sweep. Each is made from its points (`points.points_of`); nothing is run for them."""

from simulation.charts.sweeps import frontier, indices, lever_map, parallel, response, tornado

SWEEP_CHARTS = (lever_map.CHART, response.CHART, tornado.CHART, indices.CHART, frontier.CHART, parallel.CHART)
"""All charts of a sweep, in reading order."""
