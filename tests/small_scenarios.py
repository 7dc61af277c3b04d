"""Small, varied scenarios: the same construction behind a Hypothesis strategy and a plain seeded generator.

Sizes are small and rates sharp, so that each rule of the month fires within few months somewhere. Every part of a
scenario comes up: registers with every state, hires that end, bought days, nominations, calls, budgets of both kinds,
ramps, permanent programmes with few leaders.
"""

import random
from itertools import permutations

from hypothesis import strategies

from simulation.scenario.quantities import month_number, month_text
from simulation.scenario.schema import Scenario
from tests.small_figures import EXTREMES, prices, uncertainties

REGIONS = ("Nord", "Sud", "Îles", "Est")
ADMINISTRATIONS = ("State", "Hospitals", "Towns")


class _Seeded:
    """Choices from a seed."""

    def __init__(self, number):
        self._random = random.Random(number)

    def whole(self, low, high):
        return self._random.randint(low, high)

    def one_of(self, options):
        return options[self._random.randrange(len(options))]

    def some(self, low, high):
        """A number on a grid of a thousand steps."""
        return low + (high - low) * self.whole(0, 1000) / 1000

    def yes(self, chance=0.5):
        return self.whole(0, 999) < 1000 * chance


class _Drawn(_Seeded):
    """The same choices from a Hypothesis `draw`."""

    def __init__(self, draw):
        self._draw = draw

    def whole(self, low, high):
        return self._draw(strategies.integers(low, high))

    def one_of(self, options):
        return self._draw(strategies.sampled_from(options))


def random_small_scenario(number: int) -> Scenario:
    """The scenario of this number; always the same."""
    return _build(_Seeded(number), f"small {number}")


def random_sharp_scenario(number: int) -> Scenario:
    """The scenario of this number with rates, money and days at their extremes: rare meetings of rules come up."""
    return _build(_Seeded(number), f"sharp {number}", sharp=True)


@strategies.composite
def small_scenarios(draw) -> Scenario:
    """A Hypothesis strategy over the same scenarios."""
    return _build(_Drawn(draw), "small")


def _build(pick, name, sharp=False):
    regions = REGIONS[: pick.whole(1, 4)]
    administrations = ADMINISTRATIONS[: pick.whole(1, 3)]
    start = pick.one_of(["2026-01", "2025-10", "2027-06", "2026-12"])
    months = pick.one_of([6, 12, 17, 24, 30, 36, 36])
    sizes = pick.one_of([(50, 97, 120), (97, 300, 800), (300, 1500, 3000)])
    cells = [
        {"region": r, "administration": a, "headcount": pick.one_of(sizes)} for r in regions for a in administrations
    ]
    heads = sum(cell["headcount"] for cell in cells)
    when = _Months(pick, start, months)
    given = {
        "name": name,
        "start": start,
        "months": months,
        "population": cells,
        "initial": {
            **_persons(pick, regions, administrations),
            "region_weights": {regions[-1]: pick.some(0, 3)} if pick.yes() else {},
            "administration_weights": {"State": pick.some(0.1, 3)} if pick.yes() else {},
            "active_by_half_year": [pick.some(0, 1) for _ in range(5)],
        },
        "levers": _levers(pick, when, regions, administrations),
        "prices": prices(pick) if pick.yes(0.3) else {},
        "uncertainties": uncertainties(pick, heads),
    }
    if sharp:
        _sharpen(pick, when, given)
    _change_courses(pick, when, given["levers"])
    return Scenario.model_validate(given)


