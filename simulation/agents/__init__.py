"""Who acts: persons, facilitators, trainers, groups and courses, as Mesa agents."""

from simulation.agents.course import Course
from simulation.agents.errors import AgentError, RoleError
from simulation.agents.facilitator import Facilitator
from simulation.agents.group import Group
from simulation.agents.person import Person
from simulation.agents.trainer import Trainer

__all__ = ["AgentError", "Course", "Facilitator", "Group", "Person", "RoleError", "Trainer"]
