"""The headline in words: rounded to what is known, in English and in French typography."""

import math
from dataclasses import replace

import pytest

from simulation.outcomes import describe
from simulation.outcomes.headline import Headline, rounded
from simulation.outcomes.measures import DEMAND, Share, Split

HARD, NARROW = "\u00a0", "\u202f"
EXAMPLE = Headline(
    measure="active_facilitators",
    month="2030-12",
    median=903.5,
    low=561.2,
    high=1352.0,
    split=Split(0.85, 0.05, 20),
    target=1000.0,
    met=Share(0.41, 0.034, 200),
    limit=("training", "trainer_days"),
    replicates=200,
)


def test_english():
    assert EXAMPLE.sentence().replace(HARD, " ") == (
        "about 900 active facilitators by the end of 2030, 80 % interval 560–1,350, most of it from assumptions; the "
        "target of 1,000 is met with probability 0.41 ± 0.03; what held growth back most is trainer days"
    )


def test_french():
    assert EXAMPLE.sentence("fr") == (
        f"environ 900{HARD}animateurs actifs fin{HARD}2030, intervalle à 80{NARROW}% de 560 à 1{NARROW}350, dû surtout "
        f"aux hypothèses{NARROW}; la cible de 1{NARROW}000 est atteinte avec une probabilité de 0,41{HARD}±{HARD}0,03"
        f"{NARROW}; ce qui a le plus freiné la croissance{HARD}: les jours de formateur"
    )


def test_the_scenario_is_named_first_and_quoted_in_french():
    assert EXAMPLE.announced("More trainers") == f"More trainers: {EXAMPLE.sentence()}."
    quoted = f"Scénario «{HARD}More trainers{HARD}»{HARD}: "
    assert EXAMPLE.announced("More trainers", "fr") == f"{quoted}{EXAMPLE.sentence('fr')}."


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


def test_what_the_interval_comes_from():
    def words(split, **changes):
        return replace(EXAMPLE, split=split, **changes).sentence()

    assert "most of it from chance" in words(Split(0.1, 0.05, 20))
    assert "all of it from chance" in words(Split(0.0, 0.0, 0), best_values=True)
    assert "about half" in words(Split(0.55, 0.05, 20)) and "about half" in words(Split(0.8, 0.4, 20))
    assert "from" not in words(Split(math.nan, math.nan, 0)).split(";")[0]


def test_probabilities_next_to_none_and_all():
    assert f"0.01{HARD}±{HARD}0.01" in replace(EXAMPLE, met=Share(0.001, 0.001, 1000)).sentence()
    assert f"1.00{HARD}±{HARD}0.01" in replace(EXAMPLE, met=Share(1.0, 0.001, 1000)).sentence()


def test_without_target_and_within_a_year():
    it = replace(EXAMPLE, target=None, met=None, month="2030-06", measure="reached", limit=DEMAND)
    assert it.sentence().startswith("about 900 persons reached by the end of June 2030, ")
    assert "target" not in it.sentence() and it.sentence().endswith("is demand")
    assert f"fin juin{HARD}2030" in it.sentence("fr") and "cible" not in it.sentence("fr")
    assert "one replicate only" in replace(EXAMPLE, replicates=1).sentence()
    assert "une seule réplique" in replace(EXAMPLE, replicates=1).sentence("fr")


def test_the_readme_of_results_is_up_to_date():
    assert describe.README.read_text(encoding="utf-8") == describe.text(), "run python -m simulation.outcomes.describe"
