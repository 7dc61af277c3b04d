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
        print("\n".join(part), end="\n\n")
    print(f"The run replayed equals the stored one: active facilitators of all {len(stored)} months.")
    return GOOD


def _rules(results: Results, file: str | None) -> OwnRules | None:
    """The rules of one's own with which it was run, from the file given; what lies in the folder is not executed.

    Raises ResultsError when a file is missing, is another one, or is not needed; ScenarioError when it is wrong.
    """
    noted = results.manifest.get("rules")
    if noted is None:
        if file is not None:
            raise ResultsError(f"{results.folder} was run without rules of one's own; leave --rules out")
        return None
    if file is None:
        raise ResultsError(
            f"{results.folder} was run with rules of one's own ({noted['name']}). What lies in a folder of results is "
            f"never executed: look at {results.storage.named(RULES_FILE)}, and give the file that you trust, by "
            "--rules FILE"
        )
    text = read_text(file)
    if text.fingerprint != noted["fingerprint"]:
        raise ResultsError(
            f"{file} is not the file with which {results.folder} was run: its text is not that of "
            f"{results.storage.named(RULES_FILE)}"
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
        why = "it crashed, see failures.parquet" if replicate in failed else _which(results.replicates)
        raise ResultsError(f"{results.folder} holds no replicate {replicate}; {why}")
    return results.national("active_facilitators")["active_facilitators"][found[0]]


def _which(replicates: np.ndarray) -> str:
    return f"it holds {len(replicates)}, from {replicates[0]} to {replicates[-1]}" if len(replicates) else "it has none"


def _difference(model: SpreadModel, stored: np.ndarray) -> str:
    """The first month in which the replay differs from the stored record; empty if none does."""
    replayed = model.recording().persons[:, :, PERSON_INDEX["active_facilitators"]].sum(axis=1)
    if len(replayed) != len(stored):
        return f"the replay has {len(replayed)} months, the stored record {len(stored)}"
    months = np.flatnonzero(replayed != stored)
    if not len(months):
        return ""
    first = int(months[0])
    return (
        f"the replay differs from the stored record first in {model.month_name(first)}: {int(replayed[first])} active "
        f"facilitators, {int(stored[first])} stored. Was it run with another version of the code?"
    )


def _heading(results: Results, replicate: int, model: SpreadModel) -> list[str]:
    manifest, scenario = results.manifest, model.scenario
    used = manifest.get("posterior")
    values = "best values" if manifest["best_values"] else "values drawn for this replicate"
    values += f", {len(used['names'])} of them from the posterior of {used['case']}" if used else ""
    return [
        titled(scenario.name, manifest),
        f"Replicate {replicate} with seed {manifest['seed']}, {values}; "
        f"{scenario.start} to {scenario.end}, shown at the end of {scenario.end}.",
    ]


def _agents(model: SpreadModel) -> list[str]:
    numbers = {
        "facilitators": len(model.certified) - len(model.trainers),
        "trainers": len(model.trainers),
        "open groups": len(model.groups),
        "courses held in the last month": len(model.courses),
    }
    return ["Agents"] + [f"  {number:>7}  {label}" for label, number in numbers.items()]


def _leaders(model: SpreadModel, show_all: bool) -> list[str]:
    certified = sorted(model.certified, key=lambda facilitator: (-facilitator.groups_led, facilitator.identity))

    def line(facilitator: Facilitator) -> str:
        who = f"{_who(facilitator)}, {facilitator.administration}; {facilitator.role}"
        return (
            f"  {_count(facilitator.groups_led, 'group'):>10}  {who}, "
            f"generation {facilitator.generation}, skill {facilitator.skill:.2f}; {_trained_by(facilitator)}"
        )

    return ["Who led most groups"] + _cut(certified, line, _LEADERS, show_all)


def _trained_by(facilitator: Facilitator) -> str:
    trainer = facilitator.trained_by
    return "there at the start or hired" if trainer is None else f"trained by {_identity(trainer)}"


def _open_groups(model: SpreadModel, show_all: bool) -> list[str]:
    groups = sorted(model.groups, key=lambda group: (-group.size, -group.months_open, group.unique_id))

    def line(group: Group) -> str:
        purpose = group.programme or "from the queue"
        planned = "no end planned" if group.sessions_planned is None else f"of {group.sessions_planned} planned"
        leader = group.leader
        led = "runs itself" if group.runs_itself else "leader lost" if leader is None else f"led by {_identity(leader)}"
        led += ", a trainee" if leader is not None and not leader.is_certified else ""
        return (
            f"  {group.size:>2} members  {group.place}, {purpose}; {led}; "
            f"{_count(group.sessions_held, 'session')} held, {planned}; open {_count(group.months_open, 'month')}"
        )

    return [f"Open groups ({len(groups)}), largest first, then oldest"] + _cut(groups, line, _GROUPS, show_all)


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
    lines = ["Genealogy: trainers, and those certified whom they trained"]

    def add(person: Person, depth: int) -> None:
        role = person.role if person in certified else f"not certified any more, {person.role}"
        number = f"; trained {len(trained[person])}" if person in trained else ""
        lines.append(f"{'  ' * depth}{_who(person)}; {role}{number}")
        trainees = trained.get(person, [])
        shown = trainees if show_all else trainees[:_TRAINEES]
        for trainee in shown:
            add(trainee, depth + 1)
        if len(shown) < len(trainees):
            lines.append(f"{'  ' * (depth + 1)}and {len(trainees) - len(shown)} more")

    shown = roots if show_all else roots[:_ROOTS]
    for root in shown:
        add(root, 1)
    if len(shown) < len(roots):
        lines.append(f"  and {len(roots) - len(shown)} more")
    return lines if roots else [*lines, "  nobody yet"]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _who(person: Person) -> str:
    return f"{_identity(person)}, {person.region}"


def _identity(person: Person) -> str:
    return f"{person.identity:016x}"


def _cut[T](things: Iterable[T], line: Callable[[T], str], most: int, show_all: bool) -> list[str]:
    """A line for each thing, the first ones only unless all are asked for."""
    things = list(things)
    shown = things if show_all else things[:most]
    more = [f"  and {len(things) - len(shown)} more"] if len(shown) < len(things) else []
    return [line(thing) for thing in shown] + more or ["  none"]
