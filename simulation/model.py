"""How a month goes: one replicate as a Mesa model, whose ten rules are a list."""

import copy
import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
from mesa.experimental.scenarios import Scenario as MesaScenario

from simulation.agents import Course, Facilitator, Group, Person, Trainer
from simulation.agents.chance import Chance
from simulation.agents.collecting import national_collector
from simulation.agents.ledger import Ledger
from simulation.agents.money import Money
from simulation.agents.network import Network
from simulation.agents.places import Cell, Places
from simulation.agents.queues import Queues
from simulation.agents.terms import GroupTerms, group_terms
from simulation.agents.trainer import Vacancy
from simulation.common.arithmetic import activity_classes, course_rate_classes
from simulation.common.draws import Decision
from simulation.common.recording import Recording
from simulation.common.uncertain import draw_uncertainties
from simulation.common.units import cents, eighths
from simulation.rules.certify import certify
from simulation.rules.close import close
from simulation.rules.convene import FACILITATORS, convene
from simulation.rules.demand import Request, demand
from simulation.rules.meet import meet
from simulation.rules.promote import promote
from simulation.rules.record import record
from simulation.rules.refresh import refresh
from simulation.rules.start import populate
from simulation.rules.teach import teach
from simulation.rules.turnover import turnover
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import Levers, Nomination, Programme
from simulation.scenario.quantities import Step, month_number, month_text, value_at
from simulation.scenario.schema import Scenario

Rule = Callable[["SpreadModel"], None]

MONTH: tuple[Rule, ...] = (turnover, demand, convene, meet, close, teach, certify, promote, refresh, record)
"""The ten rules, in their order in the month; each is called with the model."""
RULES = tuple(rule.__name__ for rule in MONTH)
"""Their names."""
AGENT_CLASSES = {"person": Person, "facilitator": Facilitator, "trainer": Trainer, "group": Group, "course": Course}
"""The classes of the model's own agents; a subclass may stand in place of each."""


@dataclass
class _Slot:
    """What happens in place of one of the ten rules, and just before and after it."""

    rule: Rule
    before: list[Rule] = field(default_factory=list)
    after: list[Rule] = field(default_factory=list)
    is_own: bool = False


