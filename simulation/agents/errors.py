"""What an agent says when it is asked for what it cannot do."""


class AgentError(Exception):
    """An agent was asked for something that it cannot do: because it has gone, or is something else."""


class RoleError(AgentError, AttributeError):
    """A person was asked for what only a facilitator or a trainer has."""
