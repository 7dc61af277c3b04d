"""A course."""

import mesa

from simulation.common.arithmetic import class_of
from simulation.common.draws import Decision


class Course(mesa.Agent):
    """A course that was held."""

    def __init__(self, model, identity, lead):
        super().__init__(model)
        self.identity, self.lead = identity, lead.identity
        self.lead_skill, self.lead_generation = lead.facilitator.skill, lead.facilitator.generation
        self.rate_class = class_of(model.uniform(identity, Decision.COURSE_RATE, month=-1))
