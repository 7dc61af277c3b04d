"""What the charts of a sweep share: why one is left out, what is looked at, and what hovering over a point says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulation.charts import style
from simulation.charts.chart import Chart
from simulation.charts.language import Language
from simulation.charts.sweeps.points import Points, month_of, words_of
from simulation.outcomes.wording import share_text


@dataclass(frozen=True)
class SweepChart:
    """A chart of a sweep's points. missing: why there is nothing to show, or nothing; alone: it takes the points only,
    and not what analyses left, too."""

    chart: Chart[Any, Any]
    question: Callable[[Language], str]
    missing: Callable[[Any, Language], str]
    alone: bool = True

    @property
    def name(self) -> str:
        """Its name in the page."""
        return self.chart.name


def looked_at(seen: Points, language: Language) -> dict[str, str]:
    """Words for what is looked at first: measure, its capital form, month."""
    measure = words_of(seen.measure, language)
    return {
        "measure": measure,
        "Measure": measure[0].upper() + measure[1:],
        "month": month_of(seen.month, language),
    }


def chance_of(seen: Points, point: int, language: Language) -> str:
    """The probability of a point to meet its target, as a frequency; of few runs, a count of them."""
    share = seen.met[point]
    if share is None:
        return "–"
    if share.count == 1:
        return language.text("met") if share.value else language.text("not met")
    return share_text(share, language.code)


def known(seen: Points, point: int, language: Language) -> tuple[str, str, str]:
    """Median and 80 % interval of what is looked at first, at a point."""
    return language.known({
        "q50": seen.median[point, *seen.at], "q10": seen.low[point, *seen.at], "q90": seen.high[point, *seen.at],
    })  # fmt: skip


def hover(seen: Points, point: int, language: Language) -> str:
    """What hovering over a point says."""
    median, low, high = known(seen, point, language)
    say = language.text
    lines = [
        say("<b>Point {number}</b>", number=int(seen.number[point])),
        f"{words_of(seen.measure, language)}{say(':')} {median} ({low}–{high})",
    ]
    if seen.aimed:
        lines.append(say("target met with probability {chance}", chance=chance_of(seen, point, language)))
    return "<br>".join([*lines, *map(style.plain, seen.pairs(point, language, 6))])
