"""Who waits, at which stage, for what: a diagnosis within one stage, never a sum over stages.

Persons are counted at the end of each month. Of a stage, each is put down to one cause, the first that kept them there
in that month. That a cause holds many back does not say that more of it would help: that takes a run with more of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from simulation.common.columns import GROUP_CAUSES
from simulation.language import LanguageCode
from simulation.language.vocabulary import in_words
from simulation.outcomes.wording import HARD, about, number_text, percent_text

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

UNRECORDED = "unrecorded"
"""The cause of those for whom none is recorded: persons sent by a programme who wait for its groups."""

STAGES: dict[str, tuple[str, ...]] = {
    "group": GROUP_CAUSES,
    "course": ("too_few", "calendar", "trainer_days", "seats", "money"),
    "practice": ("supervisor", "people", "money"),
    "programme": (UNRECORDED,),
}
"""Stages at which persons wait, in the order of the path, and what can hold them back there."""

COLUMNS = (
    "waiting_for_course",
    *(f"training_limit_{cause}" for cause in ("too_few", "calendar", "trainer_days", "seats")),
    "training_limit_money",
    *(f"training_limit_{cause}" for cause in ("supervisor", "people")),
    *(f"group_limit_{cause}" for cause in GROUP_CAUSES),
    "waiting_for_programme",
)
"""The recorded columns that say it, in the order in which `by_cause` needs them."""

LEAST = 0.5
"""Fewer persons than this in an average month are nobody."""

CAUSE_WORDS: dict[tuple[str, str], tuple[str, str]] = {
    ("group", "too_few"): ("enough people in one place", "assez de monde sur place"),
    ("group", "facilitator_days"): ("facilitators with free days", "animateurs ayant des jours disponibles"),
    ("group", "facilitators"): ("facilitators who offer to lead there", "animateurs volontaires sur place"),
    ("group", "money"): ("money in the budget", "budget"),
    ("course", "too_few"): ("enough candidates in one place", "assez de candidats sur place"),
    ("course", "calendar"): ("a date in the calendar", "date au calendrier"),
    ("course", "trainer_days"): ("trainer days", "jours de formateur"),
    ("course", "seats"): ("seats", "places"),
    ("course", "money"): ("money in the budget", "budget"),
    ("practice", "supervisor"): ("supervisors", "accompagnateurs"),
    ("practice", "people"): ("groups in which to practise", "groupes où pratiquer"),
    ("practice", "money"): ("money in the budget", "budget"),
    ("programme", UNRECORDED): ("(cause not recorded)", "(cause non relevée)"),
}
"""What is short, in words that follow "for want of" or « faute de »."""

_WHO = {
    "group": (("person waits", "persons wait"), "for a group", ("personne attend", "personnes attendent"), "un groupe"),
    "course": (
        ("candidate waits", "candidates wait"), "for a facilitator course",
        ("candidat attend", "candidats attendent"), "une formation d’animateurs",
    ),
    "practice": (
        ("trainee waits", "trainees wait"), "to practise in a group",
        ("stagiaire attend", "stagiaires attendent"), "de pratiquer dans un groupe",
    ),
    "programme": (
        ("programme post waits", "programme posts wait"), "for a group",
        ("poste de programme attend", "postes de programme attendent"), "un groupe",
    ),
}  # fmt: skip
"""Who waits (one, several), and for what, in English and French."""

_ALL = {"group": "toutes"}
"""« Tous », where those who wait are feminine in French."""

type Held = dict[str, np.ndarray]
"""Persons held back, by stage: replicates × months × the causes of the stage, in the order of STAGES."""


def by_cause(columns: Iterable[tuple[str, np.ndarray]]) -> Iterator[tuple[str, str, np.ndarray]]:
    """Stage, cause and persons, one after the other, from the recorded columns in the order of COLUMNS.

    One column counts both the candidates and the trainees whom money holds back. All candidates have a cause, so what
    the other causes leave of those who wait for a course are the candidates in it.
    """
    candidates = np.zeros(0)
    for name, held in columns:
        ledger, _, cause = name.partition("_limit_")
        if name == "waiting_for_course":
            candidates = held.copy()
        elif name == "waiting_for_programme":
            yield "programme", UNRECORDED, held
        elif ledger == "group":
            yield "group", cause, held
        elif cause == "money":
            of_candidates = np.clip(candidates, 0, held)
            yield "course", cause, of_candidates
            yield "practice", cause, held - of_candidates
        elif cause in STAGES["course"]:
            candidates -= held
            yield "course", cause, held
        else:
            yield "practice", cause, held


def stages_of(columns: Mapping[str, np.ndarray]) -> Held:
    """Persons held back by stage; columns: of each in COLUMNS an array, to which an axis of causes is added."""
    found = {(stage, cause): held for stage, cause, held in by_cause((name, columns[name]) for name in COLUMNS)}
    return {stage: np.stack([found[stage, cause] for cause in causes], axis=-1) for stage, causes in STAGES.items()}


def waiting(results: "Results") -> Held:
    """Persons held back in the nation, by stage."""
    return stages_of(results.national(*COLUMNS))


@dataclass(frozen=True)
class Diagnosis:
    """The stage at which most wait, and what holds most of them back there.

    persons: at that stage in an average month, mean over futures. share: of them, whom the cause holds back. agreed:
    share of the futures in which most wait at that stage. The first stage, the first cause of equals.
    """

    stage: str
    persons: float
    cause: str
    share: float
    agreed: float

    def sentence(self, language: LanguageCode) -> str:
        """It in one sentence."""
        when = "in an average month" if language == "en" else "au cours d’un mois moyen"
        text = f"{when}{',' if language == 'fr' else ''} {self.clause(language)}"
        return f"{text[0].upper()}{text[1:]}."

    def clause(self, language: LanguageCode) -> str:
        """Who waits, and for what, as a clause: about 60 candidates wait for …, most of them (70 %) for want of …"""
        number = about(max(self.persons, 1))
        in_english, for_what, in_french, awaited = _WHO[self.stage]
        english, french = [in_words(one, "en") for one in in_english], [in_words(one, "fr") for one in in_french]
        for_what, awaited = in_words(for_what, "en"), in_words(awaited, "fr")
        if language == "fr":
            text = f"environ {number_text(number, 'fr')}{HARD}{french[number > 1]} {awaited}"
        else:
            text = f"about {number_text(number, 'en')} {english[number > 1]} {for_what}"
        return text if self.cause == UNRECORDED else f"{text}, {self._because(number, language)}"

    def _because(self, number: int, language: LanguageCode) -> str:
        words, share = for_want_of(self.stage, self.cause, language), percent_text(self.share)
        if number == 1:
            return f"mostly {words}" if language == "en" else f"surtout {words}"
        if self.share >= 0.995:
            return f"all of them {words}" if language == "en" else f"{_ALL.get(self.stage, 'tous')} {words}"
        if self.share > 0.5:
            return f"most of them ({share}) {words}" if language == "en" else f"la plupart ({share}) {words}"
        if language == "en":
            return f"{share} of them {words}, more than for any other cause"
        return f"dont {share} {words}, première cause"


NOBODY = (
    "In an average month nobody waits for a group, a course, practice or a programme: demand is the limit at every "
    "stage.",
    "Au cours d’un mois moyen, personne n’attend ni groupe, ni formation, ni pratique, ni programme\u00a0: à chaque "
    "étape, c’est la demande qui limite.",
)
"""What is said where nobody waits, in English and French."""


def diagnosis_text(found: Diagnosis | None, language: LanguageCode) -> str:
    """The diagnosis in one sentence, also where nobody waits."""
    return in_words(NOBODY[language == "fr"], language) if found is None else found.sentence(language)


def cause_text(stage: str, cause: str, language: LanguageCode) -> str:
    """What is short at a stage, as a noun."""
    return in_words(CAUSE_WORDS[stage, cause][language == "fr"], language)


def for_want_of(stage: str, cause: str, language: LanguageCode) -> str:
    """For want of what, as words that end a clause."""
    words = cause_text(stage, cause, language)
    if language == "en":
        return f"for want of {words}"
    return f"faute d’{words}" if words[0] in "aeéèêiouh" else f"faute de {words}"


def diagnose(held: Held) -> Diagnosis | None:
    """Where most wait in an average month, and for what; None where nobody waits at any stage."""
    # Replicates × causes: the mean month of each future.
    months = {stage: array.mean(axis=1) for stage, array in held.items()}
    totals = np.stack([of_stage.sum(axis=1) for of_stage in months.values()])
    persons = totals.mean(axis=1)
    most = int(persons.argmax())
    if persons[most] < LEAST:
        return None
    stage = list(months)[most]
    causes = months[stage].mean(axis=0)
    cause = int(causes.argmax())
    return Diagnosis(
        stage,
        float(persons[most]),
        STAGES[stage][cause],
        float(causes[cause] / persons[most]),
        float((totals.argmax(axis=0) == most)[totals.max(axis=0) > 0].mean()),
    )


@dataclass(frozen=True)
class Spent:
    """Share of the waiting candidates whom a year's spent budget holds back, in an average month and in December."""

    mean: float
    december: float


