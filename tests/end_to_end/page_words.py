"""Words that betray the other language on a page, and how French is set."""

import re
from collections.abc import Iterable

from test_french import faults

ENGLISH = re.compile(
    r"(?<![-/\w])(?:the|of|and|with|from|each|which|are|is|month|year|State|territorial|hospitals?|facilitators?|trainers?|"
    r"trainees?|courses?|seats?|region|nation|forecast|scenario file|budget for|waiting|reached|people|runs?|futures|"
    r"uncertainty|share of|days?|hired)(?![-\w])"
)
"""Words of English that no French page says; those that French writes alike are left out."""

FRENCH = re.compile(
    r"(?<![-\w])(?:le|les|des|une|et|avec|pour|par|dans|chaque|mois|année|années|animateurs?|formateurs?|formations?|"
    r"attente|prévision|régions|hypothèses?|tirages?|coût|jours?)(?![-\w])|[«»]"
)
"""Words of French that no English page says; names of places stand apart, they are French in both."""

PLACES = re.compile(
    r"(?:Provence-Alpes-)?Côte d.Az(?:ur|…)|Pays de la Loire|Centre-Val de Loire|Auvergne-Rhône-Alpes|Île-de-France|"
    r"Hauts-de-France|Bourgogne-Franche-Comté|Grand Est|La Réunion"
)


def words_left(texts: Iterable[str], other: re.Pattern[str]) -> list[str]:
    """Texts with a word of the other language, or, on a French page, set otherwise than French is."""
    found = []
    for text in texts:
        bare = re.sub(r"\b0,\d+", "x", PLACES.sub("x", text))  # 0,001 is a small number, no thousands
        if other.search(bare):
            found.append(f"{other.search(bare)[0]}: {text[:120]}")
        elif other is ENGLISH and len(bare) > 1 and faults(bare):
            found.append(f"{', '.join(faults(bare))}: {text[:120]}")
    return found
