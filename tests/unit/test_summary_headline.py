"""The headline in words: rounded to what is known, in English and in French typography."""

import math
from dataclasses import replace

import numpy as np
import pytest
from report_data import MadeUp, made_up

from simulation.outcomes import describe
from simulation.outcomes.headline import Headline, headline, together_text, width_text
from simulation.outcomes.measures import Share, Split
from simulation.outcomes.waiting import Diagnosis
from simulation.outcomes.wording import (
    LIKELIHOODS,
    NAMES,
    about,
    aim_text,
    likelihood,
    range_text,
    rounded,
    share_text,
    value_text,
)
from simulation.scenario.schema import Aim, FurtherTarget

HARD, NARROW = "\u00a0", "\u202f"
AIM = FurtherTarget(measure="active_facilitators", value=1000, month="2030-12")
EXAMPLE = Headline(
    aim=AIM,
    median=903.5,
    low=561.2,
    high=1352.0,
    split=Split(0.85, 0.05, 20),
    met=Share(0.41, 0.034, 200),
    together=None,
    targets=1,
    diagnosis=Diagnosis("course", 60.4, "trainer_days", 0.7, 0.9),
    replicates=200,
)


def share(yes, count):
    return Share.of(np.arange(count) < yes)


def test_english():
    assert EXAMPLE.sentence().replace(HARD, " ") == (
        "About 900 active facilitators at the end of 2030 (80 % interval: 560–1,350). Most of that width comes from "
        "assumptions (85 % of the variance), the rest from chance. It is about as likely as not that the target of "
        "1,000 is met by then: 41 in 100. In an average month about 60 candidates wait for a facilitator course, most "
        "of them (70 %) for want of trainer days."
    )


def test_french():
    assert EXAMPLE.sentence("fr") == (
        f"Environ 900{HARD}animateurs actifs fin{HARD}2030 (intervalle à 80{NARROW}%{HARD}: de 560 à 1{NARROW}350). "
        f"Cette largeur tient surtout aux hypothèses (85{HARD}% de la variance), le reste au hasard. Atteindre à cette "
        f"date la cible de 1{NARROW}000 est à peu près aussi probable qu’improbable{HARD}: 41 sur 100. Au cours d’un "
        f"mois moyen, environ 60{HARD}candidats attendent une formation d’animateurs, la plupart (70{HARD}%) faute de "
        "jours de formateur."
    )


def test_no_sentence_has_a_plus_or_minus_or_sustains_itself():
    for language in ("en", "fr"):
        for it in (EXAMPLE, replace(EXAMPLE, replicates=8, met=share(3, 8)), headline(made_up(replicates=8))):
            assert "±" not in it.sentence(language) and "sustain" not in it.sentence(language)


def test_the_scenario_is_named_first_and_quoted_in_french():
    assert EXAMPLE.announced("More trainers") == f"More trainers: {EXAMPLE.sentence()}"
    quoted = f"Scénario «{HARD}More trainers{HARD}»{HARD}: "
    assert EXAMPLE.announced("More trainers", "fr") == f"{quoted}{EXAMPLE.sentence('fr')}"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((903.5, 561.2, 1352.0), (900, 560, 1350)),
        ((12345, 8000, 21000), (12000, 8000, 21000)),
        ((903.5, 880, 925), (904, 880, 925)),
        ((7, 3, 12), (7, 3, 12)),
        ((130, 130, 130), (130, 130, 130)),
        ((5_012_345, 4_900_000, 5_100_000), (5_010_000, 4_900_000, 5_100_000)),
    ],
)
def test_numbers_are_rounded_to_what_is_known(given, expected):
    assert rounded(*given) == expected


