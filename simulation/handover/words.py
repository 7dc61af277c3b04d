"""What levers, prices and units are called, in English and French."""

from simulation.charts.assumption_names import assumption_names
from simulation.charts.language import Language
from simulation.handover.fields import Words

PARAMETERS = {
    "start": Words("First month simulated", "Premier mois simulé"),
    "months": Words("Months simulated", "Nombre de mois simulés"),
    "population": Words("Regions and administrations", "Régions et versants"),
    "initial.facilitators": Words("Facilitators at the start, without a register", "Animateurs au départ, sans "
                                  "registre"),
    "initial.practitioners": Words("Other practitioners at the start, without a register",
                                   "Autres praticiens au départ, sans registre"),
    "initial.register": Words("Register of the network at the start", "Registre du réseau au départ"),
    "initial.region_weights": Words("Weight of a region at the start", "Poids d’une région au départ"),
    "initial.administration_weights": Words("Weight of an administration at the start",
                                            "Poids d’un versant au départ"),
    "initial.active_by_half_year": Words("Share active by half-year since certification",
                                         "Part d’actifs par semestre depuis la certification"),
    "levers.trainers.at_start": Words("Trainers at the start", "Formateurs au départ"),
    "levers.trainers.hired": Words("Trainers hired", "Formateurs recrutés"),
    "levers.trainers.days_per_month": Words("Days of a trainer", "Jours d’un formateur"),
    "levers.trainers.days_at": Words("Days of trainers of some places", "Jours des formateurs de certains lieux"),
    "levers.trainers.order_of_uses": Words("What trainers’ days are used for, in order",
                                           "Emploi des jours de formateur, dans l’ordre"),
    "levers.trainers.days_kept_months": Words("How long unused trainer days are kept",
                                              "Durée de conservation des jours de formateur"),
    "levers.trainers.replaced_after_months": Words("When a trainer who goes is replaced",
                                                   "Délai de remplacement d’un formateur"),
    "levers.facilitator_courses.seats": Words("Seats of a facilitator course", "Places d’une formation d’animateurs"),
    "levers.facilitator_courses.minimum": Words("Fewest for a facilitator course",
                                                "Minimum pour une formation d’animateurs"),
    "levers.facilitator_courses.trainers": Words("Trainers of a facilitator course",
                                                 "Formateurs par formation d’animateurs"),
    "levers.facilitator_courses.days": Words("Days of a facilitator course", "Jours d’une formation d’animateurs"),
    "levers.facilitator_courses.scheduling": Words("When facilitator courses are held",
                                                   "Programmation des formations d’animateurs"),
    "levers.facilitator_courses.calendar": Words("Calendar of facilitator courses",
                                                 "Calendrier des formations d’animateurs"),
    "levers.facilitator_courses.remote": Words("Remote facilitator courses allowed",
                                               "Formations d’animateurs à distance permises"),
    "levers.facilitator_courses.travel": Words("Trainers travel to courses", "Les formateurs se déplacent"),
    "levers.facilitator_courses.served_first": Words("Region that is served first", "Région servie en premier"),
    "levers.facilitator_courses.per_quarter": Words("Most facilitator courses in a quarter",
                                                    "Maximum de formations d’animateurs par trimestre"),
    "levers.facilitator_courses.reserved": Words("Reserved seats of facilitator courses",
                                                 "Places réservées des formations d’animateurs"),
    "levers.trainer_courses.seats": Words("Seats of a trainer course", "Places d’une formation de formateurs"),
    "levers.trainer_courses.minimum": Words("Fewest for a trainer course", "Minimum pour une formation de formateurs"),
    "levers.trainer_courses.trainers": Words("Trainers of a trainer course",
                                             "Formateurs par formation de formateurs"),
    "levers.trainer_courses.days": Words("Days of a trainer course", "Jours d’une formation de formateurs"),
    "levers.trainer_courses.scheduling": Words("When trainer courses are held",
                                               "Programmation des formations de formateurs"),
    "levers.trainer_courses.calendar": Words("Calendar of trainer courses", "Calendrier des formations de formateurs"),
    "levers.practicum.sessions": Words("Sessions of practice before certification",
                                       "Séances de pratique avant la certification"),
    "levers.practicum.supervision_days": Words("Trainer days to supervise a trainee",
                                               "Jours de formateur pour accompagner un stagiaire"),
    "levers.practicum.facilitator_supervisors": Words("Practice beside a facilitator allowed",
                                                      "Pratique auprès d’un animateur permise"),
    "levers.practicum.priority": Words("Turn of trainees to lead a group", "Rang des stagiaires pour animer un groupe"),
    "levers.promotion.groups": Words("Groups led before the trainer course",
                                     "Groupes animés avant la formation de formateurs"),
    "levers.promotion.skill": Words("Skill before the trainer course", "Compétence avant la formation de formateurs"),
    "levers.promotion.months": Words("Months from certification to the trainer course",
                                     "Mois entre certification et formation de formateurs"),
    "levers.promotion.courses_to_master": Words("Courses taught before one is a master trainer",
                                                "Formations données avant de former des formateurs"),
    "levers.refreshers.days": Words("Days of a refresher", "Jours d’une remise à niveau"),
    "levers.refreshers.seats": Words("Seats of a refresher", "Places d’une remise à niveau"),
    "levers.facilitators.days_per_month": Words("Days of a facilitator", "Jours d’un animateur"),
    "levers.coordination.days_per_month": Words("Days of coordination", "Jours de coordination"),
    "levers.groups.size": Words("Usual size of a group", "Taille usuelle d’un groupe"),
    "levers.groups.minimum": Words("Fewest members of a group", "Minimum de membres d’un groupe"),
    "levers.groups.maximum": Words("Most members of a group", "Maximum de membres d’un groupe"),
    "levers.groups.sessions": Words("Coached sessions of a group", "Séances animées d’un groupe"),
    "levers.groups.sessions_per_month": Words("Sessions of a group a month", "Séances d’un groupe par mois"),
    "levers.groups.days_in_person": Words("Facilitator days of a session in person",
                                          "Jours d’animateur d’une séance en présence"),
    "levers.groups.days_remote": Words("Facilitator days of a remote session",
                                       "Jours d’animateur d’une séance à distance"),
    "levers.groups.remote_share": Words("Share of offers for remote groups",
                                        "Part des offres pour des groupes à distance"),
    "levers.groups.novice_needs_cofacilitator": Words("Novices need a second facilitator",
                                                      "Coanimation obligatoire des débutants"),
    "levers.programmes": Words("Programmes that order groups", "Programmes qui commandent des groupes"),
    "levers.nominations": Words("Candidates named by administrations or regions",
                                "Candidats désignés par des administrations ou des régions"),
    "levers.calls": Words("Calls for applicants", "Appels à candidatures"),
    "levers.engagements": Words("Engagements asked for", "Interventions de facilitation demandées"),
    "levers.animation": Words("Animation of the network", "Animation du réseau"),
    "levers.budget": Words("Budget of a calendar year", "Budget d’une année civile"),
    "levers.budget_covers": Words("What counts under the budget", "Ce que couvre le budget"),
    "levers.budget_for_training": Words("Part of the budget kept for training",
                                        "Part du budget réservée à la formation"),
    "prices.facilitator_course": Words("Price of a facilitator course", "Prix d’une formation d’animateurs"),
    "prices.facilitator_course_seat": Words("Price of a seat in it", "Prix d’une place de formation d’animateurs"),
    "prices.trainer_course": Words("Price of a trainer course", "Prix d’une formation de formateurs"),
    "prices.trainer_course_seat": Words("Price of a seat in a trainer course",
                                        "Prix d’une place de formation de formateurs"),
    "prices.trainer_day": Words("A day of a trainer", "Jour de formateur"),
    "prices.facilitator_day": Words("A day of a facilitator or trainee", "Jour d’animateur ou de stagiaire"),
    "prices.participant_day": Words("A day of a participant", "Jour de participant"),
    "prices.travel": Words("A trainer’s journey to a course", "Déplacement d’un formateur"),
    "prices.hire": Words("Recruiting a trainer", "Recrutement d’un formateur"),
    "prices.nomination": Words("A nominated place", "Place désignée"),
    "prices.call": Words("A call for applicants", "Appel à candidatures"),
    "prices.animation": Words("Animation of the network, a certified person", "Animation du réseau, par certifié"),
    "prices.refresher": Words("A refresher", "Remise à niveau"),
    "prices.working_days_per_year": Words("Working days of a full-time year", "Jours ouvrés d’un temps plein"),
    "target.measure": Words("Target: measure", "Cible : mesure"),
    "target.value": Words("Target: value", "Cible : valeur"),
    "target.month": Words("Target: month", "Cible : mois"),
    "target.also": Words("Further targets", "Autres cibles"),
    "target": Words("Target", "Cible"),
}  # fmt: skip
"""Short names of what a scenario sets, by its place; a further word behind names a region or an administration."""

