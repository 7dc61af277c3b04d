"""Words and numbers for readers, in English and French: measures, dates, amounts, and how likely something is.

What a forecast says of itself outside a page (on the command line, in a headline) is made of these; pages and charts
have a catalogue of phrases of their own (simulation/charts/language.py).
"""

import math

from simulation.language import LanguageCode
from simulation.language.vocabulary import in_words
from simulation.outcomes.measures import Share
from simulation.scenario.schema import EACH, OVER_A_YEAR, FurtherTarget

NARROW, HARD = "\u202f", "\u00a0"
FEW = 100
"""With fewer futures than this, a probability is told as a count of them."""

LIKELIHOODS = (
    (0.99, "virtually certain", "quasiment certain"),
    (0.90, "very likely", "très probable"),
    (0.66, "likely", "probable"),
    (0.33, "about as likely as not", "à peu près aussi probable qu’improbable"),
    (0.10, "unlikely", "improbable"),
    (0.01, "very unlikely", "très improbable"),
    (0.00, "exceptionally unlikely", "exceptionnellement improbable"),
)
"""How likely, in words, from which probability on: the terms of the IPCC (Mastrandrea et al. 2010)."""

NAMES = {
    "active_facilitators": ("active facilitators", "animateurs actifs"),
    "network_members": ("members of the network", "membres du réseau"),
    "people_reached": ("people reached", "agents bénéficiaires"),
    "newly_reached": ("people reached for the first time", "nouveaux bénéficiaires"),
    "facilitators": ("facilitators", "animateurs"),
    "trainers": ("trainers", "formateurs"),
    "reached": ("persons reached without another role", "bénéficiaires sans autre rôle"),
    "sessions": ("sessions", "séances"),
    "skills_gained": ("full masteries gained", "maîtrises complètes acquises"),
    "coverage": (
        "of the pairs of region and administration covered", "des couples région-administration couverts"
    ),
}  # fmt: skip
"""Measures in words that follow a number, in English and French."""

_MONTHS = (
    ("January", "janvier"), ("February", "février"), ("March", "mars"), ("April", "avril"), ("May", "mai"),
    ("June", "juin"), ("July", "juillet"), ("August", "août"), ("September", "septembre"), ("October", "octobre"),
    ("November", "novembre"), ("December", "décembre"),
)  # fmt: skip
_NUMBERS = (
    ("two", "deux"), ("three", "trois"), ("four", "quatre"), ("five", "cinq"), ("six", "six"), ("seven", "sept"),
    ("eight", "huit"), ("nine", "neuf"), ("ten", "dix"),
)  # fmt: skip


# ---- numbers ---------------------------------------------------------------------------------------------------------
def nearest(value: float, step: int = 1) -> int:
    """The multiple of a step nearest to a value; halves go up."""
    return int(math.floor(value / step + 0.5)) * step


def rounded(median: float, low: float, high: float) -> tuple[int, int, int]:
    """Median and interval as far as they are known: two figures of a wide interval, whole numbers of a narrow one."""
    width = high - low
    step = 10 ** max(0, math.floor(math.log10(width)) - 1) if width >= 1 else 1
    coarse = step
    if median >= 100 and width > 0.1 * median:
        coarse = max(step, 10 ** (math.floor(math.log10(median)) - 1))
    return nearest(median, coarse), nearest(low, step), nearest(high, step)


def about(value: float) -> int:
    """A number of at least 0 to two figures: more is not known."""
    return nearest(value, 10 ** max(0, math.floor(math.log10(value)) - 1) if value >= 1 else 1)


def number_text(number: int, language: LanguageCode) -> str:
    """A whole number with its thousands set apart: 1,350 or 1 350 (narrow no-break space)."""
    text = f"{number:,}"
    return text.replace(",", NARROW) if language == "fr" else text


def percent_text(share: float) -> str:
    """A share as a whole per cent; what is neither 0 nor 1 is never shown as if it were."""
    shown = nearest(100 * share)
    return f"{min(max(shown, 1), 99) if 0 < share < 1 else shown}{HARD}%"


def counted(number: int, language: LanguageCode) -> str:
    """A small number as a word: two to ten; others in figures."""
    return _NUMBERS[number - 2][language == "fr"] if 2 <= number <= 10 else number_text(number, language)


