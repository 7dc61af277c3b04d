"""Figures: each a function that takes results and gives a `plotly.graph_objects.Figure`. Nothing is run for them."""

from simulation.charts import (
    activity,
    binding,
    capacity,
    courses,
    fan,
    half_years,
    ledgers,
    limits_by_region,
    region_persons,
    stages,
    tiles,
    transitions,
)
from simulation.charts.activity import yearly_activity
from simulation.charts.binding import capacity_binds
from simulation.charts.capacity import days
from simulation.charts.courses import seats
from simulation.charts.fan import active_facilitators
from simulation.charts.generations import CHART as GENERATIONS
from simulation.charts.generations import generations
from simulation.charts.half_years import half_year_activity
from simulation.charts.key_figures import CHART as KEY_FIGURES
from simulation.charts.key_figures import key_figures
from simulation.charts.ledgers import limits
from simulation.charts.limits_by_region import regional_limits
from simulation.charts.lineage import CHART as LINEAGE
from simulation.charts.lineage import lineage
from simulation.charts.money import CHART as MONEY
from simulation.charts.money import money
from simulation.charts.network import CHART as NETWORK
from simulation.charts.network import network
from simulation.charts.people import CHART as PEOPLE
from simulation.charts.people import people
from simulation.charts.quarters import CHART as QUARTERS
from simulation.charts.quarters import quarters
from simulation.charts.region_persons import regions
from simulation.charts.regional_capacity import CHART as REGIONAL_CAPACITY
from simulation.charts.regional_capacity import regional_capacity
from simulation.charts.regional_costs import CHART as REGIONAL_COSTS
from simulation.charts.regional_costs import regional_costs
from simulation.charts.stages import pipeline
from simulation.charts.ties import CHART as TIES
from simulation.charts.ties import ties
from simulation.charts.tiles import tile_map
from simulation.charts.transitions import flows
from simulation.charts.unit_costs import CHART as UNIT_COSTS
from simulation.charts.unit_costs import unit_costs
from simulation.charts.value import CHART as VALUE
from simulation.charts.value import value
from simulation.charts.value_map import CHART as VALUE_MAP
from simulation.charts.value_map import value_map
from simulation.charts.width import CHART as WIDTH
from simulation.charts.width import width

CHARTS = (
    fan.CHART,
    KEY_FIGURES,
    stages.CHART,
    region_persons.CHART,
    tiles.CHART,
    transitions.CHART,
    courses.CHART,
    capacity.CHART,
    QUARTERS,
    REGIONAL_CAPACITY,
    MONEY,
    REGIONAL_COSTS,
    UNIT_COSTS,
    binding.CHART,
    ledgers.CHART,
    limits_by_region.CHART,
    VALUE,
    VALUE_MAP,
    activity.CHART,
    GENERATIONS,
    NETWORK,
    TIES,
    LINEAGE,
    PEOPLE,
    WIDTH,
    half_years.CHART,
)
"""All charts, in reading order."""

__all__ = [
    "CHARTS",
    "active_facilitators",
    "capacity_binds",
    "days",
    "flows",
    "generations",
    "half_year_activity",
    "key_figures",
    "limits",
    "lineage",
    "money",
    "network",
    "people",
    "pipeline",
    "quarters",
    "regional_capacity",
    "regional_costs",
    "regional_limits",
    "regions",
    "seats",
    "ties",
    "tile_map",
    "unit_costs",
    "value",
    "value_map",
    "width",
    "yearly_activity",
]
