"""What things cost: euros of a stated year, sourced or marked as assumption."""

from typing import Annotated, Any

from pydantic import Field

from simulation.scenario.quantities import Cents, Frozen, Price

OFFICIAL = (
    "derived: net pay of category A officials in 2022 (Insee Première 2016), employer's charges with the pension "
    "contribution, 210 days; 250 without it"
)
DECREE = "derived: arrêté du 20 septembre 2023 (nights 90–140, meals 20), train about 100; five days away, 640–840"


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
    trainer_day: Annotated[Price, Cents()] = _price(
        450, "euros per day", "assumption; allowance 240–360 a day (arrêté du 17 octobre 2011)"
    )
    """A day of a trainer."""
    facilitator_day: Annotated[Price, Cents()] = _price(350, "euros per day", OFFICIAL)
    """A day of a facilitator, a trainee or a coordinator."""
    participant_day: Annotated[Price, Cents()] = _price(350, "euros per day", OFFICIAL)
    """A day of a participant; under no budget."""
    travel: Annotated[Price, Cents()] = _price(750, "euros per trainer and course", DECREE)
    """A trainer's journey to a course in person away from home, nights and meals included."""
    hire: Annotated[Price, Cents()] = _price(4000, "euros per trainer")
    """Recruiting and settling in a trainer."""
    nomination: Annotated[Price, Cents()] = _price(0, "euros per nominated place")
    """Cost of one nominated place, beside the course."""
    call: Annotated[Price, Cents()] = _price(2000, "euros per call")
    """Cost of a call for applicants, in one region or in the nation."""
    animation: Annotated[Price, Cents()] = _price(120, "euros per certified person a year at level 1")
    """Animating the network."""
    refresher: Annotated[Price, Cents()] = _price(400, "euros per refresher")
    """Fixed cost of a refresher."""
    working_days_per_year: Price = Field(
        default=Price(
            value=210, year=2025, source="derived: 365 − 104 − 9 − 33 of leave taken (DARES 2017-054), less sickness"
        ),
        json_schema_extra={"unit": "days per full-time year"},
    )
    """Working days in a full-time year, to turn days into full-time equivalents."""
