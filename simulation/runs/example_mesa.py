"""The example by the Mesa engine, with rules of one's own: the model is watched while it runs once more."""

from functools import partial
from typing import Any

import mesa
import numpy as np
import pyarrow as pa

from simulation.agents import Facilitator, Group, Person
from simulation.common.columns import ROLES
from simulation.common.recording import Recording
from simulation.model import SpreadModel
from simulation.outcomes.example import KINDS
from simulation.outcomes.frame import Frame
from simulation.runs.example import People, groups_table, people_table
from simulation.scenario.schema import Scenario


def example_by_mesa(scenario: Scenario, *run: Any, **own: Any) -> tuple[Recording, pa.Table, pa.Table]:
    """Run a replicate again: what it leaves, its people and its groups. run, own: as for `SpreadModel`."""
    frame = Frame.of(scenario)
    model = _WatchedModel(scenario, *run, **own)
    seats, told = [], 0  # the groups of a register, which were there before, are told with the first month
    while model.running:
        model.step()
        seats += _seats(model, frame, told)
        told = len(model.born_groups)
    return model.recording(), _people(model, frame), groups_table(frame, np.array(seats, np.int64).reshape(-1, 6))


class _WatchedModel(SpreadModel):
    """Knows everybody who was ever there, and keeps what agents lose when they stop or end."""

    def __init__(self, *given: Any, **others: Any) -> None:
        self.born_persons: dict[Person, int] = {}
        self.born_groups: dict[Group, int] = {}
        """Persons and groups with their numbers, in the order in which they came."""
        self.stopped: dict[Person, tuple] = {}
        """What was told of those who have stopped being certified, the last time."""
        self.ended: dict[Group, list[Person]] = {}
        """Who had a seat when a group ended."""
        super().__init__(*given, **others)

    def register_agent(self, agent: mesa.Agent) -> None:
        # Watched one by one and not by classes of their own, since rules may ask for agents by class.
        super().register_agent(agent)
        if isinstance(agent, Person):
            self.born_persons[agent] = len(self.born_persons)
            agent.end_as_facilitator = partial(self._note_stopped, agent)
        elif isinstance(agent, Group):
            self.born_groups[agent] = len(self.born_groups)
            for way in ("finish", "end"):
                setattr(agent, way, partial(self._note_ended, agent, way))

    def _note_stopped(self, person: Person) -> None:
        self.stopped[person] = _told(person)
        type(person).end_as_facilitator(person)

    def _note_ended(self, group: Group, way: str, *given: Any, **others: Any) -> None:
        self.ended[group] = list(group.members)
        getattr(type(group), way)(group, *given, **others)


def _told(facilitator: Facilitator) -> tuple:
    """By whom trained, generation, month of certification, groups led, skill."""
    it = facilitator
    return it.trained_by, it.generation, it.certified_in, it.groups_led, it.skill_units


def _seats(model: _WatchedModel, frame: Frame, first: int) -> list[tuple]:
    """Group, kind, place, month, person, whether they lead: everybody in the groups from number `first` on."""
    number, rows = model.born_persons, []
    for group, position in list(model.born_groups.items())[first:]:
        kind = "practicum" if group.is_for_practice else "ordinary" if group.programme is None else "programme"
        shared = position, KINDS.index(kind), frame.places.index(group.place), model.month_index
        rows += [(*shared, number[member], False) for member in model.ended.get(group, group.members)]
        if group.leader is not None:
            rows.append((*shared, number[group.leader], True))
    return rows


def _people(model: _WatchedModel, frame: Frame) -> pa.Table:
    roles = (*ROLES, "left")
    number, rows = model.born_persons, []
    for person, position in number.items():
        told = _told(person) if isinstance(person, Facilitator) else model.stopped.get(person)
        if told is None and not model.network.has_met(person):
            continue
        trained_by, *others = told or (None, 0, 0, 0, 0)
        trainer = -1 if trained_by is None else number[trained_by]
        rows.append((position, person.cell.number, roles.index(person.role), told is not None, trainer, *others))
    number_of, cell, role, certified, *rest = np.array(rows, np.int64).reshape(-1, 9).T
    return people_table(frame, People(number_of, cell, role, certified.astype(bool), *rest))
