"""One simulated future, person by person, as the drawings of persons need it."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Words
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.storage.files import ResultsError

ROLES = {
    "participant": ("reached", "circle", "●"),
    "candidate": ("waiting", "triangle-up", "▲"),
    "learning": ("learning", "square", "■"),
    "facilitator": ("facilitators", "diamond", "◆"),
    "trainer": ("trainers", "star", "★"),
    "left": ("", "x", "✖"),
}
"""For each role shown: what its colour means (none: grey), its marker, and a sign like it for the key."""

_SHOWN = {
    "interested": "participant",
    "lapsed": "participant",
    "reached": "participant",
    "trainee": "learning",
    "in_practicum": "learning",
}


@dataclass(frozen=True)
class Example:
    """people: a row a person (index: its number), with the role shown; groups: a row a person and group."""

    people: pd.DataFrame
    groups: pd.DataFrame


def example_of(results: Results) -> Example | None:
    """The stored example with names as text; None where the results hold none."""
    try:
        people, groups = results.example()
    except ResultsError:
        return None
    people = people.astype({"region": str, "administration": str, "role": str}).set_index("person").sort_index()
    # Whoever is in a group but not among the people has not met anybody yet.
    met = groups[groups.person.isin(people.index)]
    return Example(people.assign(shown=people.role.replace(_SHOWN)), met.astype({"kind": str, "place": str}))


def role_names(language: Language) -> dict[str, str]:
    """What each role shown is called, of one person."""
    say = language.text
    return {
        "participant": say("Participant"),
        "candidate": say("Candidate"),
        "learning": say("In training"),
        "facilitator": say("Facilitator"),
        "trainer": say("Trainer"),
        "left": say("Has left"),
    }


def role_colour(role: str) -> str:
    """The light colour of a role shown."""
    meaning = ROLES[role][0]
    return style.MEANINGS[meaning][0] if meaning else style.QUIET[0]


def short(name: str, most: int = 28) -> str:
    """A name from outside, cut where it would take too much room, safe to put into a figure."""
    return style.plain(name if len(name) <= most else name[: most - 1] + "…")


def without_example(question: str, language: Language) -> Words:
    """What a drawing of persons says when the results hold no example."""
    say = language.text
    return Words(
        say("These results hold no single simulated future to draw"),
        question,
        say(
            "Nothing is drawn: the results were made before Essaim kept one future person by person, by a model of "
            "one’s own, or by a run that is not finished."
        ),
    )


def nothing_drawn(text: str) -> go.Figure:
    """An empty figure that says why it is empty."""
    return go.Figure(
        layout={
            "template": style.template(),
            "height": 120,
            "margin": {"l": 12, "r": 12, "t": 12, "b": 12},
            "xaxis": {"visible": False, "range": [0, 1]},
            "yaxis": {"visible": False, "range": [0, 1]},
            "annotations": [
                {
                    "text": text,
                    "xref": "paper",
                    "yref": "paper",
                    "x": 0,
                    "y": 0.5,
                    "xanchor": "left",
                    "align": "left",
                    "showarrow": False,
                    "font": {"color": style.QUIET[0]},
                }
            ],
        }
    )
