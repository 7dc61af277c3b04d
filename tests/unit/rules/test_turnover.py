"""Turnover, by hand: who gives up comes back, posts are kept, trainers are replaced, days are kept to."""

import pytest

from tests.unit.rules.hands import EACH, HERE, OFTEN, Run, intake, row, scenario, trainers

SUD = ("Sud", "State")
TWO_CELLS = ((*HERE, 1000), (*SUD, 1000))
AT_ONCE = {"patience_for_a_group": 0.1, "returning": 120.0}
"""Who waits gives up, and who has lapsed comes back, all but surely in the next month."""


@EACH
def test_who_gave_up_comes_back_to_the_queue(engine):
    run = Run(engine, scenario(5, {}, AT_ONCE, [row("waiting", 20, 0)]))
    assert run.persons("newly_lapsed") == [20, 0, 0, 0, 0]
    assert run.persons("waiting") == [0, 20, 0, 20, 0] and run.persons("lapsed") == [20] * 5
    assert run.persons("came_back") == [0, 20, 0, 20, 0]


@EACH
def test_without_a_rate_of_returning_nobody_comes_back(engine):
    run = Run(engine, scenario(5, {}, {**AT_ONCE, "returning": 0.0}, [row("waiting", 20, 0)]))
    assert run.persons("came_back") == [0] * 5 and run.persons("lapsed") == [20] * 5


@EACH
def test_one_who_lapsed_and_came_back_is_seated_and_returned(engine):
    levers = {"groups": {"size": 8, "minimum": 8, "maximum": 8, "sessions": 1},
              "trainers": {"hired": [{"place": "Nord", "trainers": 1, "from": "2026-02"}]}}  # fmt: skip
    run = Run(engine, scenario(2, levers, {**AT_ONCE, "groups_per_year": OFTEN}, [row("waiting", 8, 0)]))
    assert run.persons("newly_lapsed") == [8, 0] and run.persons("returned") == [0, 8]
    assert run.persons("newly_reached") == [0, 0] and run.persons("reached") == [0, 8]


@EACH
def test_a_permanent_order_keeps_its_posts_whoever_leaves(engine):
    """Nobody is left after some years but the order's: all its persons left again and again, and others followed."""
    order = intake(24, "2026-01", permanent=True, sessions=None)
    levers = {"programmes": [order], "groups": {"remote_share": 0.0},
              "trainers": {"at_start": [{"place": "Nord", "trainers": 3}], "replaced_after_months": 0}}  # fmt: skip
    run = Run(engine, scenario(48, levers, {"leaving": 3.0, "again": 1.0, "groups_per_year": OFTEN}))
    kept = [seated + waiting for seated, waiting in zip(
        run.persons("in_a_seat"), run.activity("waiting_for_programme"), strict=True)]  # fmt: skip
    assert kept == [24] * 48 and sum(run.persons("left_reached")) > 100
    assert run.activity("groups_below_minimum") == run.activity("groups_leader_lost") == [0] * 48


@EACH
def test_a_permanent_group_without_a_leader_waits(engine):
    """The only leader's contract ends: no sessions from then on, but the group stays, and a later leader takes over."""
    hired = [{"place": "Nord", "trainers": 1, "from": "2026-01", "until": "2026-03"},
             {"place": "Nord", "trainers": 1, "from": "2026-09"}]  # fmt: skip
    order = intake(8, "2026-01", permanent=True, sessions=None, region="Nord")
    levers = {"programmes": [order], "trainers": {"hired": hired}, "groups": {"remote_share": 0.0}}
    run = Run(engine, scenario(10, levers, {"groups_per_year": OFTEN}))
    assert run.activity("sessions") == [1, 1, 1, 0, 0, 0, 0, 0, 1, 1] and run.activity("groups_open") == [1] * 10
    assert run.persons("trainers") == [1, 1, 1, 0, 0, 0, 0, 0, 1, 1]


@EACH
def test_another_group_without_a_leader_ends_after_two_months(engine):
    hired = [{"place": "Nord", "trainers": 1, "from": "2026-01", "until": "2026-03"}]
    levers = {"programmes": [intake(8, "2026-01", region="Nord")], "trainers": {"hired": hired}}
    run = Run(engine, scenario(8, levers, {"groups_per_year": OFTEN}))
    assert run.activity("groups_leader_lost") == [0, 0, 0, 0, 0, 1, 0, 0]
    assert run.activity("waiting_for_programme") == [0, 0, 0, 0, 0, 8, 8, 8]


