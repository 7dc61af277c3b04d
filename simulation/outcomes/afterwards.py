"""What is left some time after hires, orders and calls stop: how many active facilitators more or fewer.

The runs are those of `simulation.scenario.stopping.stopped_after`. This says what comes of one policy; it does not say
that a network can do without.
"""

from dataclasses import dataclass

import numpy as np

from simulation.language import LanguageCode, say
from simulation.language.vocabulary import in_words
from simulation.outcomes.wording import FEW, HARD, about, date_text, number_text


@dataclass(frozen=True)
class Left:
    """The change of active facilitators from the end of a month to so many months later, over futures.

    month: YYYY-MM, after which nothing is hired, ordered or called. low, high: 80 % interval. share: the median change
    in parts of what there was at the end of the month, each future by itself; not a number where nobody was active.
    """

    month: str
    months_later: int
    median: float
    low: float
    high: float
    share: float
    replicates: int

    def sentence(self, language: LanguageCode = "en") -> str:
        """It in one sentence."""
        return in_words(_french(self) if language == "fr" else _english(self), language)

    def caution(self, language: LanguageCode = "en") -> str:
        """That the futures are few, in one sentence; nothing where they are enough."""
        if self.replicates >= FEW:
            return ""
        number = number_text(self.replicates, language)
        if language == "fr":
            return f"Ces {number}{HARD}futurs simulés sont peu nombreux\u00a0: l’intervalle est à peine connu."
        return f"With only {number} simulated futures the interval is hardly known."


def left(at_the_date: np.ndarray, later: np.ndarray, month: str, months_later: int = 24) -> Left:
    """The change, future by future. at_the_date, later: active facilitators of each future, in the same order.

    Raises ValueError when the two are not of the same futures.
    """
    if at_the_date.shape != later.shape or at_the_date.ndim != 1 or not len(later):
        raise ValueError(
            say(
                "one value a future is needed of both dates, not {shape} and {later_shape}",
                shape=at_the_date.shape,
                later_shape=later.shape,
            )
        )
    change = later.astype(float) - at_the_date
    low, median, high = (float(quantile) for quantile in np.quantile(change, [0.1, 0.5, 0.9]))
    some = at_the_date > 0
    share = float(np.median(change[some] / at_the_date[some])) if some.any() else float("nan")
    return Left(month, months_later, median, low, high, share, len(change))


def _signed(value: float, more: str, fewer: str, same: str, language: LanguageCode) -> str:
    number = about(abs(value))
    if number == 0:
        return same
    return f"{number_text(number, language)}{HARD if language == 'fr' else ' '}{more if value > 0 else fewer}"


def _english(it: Left) -> str:
    begin = f"If hires, orders and calls stopped at {date_text(it.month, 'en')}, "
    number = about(abs(it.median))
    if number == 0:
        change = "there would be about as many active facilitators"
    else:
        word = "more" if it.median > 0 else "fewer"
        noun = "facilitator" if number == 1 else "facilitators"
        change = f"there would be about {number_text(number, 'en')} {word} active {noun}"
    low, high = (_signed(edge, "more", "fewer", "as many", "en") for edge in (it.low, it.high))
    return f"{begin}{change} {it.months_later} months later (median; 80{HARD}% interval: from {low} to {high})."


def _french(it: Left) -> str:
    begin = f"Si les recrutements, les commandes et les appels s’arrêtaient {date_text(it.month, 'fr')}, il y aurait"
    number = about(abs(it.median))
    if number == 0:
        change = "à peu près autant d’animateurs actifs"
    else:
        word = "plus" if it.median > 0 else "moins"
        plural = "" if number == 1 else "s"
        change = f"environ {number_text(number, 'fr')}{HARD}animateur{plural} actif{plural} de {word}"
    low, high = (_signed(edge, "de plus", "de moins", "autant", "fr") for edge in (it.low, it.high))
    return (f"{begin} {it.months_later}{HARD}mois plus tard {change} (médiane\u202f; intervalle à 80\u202f%{HARD}: de "
            f"{low} à {high}).")  # fmt: skip