def _persons(pick, regions, administrations):
    """The persons of the network: numbers to be placed, or a register with every state."""
    if pick.yes(0.6):
        return {"facilitators": pick.whole(0, 60), "practitioners": pick.whole(0, 30)}
    rows = []
    for state in ("facilitator_active", "facilitator_dormant", "practitioner", "waiting", "candidate", "trainee"):
        for _ in range(pick.one_of([0, 1, 1, 2, 3])):
            cell = {"region": pick.one_of(regions), "administration": pick.one_of(administrations)}
            age = pick.one_of([None, 0, 1, 5, 13, 40])
            count = pick.whole(0, 12)
            practises = state == "trainee" and count % 2 == 1
            rows.append({"state": "in_practicum" if practises else state, **cell, "count": count, "age": age})
    for _ in range(pick.one_of([0, 1, 2, 3])):
        place = pick.one_of([*regions, "national"])
        rows.append({"state": "group", "region": place, "count": pick.whole(0, 3), "age": pick.one_of([1, 2, 5, 24])})
    # One row at least: an empty register is none.
    cell = {"region": regions[0], "administration": administrations[0]}
    return {"register": [*rows, {"state": "practitioner", **cell, "count": pick.whole(0, 5), "age": None}]}


def _sharpen(pick, when, given):
    for name, values in EXTREMES.items():
        if pick.yes():
            given["uncertainties"][name] = {"best": pick.one_of(values)}
    levers = given["levers"]
    if pick.yes(0.4):
        levers["facilitator_courses"]["scheduling"] = "calendar"
    if pick.yes(0.3):
        levers["practicum"]["sessions"] = pick.one_of([0, 8])
    if pick.yes(0.3):
        levers["practicum"]["facilitator_supervisors"] = False
    if pick.yes(0.3):
        levers["budget"] = when.stepped(lambda: pick.one_of([None, 500.0, 2_000.0, 8_000.0, 50_000.0]))
    if pick.yes(0.3):
        levers["facilitators"]["days_per_month"] = pick.one_of([0.25, 0.5, 1.0, 2.0])
    if pick.yes(0.3):
        # Groups that are open when days are lowered lose their leaders.
        lowered = {"from": when.month(2), "value": _eighths(pick, 0, 1)}
        levers["facilitators"]["days_per_month"] = [{"from": "2020-01", "value": _eighths(pick, 3, 8)}, lowered]
    if pick.yes(0.2):
        # Permanent posts, and hardly anybody to lead their groups.
        levers["programmes"] = [{**_programme(pick, when, [given["population"][0]["region"]], 0), **_PERMANENT}]
        given["initial"] = {"facilitators": pick.whole(1, 4), "practitioners": pick.whole(0, 5)}
    if pick.yes(0.2):
        for cell in given["population"]:
            cell["headcount"] *= pick.one_of([1, 9])


_PERMANENT = {"permanent": True, "sessions": None, "headcount": 30, "region": None}


def _change_courses(pick, when, levers):
    """Courses that change on the way; seats never fall below the highest minimum."""
    for courses in (levers["facilitator_courses"], levers["trainer_courses"]):
        seats = courses["seats"]
        if pick.yes():
            courses["minimum"] = when.stepped(lambda seats=seats: pick.whole(1, min(4, seats)), 0.5)
            courses["seats"] = when.stepped(lambda seats=seats: pick.whole(seats, 12), 0.6)
            courses["trainers"] = when.stepped(lambda: pick.whole(1, 3), 0.6)


class _Months:
    """Months around those simulated, and values that change at them."""

    def __init__(self, pick, start, months):
        self.pick, self.start, self.months = pick, month_number(start), months

    def month(self, low=0, high=None):
        return month_text(self.start + self.pick.whole(low, self.months - 1 if high is None else high))

    def stepped(self, value, chance=0.3):
        """One value, or two or three dated ones, some of them reached over months."""
        if not self.pick.yes(chance):
            return value()
        dates = sorted({self.month(-3) for _ in range(self.pick.whole(2, 3))})
        steps = [{"from": date, "value": value()} for date in dates]
        for before, step, after in zip(steps, steps[1:], [*dates[2:], None], strict=False):
            numbers = all(type(held["value"]) in (int, float) for held in (before, step))
            room = 12 if after is None else month_number(after) - month_number(step["from"])
            if numbers and self.pick.yes(0.4):
                step["over"] = self.pick.whole(1, room)
        return steps


