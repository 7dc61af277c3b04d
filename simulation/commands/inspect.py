"""`essaim inspect`: one replicate of a results folder, run again, with its agents, groups and genealogy."""

import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from simulation.agents import Facilitator, Group, Person
from simulation.commands.endings import GOOD
from simulation.common.columns import PERSON_INDEX
from simulation.common.uncertain import posterior_values
from simulation.language import named, say
from simulation.model import SpreadModel
from simulation.outcomes.calibration import read_posterior
from simulation.outcomes.provenance import RULES_FILE, titled
from simulation.outcomes.results import Results, open_results
from simulation.own_rules import OwnRules, read_own_rules, read_text
from simulation.storage.files import ResultsError

DIFFERS = 1

_LEADERS, _GROUPS, _ROOTS, _TRAINEES = 15, 15, 12, 8
"""Most lines of each list, unless all are asked for."""


def main(arguments: Namespace) -> int:
    """Replay a replicate and print it; 0 good, 1 it differs from what is stored, 2 bad input."""
    results = open_results(arguments.directory, unfinished=True)
    stored = _stored_active(results, arguments.replicate)
    rules = _rules(results, arguments.rules)
    given = _given(results, arguments.replicate)
    run = results.manifest["seed"], arguments.replicate, results.manifest["best_values"]
    model = SpreadModel(results.scenario, *run, given=given, **({} if rules is None else vars(rules.load())))
    model.run_for(model.scenario.months)
    difference = _difference(model, stored)
    if difference:
        print(difference, file=sys.stderr)
        return DIFFERS
    show_all = arguments.all
    for part in (
        _heading(results, arguments.replicate, model),
        _agents(model),
        _leaders(model, show_all),
        _open_groups(model, show_all),
        _genealogy(model, show_all),
    ):
        print("\n".join(map(str, part)), end="\n\n")
    print(
        say("The run replayed equals the stored one: active facilitators of all {stored} months.", stored=len(stored))
    )
    return GOOD


def _rules(results: Results, file: str | None) -> OwnRules | None:
    """The rules of one's own with which it was run, from the file given; what lies in the folder is not executed.

    Raises ResultsError when a file is missing, is another one, or is not needed; ScenarioError when it is wrong.
    """
    noted = results.manifest.get("rules")
    if noted is None:
        if file is not None:
            raise ResultsError(
                say("{folder} was run without rules of one's own; leave --rules out", folder=results.folder)
            )
        return None
    if file is None:
        raise ResultsError(
            say(
                "{folder} was run with rules of one's own ({name}). What lies in a folder of results is "
                "never executed: look at {named}, and give the file that you trust, by --rules FILE",
                folder=results.folder,
                name=noted["name"],
                named=results.storage.named(RULES_FILE),
            )
        )
    text = read_text(file)
    if text.fingerprint != noted["fingerprint"]:
        raise ResultsError(
            say(
                "{file} is not the file with which {folder} was run: its text is not that of {named}",
                file=file,
                folder=results.folder,
                named=results.storage.named(RULES_FILE),
            )
        )
    return read_own_rules(file)


def _given(results: Results, replicate: int) -> dict[str, float]:
    """The uncertainties that the run took from a posterior."""
    used = results.manifest.get("posterior")
    if used is None:
        return {}
    return posterior_values(read_posterior(results.storage, used["case"]), results.manifest["seed"], replicate)


def _stored_active(results: Results, replicate: int) -> np.ndarray:
    """National active facilitators by month, as stored. Raises ResultsError when the replicate is not there."""
    found = np.flatnonzero(results.replicates == replicate)
    if not len(found):
        failed = results.failures()["replicate"].tolist()
        why = say("it crashed, see failures.parquet") if replicate in failed else _which(results.replicates)
        raise ResultsError(
            say("{folder} holds no replicate {replicate}; {why}", folder=results.folder, replicate=replicate, why=why)
        )
    return results.national("active_facilitators")["active_facilitators"][found[0]]


def _which(replicates: np.ndarray) -> str:
    return (
        say(
            "it holds {count}, from {first} to {last}",
            count=len(replicates),
            first=replicates[0],
            last=replicates[-1],
        )
        if len(replicates)
        else say("it has none")
    )


def _difference(model: SpreadModel, stored: np.ndarray) -> str:
    """The first month in which the replay differs from the stored record; empty if none does."""
    replayed = model.recording().persons[:, :, PERSON_INDEX["active_facilitators"]].sum(axis=1)
    if len(replayed) != len(stored):
        return say(
            "the replay has {replayed} months, the stored record {stored}", replayed=len(replayed), stored=len(stored)
        )
    months = np.flatnonzero(replayed != stored)
    if not len(months):
        return ""
    first = int(months[0])
    return say(
        "the replay differs from the stored record first in {month_name}: {replayed} active "
        "facilitators, {stored} stored. Was it run with another version of the code?",
        month_name=model.month_name(first),
        replayed=int(replayed[first]),
        stored=int(stored[first]),
    )


def _heading(results: Results, replicate: int, model: SpreadModel) -> list[str]:
    manifest, scenario = results.manifest, model.scenario
    used = manifest.get("posterior")
    values = say("best values") if manifest["best_values"] else say("values drawn for this replicate")
    values += (
        say(", {names} of them from the posterior of {case}", names=len(used["names"]), case=used["case"])
        if used
        else ""
    )
    return [
        titled(named(scenario.name), manifest),
        say(
            "Replicate {replicate} with seed {seed}, {values}; {start} to {end}, shown at the end of {end}.",
            replicate=replicate,
            seed=manifest["seed"],
            values=values,
            start=scenario.start,
            end=scenario.end,
        ),
    ]