def test_about_is_two_figures():
    assert [about(number) for number in (0, 0.4, 0.5, 1, 9.6, 61.4, 99.6, 1234, 12_500)] == [
        0, 0, 1, 1, 10, 61, 100, 1200, 13_000
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("yes", "count", "words", "shown"),
    [
        (198, 200, "virtually certain", "99 in 100"),
        (180, 200, "very likely", "90 in 100"),
        (179, 200, "very likely", "90 in 100"),  # 89.5 is shown as 90
        (178, 200, "likely", "89 in 100"),
        (132, 200, "likely", "66 in 100"),
        (104, 200, "about as likely as not", "52 in 100"),
        (66, 200, "about as likely as not", "33 in 100"),
        (64, 200, "unlikely", "32 in 100"),
        (20, 200, "unlikely", "10 in 100"),
        (18, 200, "very unlikely", "9 in 100"),
        (2, 200, "very unlikely", "1 in 100"),
        (4, 1000, "exceptionally unlikely", "fewer than 1 in 100"),
        (996, 1000, "virtually certain", "more than 99 in 100"),
        (0, 1000, "exceptionally unlikely", "0 in 1,000"),
        (1000, 1000, "virtually certain", "1,000 in 1,000"),
        (0, 20, "very unlikely", "0 in 20"),  # so few futures cannot say more
        (20, 20, "very likely", "20 in 20"),
        (0, 8, "unlikely", "0 in 8"),
        (11, 20, "about as likely as not", "11 in 20"),
    ],
)
def test_how_likely_in_words_and_as_a_frequency(yes, count, words, shown):
    found = share(yes, count)
    assert (likelihood(found, "en"), share_text(found, "en")) == (words, shown)


def test_the_words_are_one_table_in_both_languages():
    bounds = [least for least, _, _ in LIKELIHOODS]
    assert bounds == sorted(bounds, reverse=True) and bounds[-1] == 0
    assert likelihood(share(104, 200), "fr") == "à peu près aussi probable qu’improbable"
    assert share_text(share(4, 1000), "fr") == "moins de 1 sur 100" and share_text(share(11, 20), "fr") == "11 sur 20"
    assert share_text(share(996, 1000), "fr") == "plus de 99 sur 100"
    assert share_text(share(0, 1000), "fr") == f"0 sur 1{NARROW}000"
    assert share_text(Share.of(np.zeros(0, bool)), "en") == "–"
    assert range_text(share(12, 20), "en") == "between 39 and 78 in 100"
    assert range_text(share(12, 20), "fr") == "entre 39 et 78 sur 100"


def test_few_futures_are_said():
    it = replace(EXAMPLE, replicates=20, met=share(11, 20))
    assert "; only 20 simulated futures)." in it.sentence() and ": 11 in 20." in it.sentence()
    assert f"{NARROW}; 20 futurs simulés seulement)." in it.sentence("fr")
    assert "futures" not in EXAMPLE.sentence()
    one = replace(EXAMPLE, replicates=1, met=share(1, 1))
    assert "(one simulated future only). In it, the target of 1,000 is met by then." in one.sentence()
    assert f"(un seul futur simulé). La cible de 1{NARROW}000 y est atteinte à cette date." in one.sentence("fr")
    missed = replace(one, met=share(0, 1))
    assert "the target of 1,000 is not met by then." in missed.sentence() and "n’est pas" in missed.sentence("fr")


def test_what_the_interval_comes_from():
    assert width_text(Split(0.1, 0.05, 20), False, "en").startswith("Little of that width comes from assumptions (10")
    assert "surtout au hasard" in width_text(Split(0.1, 0.05, 20), False, "fr")
    assert width_text(Split(0.0, 0.0, 0), True, "en") == "All of that width comes from chance."
    half = Split(0.55, 0.05, 20)
    assert "About half" in width_text(half, False, "en") and "pour moitié" in width_text(half, False, "fr")
    for rough in (Split(0.0, 0.6, 4), Split(0.8, 0.4, 20), Split(0.35, 0.2, 20), Split(0.5, 0.3, 4)):
        assert width_text(rough, False, "en").startswith("Too few simulated futures were run twice")
        assert width_text(rough, False, "fr").startswith("Trop peu de futurs simulés ont été calculés deux fois")
    assert width_text(Split(math.nan, math.nan, 0), False, "en") == ""
    best = replace(EXAMPLE, split=Split(0.0, 0.0, 0), best_values=True).sentence()
    assert best.startswith("With every assumption at its best value, about 900 active facilitators")


