"""Every benchmark runs, at a tiny size; nothing here depends on how fast the machine is."""

import json

import numpy as np
import pytest

from benchmarks import everybody, reference, starts, sweeps
from benchmarks.cascade import comparison, kernel, ours, vectorised, workload
from benchmarks.measuring import Line, Ran, TooLongError, in_turns, process, row, write
from benchmarks.plain_mesa.facilitators import Facilitator
from benchmarks.plain_mesa.groups import Group
from benchmarks.plain_mesa.model import run as run_plain_mesa
from benchmarks.plain_mesa.people import Person, Role
from benchmarks.plain_mesa.recording import recording
from benchmarks.plain_mesa.trainers import Trainer
from simulation.common.columns import PERSON_INDEX, ROLES
from simulation.engine.inputs import shared_inputs
from simulation.engine.run import simulate


def test_a_line_says_whether_what_is_required_is_met(tmp_path):
    lines = [
        Line("a", 3.0, "×", at_least=2), Line("b", 3.0, "s", at_most=2), Line("c", 3.0, "ms"),
        Line("d", None, "s", at_most=2, peak_mb=12.0, detail="gave up"),
    ]  # fmt: skip
    assert [line.met for line in lines] == [True, False, None, False]
    assert "≥ 2" in row(lines[0]) and "NOT MET" in row(lines[1]) and "12 MB" in row(lines[3])
    write(lines, tmp_path / "benchmarks.json")
    found = json.loads((tmp_path / "benchmarks.json").read_text(encoding="utf-8"))["lines"]
    assert [(line["name"], line["met"]) for line in found] == [("a", True), ("b", False), ("c", None), ("d", False)]


def test_times_are_taken_in_turns():
    calls = []
    times = in_turns(3, a=lambda k: calls.append(("a", k)), b=lambda k: calls.append(("b", k)))
    assert calls == [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2), ("b", 2)] and set(times) == {"a", "b"}


def test_a_process_is_ended_when_it_takes_too_long():
    import sys

    with pytest.raises(TooLongError):
        process([sys.executable, "-c", "import time; time.sleep(60)"], most=0.5)
    assert process([sys.executable, "-c", "print(1); print(2)"]).output == "2"
    with pytest.raises(RuntimeError):
        process([sys.executable, "-c", "raise SystemExit(3)"])


@pytest.mark.parametrize("cascade", [ours.cascade, kernel.cascade, vectorised.cascade])
def test_the_cascade_agrees_with_the_published_counts(cascade):
    assert workload.disagreements(workload.final_counts(cascade, 10_000, range(60))) == []


def test_a_wrong_cascade_is_noticed():
    counts = workload.final_counts(kernel.cascade, 10_000, range(60))
    counts[:, 1] -= 400
    counts[:, 2] += 400
    assert len(workload.disagreements(counts)) == 2
    counts[:, 4] += 1
    assert "persons are lost or made" in workload.disagreements(counts)


def test_the_kernel_by_hand_counts_the_same():
    for persons, seed in ((500, 3), (10_000, 1), (40_000, 2)):
        np.testing.assert_array_equal(ours.cascade(persons, seed), kernel.cascade(persons, seed))


def test_cascade_lines():
    found = list(comparison.lines(sizes=(2_000,), seeds=20, repeats=1))
    assert len(found) == 5 and found[-1].value > 0