def _eighths(pick, low, high):
    return pick.whole(round(low * 8), round(high * 8)) / 8


def _levers(pick, when, regions, administrations):
    places = (*regions, "national")
    return {
        "trainers": _trainers(pick, when, places),
        "facilitator_courses": {
            **_course(pick, when, places),
            "remote": when.stepped(pick.yes),
            "travel": when.stepped(pick.yes),
            "served_first": pick.one_of(["longest_queue", "lowest_coverage", "equal"]),
            "per_quarter": when.stepped(lambda: pick.one_of([None, None, None, None, 0, 1, 3])),
            "reserved": [_reserved(pick, regions, administrations) for _ in range(pick.one_of([0, 0, 1, 2]))],
        },
        "trainer_courses": {
            **_course(pick, when, places, smallest=1),
            "scheduling": pick.one_of(["need", "need", "on demand", "calendar"]),
        },
        "practicum": {
            "sessions": pick.one_of([0, 1, 2, 3, 3, 5]),
            "supervision_days": _eighths(pick, 0.125, 3),
            "facilitator_supervisors": pick.yes(0.7),
            "priority": pick.one_of(["first", "mixed", "last"]),
        },
        "promotion": {
            "groups": pick.whole(0, 2),
            "skill": pick.some(0, 0.6),
            "months": pick.one_of([0, 2, 6]),
            "courses_to_master": pick.one_of([0, 1, 2]),
        },
        "refreshers": {"days": _eighths(pick, 0.125, 1.5), "seats": pick.whole(1, 6)},
        "facilitators": {"days_per_month": when.stepped(lambda: _eighths(pick, 0.25, pick.one_of([1, 6])))},
        "coordination": {"days_per_month": when.stepped(lambda: pick.one_of([0.0, 0.0, _eighths(pick, 0.125, 6)]))},
        "groups": {
            **_sizes(pick),
            "sessions": pick.whole(1, 6),
            "sessions_per_month": _eighths(pick, 0.25, 3),
            "days_in_person": _eighths(pick, 0.125, 1.5),
            "days_remote": _eighths(pick, 0.125, 1),
            "remote_share": when.stepped(lambda: pick.one_of([0.0, 0.3, 0.7, 1.0])),
            "novice_needs_cofacilitator": pick.yes(0.4),
        },
        "programmes": [_programme(pick, when, regions, i) for i in range(pick.whole(0, 3))],
        "nominations": [_nomination(pick, when, regions, administrations, i) for i in range(pick.whole(0, 2))],
        "calls": [
            {"month": when.month(), "region": pick.one_of([None, *regions]), "strength": pick.one_of([0, 1, 0.5, 10])}
            for _ in range(pick.one_of([0, 0, 1, 2, 4]))
        ],
        "engagements": [
            {
                "kind": kind,
                "per_year": when.stepped(lambda: pick.some(0, 60)),
                "facilitators": pick.whole(1, 3),
                "days": _eighths(pick, 0.125, 2),
                "audience": pick.whole(0, 50),
            }
            for kind in ("workshop", "seminar", "review")
            if pick.yes(0.4)
        ],
        "animation": when.stepped(lambda: pick.some(0, 1)),
        "budget": when.stepped(lambda: pick.one_of([None, None, None, 3_000.0, 30_000.0, 100_000.0, 300_000.0])),
        "budget_covers": pick.one_of(["both", "cash"]),
        "budget_for_training": when.stepped(lambda: pick.one_of([0.0, 0.0, 0.4, 1.0])),
    }


