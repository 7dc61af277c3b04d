"""Every column that a run records, declared once: name, unit, and label in English and French.

What the rules count is counted in whole numbers (`scale` to the unit shown): days in eighths, money in cents, skill in
1/65,535. A column is a *stock* (at the end of the month) or a *flow* (during the month).
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Column:
    """One recorded quantity.

    `kind` says how it adds over time: a stock does not, a flow does; a mean adds over neither time nor place.
    `scale` is how many whole-number units make one `unit`.
    """

    name: str
    unit: str
    english: str
    french: str
    kind: Literal["stock", "flow", "mean"] = "flow"
    scale: int = 1


def _stock(name: str, english: str, french: str, unit: str = "persons") -> Column:
    return Column(name, unit, english, french, "stock")


def _flow(name: str, english: str, french: str, unit: str = "persons", scale: int = 1) -> Column:
    return Column(name, unit, english, french, "flow", scale)


def _days(name: str, english: str, french: str) -> Column:
    return _flow(name, english, french, "days", 8)


def _money(name: str, english: str, french: str) -> Column:
    return _flow(name, english, french, "euros", 100)


ROLES = ("interested", "lapsed", "reached", "candidate", "trainee", "in_practicum", "facilitator", "trainer")
"""The roles that somebody of the administration can have, in the order of their numbers in the model."""

_ROLE_LABELS = {
    "interested": ("interested", "intéressés"),
    "lapsed": ("lapsed", "ayant renoncé"),
    "reached": ("reached", "bénéficiaires"),
    "candidate": ("candidates", "candidats"),
    "trainee": ("trainees", "stagiaires"),
    "in_practicum": ("in practicum", "en pratique accompagnée"),
    "facilitator": ("facilitators", "animateurs"),
    "trainer": ("trainers", "formateurs"),
}

ROLE_STOCKS = (
    _stock("interested", "Interested, not yet in a session", "Intéressés, sans séance encore"),
    _stock("lapsed", "Gave up waiting before any session", "Ayant renoncé avant toute séance"),
    _stock(
        "reached",
        "Reached: have attended a session, and have no other role",
        "Bénéficiaires : ont participé à une séance, sans autre rôle",
    ),
    _stock("candidates", "Candidates waiting for a facilitator course", "Candidats à une formation d’animateurs"),
    _stock(
        "trainees",
        "Trainees who wait for practice or certification",
        "Stagiaires en attente de pratique ou de certification",
    ),
    _stock("in_practicum", "In practicum", "En pratique accompagnée"),
    _stock("facilitators", "Facilitators", "Animateurs"),
    _stock("trainers", "Trainers", "Formateurs"),
)
"""One stock a role, in the order of ROLES."""

HALF_YEARS = (1, 2, 3, 4, 5)
"""Half-years since certification, in which it is counted who of a month's certified still leads."""

PERSON_STOCKS = (
    _stock(
        "active_facilitators",
        "Active facilitators (led or co-led a session in the last 12 months)",
        "Animateurs actifs (ont animé ou coanimé une séance dans les 12 derniers mois)",
    ),
    _stock(
        "network_members",
        "Members of the network: certified, trainers included, those from outside left out",
        "Membres du réseau : certifiés, formateurs compris, hors intervenants extérieurs",
    ),
    _stock(
        "engaged_facilitators",
        "Facilitators with a workshop, seminar or review in the last 12 months",
        "Animateurs d’une intervention de facilitation dans les 12 derniers mois",
    ),
    _stock(
        "people_reached",
        "People reached: have attended a session and have not left",
        "Agents bénéficiaires : ont participé à une séance et n’ont pas quitté l’administration",
    ),
    _stock("waiting", "Waiting for a group", "En attente d’un groupe"),
    _stock("in_a_seat", "In a seat of a group", "Membres d’un groupe"),
)

