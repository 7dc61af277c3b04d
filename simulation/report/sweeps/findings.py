"""What a sweep found, in words: the headline, what a decision needs, and what failed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.charts.sweeps import frontier
from simulation.charts.sweeps.chart import chance_of, known, looked_at
from simulation.charts.sweeps.effects import effects, ends_of
from simulation.charts.sweeps.points import Points, month_of, words_of
from simulation.report.decisions import as_sentence

LIKELY = 0.8
"""From this probability on a target counts as likely met."""
MOST_ERRORS = 10


def headline(seen: Points, language: Language) -> str:
    """The finding, as a sentence of its own."""
    say = language.text
    if not seen.there.any():
        return say("No run was recorded.")
    facts = {**looked_at(seen, language), "points": language.number(int(seen.there.sum()))}
    values = seen.of(seen.median)
    if len(seen) == 1:
        median, low, high = known(seen, 0, language)
        return say("About {median} {measure} by {month}, 80 % interval {low}–{high}, at the only point.",
                   median=median, low=low, high=high, **facts)  # fmt: skip
    averaged = _over_assumptions(seen, language)
    if averaged:
        return averaged
    if seen.aimed:
        ranked = np.where(np.isfinite(seen.chance), seen.chance + 1e-9 * np.nan_to_num(values), -np.inf)
        best, worst = int(ranked.argmax()), int(np.where(np.isfinite(seen.chance), ranked, np.inf).argmin())
        facts |= {
            "best": chance_of(seen, best, language),
            "worst": chance_of(seen, worst, language),
            "where": seen.said(best, language, 3),
        }
        if seen.aim is None:
            return as_sentence(
                say(
                    "of {points} points, each with its own target, the best meets it with probability {best} "
                    "({where}), the worst with {worst}",
                    **facts,
                )
            )
        facts |= {"target": language.number(seen.aim.value)}
        return as_sentence(say(
            "the target of {target} {measure} by {month} is met with probability {best} at the best of {points} points "
            "({where}), {worst} at the worst", **facts,
        ))  # fmt: skip
    best, worst = int(np.nanargmax(values)), int(np.nanargmin(values))
    return as_sentence(say(
        "about {low} to {high} {measure} by {month}, over {points} points; most at {where}",
        low=known(seen, worst, language)[0], high=known(seen, best, language)[0],
        where=seen.said(best, language, 3), **facts,
    ))  # fmt: skip


def _over_assumptions(seen: Points, language: Language) -> str:
    """Where assumptions vary: averages over them, by what is decided; empty where each point decides something else."""
    say = language.text
    decided = [one for one in seen.settings if not one.place.startswith("uncertainties.")]
    if len(decided) == len(seen.settings):
        return ""
    groups = pd.DataFrame({number: one.level for number, one in enumerate(decided)}, index=range(len(seen)))
    names = groups.astype(str).agg(" ".join, axis=1) if decided else pd.Series("", index=groups.index)
    if names.nunique() * 2 > len(seen):
        return ""
    values = seen.chance if seen.aimed else seen.of(seen.mean)
    means = pd.Series(values).groupby(names.to_numpy()).mean().dropna()
    best, worst = means.idxmax(), means.idxmin()

    def said(value: float) -> str:
        return language.percent(value) if seen.aimed else language.about(value)

    def where(group: str) -> str:
        point = int(np.flatnonzero(names.to_numpy() == group)[0])
        return ", ".join(f"{one.name(language)} = {one.value(point, language)}" for one in decided[:3])

    facts = {
        **looked_at(seen, language),
        "points": language.number(int(seen.there.sum())),
        "target": language.number(seen.aim.value) if seen.aim else "",
        "best": said(means[best]),
        "worst": said(means[worst]),
        "most": where(best),
        "least": where(worst),
    }
    if len(means) == 1 and seen.aim:
        told = say(
            "the target of {target} {measure} by {month} is met with probability {best}, over {points} sets of "
            "assumptions",
            **facts,
        )
    elif len(means) == 1 and seen.aimed:
        told = say("the target is met with probability {best}, over {points} sets of assumptions", **facts)
    elif len(means) == 1:
        told = say("about {best} {measure} by {month}, over {points} sets of assumptions", **facts)
    elif seen.aimed:
        told = say(
            "averaged over the assumptions, the target is met with probability {best} at best ({most}), {worst} at "
            "worst ({least})",
            **facts,
        )
    else:
        told = say(
            "averaged over the assumptions, {best} {measure} by {month} at most ({most}), {worst} at least ({least})",
            **facts,
        )
    return as_sentence(told)


def decision(seen: Points, language: Language) -> list[str]:
    """Plain sentences: what matters most, which points reach the target and what they cost, how to read it."""
    say, told = language.text, []
    if not seen.there.any():
        return told
    found = effects(seen)
    if found:
        told.append(_matters(seen, found, language))
    if seen.aimed and len(seen) > 1:
        told.append(_reached(seen, language))
    cost = frontier.data(seen)
    if cost is not None and len(seen) > 1:
        told.append(say(
            "Efficient points: {number} of {points}. None of the others has as many {measure} for as little money.",
            number=language.number(len(cost.efficient)), points=language.number(int(seen.there.sum())),
            **looked_at(seen, language),
        ))  # fmt: skip
    told.append(say(
        "All points meet the same chance (seed {seed}), so two of them are compared pair by pair, by essaim compare. A "
        "difference smaller than chance between points may not be one.", seed=seen.seed,
    ))  # fmt: skip
    return told


def _matters(seen: Points, found: tuple, language: Language) -> str:
    first = found[0]
    facts = {**ends_of(first, seen, language), "share": language.percent(first.share)}
    say = language.text
    told = say("What moves {measure} most is {setting}: on average {low} at {from}, {high} at {to}.", **facts)
    if np.isnan(first.share):
        return told
    return f"{told} " + say("By itself it explains {share} of what differs between points.", **facts)


def _reached(seen: Points, language: Language) -> str:
    say = language.text
    likely = np.flatnonzero(np.nan_to_num(seen.chance) >= LIKELY)
    facts = {"likely": language.percent(LIKELY), "points": language.number(int(np.isfinite(seen.chance).sum()))}
    if not len(likely):
        return say("At none of {points} points is the target met with probability {likely} or more.", **facts)
    facts["number"] = language.number(len(likely))
    first = say("At {number} of {points} points the target is met with probability {likely} or more.", **facts)
    if seen.money is None or all(one.place.startswith("uncertainties.") for one in seen.settings):
        return first
    money = seen.median[:, seen.money, seen.at[1]]
    cheapest = int(likely[np.nanargmin(money[likely])])
    return f"{first} " + say(
        "The cheapest of them is point {number} ({where}): about {money} up to {month}.",
        number=int(seen.number[cheapest]), where=seen.said(cheapest, language, 3),
        money=frontier.money_text(float(money[cheapest]), language), month=month_of(seen.month, language),
    )  # fmt: skip


@dataclass(frozen=True)
class Failed:
    """What failed: a sentence, and rows of stage, error, runs and the numbers of points they belong to."""

    sentence: str
    rows: tuple[tuple[str, str, int, str], ...]


def failed(seen: Points, points: pd.DataFrame, failures: pd.DataFrame, language: Language) -> Failed | None:
    """Runs that failed, by stage and error; None when none did."""
    if failures.empty:
        return None
    numbers = points.groupby("point")["number"].first()
    counted = failures.assign(number=failures["point"].map(numbers)).dropna(subset=["number"])
    if counted.empty:
        return None
    groups = sorted(counted.groupby(["stage", "error"]), key=lambda pair: -len(pair[1]))
    rows = []
    for (stage, error), of_it in groups[:MOST_ERRORS]:
        own = sorted({int(number) for number in of_it["number"]})
        rows.append((stage, error, len(of_it), ", ".join(map(str, own[:12])) + (", …" if len(own) > 12 else "")))
    say = language.text
    facts = {
        "failed": language.number(len(counted)),
        "runs": language.number(int(seen.runs.sum() + len(counted))),
        "points": language.number(counted["point"].nunique()),
        "empty": language.number(int((~seen.there).sum())),
    }
    sentence = say(
        "{failed} of {runs} runs failed (points concerned: {points}); charts show what is left of them.", **facts
    )
    if (~seen.there).any():
        sentence += " " + say("Points without any run: {empty}; charts leave them out.", **facts)
    return Failed(sentence, tuple(rows))


def shown_measures(seen: Points, language: Language) -> list[str]:
    """What the measures are called in the page."""
    names = [words_of(name, language) for name in seen.measures]
    return [name[0].upper() + name[1:] for name in names]
