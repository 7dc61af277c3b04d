"""Rule 9, refresh (ODD, 7.12): practice restores skill, idleness costs some."""


def refresh(model) -> None:
    """Everybody certified practises or forgets."""
    for facilitator in model.certified:
        facilitator.practise()