PERSON_FLOWS = (
    _flow("new_interested", "Newly interested", "Nouveaux intéressés"),
    _flow("called", "Answered a call for applicants", "Candidats venus par un appel à candidatures"),
    _flow(
        "nominated",
        "Named as candidates by an administration or region",
        "Candidats désignés par une administration ou une région",
    ),
    _flow("newly_lapsed", "Gave up waiting (interested to lapsed)", "Ont renoncé (d’intéressé à ayant renoncé)"),
    _flow(
        "came_back", "Came back to wait for a group after giving up", "Revenus attendre un groupe après avoir renoncé"
    ),
    _flow("newly_reached", "First session (interested to reached)", "Première séance (d’intéressé à bénéficiaire)"),
    _flow(
        "returned",
        "First session after giving up (lapsed to reached)",
        "Première séance après avoir renoncé (d’ayant renoncé à bénéficiaire)",
    ),
    _flow("volunteered", "Volunteered (reached to candidate)", "Volontaires (de bénéficiaire à candidat)"),
    _flow("candidates_gave_up", "Candidates who gave up waiting", "Candidats ayant renoncé"),
    _flow("no_shows", "Invited to a course and absent", "Absents bien qu’inscrits à une formation"),
    _flow(
        "enrolled",
        "Present on the first day of a facilitator course (candidate to trainee)",
        "Présents au premier jour d’une formation d’animateurs (de candidat à stagiaire)",
    ),
    _flow("trainees_gave_up", "Trainees who gave up waiting", "Stagiaires ayant renoncé"),
    _flow("practicum_started", "Practice started (trainee to in practicum)", "Pratiques accompagnées commencées"),
    _flow("practicum_interrupted", "Practice interrupted (back to trainee)", "Pratiques accompagnées interrompues"),
    _flow("certified", "Certified as facilitator", "Animateurs certifiés"),
    _flow("not_certified", "Not certified (back to reached)", "Non certifiés"),
    *(
        _flow(
            f"led_half_year_{half}",
            f"Certified {6 * half} months ago who led in the last six months",
            f"Certifiés il y a {6 * half} mois ayant animé dans les six derniers mois",
        )
        for half in HALF_YEARS
    ),
    _flow("promoted", "Promoted (facilitator to trainer)", "Promus formateurs"),
    _flow("facilitators_stopped", "Facilitators who stopped", "Animateurs ayant cessé d’animer"),
    _flow("trainers_stopped", "Trainers who stopped", "Formateurs ayant cessé de former"),
    _flow("trainers_hired", "Trainers hired", "Formateurs recrutés"),
    _flow("trainers_replaced", "Trainers replaced from outside", "Formateurs remplacés de l’extérieur"),
)

ROLE_FLOWS = tuple(
    _flow(f"{flow}_{role}", f"{english}: {_ROLE_LABELS[role][0]}", f"{french} : {_ROLE_LABELS[role][1]}")
    for flow, english, french in (
        ("left", "Left the administration", "Ont quitté l’administration"),
        ("moved_in", "Moved in", "Arrivés par mobilité"),
        ("moved_out", "Moved out", "Partis par mobilité"),
    )
    for role in ROLES
)
"""left_, moved_in_ and moved_out_ by role, in the order of ROLES."""

SKILL_SUMS = (
    _flow(
        "skill_gained",
        "Skill gained in sessions (1 = full mastery of one person)",
        "Compétence acquise en séance (1 = maîtrise complète d’une personne)",
        "full masteries",
        65535,
    ),
    Column(
        "skill_sum",
        "full masteries",
        "Skill of facilitators and trainers, summed",
        "Compétence des animateurs et formateurs, somme",
        "stock",
        65535,
    ),
    Column(
        "generation_sum",
        "generations",
        "Generation of facilitators and trainers, summed",
        "Génération des animateurs et formateurs, somme",
        "stock",
    ),
)

PERSON_COLUMNS: tuple[Column, ...] = (*ROLE_STOCKS, *PERSON_STOCKS, *PERSON_FLOWS, *ROLE_FLOWS, *SKILL_SUMS)
"""The columns of the persons table: one row a replicate, month, region and administration."""

