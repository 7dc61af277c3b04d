"""What the cross-field checks hand back."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from simulation.scenario.quantities import Step, is_within, month_number, ramp_months
from simulation.scenario.tree import Path


@dataclass(frozen=True)
class Finding:
    """Something that does not fit together; `paths` are the values involved, the one to point at first."""

    paths: tuple[Path, ...]
    message: str
    suggestion: str = ""
    fatal: bool = True


def changing_months(start: str, end: str, *values: tuple[Step, ...]) -> list[str]:
    """The first month of a run, and those in which one of some values changes."""
    changed = (month for steps in values for step in steps for month in ramp_months(step))
    return sorted({start, *(month for month in changed if is_within(month, start, end))}, key=month_number)


def begins_in(steps: tuple[Step, ...], month: str) -> tuple[int, ...]:
    """The position of the step that begins in a month; empty if none does. What is to be mended is often there."""
    return tuple(position for position, step in enumerate(steps) if step.from_ == month)


def stepped_values(part: BaseModel, path: Path = ()) -> Iterator[tuple[Path, tuple[Step, ...]]]:
    """Every value of a scenario that can change by dated steps, with its path."""
    for name in type(part).model_fields:
        held = getattr(part, name)
        if isinstance(held, BaseModel):
            yield from stepped_values(held, (*path, name))
        elif isinstance(held, tuple) and held and isinstance(held[0], Step):
            yield (*path, name), held
        elif isinstance(held, tuple):
            for position, entry in enumerate(held):
                if isinstance(entry, BaseModel):
                    yield from stepped_values(entry, (*path, name, position))
