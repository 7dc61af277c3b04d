"""What all agents share: draws keyed by an identity, and a copy that is made with the whole model."""

import copy

import mesa

from simulation.agents.errors import AgentError


def _empty(model, kind: type) -> "KeyedAgent":
    """An agent without its state, which the model fills in when it is unpickled."""
    return object.__new__(kind)


class KeyedAgent(mesa.Agent):
    """A Mesa agent whose draws are keyed by its identity: what it draws changes nobody else's draws.

    identity: a whole number of 64 bits, the same in every scenario; `unique_id` is Mesa's own, given in order of birth.
    """

    identity: int

    def __init__(self, model, identity: int):
        self.identity = identity
        super().__init__(model)

    def draw(self, decision, index: int = 0) -> float:
        """A uniform number for what is decided in this month."""
        return self.model.chance.uniform(self.identity, decision, index)

    def draw_once(self, decision, index: int = 0) -> float:
        """A uniform number for what is decided once in a life, or once each time it comes up."""
        return self.model.chance.uniform_once(self.identity, decision, index)

    def draw_of_year(self, decision) -> float:
        """A uniform number for what is decided once in each calendar year."""
        return self.model.chance.uniform_of(self.model.first_month_of_year, self.identity, decision)

    def turn(self, decision) -> tuple[int, int]:
        """A key by which competitors of this month are put in order, the smallest first."""
        return self.model.chance.order(self.identity, decision)

    @property
    def is_there(self) -> bool:
        """Whether the agent is still in the model."""
        return self in self.model.agents

    def _must_be_there(self, action: str) -> None:
        if not self.is_there:
            raise AgentError(f"{self!r} is not in the model any more and cannot {action}")

    # ---- copies: an agent's state is kept by its model, so that long chains of agents need no deep recursion --------

    def __reduce_ex__(self, protocol):
        return (_empty, (self.model, type(self))) if self.is_there else super().__reduce_ex__(protocol)

    def __deepcopy__(self, memo):
        if self.is_there and id(self.model) not in memo:
            copy.deepcopy(self.model, memo)
            return memo[id(self)]
        twin = memo[id(self)] = object.__new__(type(self))
        if not self.is_there:
            twin.__dict__.update(copy.deepcopy(vars(self), memo))
        return twin

    def __copy__(self):
        raise AgentError("an agent is copied with its model: copy.deepcopy(model)")