TRAINER_USES = ("facilitator_courses", "trainer_courses", "supervision", "refreshers")
FACILITATOR_USES = ("groups", "engagements", "refreshers")
MONEY_USES = (
    "courses",
    "groups",
    "engagements",
    "hires",
    "animation",
    "refreshers",
    "practicum",
    "coordination",
    "recruitment",
)
MONEY_SORTS = ("cash", "valued_time")
MONEY_PARTS = {
    "money_bought_days": ("courses: days bought", "formations, jours achetés"),
    "money_courses_remote": ("courses: remote facilitator courses", "formations d’animateurs à distance"),
    "money_trainer_courses": ("courses: trainer courses", "formations de formateurs"),
    "valued_time_courses": ("courses: time of agents", "formations, temps d’agents valorisé"),
    "valued_time_courses_remote": (
        "courses: time of agents in remote facilitator courses",
        "formations d’animateurs à distance, temps d’agents valorisé",
    ),
    "valued_time_trainer_courses": (
        "courses: time of agents in trainer courses", "formations de formateurs, temps d’agents valorisé",
    ),
    "valued_time_refreshers": ("refreshers: time of agents", "remises à niveau, temps d’agents valorisé"),
}  # fmt: skip
"""Parts of the uses, by the column that records them: a course's delivery and kind, and the time of agents in it."""
TRAINING_CAUSES = ("too_few", "calendar", "trainer_days", "seats", "money", "supervisor", "people")
GROUP_CAUSES = ("too_few", "facilitator_days", "facilitators", "money")

_USE_LABELS = {
    "facilitator_courses": ("facilitator courses", "formations d’animateurs"),
    "trainer_courses": ("trainer courses", "formations de formateurs"),
    "supervision": ("supervision", "accompagnement"),
    "refreshers": ("refreshers", "remises à niveau"),
    "groups": ("groups", "groupes"),
    "engagements": ("engagements", "interventions de facilitation"),
    "courses": ("courses", "formations"),
    "hires": ("hires", "recrutements"),
    "animation": ("network animation", "animation du réseau"),
    "practicum": ("practice of trainees", "pratique accompagnée"),
    "coordination": ("coordination", "coordination"),
    "recruitment": ("calls and nominations", "appels à candidatures et désignations"),
    "cash": ("cash", "dépenses directes"),
    "valued_time": ("time of agents", "temps d’agents valorisé"),
}

CAUSE_LABELS = {
    "too_few": ("too few to open", "trop peu pour ouvrir"),
    "calendar": ("calendar", "calendrier"),
    "trainer_days": ("trainer days", "jours de formateur"),
    "seats": ("seats", "places"),
    "money": ("money", "budget"),
    "supervisor": ("supervisors", "accompagnateurs"),
    "people": ("groups in which to practise", "groupes où pratiquer"),
    "facilitator_days": ("facilitator days", "jours d’animateur"),
    "facilitators": ("facilitators of that region or mode", "animateurs de la région ou du mode"),
    "demand": ("demand", "demande"),
}
"""What can hold growth back, in English and French."""