def test_all_targets_together():
    it = replace(EXAMPLE, targets=4, together=share(62, 200))
    assert "All four targets together: 31 in 100, unlikely. In an average" in it.sentence()
    assert f"Les quatre cibles ensemble{HARD}: 31 sur 100, improbable." in it.sentence("fr")
    assert together_text(share(62, 200), 12, "en").startswith("All 12 targets together")
    assert together_text(share(1, 1), 2, "en") == "The two targets are all met."
    assert together_text(share(0, 1), 2, "fr") == "Les deux cibles ne le sont pas toutes."
    assert together_text(None, 4, "en") == ""


def test_without_target_within_a_year_and_where_nobody_waits():
    aim = FurtherTarget(measure="reached", value=1, month="2030-06")
    it = replace(EXAMPLE, aim=aim, met=None, diagnosis=None)
    assert it.sentence().startswith("About 900 persons reached without another role at the end of June 2030 (")
    assert "target" not in it.sentence() and it.sentence().endswith("demand is the limit at every stage.")
    assert f"fin juin{HARD}2030" in it.sentence("fr") and "cible" not in it.sentence("fr")


def test_median_and_probability_are_of_the_targets_own_date():
    results = MadeUp(replicates=8)
    target = results.scenario.target.model_copy(update={"month": "2028-06", "value": 300.0})
    results.scenario = results.scenario.model_copy(update={"target": target})
    then = results.national("active_facilitators")["active_facilitators"][:, 29]
    found = headline(results)
    assert found.median == np.median(then) and found.met.value == (then >= 300).mean()
    assert "at the end of June 2028" in found.sentence() and "2030" not in found.sentence()


def test_a_target_beyond_the_end_leaves_the_end_and_no_probability():
    found = headline(made_up(replicates=8, months=12))
    assert found.met is None and found.aim.month == "2026-12" and "target" not in found.sentence()


def test_targets_in_words():
    def said(language, **given):
        return aim_text(FurtherTarget(**{"value": 1000, "month": "2030-12"} | given), language).replace(HARD, " ")

    assert said("en") == "1,000 active facilitators at the end of 2030"
    assert said("fr") == f"1{NARROW}000 animateurs actifs fin 2030"
    assert said("en", value=2, region="each") == "2 active facilitators in every region at the end of 2030"
    assert said("fr", value=2, region="each") == "2 animateurs actifs dans chaque région fin 2030"
    assert said("en", region="Corse", month="2030-06") == "1,000 active facilitators in Corse at the end of June 2030"
    assert said("fr", measure="sessions") == f"1{NARROW}000 séances dans les douze mois jusqu’à fin 2030"
    assert said("en", measure="coverage", value=0.5) == (
        "50 % of the pairs of region and administration covered at the end of 2030"
    )
    assert value_text(FurtherTarget(value=2.5, month="2030-12"), "fr") == "2,5"
    assert set(NAMES) == set(Aim.model_fields["measure"].annotation.__args__)


def test_coverage_is_told_in_per_cent():
    aim = FurtherTarget(measure="coverage", value=0.5, month="2030-12")
    it = replace(EXAMPLE, aim=aim, median=0.456, low=0.2, high=0.7, split=Split(math.nan, math.nan, 0))
    assert (
        it.sentence()
        .replace(HARD, " ")
        .startswith(
            "About 46 % of the pairs of region and administration covered at the end of 2030 (80 % interval: 20 %–70 %)"
            ". It is about as likely as not that the target of 50 % is met by then"
        )
    )


def test_the_readme_of_results_is_up_to_date():
    assert describe.README.read_text(encoding="utf-8") == describe.text(), "run python -m simulation.outcomes.describe"