def _agents(model: SpreadModel) -> list[str]:
    numbers = {
        say("facilitators"): len(model.certified) - len(model.trainers),
        say("trainers"): len(model.trainers),
        say("open groups"): len(model.groups),
        say("courses held in the last month"): len(model.courses),
    }
    return [say("Agents")] + [f"  {number:>7}  {label}" for label, number in numbers.items()]


def _leaders(model: SpreadModel, show_all: bool) -> list[str]:
    certified = sorted(model.certified, key=lambda facilitator: (-facilitator.groups_led, facilitator.identity))

    def line(facilitator: Facilitator) -> str:
        who = say(
            "{person}, {administration}; {role}",
            person=_who(facilitator),
            administration=named(facilitator.administration),
            role=_role(facilitator),
        )
        return say(
            "  {count:>10}  {who}, generation {generation}, skill {skill:.2f}; {trained_by}",
            count=_groups_led(facilitator.groups_led),
            who=who,
            generation=facilitator.generation,
            skill=facilitator.skill,
            trained_by=_trained_by(facilitator),
        )

    return [say("Who led most groups")] + _cut(certified, line, _LEADERS, show_all)


def _trained_by(facilitator: Facilitator) -> str:
    trainer = facilitator.trained_by
    return (
        say("there at the start or hired")
        if trainer is None
        else say("trained by {identity}", identity=_identity(trainer))
    )


def _open_groups(model: SpreadModel, show_all: bool) -> list[str]:
    groups = sorted(model.groups, key=lambda group: (-group.size, -group.months_open, group.unique_id))

    def line(group: Group) -> str:
        purpose = group.programme or say("from the queue")
        planned = (
            say("no end planned")
            if group.sessions_planned is None
            else say("of {sessions_planned} planned", sessions_planned=group.sessions_planned)
        )
        leader = group.leader
        led = (
            say("runs itself")
            if group.runs_itself
            else say("leader lost")
            if leader is None
            else say("led by {identity}", identity=_identity(leader))
        )
        led += say(", a trainee") if leader is not None and not leader.is_certified else ""
        return say(
            "  {size:>2} members  {place}, {purpose}; {led}; sessions held: {sessions}, {planned}; months "
            "open: {months}",
            size=group.size,
            place=group.place,
            purpose=purpose,
            led=led,
            sessions=group.sessions_held,
            planned=planned,
            months=group.months_open,
        )

    return [say("Open groups ({groups}), largest first, then oldest", groups=len(groups))] + _cut(
        groups, line, _GROUPS, show_all
    )


def _genealogy(model: SpreadModel, show_all: bool) -> list[str]:
    """Who trained whom, of those certified now; a trainer who is gone heads those who are still there."""
    trained: dict[Person, list[Facilitator]] = defaultdict(list)
    certified = set(model.certified)
    for facilitator in certified:
        if facilitator.trained_by is not None:
            trained[facilitator.trained_by].append(facilitator)
    for trainees in trained.values():
        # Those who trained others come first, then the oldest: so a tree that is cut still shows its depth.
        trainees.sort(key=lambda trainee: (-len(trained.get(trainee, ())), -trainee.months_certified, trainee.identity))
    roots = [person for person in trained if person not in certified or person.trained_by is None]
    roots.sort(key=lambda person: (-len(trained[person]), person.identity))
    lines: list[str] = [say("Genealogy: trainers, and those certified whom they trained")]

    def add(person: Person, depth: int) -> None:
        role = _role(person)
        if person not in certified:
            role = say("not certified any more, {role}", role=role)
        number = say("; trained {trained}", trained=len(trained[person])) if person in trained else ""
        lines.append("  " * depth + say("{person}; {role}{number}", person=_who(person), role=role, number=number))
        trainees = trained.get(person, [])
        shown = trainees if show_all else trainees[:_TRAINEES]
        for trainee in shown:
            add(trainee, depth + 1)
        if len(shown) < len(trainees):
            lines.append("  " * (depth + 1) + say("and {count} more", count=len(trainees) - len(shown)))

    shown = roots if show_all else roots[:_ROOTS]
    for root in shown:
        add(root, 1)
    if len(shown) < len(roots):
        lines.append("  " + say("and {count} more", count=len(roots) - len(shown)))
    return lines if roots else [*lines, say("  nobody yet")]


def _groups_led(number: int) -> str:
    return say("1 group") if number == 1 else say("{number} groups", number=number)


def _role(person: Person) -> str:
    """What the person is now, in words."""
    return {
        "interested": say("interested"),
        "lapsed": say("no longer interested"),
        "reached": say("reached"),
        "candidate": say("candidate"),
        "trainee": say("trainee"),
        "in_practicum": say("in practicum"),
        "facilitator": say("facilitator"),
        "trainer": say("trainer"),
        "left": say("left"),
    }.get(person.role, person.role)


def _who(person: Person) -> str:
    return f"{_identity(person)}, {person.region}"


def _identity(person: Person) -> str:
    return f"{person.identity:016x}"


def _cut[T](things: Iterable[T], line: Callable[[T], str], most: int, show_all: bool) -> list[str]:
    """A line for each thing, the first ones only unless all are asked for."""
    things = list(things)
    shown = things if show_all else things[:most]
    more = ["  " + say("and {count} more", count=len(things) - len(shown))] if len(shown) < len(things) else []
    return [line(thing) for thing in shown] + more or [say("  none")]
