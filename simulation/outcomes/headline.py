"""The headline of a forecast, as numbers and in a few sentences of English or French."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from simulation.language import LanguageCode
from simulation.outcomes.measures import YEAR, Share, Split, split_of
from simulation.outcomes.targets import series, targets, together
from simulation.outcomes.waiting import Diagnosis, diagnose, diagnosis_text, waiting
from simulation.outcomes.wording import (
    FEW,
    HARD,
    NARROW,
    amounts,
    counted,
    likelihood,
    measure_name,
    number_text,
    percent_text,
    share_text,
    value_text,
    when_text,
)
from simulation.scenario.schema import OVER_A_YEAR, FurtherTarget

if TYPE_CHECKING:
    from simulation.outcomes.results import Results


@dataclass(frozen=True)
class Headline:
    """What a forecast says first.

    aim: what is forecast and for when; its value is a target only if `met` says how many futures reach it (None: there
    is no target, or its date is not simulated, and the date is the end). median, low, high: of it then, with the 80 %
    interval. together: how many futures reach all `targets` (None: there is one at most, or a date is not simulated).
    diagnosis: None where nobody waits. best_values: the uncertainties were fixed.
    """

    aim: FurtherTarget
    median: float
    low: float
    high: float
    split: Split
    met: Share | None
    together: Share | None
    targets: int
    diagnosis: Diagnosis | None
    replicates: int
    best_values: bool = False

    def sentence(self, language: LanguageCode = "en") -> str:
        """The headline in a few sentences, numbers rounded to what is known."""
        amount, met = _french(self) if language == "fr" else _english(self)
        together = together_text(self.together, self.targets, language)
        return _joined(amount, self._width(language), met, together, diagnosis_text(self.diagnosis, language))

    def first(self, language: LanguageCode = "en") -> str:
        """How many, and how likely the target is met: what a page shows large."""
        amount, met = _french(self) if language == "fr" else _english(self)
        return _joined(amount, met, together_text(self.together, self.targets, language))

    def then(self, language: LanguageCode = "en") -> str:
        """Where the width comes from, and who waits for what: what a page shows after that."""
        return _joined(self._width(language), diagnosis_text(self.diagnosis, language))

    def _width(self, language: LanguageCode) -> str:
        return width_text(self.split, self.best_values, language) if self.replicates > 1 else ""

    def announced(self, name: str, language: LanguageCode = "en") -> str:
        """The sentences after the scenario's name, quoted in French, since the name may be in another language."""
        before = f"Scénario «{HARD}{name}{HARD}»{HARD}: " if language == "fr" else f"{name}: "
        return f"{before}{self.sentence(language)}"


