"""The headline of a forecast, as numbers and as one sentence in English or French."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from simulation.outcomes.measures import Share, Split, limit_label, main_limit, nation, split_of, target_met

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

type Language = Literal["en", "fr"]

_NARROW = "\u202f"
_HARD = "\u00a0"
NAMES = {
    "active_facilitators": ("active facilitators", "animateurs actifs"),
    "network_members": ("members of the network", "membres du réseau"),
    "people_reached": ("people reached", "agents bénéficiaires"),
    "facilitators": ("facilitators", "animateurs"),
    "trainers": ("trainers", "formateurs"),
    "reached": ("persons reached", "personnes touchées"),
}
"""Measures in words that follow a number, in English and French."""
_MONTHS = (
    ("January", "janvier"), ("February", "février"), ("March", "mars"), ("April", "avril"), ("May", "mai"),
    ("June", "juin"), ("July", "juillet"), ("August", "août"), ("September", "septembre"), ("October", "octobre"),
    ("November", "novembre"), ("December", "décembre"),
)  # fmt: skip


@dataclass(frozen=True)
class Headline:
    """What a forecast says first. month: YYYY-MM, the target date or the end; low, high: 80 % interval.

    target: None without one, or when its date is not simulated. best_values: the uncertainties were fixed.
    """

    measure: str
    month: str
    median: float
    low: float
    high: float
    split: Split
    target: float | None
    met: Share | None
    limit: tuple[str, str]
    replicates: int
    best_values: bool = False

    def sentence(self, language: Language = "en") -> str:
        """The headline in words, numbers rounded to what is known."""
        return _french(self) if language == "fr" else _english(self)

    def announced(self, name: str, language: Language = "en") -> str:
        """The sentence after the scenario's name, quoted in French, since the name may be in another language."""
        before = f"Scénario «{_HARD}{name}{_HARD}»{_HARD}: " if language == "fr" else f"{name}: "
        return f"{before}{self.sentence(language)}."


def headline(results: "Results") -> Headline:
    """The headline of a run, from its national tables."""
    target = results.scenario.target
    position = results.frame.months_until(target.month) if target else None
    measure = target.measure if target else "active_facilitators"
    month = results.frame.months - 1 if position is None else position
    values = results.national(measure)[measure][:, month]
    low, median, high = (float(q) for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return Headline(
        measure,
        results.frame.month_names[month],
        median,
        low,
        high,
        split_of(results, measure, month, values),
        None if position is None else target.value,
        None if position is None else target_met(values, target.value),
        main_limit(nation(results).held_back),
        len(values),
        results.manifest["best_values"],
    )


def rounded(median: float, low: float, high: float) -> tuple[int, int, int]:
    """Median and interval as far as they are known: two figures of a wide interval, whole numbers of a narrow one."""
    width = high - low
    step = 10 ** max(0, math.floor(math.log10(width)) - 1) if width >= 1 else 1
    coarse = step
    if median >= 100 and width > 0.1 * median:
        coarse = max(step, 10 ** (math.floor(math.log10(median)) - 1))
    return _to(median, coarse), _to(low, step), _to(high, step)


def number_text(number: int, language: Language) -> str:
    """A whole number with its thousands set apart: 1,350 or 1 350 (narrow no-break space)."""
    text = f"{number:,}"
    return text.replace(",", _NARROW) if language == "fr" else text


def share_text(share: Share, language: Language) -> str:
    """A probability and its standard error, two decimals: 0.41 ± 0.03; 0.00 and 1.00 only where no other was seen."""
    seen = min(max(share.value, 0.01), 0.99) if 0 < share.value < 1 else share.value
    text = f"{seen:.2f}{_HARD}±{_HARD}{max(share.standard_error, 0.01):.2f}"
    return text.replace(".", ",") if language == "fr" else text


def measure_name(measure: str, language: Language) -> str:
    """What is forecast, in words that follow a number, such as "active facilitators"."""
    return NAMES[measure][language == "fr"]


def _to(value: float, step: int) -> int:
    return int(math.floor(value / step + 0.5)) * step


def _date(month: str, language: Language) -> str:
    name = _MONTHS[int(month[5:]) - 1][language == "fr"]
    if month.endswith("-12"):
        return f"the end of {month[:4]}" if language == "en" else f"fin{_HARD}{month[:4]}"
    return f"the end of {name} {month[:4]}" if language == "en" else f"fin {name}{_HARD}{month[:4]}"


def _source(split: Split) -> Literal["assumption", "both", "chance", ""]:
    """Where most of the interval comes from; both where the estimate cannot tell."""
    if math.isnan(split.assumption):
        return ""
    if abs(split.assumption - 0.5) <= max(0.1, split.standard_error):
        return "both"
    return "assumption" if split.assumption > 0.5 else "chance"


def _english(it: Headline) -> str:
    median, low, high = rounded(it.median, it.low, it.high)
    source = {
        "assumption": ", most of it from assumptions",
        "both": ", about half of it from assumptions and half from chance",
        "chance": ", all of it from chance" if it.best_values else ", most of it from chance",
        "": "",
    }[_source(it.split)]
    interval = f"80{_HARD}% interval {number_text(low, 'en')}–{number_text(high, 'en')}{source}"
    if it.replicates == 1:
        interval = "one replicate only"
    parts = [f"about {number_text(median, 'en')} {NAMES[it.measure][0]} by {_date(it.month, 'en')}, {interval}"]
    if it.target is not None and it.met is not None:
        target = number_text(_to(it.target, 1), "en")
        parts.append(f"the target of {target} is met with probability {share_text(it.met, 'en')}")
    parts.append(f"what held growth back most is {limit_label(it.limit, 'en')}")
    return "; ".join(parts)


def _french(it: Headline) -> str:
    median, low, high = rounded(it.median, it.low, it.high)
    source = {
        "assumption": ", dû surtout aux hypothèses",
        "both": ", dû à peu près autant aux hypothèses qu’au hasard",
        "chance": ", dû au seul hasard" if it.best_values else ", dû surtout au hasard",
        "": "",
    }[_source(it.split)]
    interval = (
        f"intervalle à 80{_NARROW}% de {number_text(low, 'fr')} à {number_text(high, 'fr')}{source}"
        if it.replicates > 1 else "une seule réplique"
    )
    amount, measure = number_text(median, "fr"), NAMES[it.measure][1]
    parts = [f"environ {amount}{_HARD}{measure} {_date(it.month, 'fr')}, {interval}"]
    if it.target is not None and it.met is not None:
        target = number_text(_to(it.target, 1), "fr")
        parts.append(f"la cible de {target} est atteinte avec une probabilité de {share_text(it.met, 'fr')}")
    parts.append(f"ce qui a le plus freiné la croissance{_HARD}: {limit_label(it.limit, 'fr')}")
    return f"{_NARROW}; ".join(parts)
