"""Rule 9, refresh: practice restores skill, which fades without exercise."""

from simulation.common.arithmetic import FULL, part
from simulation.common.compiling import compiled
from simulation.engine.rule import Rule


@compiled
def refresh(state):
    """Each session led restores skill; a month without exercise takes some away."""
    now, parameters, facilitators = state.now[0], state.parameters[0], state.facilitators
    for i in range(now.certified_list):
        row = state.certified[i]
        skill = int(facilitators.skill[row])
        for _ in range(facilitators.led_now[row]):
            skill += part(FULL - skill, parameters.practice_gain)
        if facilitators.last_exercised[row] != now.month:
            skill -= part(skill, parameters.fading)
        facilitators.skill[row] = skill


REFRESH = Rule("refresh", refresh)