def test_plain_mesa_keeps_its_books():
    scenario = reference.reference(12)
    model = run_plain_mesa(scenario, 1, 0, True, shared_inputs(scenario))
    people, groups, facilitators = (model.agents_by_type[kind] for kind in (Person, Group, Facilitator))
    in_queues = [person for queue in model.queues for person in queue.persons]
    assert set(in_queues) == set(people.select(lambda person: person.queue is not None))
    assert all(person in person.queue.persons for person in in_queues) and len(in_queues) == len(set(in_queues))
    seated = [member for group in groups for member in group.members]
    assert all(member.group is group for group in groups for member in group.members)
    assert set(seated) == set(people.select(lambda person: person.group is not None))
    assert len(seated) == len(set(seated))
    assert {one.person for one in facilitators} == set(people.select(lambda person: person.role >= Role.FACILITATOR))
    trainers = model.agents_by_type[Trainer]
    assert {one.facilitator.person for one in trainers} == set(people.select(lambda one: one.role == Role.TRAINER))
    end = recording(model).persons[-1]
    roles, seats = np.zeros((len(end), 8), int), np.zeros(len(end), int)
    for person in people:
        roles[model.cells.index(person.cell), person.role] += 1
        seats[model.cells.index(person.cell)] += person.group is not None
    np.testing.assert_array_equal(roles, end[:, :8])
    np.testing.assert_array_equal(seats, end[:, PERSON_INDEX["in_a_seat"]])
    reserved = dict.fromkeys(facilitators, 0)
    for group in groups:
        for facilitator in filter(None, (group.leader, group.supervisor)):
            reserved[facilitator] += group.reserve
    assert any(reserved.values()) and all(one.reserved == days for one, days in reserved.items())


def test_plain_mesa_is_the_same_for_the_same_seed():
    scenario = reference.reference(6)
    one, same, other = (recording(run_plain_mesa(scenario, seed, 0, True)) for seed in (1, 1, 2))
    for table, numbers in vars(one).items():
        np.testing.assert_array_equal(numbers, getattr(same, table), table)
    assert (one.persons != other.persons).any()


def test_plain_mesa_records_what_the_model_records():
    scenario = reference.reference(15)
    ground = shared_inputs(scenario)
    ours = [simulate(scenario, 1, replicate, True) for replicate in range(10)]
    theirs = [recording(run_plain_mesa(scenario, 1, replicate, True, ground)) for replicate in range(10)]
    for table, numbers in vars(theirs[0]).items():
        assert numbers.dtype == np.int64 and numbers.shape == getattr(ours[0], table).shape, table
    # A column never written in either, or in both of them.
    for name in ("persons", "activity"):
        one, other = (
            np.array([getattr(record, name).sum(axis=(0, 1)) for record in records]) for records in (ours, theirs)
        )
        # Some are written in few replicates, by chance.
        rare = np.maximum((one > 0).sum(axis=0), (other > 0).sum(axis=0)) < 6
        np.testing.assert_array_equal((one > 0).any(axis=0)[~rare], (other > 0).any(axis=0)[~rare], name)
        assert rare.mean() < 0.5


def test_stocks_of_plain_mesa_follow_from_its_flows():
    persons = recording(run_plain_mesa(reference.reference(24), 3, 1)).persons.sum(axis=1)
    of = {name: persons[:, number] for name, number in PERSON_INDEX.items()}
    left = {role: of[f"left_{role}"][1:] for role in ROLES}
    reached = of["newly_reached"] + of["returned"] + of["candidates_gave_up"] + of["trainees_gave_up"]
    reached = reached + of["not_certified"] + of["facilitators_stopped"] + of["trainers_stopped"] - of["volunteered"]
    trainees = of["enrolled"] + of["practicum_interrupted"] - of["trainees_gave_up"] - of["practicum_started"]
    for role, stock, flow in (
        ("interested", "interested", of["new_interested"] - of["newly_reached"] - of["newly_lapsed"]),
        ("lapsed", "lapsed", of["newly_lapsed"] - of["returned"]),
        ("reached", "reached", reached),
        ("candidate", "candidates", of["volunteered"] - of["candidates_gave_up"] - of["enrolled"]),
        ("trainee", "trainees", trainees),
        ("facilitator", "facilitators", of["certified"] - of["promoted"] - of["facilitators_stopped"]),
        ("trainer", "trainers", of["promoted"] - of["trainers_stopped"]),
    ):
        np.testing.assert_array_equal(np.diff(of[stock]), flow[1:] - left[role], err_msg=role)
    assert all((of[f"moved_in_{role}"] == of[f"moved_out_{role}"]).all() for role in ROLES)


