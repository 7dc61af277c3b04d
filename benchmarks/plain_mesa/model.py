"""The model: what a replicate begins with, and its month."""

from collections import Counter

import mesa
import numpy as np
from mesa.agentset import AgentSet

from benchmarks.plain_mesa import recording
from benchmarks.plain_mesa.acquaintances import Acquaintances
from benchmarks.plain_mesa.facilitators import Facilitator
from benchmarks.plain_mesa.groups import Group
from benchmarks.plain_mesa.parameters import Parameters, months_of, sixteen_bits, terms_of
from benchmarks.plain_mesa.people import Person, Queue, Role
from benchmarks.plain_mesa.places import Cell, Place, Programme
from benchmarks.plain_mesa.practicum import begin_practicum, examine
from benchmarks.plain_mesa.trainers import Trainer, hold_facilitator_courses, hold_trainer_courses
from simulation.common.arithmetic import CLASSES
from simulation.common.uncertain import draw_uncertainties
from simulation.engine.inputs import shared_inputs
from simulation.scenario.quantities import month_number


class PlainModel(mesa.Model):
    """One replicate; a step is a month. Raises ValueError for levers whose rules it does not have."""

    def __init__(self, scenario, seed, replicate, best_values=False, ground=None):
        super().__init__(rng=np.random.default_rng([seed, replicate]))
        uncertain = draw_uncertainties(scenario.uncertainties, seed, replicate, best_values)
        self.parameters = Parameters(scenario, uncertain)
        ground = shared_inputs(scenario) if ground is None else ground
        self.first_month = month_number(scenario.start)
        self.months = months_of(ground.inputs.monthly)
        self.month, self.now = -1, None
        """The number of the month, and its levers; the first is 0."""
        self.committed = 0
        self.nobody = AgentSet([], random=self.random)
        self.facilitators_by_region = {}
        self.practicum_queue, self.trainer_course_queue = Queue(), Queue()
        self.end_of_practicum, self.future_trainers = [], []
        self.certified_ever, self.trainers_ever, self.made_by = Counter(), Counter(), Counter()
        self.acquaintances = Acquaintances()
        self.settle(scenario, ground)
        self.order_programmes(scenario, ground)
        self.people_the_network(scenario, ground)
        self.queues = self.all_queues()
        self.datacollector = recording.collector()

    # ---- set-up --------------------------------------------------------------------------------------------------
    def settle(self, scenario, ground):
        """Regions, the nation, and their cells."""
        kinds = scenario.levers.engagements
        self.regions = Place.create_agents(self, len(ground.regions)).set("engagements", kinds)
        self.national = Place(self)
        regions, cells = self.regions.to_list(), ground.cells
        self.cells = Cell.create_agents(
            self,
            len(cells),
            region=[regions[number] for number in cells.region],
            administration=cells.administration.tolist(),
            headcount=cells.headcount.tolist(),
        ).to_list()
        self.administrations = 1 + int(cells.administration.max())
        self.headcount_shares = cells.headcount / cells.headcount.sum()
        # by month, kind and region
        rates = ground.inputs.engagement_rates.reshape(len(self.months), len(kinds), len(regions))
        for number, region in enumerate(regions):
            region.engagement_rates = rates[:, :, number].tolist()

    def order_programmes(self, scenario, ground):
        levers = scenario.levers
        ordered = sorted(levers.programmes, key=lambda programme: (programme.first, programme.name))
        for programme, cumulated in zip(ordered, ground.inputs.programme_weights, strict=True):
            terms = terms_of(programme, programme.remote, programme.sessions, levers, scenario.prices)
            weights = np.diff(cumulated, prepend=0) / cumulated[-1]
            Programme(self, programme, terms, weights, self.administrations)
        self.programmes = self.all_of(Programme)

    def people_the_network(self, scenario, ground):
        """Facilitators, trainers and other practitioners at the start."""
        places = [*self.regions, self.national]
        u = self.parameters.uncertain
        for entrant in ground.inputs.entrants:
            person = Person(self, self.cells[entrant.cell], Role(entrant.role))
            drawn = self.rng.random()
            activity = int(CLASSES * drawn)
            if person.role == Role.TRAINER:
                skill = sixteen_bits(u.initial_trainer_skill)
                facilitator = Facilitator(person, skill, 0, activity, certified=-37, last_active=-1, groups_led=10)
                Trainer(facilitator, places[entrant.place], bool(entrant.master))
            elif person.role == Role.FACILITATOR:
                half_year = int(self.rng.integers(5))
                certified = -1 - 6 * half_year - int(self.rng.integers(6))
                is_dormant = drawn < 1 - scenario.initial.active_by_half_year[half_year]
                last_active = certified if is_dormant else max(certified, -1 - int(self.rng.integers(6)))
                skill = sixteen_bits(u.initial_facilitator_skill)
                Facilitator(person, skill, 1, activity, certified, last_active, groups_led=0 if is_dormant else 2)

    def all_queues(self):
        queues = [self.practicum_queue, self.trainer_course_queue]
        queues += [queue for cell in self.cells for queue in (cell.waiting, cell.lapsed)]
        queues += [region.course_queue for region in self.regions]
        queues += [queue for programme in self.programmes for queue in programme.queues]
        return queues

    # ---- what agents ask -----------------------------------------------------------------------------------------
    @property
    def calendar_month(self):
        return self.first_month + self.month

    @property
    def money_left(self):
        """Of the year's budget."""
        return max(0, self.now.budget - self.committed)

    def all_of(self, kind):
        """The agents of a type; none before the first is made."""
        if kind not in self.agents_by_type:
            return self.nobody
        return self.agents_by_type[kind]

    def group_facilitators(self):
        """By region, as they live and stand in order now."""
        grouped = self.all_of(Facilitator).groupby("region").groups
        self.facilitators_by_region = {region: grouped.get(region, self.nobody) for region in self.regions}

    def charge(self, place, use, amount):
        self.committed += amount
        place.tally[f"money_{use}"] += amount

    def admit(self):
        """Who joined a queue in this stage of the month is in it now."""
        for queue in self.queues:
            queue.admit()

    # ---- the month -----------------------------------------------------------------------------------------------
    def step(self):
        self.begin_month()
        self.turnover()
        self.demand()
        self.convene()
        self.all_of(Group).do("meet")
        self.all_of(Group).do("come_to_an_end")
        self.admit()
        self.teach()
        self.certify()
        self.promote()
        self.refresh()
        recording.record(self)

    def begin_month(self):
        self.month += 1
        self.now = self.months[self.month]
        if self.now.new_year:
            self.committed = 0
        self.agents_by_type[Cell].do("begin_month")
        self.agents_by_type[Place].do("begin_month")
        # Wherever facilitators or trainers compete for something, it is in this order.
        self.all_of(Facilitator).shuffle(inplace=True)
        self.all_of(Trainer).shuffle(inplace=True)

    def turnover(self):
        self.all_of(Person).do("live")
        self.all_of(Facilitator).do("begin_month")
        self.group_facilitators()
        self.all_of(Group).do("check_leaders")
        self.admit()
        self.all_of(Group).select(lambda group: group.needs_leader).shuffle_do("find_leader")
        self.admit()
        self.all_of(Group).select(lambda group: group.is_small).shuffle_do("refill")
        self.admit()

    def demand(self):
        regional = {region: region.share_reached for region in self.regions}
        self.agents_by_type[Cell].do("become_interested", regional, self.national.share_reached)
        self.programmes.do("take_in")
        self.regions.do("ask_for_engagements")
        self.admit()

    def convene(self):
        self.regions.do("hold_engagements")
        self.all_of(Facilitator).do("decide_what_to_offer")
        willing = self.all_of(Facilitator).select(lambda facilitator: facilitator.is_willing)
        self.programmes.do("open_groups", willing)
        self.regions.shuffle_do("open_groups", willing)
        self.national.open_groups(willing)

    def teach(self):
        self.all_of(Trainer).do("receive_days")
        hold_facilitator_courses(self)
        hold_trainer_courses(self)
        self.admit()

    def certify(self):
        for person in self.end_of_practicum:
            examine(person)
        self.group_facilitators()
        for person in list(self.practicum_queue.persons):
            begin_practicum(person)
        self.end_of_practicum = []

    def promote(self):
        for person in self.future_trainers:
            person.count("promoted")
            person.become(Role.TRAINER)
            Trainer(person.facilitator, person.region, is_master=False)
        self.future_trainers = []
        self.all_of(Facilitator).do("consider_trainer_course")
        self.all_of(Trainer).do("become_master")
        self.admit()

    def refresh(self):
        self.all_of(Facilitator).do("practise")
        self.all_of(Trainer).do("hold_refresher")


def run(scenario, seed, replicate, best_values=False, ground=None):
    """One replicate."""
    model = PlainModel(scenario, seed, replicate, best_values, ground)
    model.run_for(scenario.months)
    return model