def spent(held: Held, months: Sequence[str]) -> Spent | None:
    """Where an average month hides that the budget decides: most candidates who wait in December wait for money.

    A budget is of a calendar year. Until it is spent candidates wait for something else, more of which brings courses
    forward rather than add any. months: YYYY-MM. None where both or neither name money first.
    """
    candidates, money = held["course"], STAGES["course"].index("money")
    december = np.array([month.endswith("-12") for month in months])
    shares = []
    for of_months in (candidates, candidates[:, december]):
        causes = of_months.sum(axis=(0, 1))
        if not causes.sum():
            return None
        shares.append((int(causes.argmax()) == money, float(causes[money] / causes.sum())))
    (first_on_average, mean), (first_in_december, at_end) = shares
    return Spent(mean, at_end) if first_in_december and not first_on_average else None


@dataclass(frozen=True)
class Spell:
    """Calendar years in a row with the same stage and cause; the diagnosis of these years, None: nobody waits."""

    first: int
    last: int
    diagnosis: Diagnosis | None


def spells(held: Held, years: Sequence[int]) -> tuple[Spell, ...]:
    """Where most wait in each calendar year, years alike put together. years: the year of each month."""
    of_month = np.array(years)

    def within(chosen: list[int]) -> Diagnosis | None:
        kept = np.isin(of_month, chosen)
        return diagnose({stage: array[:, kept] for stage, array in held.items()})

    def named(year: int) -> tuple[str, str] | None:
        found = within([year])
        return None if found is None else (found.stage, found.cause)

    found = []
    for _, same in groupby(dict.fromkeys(years), key=named):
        chosen = list(same)
        found.append(Spell(chosen[0], chosen[-1], within(chosen)))
    return tuple(found)
