"""Rule 5, close (ODD, 7.10): practice is complete, groups end or go on by themselves, members volunteer."""


def close(model) -> None:
    """What becomes of each group after its sessions; who joins a queue stands in it at the end of the rule."""
    with model.queues.joining_afterwards():
        for group in model.groups:
            group.end_practice()
            if group.runs_itself:
                if group.runs_out():
                    group.finish("groups_ran_out")
            elif group.terms.permanent:
                if group.has_anniversary():
                    group.ask_members(to_volunteer_only=True)
            elif group.is_complete:
                complete(group)


def complete(group) -> None:
    """All coached sessions are held: the group ends, or goes on by itself."""
    group.dismiss_leaders()
    if group.wants_to_go_on():
        group.go_on()
        group.ask_members(to_volunteer_only=True)
    else:
        group.finish("groups_completed")
