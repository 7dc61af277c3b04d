"""What a sweep found, in words: the headline, what a decision needs, and what failed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from babel.lists import format_list

from simulation.charts.language import Language
from simulation.charts.sweeps import frontier
from simulation.charts.sweeps.chart import chance_of, known, looked_at
from simulation.charts.sweeps.effects import Effect, acting, effects, finding, nothing_acts
from simulation.charts.sweeps.points import Points, month_of, words_of
from simulation.outcomes.wording import share_text
from simulation.report.decisions import as_sentence

ENOUGH = 8
"""Of fewer simulated futures at a point, no probability of the point is told."""
LIKELY = 0.8
"""From this probability on a target counts as likely met."""
MOST_ERRORS = 10
MOST_TOLD = 4
"""Settings told one by one."""


def headline(seen: Points, language: Language) -> str:
    """The finding, as one or two sentences of their own."""
    say = language.text
    if not seen.there.any():
        refused = seen.unfit & (seen.runs > 0)
        return say("No point counts: essaim check refuses them all.") if refused.any() else say("No run was recorded.")
    facts = {**looked_at(seen, language), "points": language.number(int(seen.there.sum()))}
    if seen.there.sum() == 1:
        median, low, high = known(seen, int(np.flatnonzero(seen.there)[0]), language)
        return say("About {median} {measure} by {month}, 80 % interval {low}–{high}, at the only point.",
                   median=median, low=low, high=high, **facts)  # fmt: skip
    found = effects(seen)
    decided = [one for one in found if one.setting.decided]
    acts = acting(found)
    if not acts:
        told = as_sentence(nothing_acts(seen, language))
        return f"{told} {_target(seen, language)}".strip()
    averaged = _over_assumptions(seen, bool(acting(decided)), language)
    if averaged:
        return averaged
    told = as_sentence(say("{finding}, by {month}", finding=finding(acts[0], seen, language), **facts))
    return f"{told} {_target(seen, language)}".strip()


def _enough(seen: Points) -> bool:
    return bool(np.median(seen.runs[seen.there]) >= ENOUGH)


def _target(seen: Points, language: Language) -> str:
    """How often the target is met, over all points; empty without one."""
    if not seen.aimed:
        return ""
    say, shares = language.text, [share for share in seen.met if share is not None]
    least, most = (end(shares, key=lambda share: share.value) for end in (min, max))
    facts = {
        **looked_at(seen, language),
        "least": share_text(least, language.code),
        "most": share_text(most, language.code),
    }
    if seen.aim is None:
        return say("Each point has its own target: {least} meet it at the point with the fewest, {most} at that with "
                   "the most.", **facts)  # fmt: skip
    facts["target"] = language.number(seen.aim.value)
    if not _enough(seen):
        pooled = float(np.average(seen.chance[seen.there], weights=seen.runs[seen.there]))
        return say("The target of {target} is met in {share} of all simulated futures.",
                   share=language.percent(pooled), **facts)  # fmt: skip
    if facts["least"] == facts["most"]:
        return say("The target of {target} is met in {most} simulated futures, at every point.", **facts)
    return say("The target of {target} is met in {least} to {most} simulated futures, by point.", **facts)


def _over_assumptions(seen: Points, decides: bool, language: Language) -> str:
    """Where assumptions vary: averages over them, by what is decided; empty where each point decides something else.

    decides: whether what is decided acts beyond chance.
    """
    say = language.text
    decided = [one for one in seen.settings if one.decided]
    if len(decided) == len(seen.settings):
        return ""
    groups = pd.DataFrame({number: one.level for number, one in enumerate(decided)}, index=range(len(seen)))
    names = groups.astype(str).agg(" ".join, axis=1) if decided else pd.Series("", index=groups.index)
    if names.nunique() * 2 > len(seen):
        return ""
    values = seen.chance if seen.aimed else seen.of(seen.mean)
    means = pd.Series(values).groupby(names.to_numpy()).mean().dropna()
    best, worst = str(means.idxmax()), str(means.idxmin())

    def said(value: float) -> str:
        return language.percent(value) if seen.aimed else language.about(value)

    def where(group: str) -> str:
        point = int(np.flatnonzero(names.to_numpy() == group)[0])
        return say("; ").join(f"{one.name(language)} = {one.value(point, language)}" for one in decided[:3])

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
    elif not decides:
        return as_sentence(say("averaged over the assumptions, what is decided makes no difference beyond chance"))
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
    say = language.text
    told: list[str] = []
    if not seen.there.any():
        return told
    found = effects(seen)
    acts = acting(found)
    # The first one that acts is the headline.
    told += [as_sentence(finding(one, seen, language)) for one in acts[1:MOST_TOLD]]
    alike = [one for one in found if not one.acts and np.isfinite(one.gap.half)]
    told += [_no_difference(alike, language)] if acts and alike else []
    unknown = len(found) - len(acts) - len(alike)
    if unknown:
        told.append(say("Settings of which nothing can be told, as they always change together or have too few points: "
                        "{number}.", number=unknown))  # fmt: skip
    if acts and seen.aimed and len(seen) > 1 and _enough(seen):
        told.append(_reached(seen, language))
    cost = frontier.data(seen)
    if acts and cost is not None and len(seen) > 1:
        told.append(say(
            "Efficient points: {number} of {points}. None of the others has as many {measure} for as little money.",
            number=language.number(len(cost.efficient)), points=language.number(int(seen.there.sum())),
            **looked_at(seen, language),
        ))  # fmt: skip
    pairs = [one.gap.pairs for one in found if one.gap.pairs]
    if pairs:
        told.append(say(
            "All points meet the same chance (seed {seed}): differences are those of {pairs} pairs of simulated "
            "futures at a time, with 95 % intervals that hold together.", seed=seen.seed, pairs=min(pairs),
        ))  # fmt: skip
    elif found:
        told.append(say(
            "Points differ in several settings at once: differences are those of the points’ means, with 95 % "
            "intervals that hold together."
        ))  # fmt: skip
    return told


def _no_difference(found: Sequence[Effect], language: Language) -> str:
    names = [one.setting.name(language) for one in found]
    if len(names) > MOST_TOLD:
        return language.text("{number} settings make no difference beyond chance.", number=len(names))
    listed = format_list(names, locale=language.code)
    return as_sentence(language.text("no difference beyond chance: {settings}", settings=listed))


def _reached(seen: Points, language: Language) -> str:
    say = language.text
    likely = np.flatnonzero(np.nan_to_num(seen.chance) >= LIKELY)
    facts = {"likely": language.percent(LIKELY), "points": language.number(int(np.isfinite(seen.chance).sum()))}
    if not len(likely):
        return say("At none of {points} points is the target met with probability {likely} or more.", **facts)
    facts["number"] = language.number(len(likely))
    first = say("At {number} of {points} points the target is met with probability {likely} or more.", **facts)
    if seen.money is None or not all(one.decided for one in seen.settings):
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
    for key, of_it in groups[:MOST_ERRORS]:
        stage, error = map(str, key)
        own = sorted({int(number) for number in of_it["number"]})
        rows.append((stage, error, len(of_it), ", ".join(map(str, own[:12])) + (", …" if len(own) > 12 else "")))
    say = language.text
    facts = {
        "failed": language.number(len(counted)),
        "runs": language.number(int(seen.runs.sum() + len(counted))),
        "points": language.number(counted["point"].nunique()),
        "empty": language.number(int((seen.runs == 0).sum())),
    }
    sentence = say(
        "{failed} of {runs} runs failed (points concerned: {points}); charts show what is left of them.", **facts
    )
    if (seen.runs == 0).any():
        sentence += " " + say("Points without any run: {empty}; charts leave them out.", **facts)
    return Failed(sentence, tuple(rows))


@dataclass(frozen=True)
class Refused:
    """Points that `essaim check` refuses: a sentence, and rows of the reason and the numbers of its points."""

    sentence: str
    rows: tuple[tuple[str, str], ...]


def refused(seen: Points, language: Language) -> Refused | None:
    """What is left out of every claim because its scenario is refused; None where nothing is."""
    if not seen.unfit.any():
        return None
    of: dict[str, list[int]] = {}
    for number, why in zip(seen.number.tolist(), seen.refused, strict=True):
        if why:
            of.setdefault(why, []).append(number)
    rows = [(why, ", ".join(map(str, own[:12])) + (", …" if len(own) > 12 else "")) for why, own in of.items()]
    sentence = language.text(
        "{refused} of {points} points are plans that essaim check refuses: their figures count in no statement, and "
        "are marked.", refused=int(seen.unfit.sum()), points=len(seen),
    )  # fmt: skip
    return Refused(sentence, tuple(rows[:MOST_ERRORS]))


MOST_ROWS = 100
"""Points listed in the page; its file has them all."""
MOST_SETTINGS = 4


@dataclass(frozen=True)
class Row:
    """One point as the page lists it. settings: those that act first."""

    number: int
    chance: str
    value: str
    money: str
    settings: tuple[str, ...]
    refused: bool


def listed(seen: Points, language: Language) -> list[Row]:
    """The points, likeliest to meet the target first, then those with most; refused ones last."""
    order = [effect.setting for effect in effects(seen)]
    settings = sorted(seen.settings, key=lambda one: order.index(one) if one in order else len(order))[:MOST_SETTINGS]
    chance, values = np.nan_to_num(seen.chance), seen.median[:, *seen.at]
    ranked = np.lexsort((seen.number, -np.nan_to_num(values), -chance, seen.unfit))
    rows = []
    for point in ranked[seen.runs[ranked] > 0][:MOST_ROWS].tolist():
        median, low, high = known(seen, point, language)
        money = (
            frontier.money_text(float(seen.median[point, seen.money, seen.at[1]]), language)
            if seen.money is not None
            else ""
        )
        rows.append(Row(
            int(seen.number[point]), chance_of(seen, point, language), f"{median} ({low}–{high})", money,
            tuple(f"{one.name(language)} = {one.value(point, language)}" for one in settings), bool(seen.unfit[point]),
        ))  # fmt: skip
    return rows


def points_table(seen: Points, language: Language) -> pd.DataFrame:
    """Every point, for a file: its settings, what comes of all measures at the month looked at, and its runs."""
    say, share = language.text, language.percent
    columns: dict[str, object] = {say("point"): seen.number}
    for one in seen.settings:
        columns[one.heading(language)] = (
            one.positions if one.numeric else [one.value(point, language) for point in range(len(seen))]
        )
    if seen.aimed:
        columns[say("probability")] = seen.chance
    for at, name in enumerate(seen.measures):
        label = words_of(name, language)
        label = label[0].upper() + label[1:]
        month = seen.at[1]
        columns[label] = seen.median[:, at, month]
        columns[f"{label}, {share(0.1)}"] = seen.low[:, at, month]
        columns[f"{label}, {share(0.9)}"] = seen.high[:, at, month]
    columns[say("replicates recorded")] = seen.runs
    if seen.failed.any():
        columns[say("replicates that failed")] = seen.failed
    if seen.unfit.any():
        columns[say("refused by essaim check")] = [say("yes") if unfit else say("no") for unfit in seen.unfit]
    return pd.DataFrame(columns)
