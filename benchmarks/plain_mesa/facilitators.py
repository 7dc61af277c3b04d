"""Facilitators: the days that they give, how they stop, practise and become trainers."""

import mesa

from benchmarks.plain_mesa.parameters import FULL, monthly_probability, part
from benchmarks.plain_mesa.people import Role
from simulation.common.columns import GENERATIONS


class Facilitator(mesa.Agent):
    """What a person does as a facilitator, or as a trainer, from certification until they stop or leave."""

    def __init__(self, person, skill, generation, activity, certified, last_active, groups_led):
        super().__init__(person.model)
        self.person, self.skill, self.generation = person, skill, generation
        self.certified, self.last_active, self.groups_led = certified, last_active, groups_led
        self.offer_chance = person.model.parameters.offer_chances[activity]
        self.is_willing = self.is_remote = False
        self.last_refresher = None
        self.reserved = self.spent = self.sessions_led = 0
        self.trainer = None
        person.facilitator = self
        self.model.certified_ever[self.counted_generation] += 1

    def remove(self):
        if self.trainer is not None:
            self.trainer.remove()
        self.person.facilitator = None
        super().remove()

    @property
    def region(self):
        return self.person.region

    @property
    def counted_generation(self):
        return min(self.generation, GENERATIONS - 1)

    @property
    def is_active(self):
        return self.model.month - self.last_active < 12

    @property
    def room(self):
        """Days left this month."""
        return self.model.now.facilitator_days - self.spent - self.reserved

    @property
    def room_next_month(self):
        return self.model.now.facilitator_days - self.reserved

    def spend(self, use, days):
        """Work so many days; a refresher is no activity."""
        self.spent += days
        self.region.tally[f"facilitator_days_used_{use}"] += days
        if use != "refreshers":
            self.last_active = self.model.month

    # ---- the month -----------------------------------------------------------------------------------------------
    def begin_month(self):
        self.spent = self.sessions_led = 0
        if self.rng.random() < monthly_probability(self.stopping_rate()):
            self.stop()

    def stopping_rate(self):
        """Per year: higher without activity, lower with animation of the network and with support."""
        model, u = self.model, self.model.parameters.uncertain
        animated = 1 - u.animation_effect * model.now.animation
        if self.trainer is not None:
            return u.trainer_stop * animated
        idle_years = min(model.month - self.last_active, 24) / 12
        rate = u.facilitator_stop * (1 + u.inactivity_effect * idle_years) * animated
        return rate * (1 - u.support_effect) if self.is_supported else rate

    @property
    def is_supported(self):
        return self.model.month - self.certified < 12 or not self.needs_refresher

    @property
    def needs_refresher(self):
        return self.last_refresher is None or self.model.month - self.last_refresher >= 12

    def stop(self):
        self.person.count("facilitators_stopped" if self.trainer is None else "trainers_stopped")
        self.person.leave_queue()
        self.person.become(Role.REACHED)
        self.remove()

    def decide_what_to_offer(self):
        """To open a group this month, or not; in person, or remotely."""
        self.is_willing = self.rng.random() < self.offer_chance
        self.is_remote = self.rng.random() < self.model.now.remote_share

    def consider_trainer_course(self):
        lever = self.model.parameters.promotion
        if (
            self.trainer is None
            and self.person.queue is None
            and self.groups_led >= lever.groups
            and self.skill >= self.model.parameters.promotion_skill
            and self.model.month - self.certified >= lever.months
            and self.rng.random() < self.model.parameters.promotion_chance
        ):
            patience = self.model.parameters.uncertain.patience_for_a_course
            self.person.join(self.model.trainer_course_queue, patience)

    def practise(self):
        """Skill comes with sessions led, and fades in a month without activity."""
        parameters = self.model.parameters
        for _ in range(self.sessions_led):
            self.skill += part(FULL - self.skill, parameters.practice_gain)
        if self.last_active != self.model.month:
            self.skill -= part(self.skill, parameters.fading)

    def attend_refresher(self):
        parameters = self.model.parameters
        self.skill += part(FULL - self.skill, parameters.refresher_gain)
        self.last_refresher = self.model.month
        self.spend("refreshers", parameters.refresher_days)