UNITS = {
    "persons": "personnes", "full masteries": "maîtrises complètes", "groups": "groupes", "sessions": "séances",
    "engagements": "interventions", "courses": "formations", "seats": "places", "person-months": "personnes × mois",
    "days": "jours", "euros": "euros", "share": "part", "generations": "générations", "months": "mois",
    "weight": "poids", "days per month and trainer": "jours par mois et formateur",
    "seats per course": "places par formation", "trainers per course": "formateurs par formation",
    "days per trainer": "jours par formateur", "yes or no": "oui ou non",
    "courses per calendar quarter": "formations par trimestre", "days per trainee": "jours par stagiaire",
    "groups led": "groupes animés", "courses taught": "formations données",
    "days per month and facilitator": "jours par mois et animateur", "days per month": "jours par mois",
    "sessions per month": "séances par mois", "facilitator days per session": "jours d’animateur par séance",
    "level from 0 to 1": "niveau de 0 à 1", "euros per calendar year": "euros par année civile",
    "share of the budget": "part du budget", "euros per course": "euros par formation",
    "euros per seat filled": "euros par place pourvue", "euros per day": "euros par jour",
    "euros per trainer and course": "euros par formateur et formation", "euros per trainer": "euros par formateur",
    "euros per nominated place": "euros par place désignée", "euros per call": "euros par appel",
    "euros per certified person a year at level 1": "euros par certifié et an au niveau 1",
    "euros per refresher": "euros par remise à niveau", "days per full-time year": "jours par année à temps plein",
    "per year": "par an", "a + b of the beta distribution": "a + b de la loi bêta",
    "standard deviation of the logarithm": "écart type du logarithme", "groups per year": "groupes par an",
    "facilitators per day": "animateurs par jour", "per ask": "par sollicitation",
    "shape of the gamma distribution": "forme de la loi gamma", "share per month": "part par mois",
    "share per session": "part par séance", "that of the measure": "celle de la mesure", "ETPT": "ETPT", "ETP": "ETP",
    "persons per intake": "personnes par admission", "": "",
}  # fmt: skip
"""Units in French."""


def unit_text(unit: str, language: Language) -> str:
    """A unit in the language; one without a French name as it is."""
    return UNITS.get(unit, unit) if language.code == "fr" else unit


def parameter_label(parameter: str, language: Language) -> str | None:
    """What a figure of a scenario is, in a few words; None for one without a name."""
    section, _, name = parameter.partition(".")
    if section == "uncertainties":
        found = assumption_names(language).get(name.split(".")[0])
        return None if found is None else found[0].upper() + found[1:]
    words = parameter.split(".")
    for end in range(len(words), 0, -1):
        held = PARAMETERS.get(".".join(words[:end]))
        if held is not None:
            behind = ".".join(words[end:])
            named = behind and behind not in ("value", "year")
            between = " : " if language.code == "fr" else ": "
            return language.label(held) + (between.replace(" ", "\u00a0", 1) + behind if named else "")
    return None
