"""What stands beside a plan."""


def beside(carried, runs) -> None:
    """Nothing yet."""
