"""Each mended rule and each new part has an exact test that one deliberate mistake in the Mesa model makes fail.

A mistake is one change of one place in a copy of the project; the tests of rules are run there, by the Mesa engine.
That the compiled engine makes no such mistake follows from its being equal (tests/contract/engines).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("simulation", "tests", "scenarios", "pyproject.toml")

MISTAKES = {
    "a permanent group without a leader ends": (
        "rules/turnover.py", "elif not group.terms.permanent and", "elif"),
    "permanent posts are filled up to the minimum only": (
        "rules/turnover.py", "(group.terms.size if group.terms.permanent else group.terms.minimum)",
        "group.terms.minimum"),
    "a trainee practises with whoever leads": (
        "rules/convene.py", "group.leader.groups_led >= GROUPS_OF_A_SUPERVISOR", "True"),
    "a trainee practises anywhere first": ("rules/convene.py", "min(near or allowed", "min(allowed"),
    "trainees who practise stand last": (
        "rules/convene.py", 'trainees + teams if priority == "first" else', ""),
    "engagements cost nothing": (
        "rules/convene.py", "    model.money.charge(charge)\n\n\n# ---- groups", "\n\n# ---- groups"),
    "activity does not decline": (
        "agents/facilitator.py", "exponential(-self.model.values.activity_decay * self.model.wear(self.certified_in))",
        "1.0"),
    "an answer holds for a month": (
        "agents/facilitator.py", "self.draw_of_year(Decision.ASKED)", "self.draw(Decision.ASKED)"),
    "who waits for the examination gives up": (
        "agents/person.py", "return not self.waits_for_examination_only", "return True"),
    "who draws the own cell has moved": (
        "agents/person.py", "        if new is old:\n            return\n", ""),
    "the pool is used up by everybody": (
        "agents/places.py", "return number * untouched < self.addressable - self.addressable_touched", "return True"),
    "money may be spent twice": ("agents/money.py", "left = cap - self.committed[year]", "left = cap"),
    "nothing is kept for training": (
        "agents/money.py", "left -= max(0, for_training - self._training[year])", "left -= 0"),
    "days are kept for ever": (
        "agents/trainer.py", "self.account = min(self.account + credit, kept)", "self.account += credit"),
    "nobody saves days": ("rules/courses.py", "trainer.saves_for = use_of(kind)", "pass"),
    "trainers go to each course": (
        "rules/courses.py", "return model.now(lever.travel) and not is_taught_from_home",
        "return model.now(lever.travel)"),
    "every giver of days pays a journey": (
        "rules/courses.py", "min(sum(trainer.home != place for trainer, _ in team), model.now(lever.trainers))",
        "sum(trainer.home != place for trainer, _ in team)"),
    "reserved seats are no one's": ("rules/courses.py", "    for entry in reserved:", "    for entry in ():"),
    "trainer courses follow one another": (
        "rules/courses.py", "if last is not None and now - last < MONTHS_BETWEEN_TRAINER_COURSES:", "if False:"),
    "a team is of those with all the days": (
        "rules/courses.py", "given = min(trainer.days_for(use_of(kind)), days, missing)",
        "given = min(days, missing) if trainer.days_for(use_of(kind)) >= days else 0"),
    "whole sessions are reserved": (
        "agents/terms.py", "return -(-self.cadence * self.days(remote) // 8)",
        "return -(-self.cadence // 8) * self.days(remote)"),
    "requests that cannot be met are lost": ("agents/group.py", "self.requests_open -= met", "self.requests_open = 0"),
    "each region has its own cause": (
        "rules/courses.py", "        return dict.fromkeys(model.places.regions, failed)\n", ""),
    "remote courses are no part": (
        "rules/courses.py", '"courses_remote" if remote else None', "None"),
    "bought days are no part": ("rules/standing.py", ', part="bought_days"', ""),
    "a part is all cash": (
        "agents/money.py", 'note(charge.place, f"valued_time_{name}", valued_time)', "pass"),
    "remote trainer courses count": (
        "agents/course.py", 'if self.is_remote and self.kind == "facilitator":', "if self.is_remote:"),
    "remote courses are not counted": (
        "agents/course.py", 'self.model.ledger.note(self.place, f"{self.kind}_{what}_remote", number)', "pass"),
    "supervision comes from anywhere": (
        "rules/teach.py", "in_reach = [trainer for trainer in able if trainer.home == region]",
        "in_reach = list(able)"),
}  # fmt: skip


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def rules_pass(folder: Path) -> bool:
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--no-cov", "-p", "no:cacheprovider",
               "-k", "not compiled", "tests/unit/rules"]  # fmt: skip
    result = subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, capture_output=True,
                            text=True, check=False)  # fmt: skip
    assert result.returncode in (0, 1), result.stdout + result.stderr
    return result.returncode == 0


@pytest.mark.slow
def test_the_copy_as_it_is_passes(copied):
    assert rules_pass(copied)


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_noticed(copied, mistake):
    file, right, wrong = MISTAKES[mistake]
    path = copied / "simulation" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1, f"{file}: {right!r} stands there {text.count(right)} times"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    try:
        assert not rules_pass(copied), mistake
    finally:
        path.write_text(text, encoding="utf-8")


def test_each_mistake_can_be_made():
    for file, right, _ in MISTAKES.values():
        assert (ROOT / "simulation" / file).read_text(encoding="utf-8").count(right) == 1, (file, right)
