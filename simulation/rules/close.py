"""Rule 5, close (ODD, 7.9): groups end, go on by themselves, or begin another year."""


def close(model) -> None:
    """What becomes of each group after its sessions; who joins a queue stands in it at the end of the rule."""
    with model.queues.joining_afterwards():
        for group in model.groups:
            if group.runs_itself:
                if group.runs_out():
                    group.finish("groups_ran_out")
            elif group.terms.permanent:
                if group.has_anniversary():
                    group.charge()
                    group.ask_members()
            elif group.is_complete:
                complete(model, group)


def complete(model, group) -> None:
    """All coached sessions are held: a practicum ends, another group ends or goes on by itself."""
    trainee = group.leader
    if group.is_practicum and trainee is None:
        return  # a rule of one's own has taken the trainee away: the practicum is interrupted in Turnover
    group.dismiss_leaders()
    if group.is_practicum:
        model.handed_on.practicum_ended.append(trainee)
        group.finish("groups_completed")
    elif group.wants_to_go_on():
        group.go_on()
        group.ask_members(to_volunteer_only=True)
    else:
        group.finish("groups_completed")
