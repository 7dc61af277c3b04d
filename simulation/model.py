"""How a month goes: one replicate as a Mesa model, whose ten rules are a list."""

import difflib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from types import SimpleNamespace

import mesa
import numpy as np
from mesa.experimental.scenarios import Scenario as MesaScenario

from simulation.agents.queues import Queues
from simulation.common import arithmetic, draws
from simulation.common.columns import ACTIVITY_INDEX, GENERATIONS, PERSON_INDEX
from simulation.common.draws import Decision
from simulation.common.recording import Recording
from simulation.common.uncertain import draw_uncertainties
from simulation.rules import start
from simulation.rules.certify import certify
from simulation.rules.close import close
from simulation.rules.convene import convene
from simulation.rules.demand import demand
from simulation.rules.meet import meet
from simulation.rules.promote import promote
from simulation.rules.record import record
from simulation.rules.refresh import refresh
from simulation.rules.teach import teach
from simulation.rules.turnover import turnover
from simulation.scenario.geography import geography_of
from simulation.scenario.quantities import month_number, month_text, value_at
from simulation.scenario.schema import Scenario

Rule = Callable[["SpreadModel"], None]

MONTH: tuple[Rule, ...] = (turnover, demand, convene, meet, close, teach, certify, promote, refresh, record)
"""The ten rules, in their order in the month; each is called with the model."""
RULES = tuple(rule.__name__ for rule in MONTH)
"""Their names."""
AGENT_CLASSES = ("person", "facilitator", "trainer", "group", "course")
"""What may be given a class of one's own."""


@dataclass
class _Slot:
    """What happens in place of one of the ten rules, and just before and after it."""

    rule: Rule
    before: list[Rule] = field(default_factory=list)
    after: list[Rule] = field(default_factory=list)
    replaced: bool = False


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


class SpreadModel(mesa.Model):
    """A run that is stepped month by month; the same seed and replicate give the same numbers as `simulate`.

    scenario: what is assumed, frozen. world: the replicate whose uncertain values are used, by default its own.
    given: values of uncertainties, by name, in place of drawn ones. agent_classes: subclasses to be used in place of
    the model's own, by the names in AGENT_CLASSES. rules: rules of one's own, each a function with its place, such as
    `(pause, {"before": "convene"})`; see `add_rule`.
    """

    MONTH = MONTH

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 1,
        replicate: int = 0,
        best_values: bool = False,
        world: int | None = None,
        given: Mapping[str, float] | None = None,
        agent_classes: Mapping[str, type[mesa.Agent]] | None = None,
        rules: Iterable[tuple[Rule, Mapping[str, str]]] = (),
    ):
        self._scenario = scenario
        super().__init__(rng=int(np.random.SeedSequence((seed, replicate)).generate_state(1, np.uint64)[0]))
        self.seed_and_replicate = seed, replicate
        self._slots = {rule.__name__: _Slot(rule) for rule in self.MONTH}
        self.levers = scenario.levers
        self.plan = scenario
        self.key = draws.stream_key(seed, replicate)
        world = replicate if world is None else world
        self.u = SimpleNamespace(**draw_uncertainties(scenario.uncertainties, seed, world, best_values, given))
        self.activity_of_class = arithmetic.activity_classes(self.u.activity_shape)
        self.rate_of_class = arithmetic.course_rate_classes(self.u.certification, self.u.certification_precision)

        cells = geography_of(scenario).cells
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
        self.record = Recording.empty(
            scenario.months, len(cells), len(self.regions), len(self.administrations), years
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
        for rule, place in rules:
            self.add_rule(rule, **place)

    # ---- time and rules ------------------------------------------------------------------------------------------
    @property
    def scenario(self) -> Scenario:
        """What is assumed; it stays as it is."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario) -> None:
        if not isinstance(scenario, MesaScenario):  # Mesa gives each model one of its own kind, which is not needed
            raise AttributeError("a model keeps its scenario; make another model for another scenario")

    @property
    def month_index(self) -> int:
        """The month being simulated, or the last one simulated, counted from 0; −1 before the first."""
        return self.m

    @property
    def month(self) -> str:
        """The month being simulated, or the last one simulated, YYYY-MM; before the first, the month before it."""
        return self.month_name

    def step(self) -> None:
        """Simulate one month: the ten rules, each with what stands before, after or instead of it."""
        if self.m + 1 >= self.scenario.months:
            self.running = False
            return
        self.m += 1
        for slot in self._slots.values():
            for rule in (*slot.before, slot.rule, *slot.after):
                rule(self)
        self.running = self.m + 1 < self.scenario.months

    def add_rule(
        self, rule: Rule, *, before: str | None = None, after: str | None = None, instead_of: str | None = None
    ) -> None:
        """Put a rule of one's own before, after or instead of one of the ten; it is called with the model each month.

        Rules at the same place are called in the order in which they were added. Raises ValueError for a place that is
        none, for more or less than one place, and when something stands instead of that rule already.
        """
        places = {"before": before, "after": after, "instead_of": instead_of}
        given = {how: name for how, name in places.items() if name is not None}
        if len(given) != 1:
            raise ValueError("say one of before, after or instead_of, and the name of one of the ten rules")
        ((how, name),) = given.items()
        if name not in self._slots:
            near = difflib.get_close_matches(str(name), self._slots, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"there is no rule {name!r}; the rules are {', '.join(self._slots)}{hint}")
        slot = self._slots[name]
        if how == "instead_of":
            if slot.replaced:
                raise ValueError(f"a rule stands instead of {name!r} already")
            slot.rule, slot.replaced = rule, True
        else:
            getattr(slot, how).append(rule)

    def recording(self) -> Recording:
        """What has been recorded so far; months to come are zero."""
        return Recording(*(getattr(self.record, table.name).copy() for table in fields(Recording)))

    # ---- draws -------------------------------------------------------------------------------------------------
    @staticmethod
    def named(text):
        return int(draws.named(text))

    @staticmethod
    def child(creator, ordinal, kind):
        return int(draws.child(np.uint64(creator), ordinal, kind))

    def uniform(self, identity, decision, index=0, month=None):
        """A number in (0, 1), keyed by who decides, what, in which month and the how-manieth.

        A rule of one's own names its decision, and gives the agent or an identity: `model.uniform(person, "retires")`.
        It never shares a number with the ten rules.
        """
        identity = getattr(identity, "identity", identity)
        if isinstance(decision, str):
            identity = self.child(identity ^ self.named(f"own rule/{decision}"), 0, 0)
            decision = Decision.OWN_RULE
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
