"""What the uncertainties are called, in short, for readers."""

from simulation.charts.language import Language


def assumption_names(language: Language) -> dict[str, str]:
    """A name in a few words for each uncertainty of a scenario."""
    say = language.text
    return {
        "addressable_share": say("share of staff who could ever take part"),
        "innovation": say("rate of interest of one’s own accord"),
        "imitation": say("rate of interest by example"),
        "mixing_cell": say("weight of close colleagues’ example"),
        "mixing_region": say("weight of the region’s example"),
        "patience_for_a_group": say("patience while waiting for a group"),
        "patience_for_a_course": say("patience while waiting for a course"),
        "patience_for_a_practicum": say("patience while waiting for a practicum"),
        "returning": say("rate of coming back to the queue after giving up"),
        "volunteering": say("share of members who volunteer"),
        "call_response": say("share who answer a call for applicants"),
        "no_show": say("share of those invited who do not come"),
        "again": say("share of members who want another group"),
        "goes_on": say("share of groups that go on by themselves"),
        "self_running_end": say("rate at which such groups end"),
        "session_gain": say("skill gained in a session"),
        "certification": say("share of trainees who are certified"),
        "certification_precision": say("likeness of courses in certification"),
        "practicum_delay": say("delay from course to certification"),
        "practicum_delay_spread": say("spread of the delay from course to certification"),
        "groups_per_year": say("groups that a new facilitator offers a year"),
        "asks_per_day": say("facilitators asked on a day of coordination"),
        "ask_strength": say("effect of being asked by the coordinator"),
        "activity_shape": say("likeness of facilitators in activity"),
        "activity_decay": say("decline of activity with the years"),
        "facilitator_stop": say("rate at which facilitators stop"),
        "support_effect": say("effect of support on stopping"),
        "animation_effect": say("effect of animation on the decline of activity"),
        "trainer_stop": say("rate at which trainers stop"),
        "promotion_rate": say("rate of volunteering to become a trainer"),
        "fidelity": say("skill that passes on in training"),
        "fidelity_noise": say("spread of the skill that passes on"),
        "fading": say("skill lost without practice"),
        "practice_gain": say("skill gained by leading"),
        "refresher_gain": say("skill restored by a refresher"),
        "leaving": say("rate of leaving the administration"),
        "moving": say("rate of moving within the administration"),
        "initial_facilitator_skill": say("skill of the first facilitators"),
        "initial_trainer_skill": say("skill of the first trainers"),
    }
