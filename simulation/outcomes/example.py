"""The columns of the example: one replicate person by person, the one closest to the median at the end."""

import pyarrow as pa

KINDS = ("ordinary", "programme", "practicum")
"""What a group is for, in the order of the model's numbers."""

_NAME = pa.dictionary(pa.int16(), pa.string())


def _field(name: str, kind: pa.DataType, english: str, french: str, unit: str = "") -> pa.Field:
    return pa.field(name, kind, metadata={"unit": unit, "en": english, "fr": french})


EXAMPLE_PEOPLE = pa.schema(
    [
        _field("person", pa.int32(), "Number of the person", "Numéro de la personne"),
        _field("region", _NAME, "Region at the end", "Région à la fin"),
        _field("administration", _NAME, "Administration at the end", "Administration à la fin"),
        _field(
            "role", _NAME, "Role at the end; `left` if they left", "Rôle à la fin ; `left` si la personne est partie"
        ),
        _field("trained_by", pa.int32(), "Person who trained them", "Personne qui l’a formée"),
        _field("generation", pa.int32(), "Generation in the training lineage", "Génération dans la lignée"),
        _field(
            "certified",
            pa.date32(),
            "Month of certification; empty before the start",
            "Mois de certification ; vide avant le début",
        ),
        _field("groups_led", pa.int32(), "Groups opened as leader", "Groupes ouverts comme animateur", "groups"),
        _field("skill", pa.float64(), "Skill in leading, at the end", "Compétence d’animation, à la fin", "share"),
    ]
)
"""One row a person who met somebody in a group, or was ever certified. Empty where it does not apply."""

EXAMPLE_GROUPS = pa.schema(
    [
        _field("group", pa.int32(), "Number of the group", "Numéro du groupe"),
        _field("kind", _NAME, "ordinary, programme or practicum", "ordinaire, de programme ou pratique accompagnée"),
        _field("place", _NAME, "Region, or `national` for remote", "Région, ou `national` à distance"),
        _field("month", pa.date32(), "Month of opening", "Mois d’ouverture"),
        _field("person", pa.int32(), "Number of the person", "Numéro de la personne"),
        _field("leads", pa.bool_(), "Whether they lead it", "Si la personne l’anime"),
    ]
)
"""One row a person and group: who was in it at the end of its first month."""