@EACH
@pytest.mark.parametrize("after", [0, 1, 3])
def test_trainers_are_replaced_as_many_months_later_as_the_policy_says(engine, after):
    """Half of the trainers stop every other month or so; each is followed, those who follow too."""
    given = scenario(14, {"trainers": trainers(6, 0.0, replaced_after_months=after)}, {"trainer_stop": 8.0})
    run = Run(engine, given)
    stopped, later = run.persons("trainers_stopped"), max(1, after)
    assert run.persons("trainers_replaced")[later:] == stopped[: 14 - later] and sum(stopped) > 6
    assert run.persons("trainers_replaced")[:later] == [0] * later and run.persons("trainers_hired") == [0] * 14


@EACH
def test_nobody_replaces_a_trainer_who_cannot_be_paid_for(engine):
    levers = {"trainers": trainers(6, 0.0, replaced_after_months=0), "budget": 3999.99}
    run = Run(engine, scenario(6, levers, {"trainer_stop": 8.0}, prices={"hire": 4000}))
    assert run.persons("trainers_replaced") == [0] * 6
    levers["budget"] = 2 * 4000.0
    run = Run(engine, scenario(6, levers, {"trainer_stop": 8.0}, prices={"hire": 4000}))
    assert sum(run.persons("trainers_replaced")) == 2


@EACH
def test_a_contract_that_ends_is_not_followed_and_bought_days_do_not_stop(engine):
    hired = [{"place": "Nord", "trainers": 2, "from": "2026-02", "until": "2026-04"},
             {"place": "Nord", "trainers": 3, "from": "2026-01", "day_price": 500.0}]  # fmt: skip
    levers = {"trainers": {"hired": hired, "replaced_after_months": 0}}
    run = Run(engine, scenario(6, levers))
    assert run.persons("trainers") == [3, 5, 5, 5, 3, 3] and run.persons("left_trainer") == [0, 0, 0, 0, 2, 0]
    assert run.persons("trainers_replaced") == [0] * 6
    assert run.persons("network_members") == run.persons("active_facilitators") == [0] * 6
    hired = [hired[1]]
    run = Run(engine, scenario(6, {"trainers": {"hired": hired}}, {"trainer_stop": 12.0}))
    assert run.persons("trainers_stopped") == [0] * 6


@EACH
def test_destinations_are_drawn_over_all_cells(engine):
    """Two cells alike: half of those who are drawn stay, so that a month's movers are half of everybody."""
    register = [row("practitioner", 400), row("practitioner", 400, cell=SUD)]
    run = Run(engine, scenario(6, {}, {"moving": 12 * 10.0 / 12 * 12 / 12}, register, cells=TWO_CELLS))
    moved = sum(run.persons("moved_out_reached"))
    drawn = 800 * 6 * (1 - 2.718281828 ** (-10 / 12))
    assert abs(moved - drawn / 2) < 4 * (drawn / 4) ** 0.5
    assert all(abs(there - 400) < 80 for there in run.persons("reached", 0))


@EACH
def test_who_moves_to_another_region_gives_up_the_seat_and_waits_there(engine):
    """One tiny cell beside a huge one, where all who move go."""
    cells = ((*HERE, 1), (*SUD, 1_000_000))
    register = [row("facilitator_active", 1, 0), row("group", 1, 2, "Nord")]
    levers = {"groups": {"size": 8, "minimum": 1, "remote_share": 0.0}}
    run = Run(engine, scenario(1, levers, {"moving": 12.0}, register, cells=cells))
    (moved,) = run.persons("moved_in_reached", 1)
    assert 2 < moved <= 8 and run.persons("waiting", 1) == [moved] and run.persons("in_a_seat") == [8 - moved]


@EACH
def test_days_that_are_lowered_end_the_group_begun_last(engine):
    """Two groups of a day a month each: the one from the queue is kept, the programme's, begun later, is not."""
    levers = {
        "groups": {"size": 4, "minimum": 4, "maximum": 4, "days_in_person": 1.0, "remote_share": 0.0, "sessions": 12},
        "facilitators": {"days_per_month": [{"from": "2026-01", "value": 2.0}, {"from": "2026-04", "value": 1.0}]},
        "programmes": [intake(4, "2026-02", size=4, minimum=4, maximum=4, sessions=12, region="Nord")],
    }
    register = [row("facilitator_active", 1, 0), row("waiting", 4, 1)]
    run = Run(engine, scenario(6, levers, {"groups_per_year": OFTEN}, register))
    assert run.activity("groups_started") == [1, 0, 0, 0, 0, 0]
    assert run.activity("programme_groups_started") == [0, 1, 0, 0, 0, 0]
    assert run.activity("sessions") == [1, 2, 2, 1, 1, 1]
    assert run.activity("groups_leader_lost") == [0, 0, 0, 0, 0, 1]
    assert run.activity("waiting_for_programme") == [0, 0, 0, 0, 0, 4]