def _trainers(pick, when, places):
    def placed(**more):
        trainers = pick.whole(1, 4)
        return {"place": pick.one_of(places), "trainers": trainers, "masters": pick.whole(0, trainers), **more}

    return {
        "at_start": [placed() for _ in range(pick.one_of([0, 1, 2, 3, 4]))],
        "hired": [_hire(pick, when, placed) for _ in range(pick.whole(0, 3))],
        "days_per_month": when.stepped(lambda: _eighths(pick, 0.5, 8)),
        "days_at": [
            {"place": place, "days_per_month": when.stepped(lambda: _eighths(pick, 0, 12))}
            for place in places
            if pick.yes(0.2)
        ],
        "order_of_uses": pick.one_of(_ORDERS),
        "days_kept_months": pick.one_of([1, 2, 6, 12]),
        "replaced_after_months": pick.one_of([None, None, 0, 1, 4]),
    }


_ORDERS = tuple(permutations(("supervision", "facilitator_courses", "trainer_courses", "refreshers")))


def _hire(pick, when, placed):
    first = when.month(-1)
    return placed(
        **{
            "from": first,
            "until": month_text(month_number(first) + pick.whole(0, 18)) if pick.yes(0.4) else None,
            "days_per_month": pick.one_of([None, _eighths(pick, 0, 10)]),
            "day_price": pick.one_of([None, None, 0, 800.0, 611.11]),
        }
    )


def _nomination(pick, when, regions, administrations, number):
    first = when.month(-2)
    return {
        "name": f"nomination {'ba'[number]}",
        "first": first,
        "last": month_text(month_number(first) + pick.whole(0, 18)) if pick.yes() else None,
        "every_months": pick.one_of([None, 1, 3, 6]),
        "places": pick.whole(1, 12),
        "region": pick.one_of([None, *regions]),
        "administration": pick.one_of([None, *administrations]),
    }


def _reserved(pick, regions, administrations):
    region, administration = pick.one_of([None, *regions]), pick.one_of([None, *administrations])
    return {
        "seats": pick.whole(1, 5),
        "region": region,
        "administration": administration if region else administration or administrations[0],
    }


def _course(pick, when, places, smallest=2):
    seats = pick.whole(smallest, 8)
    calendar = [
        {"month": when.month(), "place": pick.one_of(places), "courses": pick.whole(1, 3), "remote": pick.yes(0.3)}
        for _ in range(pick.whole(3, 20))
    ]
    return {
        "seats": seats,
        "minimum": pick.whole(1, min(4, seats)),
        "trainers": pick.whole(1, 2),
        "days": _eighths(pick, 0.5, 3),
        "scheduling": pick.one_of(["on demand", "on demand", "calendar"]),
        "calendar": calendar,
    }


def _sizes(pick):
    minimum = pick.one_of([1, 2, 3, 4, 6])
    size = pick.whole(minimum, 8)
    return {"minimum": minimum, "size": size, "maximum": pick.whole(size, 10)}


def _programme(pick, when, regions, number):
    sizes = _sizes(pick)
    on_request = pick.yes(0.4)
    permanent = pick.yes(0.4)
    first = when.month(-4, when.months // 2)
    return {
        "name": f"programme {'bac'[number]}",
        "first": first,
        "last": month_text(month_number(first) + pick.whole(0, 24)) if pick.yes() else None,
        "every_months": pick.one_of([None, 1, 3, 6]),
        "headcount": pick.whole(sizes["minimum"], 30),
        **sizes,
        "sessions": None if permanent else pick.whole(1, 6),
        "sessions_per_month": None if on_request else _eighths(pick, 0.25, 3),
        "requests_per_year": pick.some(1, 36) if on_request else None,
        "permanent": permanent,
        "remote": pick.yes(0.3),
        "region": pick.one_of([None, *regions]),
        "region_weights": {regions[0]: pick.some(0, 5)} if pick.yes() else {},
        "administration_weights": {"Hospitals": pick.some(0, 5), "State": pick.some(0.1, 2)} if pick.yes() else {},
    }
