"""What has to agree in the record of a run of any engine, at every place and in every month."""

from simulation.common.columns import ACTIVITY_INDEX, MONEY_PARTS

_VALUED_ALONE = ("money_groups", "money_engagements", "money_practicum", "money_coordination")
"""Uses that are valued time throughout."""
_CASH_ALONE = ("money_hires", "money_animation", "money_recruitment")


def check_parts(recording):
    """Parts of money lie within their uses, sum up to them by sort, and remote courses are a part of all."""

    def column(*names):
        return sum(recording.activity[:, :, ACTIVITY_INDEX[name]] for name in names)

    valued = column("valued_time_courses", "valued_time_refreshers", *_VALUED_ALONE)
    assert (valued == column("money_valued_time")).all()
    cash = column("money_courses", "money_refreshers", *_CASH_ALONE) - column(
        "valued_time_courses", "valued_time_refreshers"
    )
    assert (cash == column("money_cash")).all()
    assert all((column(name) >= 0).all() for name in MONEY_PARTS)
    parts = ("money_bought_days", "money_courses_remote", "money_trainer_courses")
    in_person = column("money_courses") - column(*parts)
    time_in_person = column("valued_time_courses") - column("valued_time_courses_remote", "valued_time_trainer_courses")
    assert (time_in_person >= 0).all() and (time_in_person <= in_person).all()
    for kind in ("courses_remote", "trainer_courses"):
        assert (column(f"valued_time_{kind}") <= column(f"money_{kind}")).all()
    assert (column("valued_time_refreshers") <= column("money_refreshers")).all()
    for what in ("courses", "seats_offered", "seats_filled"):
        assert (column(f"facilitator_{what}_remote") <= column(f"facilitator_{what}")).all(), what
    remote = [column(f"facilitator_{what}_remote") for what in ("courses", "seats_offered", "seats_filled")]
    assert (remote[0] <= remote[1]).all() and (remote[2] <= remote[1]).all()
    assert not column("money_courses_remote")[remote[0] == 0].any()
    held_in_person = column("facilitator_courses") - remote[0]
    assert not time_in_person[held_in_person == 0].any() and not in_person[held_in_person == 0].any()
    assert not column("money_trainer_courses")[column("trainer_courses") == 0].any()
