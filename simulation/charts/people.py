"""Who met whom: the persons of one region as points, their meetings as lines, with a search for one person."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.example import (
    ROLES,
    example_of,
    nothing_drawn,
    role_colour,
    role_names,
    short,
    without_example,
)
from simulation.charts.language import Language
from simulation.charts.meetings import SIDE, Meetings, meetings_of
from simulation.charts.source import Results
from simulation.outcomes.rows import rows_of
from simulation.scenario.levers import NATIONAL


@dataclass(frozen=True)
class People:
    """The meetings drawn; none where the results hold no example (`stored` false), or where nobody met."""

    meetings: Meetings | None
    stored: bool


def data(results: Results) -> People:
    """The meetings to draw, laid out."""
    example = example_of(results)
    return People(None if example is None else meetings_of(example), example is not None)


def words(seen: People, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    question = say("Who met whom, in one region of one simulated future?")
    if not seen.stored:
        return without_example(question, language)
    future = say("One simulated future is shown, the one closest to the median; others differ.")
    drawn = seen.meetings
    if drawn is None:
        title = say("In one simulated future, nobody has met anybody in a group")
        return Words(title, question, title + ".", future)
    counts = {
        "place": _place(drawn.place, language),
        "groups": language.number(drawn.groups),
        "persons": language.number(len(drawn.people)),
    }
    at = int(drawn.people.met.argmax())
    busiest, person = drawn.people.index[at], drawn.people.iloc[at]
    role = role_names(language)[person.shown]
    title = say(
        "{place}: the best connected person met {met} of the {persons} others",
        **counts | {"persons": language.number(len(drawn.people) - 1)},
        met=language.number(person.met),
    )
    description = say(
        "{persons} persons met in {groups} groups held there ({place}). Half of them met {median} others or fewer; "
        "person {busiest} ({role}) met most: {met}.",
        median=language.number(drawn.people.met.median()),
        busiest=busiest,
        role=role,
        met=language.number(person.met),
        **counts,
    )
    part = (
        say("Shown: all groups held in the region with most persons that has no more than 300.")
        if drawn.whole
        else say("Shown: the latest groups held at this place, up to 300 persons.")
    )
    note = say(
        "Each point is a person, wherever they work; a line joins two who were in the same group. Who met often stands "
        "close; how far apart the parts stand means nothing. Roles are those at the end."
    )
    return Words(title, question, description, f"{future} {part} {note}")


def _place(place: str, language: Language) -> str:
    return language.text("Remote groups") if place == NATIONAL else place


def table(seen: People, language: Language) -> pd.DataFrame:
    """Every person drawn, those who met most others first."""
    say = language.text
    named = {
        "number": say("person"),
        "role": say("role at the end"),
        "region": say("region"),
        "administration": say("administration"),
        "groups": say("groups"),
        "met": say("persons met"),
    }
    if seen.meetings is None:
        return pd.DataFrame(columns=list(named.values()))
    people = seen.meetings.people.sort_values("met", ascending=False, kind="stable")
    rows = people.assign(number=people.index.astype(str), role=people.shown.map(role_names(language)),
                         administration=people.administration.map(language.name))  # fmt: skip
    return rows[list(named)].rename(columns=named).reset_index(drop=True)


def draw(seen: People, language: Language, narrow: bool = False) -> go.Figure:
    """Lines, then points by role; the last two traces are empty, for the person whom the page's search finds."""
    if seen.meetings is None:
        return nothing_drawn(words(seen, language).title)
    people, figure = seen.meetings.people, go.Figure()
    x, y = people.x.to_dict(), people.y.to_dict()
    figure.add_scatter(
        x=[place for one, other in seen.meetings.ties for place in (x[one], x[other], None)],
        y=[place for one, other in seen.meetings.ties for place in (y[one], y[other], None)],
        mode="lines",
        line={"color": style.OFFERED[0], "width": 0.7},
        hoverinfo="skip",
    )
    names, counts = role_names(language), people.shown.value_counts()
    for role, (_, symbol, _) in ROLES.items():
        rows = people[people.shown == role]
        if len(rows):
            figure.add_scatter(
                x=rows.x.tolist(),
                y=rows.y.tolist(),
                mode="markers",
                marker={
                    "symbol": symbol,
                    "color": role_colour(role),
                    "size": 8 if role in ("participant", "left") else 11,
                    "line": {"width": 0.8, "color": style.BACKGROUND[0]},
                },
                customdata=rows.index.tolist(),
                text=[_hover(person, names[role], language) for person in rows_of(rows)],
                hovertemplate="%{text}<extra></extra>",
                unselected={"marker": {"opacity": 0.25}},
            )
    found = style.TARGET[0]
    figure.add_scatter(x=[], y=[], mode="lines", line={"color": found, "width": 1.6}, hoverinfo="skip")
    ring = {"symbol": "circle-open", "size": 20, "color": found, "line": {"width": 2.5}}
    figure.add_scatter(x=[], y=[], mode="markers", marker=ring, hoverinfo="skip")
    across = 2 if narrow else 6
    shown = [role for role in ROLES if role in counts]
    top = 20 + 20 * -(-len(shown) // across)
    hidden = {"visible": False, "range": [-0.03 * SIDE, 1.03 * SIDE]}
    return figure.update_layout(
        template=style.template(),
        height=top + (480 if narrow else 640),
        margin={"l": 4, "r": 4, "t": top, "b": 4},
        xaxis=hidden,
        yaxis=hidden | {"range": [1.03 * SIDE, -0.03 * SIDE]},
        hovermode="closest",
        meta={
            "search": language.text("Find a person: number, role, region or administration"),
            "none": language.text("Nobody drawn is called that."),
        },
        annotations=[
            {
                "text": f"{ROLES[role][2]} {names[role]}{language.text(':')} {language.number(counts[role])}",
                "font": {"color": role_colour(role), "size": 13},
                "xref": "paper",
                "yref": "paper",
                "x": (place % across) / across,
                "y": 1,
                "yshift": top - 24 - 20 * (place // across),
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
            }
            for place, role in enumerate(shown)
        ],
    )


def _hover(person, role: str, language: Language) -> str:
    say = language.text
    return "<br>".join(
        [
            f"<b>{say('Person {number}', number=person.Index)}</b>{say(':')} {role}",
            f"{short(person.region)}, {short(language.name(person.administration))}",
            say("Groups: {groups}; persons met: {met}", groups=person.groups, met=person.met),
        ]
    )


CHART = Chart("people", data, words, table, draw)


def people(results: Results, language: str = "en") -> go.Figure:
    """Who met whom in one region of one simulated future."""
    return CHART.figure(results, language)
