"""The courses of the plan as a calendar (iCalendar): one event a course, tentative, a month long."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation.charts.language import Language
from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.opened import Handed
from simulation.handover.small import NAMES
from simulation.handover.tables import NATION
from simulation.outcomes.rows import records_of
from simulation.outcomes.wording import nearest
from simulation.scenario.quantities import month_number, month_text

LIKELY = 0.5
"""Share of replicates from which on a course is told."""
COURSE = {
    ("facilitator", "in_person"): Words("Facilitator course", "Formation d’animateurs"),
    ("facilitator", "remote"): Words("Remote facilitator course", "Formation d’animateurs à distance"),
    ("trainer", "in_person"): Words("Trainer course", "Formation de formateurs"),
}
_SURE = Words(
    "Course {number} of {courses} in {region} in this month, {seats} seats. In {held} of 100 simulated futures at "
    "least one such course is held then; the mean is {mean}. The model knows months only: the day is open.",
    "Formation {number} sur {courses} ({region}) ce mois-ci, {seats} places. Dans {held} futurs simulés sur 100, au "
    "moins une telle formation est tenue alors ; la moyenne est de {mean}. Le modèle ne connaît que les mois : le jour "
    "reste à fixer.",
)
_GONE = Words("No longer in the plan", "N’est plus au plan")


@dataclass(frozen=True)
class Event:
    """One course. uid: of place, month, kind and number, so that a new plan finds it again."""

    uid: str
    month: str
    summary: str
    description: str
    location: str
    cancelled: bool = False


def calendar_files(made: Made, before: dict[str, bytes]) -> dict[str, bytes]:
    """calendar/SCENARIO.ics, by path. before: the files of the same names that stood there, whose events are renewed.

    What changed of an event raises its SEQUENCE; one that is no longer in the plan stays, cancelled.
    """
    files = {}
    for run in made.handed.runs:
        name = f"calendar/{run.id}.ics"
        files[name] = calendar_text(events(made, run), made, read_events(before.get(name, b""))).encode()
    return files


def events(made: Made, run: Handed) -> list[Event]:
    """The courses of a scenario that are likely enough to be told, month by month."""
    plan, language = made.monthly_plan, made.language
    if plan is None:
        raise ValueError("the courses of each month were not asked for")
    likely = plan[(plan["scenario_id"] == run.id) & (plan["region_code"] != NATION) & (plan["prob_held"] >= LIKELY)]
    return [event for row in records_of(likely) for event in _events_of(row, run, language)]


def _events_of(row: dict[str, Any], run: Handed, language: Language) -> list[Event]:
    courses = max(1, nearest(row["courses"]))
    code, kind = str(row["region_code"]), (row["course_kind"], row["delivery"])
    region = language.label(NAMES[code]) if code in NAMES else run.places.called(code)
    title = language.label(COURSE[kind])
    said = {
        "courses": courses,
        "region": region,
        "held": nearest(100 * row["prob_held"]),
        "mean": language.number(row["courses"]),
        "seats": nearest(row["seats_offered"] / row["courses"]),
    }
    return [
        Event(
            f"{run.id}-{row['period_id']}-{code}-{row['course_kind']}-{row['delivery']}-{number}@essaim",
            str(row["period_id"]),
            f"{title} ({region})",
            language.text(language.label(_SURE), number=number, **said),
            region,
        )
        for number in range(1, courses + 1)
    ]


def calendar_text(found: list[Event], made: Made, before: dict[str, dict[str, str]]) -> str:
    """A whole calendar, its lines folded and ended as RFC 5545 asks."""
    stamp = pd.Timestamp(made.handed.moment).tz_convert("UTC").strftime("%Y%m%dT%H%M%SZ")
    now = {event.uid: event for event in found}
    gone = [
        Event(uid, held["DTSTART"][:4] + "-" + held["DTSTART"][4:6], _unescaped(held["SUMMARY"]),
              made.language.label(_GONE), _unescaped(held.get("LOCATION", "")), True)
        for uid, held in before.items() if uid not in now
    ]  # fmt: skip
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Essaim//Capacity plan//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH"]  # fmt: skip
    for event in [*found, *gone]:
        lines += _lines(event, before.get(event.uid), stamp)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _lines(event: Event, before: dict[str, str] | None, stamp: str) -> list[str]:
    following = month_text(month_number(event.month) + 1)
    told = {
        "DTSTART": event.month.replace("-", "") + "01",
        "DTEND": following.replace("-", "") + "01",
        "SUMMARY": _escaped(event.summary),
        "DESCRIPTION": _escaped(event.description),
        "LOCATION": _escaped(event.location),
        "STATUS": "CANCELLED" if event.cancelled else "TENTATIVE",
    }
    sequence = 0
    if before is not None:
        same = all(before.get(name, "") == value for name, value in told.items())
        sequence = int(before.get("SEQUENCE", "0")) + (not same)
        stamp = before.get("DTSTAMP", stamp) if same else stamp
    dated = {"DTSTART;VALUE=DATE": told.pop("DTSTART"), "DTEND;VALUE=DATE": told.pop("DTEND")}
    fields = {"UID": event.uid, "DTSTAMP": stamp, "SEQUENCE": sequence, **dated, **told, "TRANSP": "TRANSPARENT"}
    return ["BEGIN:VEVENT", *(f"{name}:{value}" for name, value in fields.items()), "END:VEVENT"]


def read_events(content: bytes) -> dict[str, dict[str, str]]:
    """The events of a calendar that export wrote, by UID: the value of each property as it was written."""
    lines = re.sub(r"\r?\n[ \t]", "", content.decode("utf-8")).splitlines()
    found: dict[str, dict[str, str]] = {}
    event: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            found[event["UID"]] = event
        else:
            event[name.split(";")[0]] = value
    return found


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda held: "\n" if held[1] in "nN" else held[1], text)


def _folded(line: str) -> list[str]:
    """A line in pieces of at most 75 octets, no character cut; those after the first begin with a space."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > 75:
            pieces.append(piece)
            piece = " "
        piece += character
    return [*pieces, piece]