ACTIVITY_COLUMNS: tuple[Column, ...] = (
    _stock("groups_open", "Groups led by a facilitator", "Groupes animés", "groups"),
    _stock("groups_self_running", "Groups that run themselves", "Groupes autonomes", "groups"),
    _flow("groups_started", "Groups opened by facilitators", "Groupes ouverts par un animateur", "groups"),
    _flow(
        "programme_groups_started",
        "Programme groups opened by facilitators",
        "Groupes de programme ouverts par un animateur",
        "groups",
    ),
    _flow("practicum_groups_started", "Groups opened by a trainee", "Groupes ouverts par un stagiaire", "groups"),
    _flow("groups_completed", "Groups that completed their sessions", "Groupes arrivés à terme", "groups"),
    _flow("groups_went_on", "Groups that went on by themselves", "Groupes devenus autonomes", "groups"),
    _flow("groups_ran_out", "Self-running groups that ended", "Groupes autonomes terminés", "groups"),
    _flow("groups_below_minimum", "Groups ended below their minimum", "Groupes terminés faute de membres", "groups"),
    _flow("groups_leader_lost", "Groups ended without a leader", "Groupes terminés faute d’animateur", "groups"),
    _flow(
        "groups_interrupted",
        "Groups that lost the trainee who led them",
        "Groupes ayant perdu le stagiaire qui les animait",
        "groups",
    ),
    _flow("sessions", "Sessions held", "Séances tenues", "sessions"),
    _flow("engagements_asked", "Engagements asked for", "Interventions de facilitation demandées", "engagements"),
    _flow("engagements_held", "Engagements held", "Interventions de facilitation tenues", "engagements"),
    _flow(
        "engagements_refused",
        "Engagements refused for want of days or money",
        "Interventions de facilitation refusées faute de jours ou de budget",
        "engagements",
    ),
    _flow("audience", "Outside audience of engagements", "Public extérieur des interventions"),
    _flow("facilitator_courses", "Facilitator courses held", "Formations d’animateurs tenues", "courses"),
    _flow("facilitator_seats_offered", "Seats offered in facilitator courses", "Places offertes (animateurs)", "seats"),
    _flow("facilitator_seats_filled", "Seats filled in facilitator courses", "Places pourvues (animateurs)", "seats"),
    _flow(
        "facilitator_courses_remote",
        "Facilitator courses held remotely",
        "Formations d’animateurs tenues à distance",
        "courses",
    ),
    _flow(
        "facilitator_seats_offered_remote",
        "Seats offered in remote facilitator courses",
        "Places offertes à distance (animateurs)",
        "seats",
    ),
    _flow(
        "facilitator_seats_filled_remote",
        "Seats filled in remote facilitator courses",
        "Places pourvues à distance (animateurs)",
        "seats",
    ),
    _flow("trainer_courses", "Trainer courses held", "Formations de formateurs tenues", "courses"),
    _flow("trainer_seats_offered", "Seats offered in trainer courses", "Places offertes (formateurs)", "seats"),
    _flow("trainer_seats_filled", "Seats filled in trainer courses", "Places pourvues (formateurs)", "seats"),
    _stock("waiting_for_group", "Waiting for a group", "En attente d’un groupe"),
    _stock("waiting_for_programme", "Waiting for a programme group", "En attente d’un groupe de programme"),
    _stock("waiting_for_course", "Waiting for a facilitator course", "En attente d’une formation d’animateurs"),
    _stock("waiting_for_practicum", "Waiting for a practicum", "En attente d’une pratique accompagnée"),
    _stock("waiting_for_trainer_course", "Waiting for a trainer course", "En attente d’une formation de formateurs"),
    _flow("seated_from_queue", "Seated from the group queue", "Placés depuis la file"),
    _flow(
        "months_waited_for_group",
        "Months waited by those seated",
        "Mois d’attente des personnes placées",
        "person-months",
    ),
    _flow(
        "months_waited_for_course", "Months waited by those enrolled", "Mois d’attente des inscrits", "person-months"
    ),
    _flow("asked", "Facilitators asked by the coordinator to open a group", "Animateurs sollicités pour un groupe"),
    _flow("agreed", "Facilitators who agreed when asked", "Animateurs ayant accepté une sollicitation"),
    _flow(
        "months_to_certification",
        "Months from course to certification, of those certified",
        "Mois de la formation à la certification, pour les certifiés",
        "person-months",
    ),
    _flow(
        "months_waited_for_practicum",
        "Months waited by those who began a practicum",
        "Mois d’attente avant la pratique accompagnée",
        "person-months",
    ),
    _days("trainer_days_offered", "Trainer days offered", "Jours de formateur offerts"),
    *(
        _days(
            f"trainer_days_used_{use}",
            f"Trainer days used: {_USE_LABELS[use][0]}",
            f"Jours de formateur utilisés : {_USE_LABELS[use][1]}",
        )
        for use in TRAINER_USES
    ),
    _days("facilitator_days_offered", "Facilitator days offered", "Jours d’animateur offerts"),
    *(
        _days(
            f"facilitator_days_used_{use}",
            f"Facilitator days used: {_USE_LABELS[use][0]}",
            f"Jours d’animateur utilisés : {_USE_LABELS[use][1]}",
        )
        for use in FACILITATOR_USES
    ),
    _days(
        "trainee_days",
        "Days of trainees in courses and practice",
        "Jours de stagiaire en formation et en pratique accompagnée",
    ),
    *(
        _money(f"money_{use}", f"Money: {_USE_LABELS[use][0]}", f"Dépense : {_USE_LABELS[use][1]}")
        for use in (*MONEY_USES, *MONEY_SORTS)
    ),
    *(
        _money(name, f"Part of the money for {english}", f"Part de la dépense : {french}")
        for name, (english, french) in MONEY_PARTS.items()
    ),
    _money("cap", "Budget of the calendar year (0: none set)", "Budget de l’année civile (0 : aucun)"),
    _money("over_cap", "Standing cost beyond the budget", "Coûts permanents au-delà du budget"),
    _money("participants_time", "Time of participants, under no budget", "Temps des participants, hors budget"),
    *(
        _stock(
            f"training_limit_{cause}",
            f"Candidates and trainees held back by {CAUSE_LABELS[cause][0]}",
            f"Candidats et stagiaires retenus : {CAUSE_LABELS[cause][1]}",
        )
        for cause in TRAINING_CAUSES
    ),
    *(
        _stock(
            f"group_limit_{cause}",
            f"Persons waiting for a group, held back by {CAUSE_LABELS[cause][0]}",
            f"Personnes en attente d’un groupe : {CAUSE_LABELS[cause][1]}",
        )
        for cause in GROUP_CAUSES
    ),
)
"""The columns of the activity table: one row a replicate, month and place (the regions and `national`)."""

