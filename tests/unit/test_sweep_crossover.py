"""The crossover of a sweep: gains of paired futures, how often capacity binds, and where more of it brings little."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sweep_data
from sweep_data import DAYS, MEASURES, SHARE, made_up_sweep, sweep_of_kind
from test_french import faults

from simulation.charts.language import Language
from simulation.charts.sweeps import crossover
from simulation.charts.sweeps.points import points_of
from simulation.charts.sweeps.settings import settings_of
from simulation.charts.sweeps.steps import binding_share, capacity_of, fewest_of, months_from, paired, steps_of

WAITING = ("waiting_for_course", "training_limit_too_few")


def settings(**columns):
    length = len(next(iter(columns.values())))
    keys = {"number": range(length), "point": map(str, range(length)), "base": ["a"] * length}
    return settings_of(pd.DataFrame(keys | {name.replace("__", "."): values for name, values in columns.items()}))


def steps(levels, values, binds=None):
    """Of one setting; values: levels × futures."""
    [one] = settings(levers__trainers__days_per_month=levels)
    runs = {point: dict(enumerate(map(float, row))) for point, row in enumerate(values)}
    table = np.arange(len(levels))[:, None]
    return steps_of(one, "days", table, runs, np.array(binds or [np.nan] * len(levels)))


def test_gains_are_means_of_paired_differences_a_unit():
    # Futures differ by 100, their differences by little.
    seen = steps([1, 2, 4], [[10, 110, 210], [20, 121, 219], [30, 130, 230]])
    assert seen.mean.tolist() == [110, 120, 130] and seen.futures == 3
    assert seen.gain.tolist() == [10, 5]
    assert seen.error[0] == pytest.approx(np.std([10, 11, 9], ddof=1) / np.sqrt(3))
    assert seen.error[1] == pytest.approx(np.std([10, 9, 11], ddof=1) / 2 / np.sqrt(3))
    assert seen.low[0] == pytest.approx(30) and seen.high[0] == pytest.approx(190)


def test_only_futures_recorded_at_all_points_are_paired():
    [one] = settings(levers__trainers__days_per_month=[1, 2, 4])
    runs = {0: {0: 1.0, 1: 2.0, 7: 90.0}, 1: {0: 3.0, 1: 4.0}, 2: {0: 5.0, 1: 6.0, 8: 0.0}}
    table, binds = np.arange(3)[:, None], np.zeros(3)
    seen = steps_of(one, "days", table, runs, binds)
    assert seen.futures == 2 and seen.mean.tolist() == [1.5, 3.5, 5.5] and seen.gain.tolist() == [2, 1]
    assert steps_of(one, "days", table, runs | {1: {0: 3.0}}, binds) is None


@pytest.mark.parametrize(
    "gains, found",
    [
        ((10, 5, 0.5, 0.2), 2),
        ((10, 0.5, 5, 0.2), 3),  # a step that brings little, but not each after it
        ((10, 0.5, 0.2, 2), None),  # the last step still brings much
        ((0.5, 10, 0.5, 0.5), 2),  # the best step counts, not the first
        ((10, -3, -2, -1), 1),
        ((10, 1, 1, 1), None),  # just a tenth is not little
    ],
)
def test_the_crossover_is_the_first_level_after_which_each_step_brings_little(gains, found):
    levels = np.arange(5)
    values = np.concatenate([[0], np.cumsum(gains)])[:, None] + np.array([0.0, 50.0])
    seen = steps(levels.tolist(), values)
    assert seen.acts[np.argmax(gains)] and seen.crossover == found


def test_gains_within_chance_are_no_crossover():
    rng = np.random.default_rng(3)
    seen = steps([1, 2, 4, 8], rng.normal(100, 10, (4, 20)))
    assert not seen.acts.any() and seen.crossover is None
    it = replace(points_of(sweep_of_kind("one lever")), steps=seen)
    assert "no step brings more" in crossover.words(it, Language("en")).title


def test_levels_are_paired_where_the_other_settings_are_alike():
    days, share = settings(days=[1, 1, 2, 2, 4, 4], share=[0, 5, 5, 0, 0, 5])
    assert paired(days, (days, share)).tolist() == [[0, 1], [3, 2], [4, 5]]
    days, share = settings(days=[1, 1, 2, 2, 4, 4], share=[0, 5, 5, 0, 0, 6])
    assert paired(days, (days, share)) is None
    # The same combination twice at a level.
    days, share = settings(days=[1, 1, 2, 2], share=[0, 5, 5, 5])
    assert paired(days, (days, share)) is None


@pytest.mark.parametrize(
    "place, counted",
    [
        ("levers.trainers.days_per_month", "days"),
        ("levers.trainers.days_per_month[2027-01]", "days"),
        ("levers.trainers.days_at[Bretagne].days_per_month[2028-01]", "days"),
        ("levers.trainers.at_start[1].trainers", "trainers"),
        ("levers.trainers.hired[Occitanie].trainers", "trainers"),
        ("levers.trainers.hired[1].days_per_month", "days"),
        ("levers.trainers.hired[Île-de-France].days_per_month", "days"),
        ("levers.trainers.hired[Provence-Alpes-Côte d’Azur].days_per_month", "days"),
        ("levers.trainers.hired[1].day_price", None),
        ("levers.facilitator_courses.seats", "seats"),
        ("levers.facilitator_courses.per_quarter[2027-01]", "courses"),
        ("levers.facilitators.days_per_month", None),
        ("levers.groups.remote_share", None),
        ("uncertainties.volunteering", None),
    ],
)
def test_what_is_a_training_capacity(place, counted):
    found = capacity_of(settings(**{place: [1, 2, 4]}))
    assert (found and found[1]) == counted
    assert capacity_of(settings(**{place: [1, 2]})) is None
    assert capacity_of(settings(**{place: [float(one) for one in range(30)]})) is None


def test_a_setting_counts_from_its_date():
    months = ["2026-12", "2027-01", "2027-03"]
    assert months_from(DAYS, months) == months[1:] and months_from("levers.trainers.days_per_month", months) == months


def test_capacity_binds_where_a_course_s_minimum_waits_for_other_causes_than_being_too_few():
    # Two runs; waiting, of them too few; three months.
    held = np.array([[[9, 8, 20], [3, 3, 20]], [[6, 5, 9], [0, 0, 4]]])
    assert binding_share(held, np.array([6, 6, 5])) == pytest.approx(3 / 6)


def test_the_minimum_is_read_from_the_scenario_by_month():
    stepped = (
        "levers:\n  facilitator_courses:\n    seats: 12\n    minimum:\n      - {from: 2026-01, value: 6}\n"
        "      - {from: 2028-01, value: 4}\n  trainer_courses:\n    minimum: 9\n"
    )
    assert fewest_of(stepped, ["2027-12", "2028-01"]).tolist() == [6, 4]
    assert fewest_of("levers: {}\n", ["2027-12"]).tolist() == [6]


@pytest.fixture(scope="module")
def bending(tmp_path_factory):
    """A stored sweep whose measure bends after 4 days, and in which capacity binds at 1 and, half of the time, at 2."""

    def recorded(keeping, point, number, replicate):
        days = point.values[DAYS]
        end = 100 * min(days, 4) + days + 10 * replicate + 100 * point.values.get(SHARE, 0)
        waiting = {1: 15, 2: 8 if replicate % 2 else 2, 4: 2, 8: 0, 16: 0}[days]
        by_name = {"active_facilitators": end, "waiting_for_course": waiting + 3, "training_limit_too_few": 3}
        values = [by_name.get(name, 1) for name in keeping.recorded.measures]
        return np.broadcast_to(values, (len(keeping.periods), len(keeping.places), len(values))).astype(np.int64)

    folder = tmp_path_factory.mktemp("bending")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep_data, "_recorded", recorded)
        vary = {DAYS: [1, 2, 4, 8, 16], SHARE: [0, 0.1]}
        return points_of(made_up_sweep(folder / "one", vary, record={"measures": [*MEASURES, *WAITING]}))


def test_a_stored_sweep_gives_its_steps(bending):
    seen = bending.steps
    assert seen.setting.place == DAYS and seen.futures == 4
    # Chance (10 a replicate) and the other setting are the same at all levels.
    assert seen.mean.tolist() == pytest.approx([121, 222, 424, 428, 436]) and seen.error.max() < 1e-9
    assert seen.gain.tolist() == pytest.approx([101, 101, 1, 1])
    assert seen.binds.tolist() == [1, 0.5, 0, 0, 0]
    assert seen.at[seen.crossover] == 4


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_crossover_is_told_and_marked(bending, language):
    spoken = Language(language)
    words = crossover.words(bending, spoken)
    begin = {"en": "Days a month and trainer: from 4 on", "fr": "Jours par mois et par formateur\u00a0: à partir de 4"}
    assert words.title.startswith(begin[language])
    assert language == "en" or not any(map(faults, (words.title, words.question, words.description, words.note)))
    for narrow in (False, True):
        figure = crossover.draw(bending, spoken, narrow)
        # A line through each of three panels at 4; on a scale of ratios shapes take the number, labels its logarithm.
        assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(4, 4)] * 3
        assert figure.layout.xaxis.type == "log" and figure.layout.annotations[-1].x == pytest.approx(np.log10(4))
    table = crossover.table(bending, spoken)
    assert len(table) == 5 and table.iloc[:, -1].tolist() == [100, 50, 0, 0, 0]


@pytest.mark.parametrize("entry", ["1", "national"])
def test_days_of_hired_trainers_have_a_crossover(tmp_path, monkeypatch, entry):
    """In a plan that hires: their days a month bring much up to four, and nothing after."""
    place = f"levers.trainers.hired[{entry}].days_per_month"

    def recorded(keeping, point, number, replicate):
        values = [100 * min(point.values[place], 4.0) + replicate for _ in keeping.recorded.measures]
        return np.broadcast_to(values, (len(keeping.periods), len(keeping.places), len(values))).astype(np.int64)

    monkeypatch.setattr(sweep_data, "_recorded", recorded)
    vary = {place: [2.0, 4.0, 8.0, 12.0]}
    it = points_of(made_up_sweep(tmp_path / "hired", vary, scenarios=["days_bought_outside"]))
    assert it.steps.counted == "days" and it.steps.at[it.steps.crossover] == 4
    for code, begin in (("en", "Days a month and trainer: from 4 on"), ("fr", "Jours par mois et par formateur")):
        assert crossover.missing(it, Language(code)) == ""
        assert crossover.words(it, Language(code)).title.startswith(begin)


def test_without_who_waits_two_panels_are_drawn_and_it_is_said(tmp_path):
    it = points_of(sweep_of_kind("one lever"))
    assert np.isnan(it.steps.binds).all() and it.steps.crossover is None
    words = crossover.words(it, Language("en"))
    assert "no crossover" in words.title and "does not keep waiting_for_course" in words.note
    figure = crossover.draw(it, Language("en"))
    assert not figure.layout.shapes and "yaxis2" in figure.layout and "yaxis3" not in figure.layout
    assert crossover.table(it, Language("en")).shape[1] == 6


def test_a_sweep_without_capacity_has_none():
    it = crossover.data((points_of(sweep_of_kind("scenarios")), []))
    assert crossover.missing(it, Language("en")).startswith("Where training capacity stops")
