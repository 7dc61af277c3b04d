"""The roles that a person has, one after another; `simulation.common.columns.ROLES` lists those that are counted."""

INTERESTED, LAPSED, REACHED, CANDIDATE, TRAINEE = "interested", "lapsed", "reached", "candidate", "trainee"
IN_PRACTICUM, FACILITATOR, TRAINER, LEFT = "in_practicum", "facilitator", "trainer", "left"

BEFORE_FIRST_SESSION = (INTERESTED, LAPSED)
"""Roles of persons who have not been in a session."""
WITHOUT_DUTIES = (INTERESTED, LAPSED, REACHED)
"""Roles of persons who wait for another group when they lose their seat."""
TOUCHED_BY_PRACTICE = (REACHED, CANDIDATE, TRAINEE, IN_PRACTICUM, FACILITATOR, TRAINER)
"""Roles of persons who have been in a session, and whom others can imitate."""