NETWORK_COLUMNS: tuple[Column, ...] = (
    _stock("nodes", "Persons who have met in a group", "Personnes s’étant rencontrées en groupe"),
    _stock("ties", "Ties: pairs who met in a group", "Liens : paires s’étant rencontrées en groupe", "ties"),
    _stock("ties_across_regions", "Ties between regions", "Liens entre régions", "ties"),
    _stock("ties_across_administrations", "Ties between administrations", "Liens entre administrations", "ties"),
    _stock("components", "Connected components", "Composantes connexes", "components"),
    _stock("largest_component", "Largest component", "Plus grande composante"),
)
"""The columns of the network table: one row a replicate and year (its last month)."""

LINEAGE_COLUMNS: tuple[Column, ...] = (
    _stock("facilitators", "Facilitators of this generation", "Animateurs de cette génération"),
    _stock("trainers", "Trainers of this generation", "Formateurs de cette génération"),
    _stock("certified_ever", "Ever certified in this generation", "Certifiés de cette génération, cumul"),
    _stock("trainers_ever", "Ever trainers in this generation", "Formateurs de cette génération, cumul"),
    _stock(
        "made_by_them",
        "Facilitators made by trainers of this generation",
        "Animateurs formés par les formateurs de cette génération",
    ),
    Column(
        "skill_sum",
        "full masteries",
        "Skill of this generation's facilitators and trainers, summed",
        "Compétence des animateurs et formateurs de cette génération, somme",
        "stock",
        65535,
    ),
)
"""The columns of the lineage table: one row a replicate, year and generation."""

TIES_COLUMNS: tuple[Column, ...] = (
    _stock("ties", "Ties between the two places", "Liens entre les deux lieux", "ties"),
)
"""The columns of the ties table: one row a replicate, year and pair of regions or of administrations."""

GENERATIONS = 16
"""Generations told apart in the lineage table; later ones count in the last."""

KEYS = ("replicate", "month", "region", "administration")
"""Key columns; `month` is its first day, a date."""

PERSON_INDEX = {column.name: number for number, column in enumerate(PERSON_COLUMNS)}
ACTIVITY_INDEX = {column.name: number for number, column in enumerate(ACTIVITY_COLUMNS)}
