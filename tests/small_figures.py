"""The figures of small scenarios: prices, and what nobody knows; at their extremes in sharp ones."""

EXTREMES = {
    "moving": (0.5, 2.0, 6.0),
    "leaving": (0.3, 1.0),
    "facilitator_stop": (0.5, 2.0),
    "trainer_stop": (0.5, 1.5),
    "patience_for_a_group": (0.5, 1.0, 30.0),
    "patience_for_a_course": (0.5, 2.0, 30.0),
    "patience_for_a_practicum": (0.5, 2.0, 40.0),
    "volunteering": (0.3, 0.8),
    "again": (0.5, 0.9),
    "goes_on": (0.2, 0.9),
    "self_running_end": (0.3, 1.0),
    "innovation": (0.3, 4.0),
    "imitation": (0.0, 5.0),
    "groups_per_year": (6.0, 60.0),
    "promotion_rate": (30.0,),
    "activity_decay": (0.0, 3.0),
    "returning": (0.0, 2.0, 12.0),
    "no_show": (0.0, 0.5, 1.0),
    "call_response": (0.3, 1.0),
    "ask_strength": (0.0, 20.0),
}


def prices(pick):
    return {
        "facilitator_day": {"value": pick.one_of([0, 350, 333.335]), "year": 2025},
        "trainer_day": {"value": pick.one_of([0, 450, 451.07]), "year": 2025},
        "participant_day": {"value": pick.one_of([0, 350, 349.99]), "year": 2025},
        "nomination": {"value": pick.one_of([0, 100]), "year": 2025},
        "call": {"value": pick.one_of([0, 2000]), "year": 2025},
        "hire": {"value": pick.one_of([0, 4000.5]), "year": 2025},
        "travel": {"value": pick.one_of([0, 750]), "year": 2025},
    }


def uncertainties(pick, heads):
    mixing = pick.one_of([0.0, 0.3, 0.6, 1.0])
    values = {
        "addressable_share": min(0.9, pick.some(100, 1200) / heads),
        "innovation": pick.some(0.1, 2),
        "imitation": pick.some(0, 3),
        "mixing_cell": mixing,
        "mixing_region": (1 - mixing) * pick.one_of([0.0, 0.5, 1.0]),
        "patience_for_a_group": pick.one_of([1.0, 4.0, 12.0]),
        "patience_for_a_course": pick.one_of([1.5, 6.0, 18.0]),
        "patience_for_a_practicum": pick.one_of([1.5, 6.0, 18.0]),
        "volunteering": pick.some(0.05, 0.7),
        "again": pick.some(0, 0.6),
        "goes_on": pick.some(0, 0.7),
        "self_running_end": pick.some(0, 5),
        "session_gain": pick.some(0, 0.7),
        "certification": pick.some(0.3, 1),
        "certification_precision": pick.one_of([2.0, 10.0, 100.0]),
        "practicum_delay": pick.one_of([0.0, 30.0, 60.0]),
        "practicum_delay_spread": pick.some(0, 1),
        "groups_per_year": pick.some(1, 30),
        "activity_shape": pick.one_of([0.3, 0.6, 5.0]),
        "facilitator_stop": pick.some(0, 0.4),
        "activity_decay": pick.some(0, 1),
        "returning": pick.some(0, 1),
        "call_response": pick.some(0, 0.3),
        "no_show": pick.one_of([0.0, 0.18, 0.4]),
        "asks_per_day": pick.one_of([0.5, 3.0, 10.0]),
        "ask_strength": pick.some(0, 3),
        "support_effect": pick.some(0, 1),
        "animation_effect": pick.some(0, 1),
        "trainer_stop": pick.some(0, 0.4),
        "promotion_rate": pick.some(0, 12),
        "fidelity": pick.some(0.4, 1),
        "fidelity_noise": pick.some(0, 0.3),
        "fading": pick.some(0, 0.1),
        "practice_gain": pick.some(0, 0.2),
        "refresher_gain": pick.some(0, 1),
        "leaving": pick.some(0, pick.one_of([0.1, 0.6])),
        "moving": pick.some(0, pick.one_of([0.3, 1.5])),
        "initial_facilitator_skill": pick.some(0.2, 1),
        "initial_trainer_skill": pick.some(0.5, 1),
    }
    given = {name: {"best": value} for name, value in values.items()}
    if pick.yes():
        name = pick.one_of(["leaving", "moving", "innovation", "again", "groups_per_year"])
        best = values[name]
        given[name]["distribution"] = {"kind": "uniform", "low": best / 2, "high": best}
    return given
