"""What the figures of a scenario and the units of tables are called, in English and French."""

from simulation.charts.language import Language
from simulation.charts.setting_names import UNITS as SETTING_UNITS
from simulation.charts.setting_names import field_text, section_name, setting_name, unit_name

UNITS = {
    "persons": "personnes", "full masteries": "maîtrises complètes", "groups": "groupes", "sessions": "séances",
    "engagements": "interventions", "courses": "formations", "seats": "places", "person-months": "personnes × mois",
    "days": "jours", "euros": "euros", "share": "part", "generations": "générations",
    "that of the measure": "celle de la mesure", "ETPT": "ETPT", "ETP": "ETP", "": "",
}  # fmt: skip
"""Units of measures and tables in French; those of settings are in `charts.setting_names`."""


def unit_text(unit: str, language: Language) -> str:
    """A unit in the language; one without a French name as it is."""
    if language.code == "fr" and unit in UNITS:
        return UNITS[unit]
    return unit_name(unit, language)


def has_french(unit: str) -> bool:
    """Whether a unit has a French name."""
    return unit in UNITS or unit in SETTING_UNITS


def parameter_label(parameter: str, language: Language) -> str | None:
    """What a figure of a scenario is, in a few words; None for one without a name."""
    section, _, field = parameter.partition(".")
    colon = f"{language.text(':')} "
    if section == "target" and field:
        named = f"{setting_name('target', language)}{colon}{field_text(field, language)}"
    else:
        named = setting_name(parameter, language)
        if named == parameter:
            return None
        if section in ("initial", "prices"):
            named = f"{section_name(parameter, language)}{colon}{named}"
    return named[0].upper() + named[1:]
