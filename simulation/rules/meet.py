"""Rule 4, meet (ODD, 7.8): groups hold their sessions."""


def meet(model) -> None:
    """Each group with a leader, and each that runs itself, holds the sessions due; without a leader they are lost."""
    for group in model.groups:
        if group.runs_itself or group.leader is not None:
            group.meet()
