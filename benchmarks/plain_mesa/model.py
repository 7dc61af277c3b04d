"""The model: its parameters once, its month."""

import math
from types import SimpleNamespace

import mesa
import numpy as np

from benchmarks.plain_mesa import recording, teaching, turnover
from benchmarks.plain_mesa.groups import Network, Terms
from benchmarks.plain_mesa.people import FACILITATOR, LEFT, TRAINER, Person, Waiting
from simulation.outcomes.columns import ACTIVITY_COLUMNS, GENERATIONS
from simulation.scenario.quantities import month_number
from simulation.state.arithmetic import activity_classes, class_of, course_rate_classes
from simulation.state.uncertain import draw_uncertainties
from simulation.state.world import ground_of

_BLOCK = 4096


def _sixteen(share):
    return int(share * 65535.0 + 0.5)


def _eighths(days):
    return round(days * 8)


def _cents(euros):
    return int(euros * 100 + 0.5)


def _rate_of_patience(months):
    return 12.0 / months if months > 0 else None


class PlainModel(mesa.Model):
    """One replicate; a step is a month. Covers what the reference scenario uses."""

    def __init__(self, scenario, seed, replicate, best_values=False, ground=None):
        super().__init__(rng=np.random.default_rng([seed, replicate]))
        levers = self.levers = scenario.levers
        unsupported = (
            levers.trainers.hired
            or levers.facilitator_courses.scheduling != "on demand"
            or levers.trainer_courses.scheduling != "on demand"
            or levers.facilitator_courses.served_first != "longest_queue"
            or levers.groups.novice_needs_cofacilitator
            or levers.practicum.sessions == 0
            or any(programme.region is not None for programme in levers.programmes)
        )
        if unsupported:
            raise NotImplementedError("a lever that the reference scenario does not use")
        ground = ground_of(scenario) if ground is None else ground
        self.values = SimpleNamespace(**draw_uncertainties(scenario.uncertainties, seed, replicate, best_values))
        self.months, self.month = scenario.months, -1
        self._draws = iter(())
        self._place(ground)
        self._price(scenario)
        self._chances()
        self._programmes(scenario, ground)
        self.committed, self.closed = 0, False
        self.groups, self.certified, self.trainers, self.practicum_ended, self.enrolled = [], [], [], [], []
        self.leaving, self.moving, self.giving_up, self.ready = ([[] for _ in range(self.months)] for _ in range(4))
        self.role_counts = [[0] * (LEFT + 1) for _ in self.cells]
        self.seated = [0] * len(self.cells)
        self.network, self.waiting = Network(len(self.cells)), Waiting(self)
        self.group_limit = [None] * self.national
        self.certified_ever, self.trainers_ever, self.made_by = ([0] * GENERATIONS for _ in range(3))
        self.persons_record, self.activity_record, self.years_record = [], [], []
        self._start(scenario, ground)

    # ---- set-up --------------------------------------------------------------------------------------------------
    def _place(self, ground):
        cells, world = ground.cells, ground.world
        self.region, self.administration = cells.region.tolist(), cells.administration.tolist()
        self.cells = list(zip(self.region, self.administration, strict=True))
        self.headcount = cells.headcount.tolist()
        self.national = len(ground.regions)
        self.administrations = int(world.parameters[0].administrations)
        self.pool = np.floor(self.values.addressable_share * cells.headcount + 0.5).astype(np.int64).tolist()
        self.cumulative_headcount = np.cumsum(cells.headcount)
        monthly = world.monthly
        self.monthly = SimpleNamespace(
            allowance=monthly.facilitator_days.tolist(),
            **{
                name: getattr(monthly, name).tolist()
                for name in ("credits", "most_kept", "remote_share", "remote_courses", "travel", "animation", "budget",
                             "new_year", "last_of_year")
            },
        )

    def _price(self, scenario):
        levers, prices = self.levers, scenario.prices
        self.facilitator_day, self.trainer_day, self.travel, self.animation = (
            _cents(getattr(prices, name).value) for name in ("facilitator_day", "trainer_day", "travel", "animation")
        )
        self.days_in_person = _eighths(levers.groups.days_in_person)
        self.days_remote = _eighths(levers.groups.days_remote)
        self.supervision_days = _eighths(levers.practicum.supervision_days)
        self.refresher_days = _eighths(levers.refreshers.days)
        self.refresher_cost = _cents(prices.refresher.value) + self.refresher_days * self.trainer_day // 8
        self.courses = (levers.facilitator_courses, levers.trainer_courses)
        self.course_prices = tuple(
            SimpleNamespace(
                course=_cents(getattr(prices, f"{kind}_course").value),
                seat=_cents(getattr(prices, f"{kind}_course_seat").value),
                eighths=_eighths(lever.days),
            )
            for kind, lever in zip(("facilitator", "trainer"), self.courses, strict=True)
        )

    def _chances(self):
        u = self.values
        self.leaving_rate, self.moving_rate = u.leaving, u.moving
        self.group_patience, self.course_patience, self.practicum_patience = (
            _rate_of_patience(months)
            for months in (u.patience_for_a_group, u.patience_for_a_course, u.patience_for_a_practicum)
        )
        activity = activity_classes(u.activity_shape)
        self.offer_chances = [1.0 - math.exp(-u.groups_per_year * each / 12.0) for each in activity]
        self.course_rates = course_rate_classes(u.certification, u.certification_precision).tolist()
        self.running_out = 1.0 - math.exp(-u.self_running_end / 12.0)
        self.promoting = 1.0 - math.exp(-u.promotion_rate / 12.0)
        self.goes_on, self.volunteering, self.again = u.goes_on, u.volunteering, u.again
        self.delay_median, self.delay_spread = u.practicum_delay / 30.4375, u.practicum_delay_spread
        for name in ("session_gain", "fidelity", "fidelity_noise", "fading", "practice_gain", "refresher_gain"):
            setattr(self, name, _sixteen(getattr(u, name)))
        self.promotion_skill = _sixteen(self.levers.promotion.skill)

    def _programmes(self, scenario, ground):
        groups, practicum = self.levers.groups, self.levers.practicum
        self.first_month = month_number(scenario.start)
        self.programmes = sorted(self.levers.programmes, key=lambda programme: (programme.first, programme.name))
        self.programme_weights = ground.world.programme_weights
        self.programme_terms = [
            Terms(self, programme, programme.remote, programme.sessions, number)
            for number, programme in enumerate(self.programmes)
        ]
        self.terms_in_person = Terms(self, groups, False, groups.sessions)
        self.terms_remote = Terms(self, groups, True, groups.sessions)
        self.practicum_in_person = Terms(self, groups, False, practicum.sessions)
        self.practicum_remote = Terms(self, groups, True, practicum.sessions)
        kinds = [
            SimpleNamespace(facilitators=kind.facilitators, eighths=_eighths(kind.days), audience=kind.audience)
            for kind in self.levers.engagements
        ]
        self.engagements = [(region, kind) for kind in kinds for region in range(self.national)]
        self.engagement_rates = ground.world.engagement_rates

    def _start(self, scenario, ground):
        for entrant in ground.world.entrants:
            person = Person(self, int(entrant.cell), int(entrant.role))
            u = self.draw()
            activity = class_of(u)
            if person.role == TRAINER:
                person.certify(_sixteen(self.values.initial_trainer_skill), 0, -37, -1, 10, activity)
                person.train(int(entrant.place), bool(entrant.master))
            elif person.role == FACILITATOR:
                half_year = int(5 * self.draw())
                certified = last_active = -1 - 6 * half_year - int(6 * self.draw())
                dormant = u < 1 - scenario.initial.active_by_half_year[half_year]
                if not dormant:
                    last_active = max(certified, -1 - int(6 * self.draw()))
                skill = _sixteen(self.values.initial_facilitator_skill)
                person.certify(skill, 1, certified, last_active, 0 if dormant else 2, activity)

    # ---- draws ---------------------------------------------------------------------------------------------------
    def draw(self):
        """A uniform number; from a block, since one at a time costs a NumPy call each."""
        for u in self._draws:
            return u
        self._draws = iter(self.rng.random(_BLOCK).tolist())
        return next(self._draws)

    def months_until(self, rate):
        return int(-math.log(1.0 - self.draw()) * 12.0 / rate) if rate > 0 else 32767

    def poisson(self, mean):
        left, count = math.exp(-mean), -1
        product = 1.0
        while product > left or count < 0:
            product *= self.draw()
            count += 1
        return count

    def normal(self):
        return self.rng.standard_normal()

    def draw_once(self, person):
        """The same number each time for a person."""
        drawn = getattr(person, "mode", None)
        if drawn is None:
            drawn = person.mode = self.draw()
        return drawn

    def cell_by_headcount(self):
        return int(self.cumulative_headcount.searchsorted(self.draw() * self.cumulative_headcount[-1], side="right"))

    # ---- time and money ------------------------------------------------------------------------------------------
    def schedule(self, calendar, months, person):
        month = self.month + 1 + months
        if month < self.months:
            calendar[month].append(person)

    def has_intake(self, programme):
        now = self.first_month + self.month
        since = now - month_number(programme.first)
        if since < 0 or (programme.last is not None and now > month_number(programme.last)):
            return False
        return since == 0 if programme.every_months is None else since % programme.every_months == 0

    def money_left(self):
        return max(0, self.monthly.budget[self.month] - self.committed)

    def charge(self, place, column, amount):
        self.committed += amount
        self.activity[place][column] += amount

    def forget_closed(self):
        if self.closed:
            self.groups = [group for group in self.groups if group.open]
            self.closed = False

    # ---- the month -----------------------------------------------------------------------------------------------
    def step(self):
        self.month += 1
        self.happened, self.skill_gained = [], [0] * len(self.cells)
        self.activity = [[0] * len(ACTIVITY_COLUMNS) for _ in range(self.national + 1)]
        if self.monthly.new_year[self.month]:
            self.committed = 0
        turnover.turnover(self)
        turnover.demand(self)
        teaching.convene(self)
        for group in self.groups:
            group.meet()
        for group in self.groups:
            group.look()
        self.waiting.link()
        self.forget_closed()
        teaching.teach(self)
        teaching.certify(self)
        teaching.promote(self)
        teaching.refresh(self)
        recording.write(self)


def run(scenario, seed, replicate, best_values=False, ground=None):
    """One replicate."""
    model = PlainModel(scenario, seed, replicate, best_values, ground)
    for _ in range(scenario.months):
        model.step()
    return model
