"""What readers call the settings of a scenario, their units and the words that they may have, in English and French."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from simulation.charts.assumption_names import assumption_names
from simulation.charts.language import Language
from simulation.language.vocabulary import in_words
from simulation.scenario.description import described_at

SECTIONS = {
    "scenario": ("Scenario", "Scénario"),
    "initial": ("At the start", "Au départ"),
    "levers": ("Levers", "Leviers"),
    "prices": ("Prices", "Prix"),
    "uncertainties": ("Uncertainties", "Incertitudes"),
    "run": ("How it was run", "Conditions de la simulation"),
}
"""What settings are gathered under."""

SETTINGS = {
    "start": ("first month", "premier mois"),
    "months": ("months simulated", "mois simulés"),
    "population": ("regions, administrations and their headcounts", "régions, administrations et leurs effectifs"),
    "target": ("target", "objectif"),
    "initial.facilitators": ("facilitators", "animateurs"),
    "initial.practitioners": ("other practitioners", "autres praticiens"),
    "initial.register": ("register of the network", "registre du réseau"),
    "initial.region_weights": ("weights of regions", "poids des régions"),
    "initial.administration_weights": ("weights of administrations", "poids des administrations"),
    "initial.active_by_half_year": (
        "share active, by half-year since certification", "part d’actifs, par semestre depuis la certification"
    ),
    "levers.trainers.at_start": ("trainers at the start", "formateurs au départ"),
    "levers.trainers.hired": ("trainers hired", "formateurs recrutés"),
    "levers.trainers.days_per_month": ("trainer days", "jours de formateur"),
    "levers.trainers.days_at": ("trainer days in single places", "jours de formateur par lieu"),
    "levers.trainers.order_of_uses": ("order of the uses of trainer days", "ordre d’emploi des jours de formateur"),
    "levers.trainers.days_kept_months": ("unused trainer days are kept for", "jours de formateur gardés pendant"),
    "levers.trainers.replaced_after_months": ("trainers are replaced after", "formateurs remplacés au bout de"),
    "levers.facilitator_courses.seats": ("facilitator courses: seats", "formations d’animateurs : places"),
    "levers.facilitator_courses.minimum": (
        "facilitator courses: fewest enrolled", "formations d’animateurs : minimum d’inscrits"
    ),
    "levers.facilitator_courses.trainers": (
        "facilitator courses: trainers", "formations d’animateurs : formateurs"
    ),
    "levers.facilitator_courses.days": ("facilitator courses: length", "formations d’animateurs : durée"),
    "levers.facilitator_courses.scheduling": (
        "facilitator courses: when they are held", "formations d’animateurs : programmation"
    ),
    "levers.facilitator_courses.calendar": ("facilitator courses: calendar", "formations d’animateurs : calendrier"),
    "levers.facilitator_courses.remote": ("facilitator courses: remote", "formations d’animateurs : à distance"),
    "levers.facilitator_courses.travel": (
        "facilitator courses: trainers travel", "formations d’animateurs : formateurs en déplacement"
    ),
    "levers.facilitator_courses.served_first": (
        "facilitator courses: region served first", "formations d’animateurs : région servie d’abord"
    ),
    "levers.facilitator_courses.per_quarter": ("facilitator courses: at most", "formations d’animateurs : au plus"),
    "levers.facilitator_courses.reserved": (
        "facilitator courses: reserved seats", "formations d’animateurs : places réservées"
    ),
    "levers.trainer_courses.seats": ("trainer courses: seats", "formations de formateurs : places"),
    "levers.trainer_courses.minimum": (
        "trainer courses: fewest enrolled", "formations de formateurs : minimum d’inscrits"
    ),
    "levers.trainer_courses.trainers": ("trainer courses: trainers", "formations de formateurs : formateurs"),
    "levers.trainer_courses.days": ("trainer courses: length", "formations de formateurs : durée"),
    "levers.trainer_courses.scheduling": (
        "trainer courses: when they are held", "formations de formateurs : programmation"
    ),
    "levers.trainer_courses.calendar": ("trainer courses: calendar", "formations de formateurs : calendrier"),
    "levers.practicum.sessions": ("practice before certification", "pratique avant la certification"),
    "levers.practicum.supervision_days": ("supervision of practice", "accompagnement de la pratique"),
    "levers.practicum.facilitator_supervisors": (
        "practice as second of a facilitator", "pratique en second d’un animateur"
    ),
    "levers.practicum.priority": ("trainees lead before facilitators", "stagiaires avant les animateurs"),
    "levers.promotion.groups": ("to become a trainer: groups", "pour devenir formateur : groupes"),
    "levers.promotion.skill": ("to become a trainer: skill", "pour devenir formateur : compétence"),
    "levers.promotion.months": (
        "to become a trainer: time since certification", "pour devenir formateur : temps depuis la certification"
    ),
    "levers.promotion.courses_to_master": ("to become a master trainer", "pour devenir maître formateur"),
    "levers.refreshers.days": ("refreshers: length", "remises à niveau : durée"),
    "levers.refreshers.seats": ("refreshers: seats", "remises à niveau : places"),
    "levers.facilitators.days_per_month": ("facilitator days", "jours d’animateur"),
    "levers.coordination.days_per_month": ("coordination", "coordination du réseau"),
    "levers.groups.size": ("groups: usual size", "groupes : taille habituelle"),
    "levers.groups.minimum": ("groups: fewest members", "groupes : taille minimale"),
    "levers.groups.maximum": ("groups: most members", "groupes : taille maximale"),
    "levers.groups.sessions": ("groups: sessions", "groupes : nombre de séances"),
    "levers.groups.sessions_per_month": ("groups: cadence", "groupes : rythme"),
    "levers.groups.days_in_person": ("groups: a session in person takes", "groupes : une séance sur place prend"),
    "levers.groups.days_remote": ("groups: a remote session takes", "groupes : une séance à distance prend"),
    "levers.groups.remote_share": ("groups: offered remotely", "groupes : offerts à distance"),
    "levers.groups.novice_needs_cofacilitator": (
        "groups: novices need a co-facilitator", "groupes : coanimation exigée des débutants"
    ),
    "levers.programmes": ("programmes of groups", "programmes de groupes"),
    "levers.nominations": ("nominations", "désignations"),
    "levers.calls": ("calls for applicants", "appels à candidatures"),
    "levers.engagements": ("facilitation asked for", "interventions de facilitation demandées"),
    "levers.animation": ("animation of the network", "animation du réseau"),
    "levers.budget": ("budget", "plafond de dépenses"),
    "levers.budget_covers": ("what counts under the budget", "ce que couvre le budget"),
    "levers.budget_for_training": ("budget kept for training", "budget réservé à la formation"),
    "prices.facilitator_course": ("facilitator course", "formation d’animateurs"),
    "prices.facilitator_course_seat": ("seat of a facilitator course", "place de formation d’animateurs"),
    "prices.trainer_course": ("trainer course", "formation de formateurs"),
    "prices.trainer_course_seat": ("seat of a trainer course", "place de formation de formateurs"),
    "prices.trainer_day": ("day of a trainer", "jour de formateur"),
    "prices.facilitator_day": ("day of a facilitator", "jour d’animateur"),
    "prices.participant_day": ("day of a participant", "jour de participant"),
    "prices.travel": ("a trainer’s journey", "déplacement d’un formateur"),
    "prices.hire": ("hiring a trainer", "recrutement d’un formateur"),
    "prices.nomination": ("a nominated place", "place de désignation"),
    "prices.call": ("a call for applicants", "appel à candidatures"),
    "prices.animation": ("animation of the network", "animation du réseau"),
    "prices.refresher": ("a refresher", "remise à niveau"),
    "prices.working_days_per_year": ("working days of a full-time year", "jours travaillés d’une année à temps plein"),
}  # fmt: skip
"""Settings by their place in a scenario file; uncertainties have their names in `assumption_names`."""

UNITS = {
    "a + b of the beta distribution": "a + b de la loi bêta",
    "courses per calendar quarter": "formations par trimestre",
    "courses taught": "formations données", "days": "jours", "days per full-time year": "jours par an",
    "days per month": "jours par mois", "days per month and facilitator": "jours par mois et animateur",
    "days per month and trainer": "jours par mois et formateur", "days per trainee": "jours par stagiaire",
    "days per trainer": "jours par formateur", "euros per calendar year": "euros par an",
    "euros per call": "euros par appel",
    "euros per certified person a year at level 1": "euros par certifié et par an au niveau 1",
    "euros per course": "euros par formation", "euros per day": "euros par jour",
    "euros per nominated place": "euros par place", "euros per refresher": "euros par remise à niveau",
    "euros per seat filled": "euros par place pourvue", "euros per trainer": "euros par formateur",
    "euros per trainer and course": "euros par formateur et formation",
    "facilitator days per session": "jours d’animateur par séance", "facilitators per day": "animateurs par jour",
    "groups led": "groupes animés", "groups per year": "groupes par an", "level from 0 to 1": "niveau de 0 à 1",
    "months": "mois", "per ask": "par sollicitation", "per year": "par an", "persons": "personnes",
    "persons each time": "personnes à chaque fois", "seats": "places",
    "seats per course": "places par formation", "sessions": "séances", "sessions per month": "séances par mois",
    "shape of the gamma distribution": "forme de la loi gamma", "share": "part",
    "share of the budget": "part du budget",
    "share per month": "part par mois", "share per session": "part par séance",
    "standard deviation of the logarithm": "écart-type du logarithme",
    "trainers per course": "formateurs par formation",
    "weight": "poids", "yes or no": "oui ou non",
}  # fmt: skip
"""Units of settings, in French."""

WORDS = {
    "on demand": "à la demande", "calendar": "par calendrier", "need": "selon le besoin",
    "longest_queue": "file la plus longue", "lowest_coverage": "couverture la plus faible", "equal": "à égalité",
    "both": "dépenses directes et temps", "cash": "dépenses directes", "first": "d’abord", "mixed": "mêlés",
    "last": "ensuite", "supervision": "accompagnement", "trainer_courses": "formations de formateurs",
    "facilitator_courses": "formations d’animateurs", "refreshers": "remises à niveau", "workshop": "atelier",
    "seminar": "séminaire", "review": "retour d’expérience", "national": "équipe nationale", "france": "France",
    "each": "chaque région", "facilitator_active": "animateurs actifs", "facilitator_dormant": "animateurs inactifs",
    "practitioner": "praticiens", "waiting": "en attente d’un groupe", "candidate": "candidats",
    "trainee": "stagiaires", "in_practicum": "en pratique accompagnée", "group": "groupes", "fixed": "valeur fixe",
    "uniform": "loi uniforme", "triangular": "loi triangulaire", "lognormal": "loi lognormale", "beta": "loi bêta",
}  # fmt: skip
"""Words that a setting may have as its value, in French."""

FIELDS = {
    "place": "lieu", "trainers": "formateurs", "masters": "maîtres formateurs", "from": "à partir de",
    "until": "jusqu’à", "days_per_month": "jours par mois", "day_price": "prix du jour", "month": "mois",
    "courses": "formations", "remote": "à distance", "seats": "places", "region": "région",
    "administration": "administration", "name": "nom", "first": "première fois", "last": "dernière fois",
    "every_months": "tous les (mois)", "headcount": "effectif", "size": "taille", "minimum": "minimum",
    "maximum": "maximum", "sessions": "séances", "sessions_per_month": "séances par mois",
    "requests_per_year": "demandes par an", "permanent": "permanent", "region_weights": "poids des régions",
    "administration_weights": "poids des administrations", "kind": "genre", "per_year": "par an",
    "facilitators": "animateurs", "days": "jours", "audience": "public", "places": "places par fois",
    "strength": "intensité", "measure": "mesure", "value": "valeur", "also": "avec", "state": "état",
    "count": "nombre", "age": "ancienneté en mois", "over": "sur (mois)",
}  # fmt: skip
"""Fields of the entries of lists, in French."""


def setting_name(path: str, language: Language) -> str:
    """The name of a setting by its place, such as levers.trainers.hired; of weights, with the place weighed."""
    found, rest = path, ""
    while found and found not in SETTINGS and not found.startswith("uncertainties."):
        found, _, last = found.rpartition(".")
        rest = f"{last}.{rest}" if rest else last
    if path.startswith("uncertainties."):
        return assumption_names(language).get(path.split(".")[1], path)
    if not found:
        return path
    name = in_words(SETTINGS[found][language.code == "fr"], language.code).replace(" :", language.text(":"))
    return f"{name}{language.text(':')} {rest}" if rest else name


def section_name(path: str, language: Language) -> str:
    """What the setting is gathered under."""
    first = path.split(".")[0]
    return SECTIONS[first if first in SECTIONS else "scenario"][language.code == "fr"]


def unit_name(unit: str, language: Language) -> str:
    """The unit of a setting as readers call it."""
    return in_words(UNITS.get(unit, unit) if language.code == "fr" else unit, language.code)


def word_text(word: str, language: Language) -> str:
    """A word of a scenario file as readers call it; a name stays as it is."""
    if word not in WORDS:
        return word
    return in_words(WORDS[word] if language.code == "fr" else word.replace("_", " "), language.code)


def field_text(field: str, language: Language) -> str:
    """A field of an entry of a list as readers call it."""
    return in_words(FIELDS.get(field, field) if language.code == "fr" else field.replace("_", " "), language.code)


_PART = re.compile(r"([A-Za-z_]\w*)(?:\[([^\[\]]+)\])?")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NO_UNIT = ("share", "weight", "yes or no")
"""Units that say nothing behind a number."""
_ENTRY = ("name", "kind", "place", "region", "administration", "month", "from")
"""Fields by which an entry of a list is told from the others."""


def swept_name(place: str, language: Language, entry: Mapping[str, Any] | None = None) -> str:
    """The name of a setting by its place in a sweep file, such as levers.trainers.hired[1].trainers.

    entry: the entry of the list that the brackets choose; empty where it is the only one, None where it is not known.
    """
    parts = _PART.findall(place)
    names = [name for name, _ in parts]
    known = next((end for end in range(len(names), 0, -1) if _is_named(".".join(names[:end]))), 0)
    if not known:
        return place
    told = setting_name(".".join(names[:known]), language)
    chosen = next((chosen for _, chosen in parts[known - 1 : -1] if chosen), "")
    if chosen and entry != {}:
        told = f"{told} ({_entry_text(chosen, entry or {}, language)})"
    fields = [field_text(field, language) for field in names[known:]]
    # Trainers hired are trainers: the field says nothing more.
    fields = [field for field in fields if not told.startswith(field)]
    told = ", ".join([told, *fields])
    last = parts[-1][1]
    if not last:
        return told
    if _MONTH.fullmatch(last):
        return language.text("{setting} from {month}", setting=told, month=language.month(pd.Timestamp(f"{last}-01")))
    return f"{told} ({_entry_text(last, entry or {}, language)})"


def _is_named(path: str) -> bool:
    return path in SETTINGS or (path.startswith("uncertainties.") and path.count(".") == 1)


def _entry_text(chosen: str, entry: Mapping[str, Any], language: Language) -> str:
    words = [str(entry[field]) for field in _ENTRY if entry.get(field)]
    if not words:
        return language.text("no. {number}", number=chosen) if chosen.isdigit() else _word(chosen, language)
    return ", ".join(_word(word, language) for word in words)


def _word(word: str, language: Language) -> str:
    return language.short_month(pd.Timestamp(f"{word}-01")) if _MONTH.fullmatch(word) else word_text(word, language)


def swept_unit(place: str, language: Language) -> str:
    """The unit of a setting by its place in a sweep file, from the schema; empty where it says nothing."""
    path: list[str | int] = []
    parts = _PART.findall(place)
    for at, (name, chosen) in enumerate(parts):
        # What stands in the last brackets is a month, from which on the value holds.
        path += [name, 0] if chosen and at + 1 < len(parts) else [name]
    unit = ""
    for end in range(len(path), 0, -1):
        unit = unit or described_at(tuple(path[:end])).get("unit", "")
    return "" if unit in _NO_UNIT else unit_name(unit, language)