def date_text(month: str, language: LanguageCode) -> str:
    """The end of a month (YYYY-MM), or of its year: the end of June 2030, fin juin 2030."""
    name = _MONTHS[int(month[5:]) - 1][language == "fr"]
    if month.endswith("-12"):
        return f"the end of {month[:4]}" if language == "en" else f"fin{HARD}{month[:4]}"
    return f"the end of {name} {month[:4]}" if language == "en" else f"fin {name}{HARD}{month[:4]}"


# ---- measures --------------------------------------------------------------------------------------------------------
def measure_name(measure: str, language: LanguageCode) -> str:
    """What is forecast, in words that follow a number, such as "active facilitators"."""
    return in_words(NAMES[measure][language == "fr"], language)


def amounts(measure: str, median: float, low: float, high: float, language: LanguageCode) -> tuple[str, str, str]:
    """Median and interval of a measure, rounded to what is known; coverage in per cent."""
    if measure == "coverage":
        return percent_text(median), percent_text(low), percent_text(high)
    shown = [number_text(number, language) for number in rounded(median, low, high)]
    return shown[0], shown[1], shown[2]


def value_text(aim: FurtherTarget, language: LanguageCode) -> str:
    """The value of a target; a target of 0.5 persons is no whole number and shown as it is."""
    if aim.measure == "coverage":
        return percent_text(aim.value)
    if aim.value == nearest(aim.value):
        return number_text(nearest(aim.value), language)
    text = f"{aim.value:,g}"
    return text.replace(",", NARROW).replace(".", ",") if language == "fr" else text


def when_text(aim: FurtherTarget, language: LanguageCode) -> str:
    """The date of a target; of what is counted over a year, the twelve months that end then."""
    date = date_text(aim.month, language)
    if aim.measure in OVER_A_YEAR:
        return f"in the twelve months to {date}" if language == "en" else f"dans les douze mois jusqu’à {date}"
    return f"at {date}" if language == "en" else date


def aim_text(aim: FurtherTarget, language: LanguageCode) -> str:
    """A target in words: 2 active facilitators in every region at the end of 2030."""
    parts = [value_text(aim, language), measure_name(aim.measure, language)]
    if aim.region == EACH:
        parts.append("in every region" if language == "en" else "dans chaque région")
    elif aim.region is not None:
        parts.append(f"in {aim.region}" if language == "en" else f"({aim.region})")
    return " ".join([HARD.join(parts[:2]) if language == "fr" else " ".join(parts[:2]), *parts[2:],
                     when_text(aim, language)])  # fmt: skip


# ---- how likely ------------------------------------------------------------------------------------------------------
def likelihood(share: Share, language: LanguageCode) -> str:
    """How likely something is that so many futures show, in words.

    The words are those of the number that is shown beside them, and never claim more than so few futures can tell:
    none of 20 is not "exceptionally unlikely".
    """
    known = min(max(share.value, 1 / (share.count + 2)), 1 - 1 / (share.count + 2))
    shown = nearest(100 * known) / 100
    return next(words[language == "fr"] for least, *words in LIKELIHOODS if shown >= least)


def share_text(share: Share, language: LanguageCode) -> str:
    """A probability as a frequency: 52 in 100; a count of the futures where they are few, 11 in 20, or all or none."""
    between = " in " if language == "en" else " sur "
    if share.count == 0:
        return "–"
    if share.count < FEW or share.value in (0, 1):
        count = number_text(nearest(share.value * share.count), language)
        return f"{count}{between}{number_text(share.count, language)}"
    shown = nearest(100 * share.value)
    before = ""
    if shown == 0:
        before, shown = ("fewer than " if language == "en" else "moins de "), 1
    elif shown == 100:
        before, shown = ("more than " if language == "en" else "plus de "), 99
    return f"{before}{shown}{between}100"


def range_text(share: Share, language: LanguageCode) -> str:
    """Between which frequencies the probability lies (95 %, Wilson), as far as so many futures can tell."""
    low, high = (nearest(100 * edge) for edge in share.interval())
    return f"between {low} and {high} in 100" if language == "en" else f"entre {low} et {high} sur 100"
