"""Every benchmark runs, at a tiny size; nothing here depends on how fast the machine is."""

import json

import numpy as np
import pytest

from benchmarks import everybody, reference, starts, sweeps
from benchmarks.cascade import comparison, kernel, ours, vectorised, workload
from benchmarks.measuring import Line, Ran, TooLongError, in_turns, process, row, write


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


def test_reference_lines():
    rules = list(reference.rule_lines(replicates=1, months=2))
    assert len(rules) == 12 and all(line.value >= 0 for line in rules)
    spent, ratio = reference.mesa_lines(replicates=2, months=2)
    assert spent.value > 0 and ratio.value > 1
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
