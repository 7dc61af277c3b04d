"""Rule 4, meet (ODD, 7.9): groups hold their sessions."""


def meet(model) -> None:
    """Each group with members and a leader, and each that runs itself, holds the sessions due; others lose them."""
    for group in model.groups:
        if group.members and (group.runs_itself or group.leader is not None):
            group.meet()