def test_plain_mesa_has_the_same_distribution_of_outcomes():
    far = reference.differences(replicates=12, months=12)
    assert len(far) > 200 and max(map(abs, far.values())) < 4.5, far


@pytest.mark.parametrize(
    ("lever", "change"),
    [
        ("groups", {"novice_needs_cofacilitator": True}),
        ("practicum", {"sessions": 0}),
        ("facilitator_courses", {"served_first": "equal"}),
        ("facilitator_courses", {"scheduling": "calendar"}),
        ("trainer_courses", {"scheduling": "calendar"}),
        ("trainers", {"hired": ["somebody"]}),
    ],
)
def test_plain_mesa_refuses_what_it_does_not_cover(lever, change):
    scenario = reference.reference(2)
    levers = scenario.levers
    other = levers.model_copy(update={lever: getattr(levers, lever).model_copy(update=change)})
    with pytest.raises(ValueError, match=f"{lever}.{next(iter(change))}"):
        run_plain_mesa(scenario.model_copy(update={"levers": other}), 1, 0)


def test_plain_mesa_names_all_that_it_does_not_cover():
    scenario = reference.reference(2)
    levers = scenario.levers
    programme = levers.programmes[0].model_copy(update={"region": "Bretagne"})
    practicum = levers.practicum.model_copy(update={"sessions": 0})
    other = levers.model_copy(update={"programmes": [programme], "practicum": practicum})
    with pytest.raises(ValueError, match=r"practicum\.sessions, programmes\[\]\.region"):
        run_plain_mesa(scenario.model_copy(update={"levers": other}), 1, 0)


def test_reference_lines():
    rules = list(reference.rule_lines(replicates=1, months=2))
    assert len(rules) == 12 and all(line.value >= 0 for line in rules)
    assert len(list(reference.mesa_lines(repeats=1, months=2, replicates=2, oracle_months=1))) == 3
    assert len(list(reference.written_lines(replicates=2, months=2))) == 4


def test_everybody_is_reached():
    found = everybody.run_once(0.001, by_rule=True)
    assert found["reached_at_end"] > 0.97 and found["reached"] > 0.99 * found["headcount"]
    assert set(found["rules"]) == set(everybody.RULES)


def test_everybody_lines():
    assert len(list(everybody.lines(shares=(0.001,), most=300.0))) == 1


def test_start_lines():
    (line,) = starts.help_lines(repeats=1)
    assert line.value > 0


def test_sweep_lines(tmp_path, monkeypatch):
    ways = {"1": 4.0, "2": 2.0, "local:2": 2.2}

    def swept(folder, name, points, replicates, how):
        return Ran(points * replicates / 100, ways[how], 0.0, ""), {"wall": ways[how], "peak_mb": 300 + replicates / 10}

    monkeypatch.setattr(sweeps, "_swept", swept)
    found = {line.name.strip(): line for line in sweeps._in_turns(tmp_path, 50, 40, 2)}
    assert [round(line.value, 2) for line in found.values()] == [2.0, 1.1] and all(line.met for line in found.values())
    monkeypatch.setattr(sweeps, "process", lambda command: Ran(2.0, 2.5, 0.0, ""))
    found = {line.name.strip(): line.value for line in sweeps._whole(tmp_path, 50, 200, 40)}
    # 16 MB more for 8,000 runs more, so 380 MB more for 190,000 more.
    assert found["the parent's peak memory for 200,000 runs, extrapolated"] == pytest.approx(320 + 190_000 * 16 / 8000)
    assert found["the whole command again, all 10,000 runs there"] == 2.5


def test_a_sweep_is_run_in_a_process_of_its_own(tmp_path):
    ran, found = sweeps._swept(tmp_path, "tiny", 10, 1, "1")
    assert found["runs"] == 10 and ran.cpu > 0 and found["peak_mb"] > 50