def headline(results: "Results") -> Headline:
    """The headline of a run, from its tables."""
    found = targets(results)
    values: np.ndarray | None = None
    if found:
        aim, values, met = found[0].aim, found[0].values, found[0].met
    if values is None:
        measure = found[0].aim.measure if found else "active_facilitators"
        if measure in OVER_A_YEAR and results.frame.months < YEAR:
            measure = "active_facilitators"
        aim, met = FurtherTarget(measure=measure, value=1, month=results.scenario.end), None
        values = series(results, aim)[:, -1, 0]
    low, median, high = (float(q) for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return Headline(
        aim,
        median,
        low,
        high,
        split_of(results, aim.measure, results.frame.position_of(aim.month), values),
        met,
        together(found) if len(found) > 1 else None,
        len(found),
        diagnose(waiting(results)),
        len(values),
        results.manifest["best_values"],
    )


HALF = 0.1
"""A share of the variance this near to one half is called about half."""
VAGUE = 0.25
"""With a larger standard error, a 95 % interval of a share would span everything: nothing is known of it."""


def width_source(split: Split) -> Literal["assumption", "both", "chance", "untold", ""]:
    """Where most of the interval comes from; untold where the estimate is too rough for that, empty without one."""
    if math.isnan(split.assumption):
        return ""
    off = abs(split.assumption - 0.5)
    if split.standard_error > VAGUE or HALF < off <= split.standard_error:
        return "untold"
    if off <= HALF:
        return "both"
    return "assumption" if split.assumption > 0.5 else "chance"


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _english(it: Headline) -> tuple[str, str]:
    """How many, and whether the target is met; the second is empty without one."""
    median, low, high = amounts(it.aim.measure, it.median, it.low, it.high, "en")
    interval = f"80{HARD}% interval: {low}–{high}"
    if it.replicates == 1:
        interval = "one simulated future only"
    elif it.replicates < FEW:
        interval += f"; only {number_text(it.replicates, 'en')} simulated futures"
    begin = "With every assumption at its best value, about" if it.best_values else "About"
    amount, met = f"{begin} {median} {measure_name(it.aim.measure, 'en')} {when_text(it.aim, 'en')} ({interval}).", ""
    if it.met is not None:
        target = f"that the target of {value_text(it.aim, 'en')} is met by then"
        if it.replicates == 1:
            then = "is" if it.met.value else "is not"
            met = f"In it, the target of {value_text(it.aim, 'en')} {then} met by then."
        else:
            met = f"It is {likelihood(it.met, 'en')} {target}: {share_text(it.met, 'en')}."
    return amount, met


def _french(it: Headline) -> tuple[str, str]:
    """The same in French."""
    median, low, high = amounts(it.aim.measure, it.median, it.low, it.high, "fr")
    interval = f"intervalle à 80{NARROW}%{HARD}: de {low} à {high}"
    if it.replicates == 1:
        interval = "un seul futur simulé"
    elif it.replicates < FEW:
        interval += f"{NARROW}; {number_text(it.replicates, 'fr')} futurs simulés seulement"
    begin = "Chaque hypothèse étant à sa meilleure valeur, environ" if it.best_values else "Environ"
    amount = f"{begin} {median}{HARD}{measure_name(it.aim.measure, 'fr')} {when_text(it.aim, 'fr')} ({interval})."
    met = ""
    if it.met is not None:
        target = f"la cible de {value_text(it.aim, 'fr')}"
        if it.replicates == 1:
            then = "est" if it.met.value else "n’est pas"
            met = f"{target[0].upper()}{target[1:]} y {then} atteinte à cette date."
        else:
            met = f"Atteindre à cette date {target} est {likelihood(it.met, 'fr')}{HARD}: {share_text(it.met, 'fr')}."
    return amount, met


def width_text(split: Split, best_values: bool, language: LanguageCode) -> str:
    """How much of the interval is assumption, in one sentence; empty where that is not known."""
    if best_values:
        return ("All of that width comes from chance.", "Toute cette largeur tient au hasard.")[language == "fr"]
    share = percent_text(split.assumption) if width_source(split) else ""
    return {
        "assumption": (
            f"Most of that width comes from assumptions ({share} of the variance), the rest from chance.",
            f"Cette largeur tient surtout aux hypothèses ({share} de la variance), le reste au hasard.",
        ),
        "both": (
            f"About half of that width comes from assumptions ({share} of the variance), the rest from chance.",
            f"Cette largeur tient pour moitié environ aux hypothèses ({share} de la variance), le reste au hasard.",
        ),
        "chance": (
            f"Little of that width comes from assumptions ({share} of the variance), most from chance.",
            f"Cette largeur tient peu aux hypothèses ({share} de la variance), surtout au hasard.",
        ),
        "untold": (
            "Too few simulated futures were run twice to say how much of that width comes from assumptions, and how "
            "much from chance.",
            "Trop peu de futurs simulés ont été calculés deux fois pour dire quelle part de cette largeur tient aux "
            "hypothèses, et quelle part au hasard.",
        ),
        "": ("", ""),
    }[width_source(split)][language == "fr"]


def together_text(share: Share | None, number: int, language: LanguageCode) -> str:
    """How likely all targets are met together, in one sentence; empty where there is one at most."""
    if share is None:
        return ""
    if share.count == 1:
        met = ("are all met", "sont toutes atteintes") if share.value else ("are not all met", "ne le sont pas toutes")
        if language == "fr":
            return f"Les {counted(number, 'fr')} cibles {met[1]}."
        return f"The {counted(number, 'en')} targets {met[0]}."
    often, words = share_text(share, language), likelihood(share, language)
    if language == "fr":
        return f"Les {counted(number, 'fr')} cibles ensemble{HARD}: {often}, {words}."
    return f"All {counted(number, 'en')} targets together: {often}, {words}."
