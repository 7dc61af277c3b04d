"""Writes the page of a calibration: what was learned, whether the model reproduces what was observed, and how."""

from pathlib import Path
from typing import Any

from simulation.charts import posterior_fans, posterior_generations, posterior_pairs, posterior_priors
from simulation.charts.calibrated import called, capital, digits, measure_label
from simulation.charts.language import Language
from simulation.language.vocabulary import speaking
from simulation.outcomes.calibration import Calibration
from simulation.outcomes.learned import LEAST_GAP, weighted_quantiles
from simulation.outcomes.rows import rows_of
from simulation.report.contents import Group, section
from simulation.report.writing import render_page, write_page
from simulation.scenario.vocabulary import words_of


def write_calibration(calibration: Calibration, path: Path | str, language: str = "en") -> Path:
    """Writes the page as one HTML file in English (en) or French (fr), and returns its path."""
    return write_page(render_calibration(calibration, language), path)


def render_calibration(calibration: Calibration, language: str = "en") -> str:
    """The page of a calibration as HTML."""
    with speaking(words_of([calibration.scenario])):
        return _page(calibration, Language(language))


def _page(calibration: Calibration, spoken: Language) -> str:
    say = spoken.text
    titles = {
        "observed": (say("What was observed, and what the model makes of it"), (posterior_fans.CHART,)),
        "learned": (say("What has been learned"), (posterior_priors.CHART, posterior_pairs.CHART)),
        "fit": (say("How it was fitted"), (posterior_generations.CHART,)),
    }
    groups = [
        Group(name, title, tuple(section(chart, [calibration], spoken) for chart in charts))
        for name, (title, charts) in titles.items()
    ]
    return render_page(
        "calibration.html.j2",
        spoken,
        groups,
        case=calibration.manifest["case"],
        headline=_headline(calibration, spoken),
        warnings=_warnings(calibration, spoken),
        learned=_learned(calibration, spoken),
        facts=_facts(calibration, spoken),
    )


def _headline(calibration: Calibration, language: Language) -> str:
    say = language.text
    rows = calibration.table("observations")
    fitted = rows[rows.fitted]
    learned = calibration.manifest["learned"]
    return say(
        "The posterior reproduces {within} of {fitted} fitted observations (95 % band); the data say something about "
        "{known} of {free} uncertainties.",
        within=int((~fitted.outside).sum()), fitted=len(fitted),
        known=sum(one["something"] for one in learned), free=len(learned),
    )  # fmt: skip


def _warnings(calibration: Calibration, language: Language) -> list[str]:
    """What a reader must know before using the posterior."""
    say, manifest, found = language.text, calibration.manifest, []
    told = list(zip(called((one["name"] for one in manifest["learned"]), language), manifest["learned"], strict=True))
    silent = [name for name, one in told if one["gap"] <= LEAST_GAP]
    unclear = [name for name, one in told if not one["something"] and one["gap"] > LEAST_GAP]
    if silent:
        found.append(
            say(
                "Of these the data say nothing: {names}. The posterior is the prior, and forecasts rest on the "
                "assumption.",
                names="; ".join(silent),
            )
        )
    if unclear:
        found.append(
            say(
                "There are too few independent draws to tell whether the data say anything about: {names}.",
                names="; ".join(unclear),
            )
        )
    rows = calibration.table("observations")
    missed = rows[rows.fitted & rows.outside]
    if len(missed):
        listed = "; ".join(
            f"{measure_label(one.measure, one.over, language)} {one.date} ({digits(one.value, language)})"
            for one in rows_of(missed)
        )
        found.append(say(
            "The model does not reproduce {number} of the fitted observations: {listed}. A rule, a lever or an "
            "assumption is wrong there; the posterior makes up for it elsewhere.",
            number=len(missed), listed=listed,
        ))  # fmt: skip
    if manifest["effective"] < 100:
        found.append(
            say(
                "The posterior is worth only {number} independent draws; a larger population makes its tails reliable.",
                number=language.number(manifest["effective"]),
            )
        )
    return found


def _learned(calibration: Calibration, language: Language) -> list[tuple[str, str]]:
    """Each uncertainty with its posterior in words."""
    values, weights = calibration.weighted()
    found = []
    names = called((one["name"] for one in calibration.manifest["learned"]), language)
    for at, name in enumerate(names):
        low, middle, high = weighted_quantiles(values[:, at], weights, (0.1, 0.5, 0.9))
        said = language.text(
            "{median}, 80 % interval {low} to {high}", median=digits(middle, language), low=digits(low, language),
            high=digits(high, language),
        )  # fmt: skip
        found.append((capital(name), said))
    return found


def _facts(calibration: Calibration, language: Language) -> list[tuple[str, str]]:
    say, manifest = language.text, calibration.manifest
    identity, rows = manifest["identity"], calibration.table("observations")
    tried = sum(one["tried"] for one in manifest["generations"])
    facts: list[tuple[str, Any]] = [
        (say("Scenario"), manifest["scenario"]["name"]),
        (say("Observations"), say("{fitted} fitted, {kept} kept for scoring", fitted=int(rows.fitted.sum()),
                                  kept=int((~rows.fitted).sum()))),
        (say("Fitted up to"), identity["fit_until"] or say("the last observation")),
        (say("Draws"), say("{population} a generation, {generations} generations, seed {seed}",
                           population=language.number(identity["population"]),
                           generations=len(manifest["generations"]) - 1, seed=identity["seed"])),
        (say("Simulations"), say("{number}, each candidate once", number=language.number(tried))),
        (say("Method"), say(
            "ABC-SMC (pyabc {version}), distances of log(1 + value) beyond what precision explains, scaled by "
            "generation; uncertainties that are not free are drawn from their priors",
            version=manifest["versions"]["pyabc"],
        )),
    ]  # fmt: skip
    return facts
