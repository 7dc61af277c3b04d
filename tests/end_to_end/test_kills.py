"""Every command that makes many runs may be killed at any moment: nothing is lost, nothing doubled, the same bytes."""

import importlib.util

import pytest
from killed_commands import COMMANDS, Killed

KILLS = {"run": 14, "sweep": 14, "sensitivity": 8, "width": 8, "value": 8, "plan": 10, "export": 8, "calibrate": 10}
"""How often each command is killed in the long test: more than fifty in all."""
FEW = {"run": 4, "sweep": 4}
"""The same in the short one."""
_expected: dict[str, tuple[dict[str, bytes], float]] = {}


def undisturbed(name, tmp_path_factory):
    """What a command leaves that nobody kills, and how long it takes."""
    if name == "calibrate" and importlib.util.find_spec("pyabc") is None:
        pytest.skip("calibration needs pyabc")
    if name not in _expected:
        _expected[name] = Killed(COMMANDS[name], tmp_path_factory.mktemp("undisturbed") / name, 0).undisturbed()
    return _expected[name]


def killed_again_and_again(name, kills, seed, tmp_path, tmp_path_factory, bucket=False):
    expected, seconds = undisturbed(name, tmp_path_factory)
    killed = Killed(COMMANDS[name], tmp_path, seed, bucket)
    for _ in range(4 * kills):
        if killed.kills >= kills:
            break
        killed.kill(expected, seconds)
    assert killed.kills >= kills, f"only {killed.kills} kills came in time"
    assert killed.finish() == expected, f"after {', '.join(killed.ways)}"


@pytest.mark.parametrize("name", FEW)
def test_eight_kills_lose_double_and_change_nothing(name, tmp_path, tmp_path_factory):
    killed_again_and_again(name, FEW[name], 1, tmp_path, tmp_path_factory)


@pytest.mark.slow
@pytest.mark.parametrize("name", KILLS)
def test_fifty_kills_lose_double_and_change_nothing(name, tmp_path, tmp_path_factory):
    killed_again_and_again(name, KILLS[name], 2, tmp_path, tmp_path_factory)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["run", "sweep", "plan", "calibrate"])
def test_kills_with_object_storage_lose_double_and_change_nothing(name, tmp_path, tmp_path_factory):
    killed_again_and_again(name, 4, 3, tmp_path, tmp_path_factory, bucket=True)


_OTHERS = (pytest.param(name, marks=pytest.mark.slow) for name in KILLS if name not in ("run", "export"))


@pytest.mark.parametrize("name", ["run", *_OTHERS])
def test_a_cluster_and_object_storage_leave_the_same_by_every_command(name, tmp_path, tmp_path_factory):
    expected, _ = undisturbed(name, tmp_path_factory)
    assert Killed(COMMANDS[name], tmp_path, 0, bucket=True).finish("--cluster", "local:2") == expected