@dataclass
class HandedOn:
    """What a rule leaves for a later one of the month."""

    requests: list[Request] = field(default_factory=list)
    """Engagements asked for, from Demand to Convene."""
    enrolled_as_trainers: list[Facilitator] = field(default_factory=list)
    """Who took a trainer course, from Teach to Promote."""
    group_limit: dict[str, str] = field(default_factory=dict)
    """For each region what stopped further groups, from Convene to Record."""
    course_limit: dict[str, str] = field(default_factory=dict)
    """For each region what stopped facilitator courses, from Teach to Record, and to Teach of the next month."""
    practice_limit: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Trainees for whom there was no group in which to practise, by region and cause, from Convene to Record."""


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
        self.agent_classes = _checked(agent_classes or {})
        for kind in self.agent_classes.values():
            self.agents_by_type[kind] = type(self.agents)([], random=self.random)

        world = replicate if world is None else world
        self.values = SimpleNamespace(**draw_uncertainties(scenario.uncertainties, seed, world, best_values, given))
        """The uncertain values, by name."""
        self.activity_of_class = activity_classes(self.values.activity_shape).tolist()
        self.rate_of_class = course_rate_classes(
            self.values.certification, self.values.certification_precision
        ).tolist()
        self._terms: dict[str | None, GroupTerms] = {
            programme.name: group_terms(scenario, programme) for programme in self.programmes
        }
        self._terms[None] = group_terms(scenario)
        prices = scenario.prices
        self._prices = {name: cents(getattr(prices, name).value) for name in type(prices).model_fields}

        self.places = Places(geography_of(scenario), self.values.addressable_share)
        self.chance = Chance(seed, replicate)
        self.first_month = month_number(scenario.start)
        self.ledger = Ledger(scenario, self.places)
        self.money = Money(self)
        self.queues = Queues(self.places, self.programmes, self.values)
        self.network = Network()
        self.handed_on = HandedOn()
        self.hired: Counter[tuple[str, str]] = Counter()
        """Trainers hired so far, by place and month of the entry."""
        self.vacancies: list[Vacancy] = []
        """Trainers who have gone, and are to be replaced."""
        self.sent: Counter[str] = Counter()
        """Persons sent so far by each programme or nomination, by the name of its identity."""
        self.courses_held: Counter[str] = Counter()
        """Facilitator courses held so far at each place."""
        self.courses_of_quarter: Counter[int] = Counter()
        """Facilitator courses held in each calendar quarter."""
        self.last_trainer_course: int | None = None
        """Month of the last trainer course, counted from 0."""
        self._trainer_days = self._days_by_place()
        self._wear = [0.0]
        self.datacollector = national_collector()
        self._begin_month(-1)
        populate(self)
        for rule, place in rules:
            self.add_rule(rule, **place)

    # ---- the month ---------------------------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """What is assumed; it stays as it is."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario) -> None:
        if not isinstance(scenario, MesaScenario):  # Mesa gives each model one of its own kind, which is not needed
            raise AttributeError("a model keeps its scenario; make another model for another scenario")

    @property
    def levers(self) -> Levers:
        """What policy can set, as assumed."""
        return self._scenario.levers

    @property
    def programmes(self) -> list[Programme]:
        """The programmes, in the order in which they are served."""
        return sorted(self.levers.programmes, key=lambda programme: (programme.first, programme.name))

    @property
    def nominations(self) -> list[Nomination]:
        """The nominations, in the order in which they are made."""
        return sorted(self.levers.nominations, key=lambda nomination: (nomination.first, nomination.name))

    @property
    def month_index(self) -> int:
        """The month being simulated, or the last one simulated, counted from 0; −1 before the first."""
        return self.chance.month

    @property
    def month(self) -> str:
        """The month being simulated, or the last one simulated, YYYY-MM; before the first, the month before it."""
        return self.month_name(self.month_index)

    def month_name(self, number: int) -> str:
        """A month counted from the start (0), as YYYY-MM."""
        return month_text(self.first_month + number)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All that happens in a month, in order: the ten rules, with those of one's own."""
        return tuple(rule for slot in self._slots.values() for rule in (*slot.before, slot.rule, *slot.after))

    def step(self) -> None:
        """Simulate one month."""
        if self.month_index + 1 < self.scenario.months:
            self._begin_month(self.month_index + 1)
            for rule in self.rules:
                rule(self)
            self.ledger.close_month()
            self.datacollector.collect(self)
        self.running = self.month_index + 1 < self.scenario.months

    def _begin_month(self, number: int) -> None:
        self.chance.begin_month(number)
        self.allowance = eighths(self.now(self.levers.facilitators.days_per_month))
        """Eighths of a day that each facilitator has in this month."""
        self.animation = self.now(self.levers.animation)
        """Level of animation of the network in this month."""
        self.handed_on.group_limit = dict.fromkeys(self.places.regions, FACILITATORS)
        self.handed_on.practice_limit = Counter()
        if number >= 0:
            worn = (1 - self.values.animation_effect * self.animation) / 12
            self._wear.append(self._wear[-1] + worn)
            self.money.begin_month()

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
            raise ValueError(f"there is no rule {name!r}; the rules are {', '.join(RULES)}{_hint(name, RULES)}")
        slot = self._slots[name]
        if how != "instead_of":
            getattr(slot, how).append(rule)
        elif slot.is_own:
            raise ValueError(f"a rule stands instead of {name!r} already")
        else:
            slot.rule, slot.is_own = rule, True

    def recording(self) -> Recording:
        """What has been recorded so far; months to come are zero."""
        return Recording(*(getattr(self.ledger.recording, table.name).copy() for table in fields(Recording)))

    def uniform(self, agent: mesa.Agent | int, decision: str, index: int = 0) -> float:
        """A number in (0, 1) for a rule of one's own, keyed by who decides what in this month: it changes no others.

        agent: an agent of the model, or an identity. decision: a name of one's own; the ten rules never draw that
        number. index: for a decision that an agent takes several times a month.
        """
        return self.chance.uniform_named(getattr(agent, "identity", agent), decision, index)

    # ---- who is there ------------------------------------------------------------------------------------------------

    def _those(self, kind: type[mesa.Agent]) -> list:
        return [agent for found, agents in self.agents_by_type.items() if issubclass(found, kind) for agent in agents]

    @property
    def persons(self) -> list[Person]:
        """Everybody whom the model knows, of whatever role."""
        return self._those(Person)

    @property
    def certified(self) -> list[Facilitator]:
        """Facilitators and trainers."""
        return self._those(Facilitator)

    @property
    def who_may_lead(self) -> list[Facilitator]:
        """Facilitators and trainers, but for those whose days are bought, who lead no groups."""
        return [facilitator for facilitator in self.certified if not facilitator.is_paid_by_day]

    @property
    def trainers(self) -> list[Trainer]:
        """Trainers."""
        return self._those(Trainer)

    @property
    def groups(self) -> list[Group]:
        """Open groups."""
        return self._those(Group)

    @property
    def courses(self) -> list[Course]:
        """Courses of this month, from Teach on; before it those of the month before."""
        return self._those(Course)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, region × administration, in the order of the recorded tables."""
        return self.places.cells

    def remove_all_agents(self) -> None:
        """End all groups, then let everybody leave."""
        for agent in (*self.groups, *self.courses):
            agent.remove()
        for person in self.persons:
            person.leave_queue()  # in a permanent programme's somebody would follow
            person.remove()
        super().remove_all_agents()

    def trainers_in_turn(self) -> list[Trainer]:
        """Trainers in this month's keyed order."""
        return sorted(self.trainers, key=lambda trainer: trainer.turn(Decision.TRAINER_TURN))

    def region_turn(self, region: str) -> tuple[int, int]:
        """A key by which regions are put in order in this month."""
        return self.chance.order(self.places.identity[region], Decision.REGION_TURN)

    def regions_in_turn(self) -> list[str]:
        """Regions in this month's keyed order."""
        return sorted(self.places.regions, key=self.region_turn)

    def coverage(self, region: str) -> Fraction:
        """Certified persons per head of a region."""
        certified = sum(facilitator.region == region for facilitator in self.certified)
        return Fraction(certified, self.places.headcount[region])

    # ---- levers and money --------------------------------------------------------------------------------------------

    def now[T](self, steps: tuple[Step[T], ...]) -> T:
        """The value of a lever in this month."""
        return steps[0].value if len(steps) == 1 else value_at(steps, self.month)

    def price(self, name: str) -> int:
        """A price in cents."""
        return self._prices[name]

    def terms(self, programme: str | None = None) -> GroupTerms:
        """What a group from the queue needs, or one of a programme. Raises ValueError for none of this model's."""
        if programme not in self._terms:
            raise ValueError(f"there is no programme {programme!r}")
        return self._terms[programme]

    @property
    def months_left_in_year(self) -> int:
        """Months left of the calendar year, the present one included."""
        return 12 - (self.first_month + self.ledger.month) % 12

    @property
    def first_month_of_year(self) -> int:
        """The first month simulated of the present calendar year, counted from 0."""
        return max(0, self.ledger.month - (self.first_month + self.ledger.month) % 12)

    def trainer_days_at(self, place: str, month: int) -> int:
        """Eighths of a day that a trainer of a place gives in a month, counted from 0."""
        return self._trainer_days[place][month]

    def _days_by_place(self) -> dict[str, list[int]]:
        lever = self.levers.trainers
        steps = dict.fromkeys(self.places.names, lever.days_per_month)
        steps |= {entry.place: entry.days_per_month for entry in lever.days_at}
        months = [self.month_name(number) for number in range(self.scenario.months + 11)]  # to the end of the last year
        return {place: [eighths(value_at(days, month)) for month in months] for place, days in steps.items()}

    def wear(self, certified_in: int) -> float:
        """Years since a month of certification, as they wear on activity: fewer with animation of the network."""
        now = self._wear[self.month_index + 1]
        if certified_in >= -1:
            return now - self._wear[certified_in + 1]
        first = value_at(self.levers.animation, self.month_name(0))
        return now + (-1 - certified_in) * ((1 - self.values.animation_effect * first) / 12)

    # ---- copies ------------------------------------------------------------------------------------------------------

    def __getstate__(self) -> dict:
        """Agents first, then what they hold: so they are copied one by one, however they hang together."""
        agents = list(self.agents)
        own = {name: value for name, value in vars(self).items() if name != "subscribers"}
        return {"agents": agents, "held": [vars(agent) for agent in agents], "own": own}

    def __deepcopy__(self, memo: dict) -> "SpreadModel":
        memo[id(self._scenario)] = self._scenario  # frozen, and the same for both
        twin = memo[id(self)] = object.__new__(type(self))
        twin.__setstate__(copy.deepcopy(self.__getstate__(), memo))
        return twin

    def __setstate__(self, state: dict) -> None:
        for agent, held in zip(state["agents"], state["held"], strict=True):
            vars(agent).update(held)
        self.__dict__.update(state["own"])
        self.subscribers: defaultdict[Any, list[Any]] = defaultdict(list)


def _checked(own: Mapping[str, type[mesa.Agent]]) -> dict[str, type[mesa.Agent]]:
    """The classes of agents, some of them given. Raises ValueError or TypeError for a wrong one."""
    for name, kind in own.items():
        if name not in AGENT_CLASSES:
            names = ", ".join(AGENT_CLASSES)
            raise ValueError(f"there is no agent class {name!r}; the names are {names}{_hint(name, AGENT_CLASSES)}")
        base = AGENT_CLASSES[name]
        if not (isinstance(kind, type) and issubclass(kind, base)):
            raise TypeError(f"the class of a {name} is a subclass of {base.__name__}, which {kind!r} is not")
        if kind.__basicsize__ != base.__basicsize__:
            raise TypeError(f"{kind.__name__} has __slots__; an agent that changes class cannot have them")
    return AGENT_CLASSES | dict(own)


def _hint(name: object, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(name), list(names), 1)
    return f"; did you mean {near[0]!r}?" if near else ""
