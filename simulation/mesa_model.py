"""One run as a Mesa model: its agents, its own tools, and rules of one's own at a named place in the month."""

from collections.abc import Callable, Mapping

import mesa

from simulation.engine.agents.handles import Course, Facilitator, Group, handle_class
from simulation.engine.month import RULES
from simulation.engine.run import begin, run_until
from simulation.engine.tables import NONE
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.quantities import month_number, month_text
from simulation.scenario.schema import Scenario

Rule = Callable[["SpreadModel"], None]


class SpreadModel(mesa.Model):
    """A run that is stepped month by month; the same seed and replicate give the same numbers as `simulate`.

    `agents` holds a `Facilitator`, `Trainer`, `Group` (open ones) and `Course` (of the past month) for each, made when
    asked for. `given` are values of uncertainties in place of drawn ones. Mesa's own `rng` and `random` are there for
    rules of one's own; no rule of Essaim draws from them.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 1,
        replicate: int = 0,
        best_values: bool = False,
        given: Mapping[str, float] | None = None,
    ):
        super().__init__(rng=seed)
        self.assumed = scenario
        self.geography = geography_of(scenario)
        self.programme_names = [
            programme.name
            for programme in sorted(scenario.levers.programmes, key=lambda programme: (programme.first, programme.name))
        ]
        self.tables = begin(scenario, seed, replicate, best_values, given=given)
        self._own_rules: dict[str, list[Rule]] = {name: [] for name in RULES}
        self._handles: dict[tuple[str, int], mesa.Agent] = {}
        self._shown: tuple[int, int] | None = None

    # --- the month -----------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Advance one month: the ten rules, and before each the rules of one's own that stand there."""
        month = int(self.tables.now[0].month)
        if month >= self.assumed.months:
            self.running = False
            return
        for number, name in enumerate(RULES):
            if self._own_rules[name]:
                self.tables = run_until(self.tables, month, number)
                for rule in self._own_rules[name]:
                    rule(self)
        self.tables = run_until(self.tables, month + 1)
        self.running = month + 1 < self.assumed.months

    def add_rule(self, rule: Rule, before: str) -> None:
        """Put a rule of one's own just before one of the ten (see `RULES`); it is called each month with the model.

        It is plain Python and slower than the compiled rules: expect a run to take as long as the rule itself.
        Raises ValueError for a name that is not a rule.
        """
        if before not in self._own_rules:
            raise ValueError(f"there is no rule {before!r}; the rules are {', '.join(RULES)}")
        self._own_rules[before].append(rule)

    @property
    def month(self) -> str:
        """The month about to be simulated or being simulated, YYYY-MM."""
        return self.month_name(int(self.tables.now[0].month))

    def month_name(self, number: int) -> str:
        """A month counted from the start (0), as YYYY-MM."""
        return month_text(month_number(self.assumed.start) + int(number))

    def place_name(self, number: int) -> str:
        """A place by its number: a region, or national."""
        return NATIONAL if number == len(self.geography.regions) else self.geography.regions[number]

    # --- the agents ----------------------------------------------------------------------------------------------

    @property
    def agents(self):
        """All agents there are now, as a Mesa AgentSet."""
        self._show_agents()
        return super().agents

    @property
    def agents_by_type(self):
        """The agents there are now, by class."""
        self._show_agents()
        return super().agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The classes of the agents there are now."""
        return list(self.agents_by_type)

    def handle(self, kind: type[mesa.Agent], row: int) -> mesa.Agent | None:
        """The agent on a row; none if it is not there any more."""
        self._show_agents()
        return self._handles.get((kind.table, int(row)))

    def certified_handle(self, person: int) -> Facilitator | None:
        """The facilitator or trainer that a person is now; none if not certified."""
        row = int(self.tables.persons.facilitator[person])
        return None if row == NONE else self.handle(Facilitator, row)

    def forget_agents(self) -> None:
        """Look again which agents there are when they are next asked for."""
        self._shown = None

    def _show_agents(self) -> None:
        """Register agents for rows that are new, and take those away whose rows are no longer in use."""
        now = self.tables.now[0]
        if self._shown == (int(now.month), int(now.rule)):
            return
        self._shown = (int(now.month), int(now.rule))
        wanted = self._rows_in_use()
        for key in [key for key, agent in self._handles.items() if wanted.get(key) is not type(agent)]:
            self._handles.pop(key).remove()
        for key, kind in wanted.items():
            if key not in self._handles:
                self._handles[key] = kind(self, key[1])

    def _rows_in_use(self) -> dict[tuple[str, int], type[mesa.Agent]]:
        tables, now = self.tables, self.tables.now[0]
        wanted: dict[tuple[str, int], type[mesa.Agent]] = {}
        for row in sorted(tables.certified[: now.certified_list].tolist()):
            role = tables.persons.role[tables.facilitators.person[row]]
            wanted["facilitators", row] = handle_class(role)
        for row in sorted(tables.open_groups[: now.open_groups].tolist()):
            wanted["groups", row] = Group
        recent = tables.courses.month[: now.courses] >= now.month - 1
        for row in recent.nonzero()[0].tolist():
            wanted["courses", row] = Course
        return wanted
