"""What the charts of a calibration share: names of measures, units, and how observations are counted."""

from collections.abc import Iterable
from textwrap import wrap

from simulation.charts.assumption_names import assumption_names
from simulation.charts.language import Language
from simulation.charts.style import plain
from simulation.outcomes.observed import MEASURED
from simulation.scenario.uncertainties import Uncertainties

CHANCES = ("q025", "q10", "q25", "q50", "q75", "q90", "q975")


def measure_label(measure: str, over: str, language: Language) -> str:
    """What was observed, and over what it is counted."""
    say = language.text
    names = " + ".join(language.label(MEASURED[name]) for name in measure.split(" + "))
    counted = {"month_end": "", "month": say("in the month"), "year": say("in the year"), "since_start": say("in all")}[
        over
    ]
    return plain(f"{names}, {counted}" if counted else names)


def called(names: Iterable[str], language: Language) -> list[str]:
    """Uncertainties in words, in the order given."""
    words = assumption_names(language)
    return [words[name] for name in names]


def capital(text: str) -> str:
    """With a capital letter at its beginning, as a heading has it."""
    return text[:1].upper() + text[1:]


def broken(text: str, most: int) -> str:
    """A heading in lines of at most so many letters."""
    return "<br>".join(plain(line) for line in wrap(text, most))


def unit_label(name: str, language: Language) -> str:
    """The unit of an uncertainty."""
    say = language.text
    extra = Uncertainties.model_fields[name].json_schema_extra
    unit = str(extra["unit"]) if isinstance(extra, dict) else ""
    known = {
        "share": say("share"),
        "per year": say("per year"),
        "months": say("months"),
        "days": say("days"),
        "groups per year": say("groups per year"),
        "per year without activity": say("per year without activity"),
        "a + b of the beta distribution": say("a + b of the beta distribution"),
        "standard deviation of the logarithm": say("standard deviation of the logarithm"),
        "shape of the gamma distribution": say("shape of the gamma distribution"),
    }
    return known.get(unit, unit)


def precision_label(precision: str, language: Language) -> str:
    """How exact an observation is, in words."""
    say = language.text
    kind, _, number = precision.partition(":")
    if kind == "rounded":
        return say("rounded to {number}", number=language.number(float(number)))
    if kind == "about":
        return say("to within {share}", share=language.percent(float(number)))
    return say("more than this") if kind == "more_than" else say("exact")


def digits(value: float, language: Language) -> str:
    """A number with three digits that count, as the language writes it."""
    text = f"{value:.3g}"
    if "e" in text:
        text = f"{value:,.0f}" if abs(value) >= 1000 else text
    return text.replace(",", "\u202f").replace(".", ",") if language.code == "fr" else text
