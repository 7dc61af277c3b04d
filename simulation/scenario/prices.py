"""What things cost: euros of a stated year, sourced or marked as assumption."""

from typing import Annotated, Any

from pydantic import Field

from simulation.scenario.quantities import Cents, Frozen, Price

OCELLIA = "derived from Ocellia: 69 h for 2,500 € a person (ocellia.fr)"


def _price(value: float, unit: str, source: str = "assumption") -> Any:
    return Field(default=Price(value=value, year=2025, source=source), json_schema_extra={"unit": unit})


class Prices(Frozen):
    """Every activity costs some money; staff days are priced too."""

    facilitator_course: Annotated[Price, Cents("course_price")] = _price(1500, "euros per course")
    """Fixed cost of a facilitator course: room, preparation, documents."""
    facilitator_course_seat: Annotated[Price, Cents("seat_price")] = _price(150, "euros per seat filled")
    """Cost of one seat of a facilitator course, beside the trainers' days."""
    trainer_course: Annotated[Price, Cents("course_price")] = _price(2500, "euros per course")
    """Fixed cost of a trainer course."""
    trainer_course_seat: Annotated[Price, Cents("seat_price")] = _price(200, "euros per seat filled")
    """Cost of one seat of a trainer course."""
    trainer_day: Annotated[Price, Cents()] = _price(450, "euros per day")
    """A day of a trainer."""
    facilitator_day: Annotated[Price, Cents()] = _price(350, "euros per day")
    """A day of a facilitator."""
    travel: Annotated[Price, Cents()] = _price(300, "euros per trainer and course")
    """A trainer's journey to a course away from home."""
    hire: Annotated[Price, Cents()] = _price(4000, "euros per trainer")
    """Recruiting and settling in a trainer."""
    animation: Annotated[Price, Cents()] = _price(120, "euros per certified person a year at level 1")
    """Animating the network."""
    refresher: Annotated[Price, Cents()] = _price(400, "euros per refresher")
    """Fixed cost of a refresher."""
    working_days_per_year: Price = Field(
        default=Price(value=205, year=2025, source="assumption: 1,607 hours of legal work time a year, rounded"),
        json_schema_extra={"unit": "days per full-time year"},
    )
    """Working days in a full-time year, to turn days into full-time equivalents."""
