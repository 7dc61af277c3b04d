"""The month's rules once more, slowly: plain Mesa objects and loops, written from sections 7.1 to 7.13 of docs/ODD.md
alone. Nothing here was written with the compiled rules in sight. Where the text could be read in more than one way,
READINGS.md says how.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace

import mesa
import numpy as np

from simulation.common import arithmetic, draws
from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    ACTIVITY_INDEX,
    GENERATIONS,
    LINEAGE_COLUMNS,
    NETWORK_COLUMNS,
    PERSON_COLUMNS,
    PERSON_INDEX,
)
from simulation.common.uncertain import draw_uncertainties
from simulation.scenario.quantities import month_number, month_text, value_at
from tests.oracle import demand, groups, start, teaching, turnover, writing
from tests.oracle.queues import Queues


@dataclass
class OracleRecord:
    """What one run leaves; axes as in simulation/common/columns.py."""

    persons: np.ndarray
    activity: np.ndarray
    network: np.ndarray
    lineage: np.ndarray
    ties_of_regions: np.ndarray
    ties_of_administrations: np.ndarray


@dataclass
class Home:
    """A cell: one administration in one region."""

    number: int
    region: int
    administration: int
    region_name: str
    administration_name: str
    headcount: int
    identity: int
    born: int = 0
    """Ordinal of the next person whom this cell brings forth."""


def cents(euros: float) -> int:
    return math.floor(euros * 100 + 0.5)


def eighths(days: float) -> int:
    return round(days * 8)


class Oracle(mesa.Model):
    """The whole simulation; one step is one month."""

    def __init__(self, scenario, cells, seed, replicate, best_values):
        super().__init__(rng=0)
        self.plan, self.levers = scenario, scenario.levers
        self.key = draws.stream_key(seed, replicate)
        self.u = SimpleNamespace(**draw_uncertainties(scenario.uncertainties, seed, replicate, best_values))
        self.activity_of_class = arithmetic.activity_classes(self.u.activity_shape)
        self.rate_of_class = arithmetic.course_rate_classes(self.u.certification, self.u.certification_precision)

        self.regions = list(dict.fromkeys(cell.region for cell in cells))
        self.administrations = list(dict.fromkeys(cell.administration for cell in cells))
        self.national = len(self.regions)
        self.region_identity = [self.named(f"region/{name}") for name in self.regions]
        self.homes = [
            Home(
                i,
                self.regions.index(c.region),
                self.administrations.index(c.administration),
                c.region,
                c.administration,
                c.headcount,
                self.named(f"cell/{c.region}/{c.administration}"),
            )
            for i, c in enumerate(cells)
        ]
        self.programmes = sorted(self.levers.programmes, key=lambda p: (p.first, p.name))
        self.programme_ordinal = defaultdict(int)

        self.first = month_number(scenario.start)
        self.m = -1
        years = (self.first + scenario.months - 1) // 12 - self.first // 12 + 1
        self.record = OracleRecord(
            np.zeros((scenario.months, len(cells), len(PERSON_COLUMNS)), np.int64),
            np.zeros((scenario.months, len(self.regions) + 1, len(ACTIVITY_COLUMNS)), np.int64),
            np.zeros((years, len(NETWORK_COLUMNS)), np.int64),
            np.zeros((years, GENERATIONS, len(LINEAGE_COLUMNS)), np.int64),
            np.zeros((years, len(self.regions), len(self.regions)), np.int64),
            np.zeros((years, len(self.administrations), len(self.administrations)), np.int64),
        )
        self.persons = []
        """Those who have not left."""
        self.groups = []
        """Those that are open."""
        self.queues = Queues(self)
        self.committed = defaultdict(int)
        self.cumulative_days = defaultdict(float)
        self.courses_held = defaultdict(int)
        self.asked_engagements = []
        self.to_certify, self.future_trainers = [], []
        self.training_limit, self.group_limit = {}, {}
        self.ties = []
        """(identity, identity, cell, cell) of each pair who met in a group."""
        self.certified_ever = [0] * GENERATIONS
        self.trainers_ever = [0] * GENERATIONS
        self.made_by = [0] * GENERATIONS
        self.hired_before = defaultdict(int)
        start.populate(self)

    # ---- draws -------------------------------------------------------------------------------------------------
    @staticmethod
    def named(text):
        return int(draws.named(text))

    @staticmethod
    def child(creator, ordinal, kind):
        return int(draws.child(np.uint64(creator), ordinal, kind))

    def uniform(self, identity, decision, index=0, month=None):
        month = self.m if month is None else month
        return draws.uniform(self.key, np.uint64(identity), int(decision), month, index)

    def order(self, identity, decision, index=0, month=None):
        """A sort key: the 64-bit number, ties by identity."""
        month = self.m if month is None else month
        return int(draws.order(self.key, np.uint64(identity), int(decision), month, index)), identity

    # ---- time, money, counting -----------------------------------------------------------------------------------
    @property
    def month_name(self):
        return month_text(self.first + self.m)

    def now(self, steps):
        return value_at(steps, self.month_name)

    def money_left(self):
        """Cents left of this calendar year's budget; None without a budget."""
        budget = self.now(self.levers.budget)
        return None if budget is None else max(0, cents(budget) - self.committed[self.month_name[:4]])

    def affordable(self, cost):
        left = self.money_left()
        return left is None or cost <= left

    def charge(self, place, use, amount):
        self.committed[self.month_name[:4]] += amount
        self.note(place, f"money_{use}", amount)

    def price(self, name):
        return cents(getattr(self.plan.prices, name).value)

    def count(self, home, column, number=1):
        self.record.persons[self.m, home.number, PERSON_INDEX[column]] += number

    def note(self, place, column, number=1):
        self.record.activity[self.m, place, ACTIVITY_INDEX[column]] += number

    # ---- who is where --------------------------------------------------------------------------------------------
    def place_number(self, name):
        return self.national if name == "national" else self.regions.index(name)

    def certified(self):
        return [p for p in self.persons if p.facilitator is not None]

    def trainers(self):
        return [p for p in self.persons if p.trainer is not None]

    def touched(self, home):
        return sum(1 for p in self.persons if p.home is home)

    def coverage(self, region):
        heads = sum(h.headcount for h in self.homes if h.region == region)
        return Fraction(sum(1 for p in self.certified() if p.home.region == region), heads)

    def allowance(self):
        return eighths(self.now(self.levers.facilitators.days_per_month))

    def room(self, person):
        f = person.facilitator
        return self.allowance() - f.spent - f.reserved

    # ---- the month -----------------------------------------------------------------------------------------------
    def step(self):
        self.m += 1
        turnover.turnover(self)
        demand.demand(self)
        groups.convene(self)
        groups.meet(self)
        groups.close(self)
        teaching.teach(self)
        teaching.certify(self)
        teaching.promote(self)
        teaching.refresh(self)
        writing.write_month(self)


def run_oracle(scenario, cells, seed, replicate, best_values=False) -> OracleRecord:
    """One replicate of a scenario by the slow rules."""
    model = Oracle(scenario, cells, seed, replicate, best_values)
    for _ in range(scenario.months):
        model.step()
    return model.record
