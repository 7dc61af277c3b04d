"""The training lineage of one simulated future: who trained whom, as a tree to zoom into."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.example import example_of, nothing_drawn, role_names, short, without_example
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.outcomes.rows import rows_of

MOST = 700
"""Persons drawn one by one; of more, those who trained nobody are drawn together by trainer and year."""

HEIGHT = 640
"""Height of the tree in pixels."""

GENERATIONS = (
    style.tint("trainers", 0.32),
    style.tint("facilitators", 0.16),
    style.tint("facilitators", 0.32),
    style.tint("facilitators", 0.55),
    style.tint("reached", 0.55),
)
"""Light colours of generations 0, 1, 2, 3, and of all later ones."""


@dataclass(frozen=True)
class Lineage:
    """Everybody ever certified in one simulated future; None where the results hold none.

    certified: a row a person (index: its number); trained_by empty for those of the start and for hired trainers.
    """

    certified: pd.DataFrame | None

    @property
    def everybody(self) -> pd.DataFrame:
        """Everybody ever certified. Raises ValueError where the results hold none."""
        if self.certified is None:
            raise ValueError("the results hold no single future person by person")
        return self.certified

    @property
    def trained(self) -> pd.DataFrame:
        """Those whom somebody of the network trained."""
        return self.everybody[self.everybody.trained_by.notna()]

    @cached_property
    def trainees(self) -> Counter:
        """How many each trainer trained."""
        return Counter(self.trained.trained_by.astype(int))

    @property
    def trainers(self) -> pd.DataFrame:
        """Those who trained somebody."""
        return self.everybody[self.everybody.index.isin(self.trainees)]

    @property
    def half(self) -> int:
        """How few trainers trained at least half."""
        done = pd.Series(sorted(self.trainees.values(), reverse=True)).cumsum()
        return int((done < len(self.trained) / 2).sum()) + 1


def data(results: Results) -> Lineage:
    """Who was certified, and by whom they were trained."""
    example = example_of(results)
    if example is None:
        return Lineage(None)
    people = example.people
    return Lineage(people[people.generation.notna() | people.trained_by.notna()])


def words(seen: Lineage, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    question = say("Who trained whom, in one simulated future?")
    if seen.certified is None:
        return without_example(question, language)
    future = say("One simulated future is shown, the one closest to the median; others differ.")
    if not seen.trainees:
        title = say("In one simulated future, nobody is trained")
        return Words(title, question, title + ".", future)
    count = {"trainers": language.number(len(seen.trainees)), "people": language.number(len(seen.trained))}
    most = max(seen.trainees.values())
    if len(seen.trainees) == 1:
        title = say("In one simulated future, one trainer trains all new facilitators: {people}", **count)
    elif seen.half == 1:
        title = say(
            "In one simulated future, {trainers} trainers train {people} new facilitators; one of them trains half",
            **count,
        )
    else:
        title = say(
            "In one simulated future, {trainers} trainers train {people} new facilitators; {half} of them train half",
            half=language.number(seen.half),
            **count,
        )
    later = (seen.trained.generation >= 2).mean()
    alone = len(seen.certified) - len(_drawn(seen))
    return Words(
        title,
        question,
        say(
            "{trainers} persons trained {people} facilitators; the busiest trained {most}. {later} of those trained "
            "are of the second generation or a later one: a facilitator who became a trainer trained them.",
            most=language.number(most),
            later=language.percent(later),
            **count,
        ),
        future
        + " "
        + say(
            "From left to right: trainers, those whom they trained, those whom these trained. Each bar is one person, "
            "by number; behind the arrow: how many they trained. Click on a bar to see its persons, and on the "
            "leftmost bar to come back. Generation 0: trainers at the start; 1: those whom they trained, among them "
            "the first network. Not drawn: {alone} persons of the start who trained nobody.",
            alone=language.number(alone),
        ),
    )


def _drawn(seen: Lineage) -> pd.DataFrame:
    """Those who trained somebody, and those who were trained."""
    certified = seen.everybody
    return certified[certified.trained_by.notna() | certified.index.isin(seen.trainees)]


def table(seen: Lineage, language: Language) -> pd.DataFrame:
    """Everybody ever certified; of very many, only those who trained somebody."""
    say = language.text
    named = {
        "number": say("person"),
        "role": say("role at the end"),
        "region": say("region"),
        "administration": say("administration"),
        "generation": say("generation"),
        "month": say("certified in"),
        "by": say("trained by"),
        "groups_led": say("groups led"),
        "trained": say("persons trained"),
    }
    if seen.certified is None:
        return pd.DataFrame(columns=list(named.values()))
    rows = seen.certified if len(seen.certified) <= MOST else seen.trainers
    start = say("before the start")
    return (
        rows.assign(
            number=rows.index.astype(str),
            role=rows.shown.map(role_names(language)),
            administration=rows.administration.map(language.name),
            month=rows.certified.dt.strftime("%Y-%m").fillna(start),
            by=[start if number != number else f"{number:.0f}" for number in rows.trained_by],
            trained=[seen.trainees[number] for number in rows.index],
        )[list(named)]
        .rename(columns=named)
        .reset_index(drop=True)
    )


def draw(seen: Lineage, language: Language, narrow: bool = False) -> go.Figure:
    """Trainers from the left, those whom they trained to the right of them."""
    if seen.certified is None or not seen.trainees:
        return nothing_drawn(words(seen, language).title)
    bars = _bars(seen, language)
    figure = go.Figure(
        go.Icicle(
            ids=[bar[0] for bar in bars],
            parents=[bar[1] for bar in bars],
            labels=[bar[2] for bar in bars],
            values=[bar[3] for bar in bars],
            text=[bar[4] for bar in bars],
            marker={
                "colors": [bar[5] for bar in bars],
                "line": {"width": [1.5 if bar[3] == 0 else 0.2 for bar in bars], "color": style.BACKGROUND[0]},
            },
            branchvalues="remainder",
            textinfo="label",
            textfont={"color": style.TEXT[0]},
            hovertemplate="%{text}<extra></extra>",
            # With a line of parents above, Plotly complains at each click; the leftmost bar leads back as well.
            pathbar={"visible": False},
            tiling={"orientation": "h"},
            maxdepth=5,
        )
    )
    top = 66 if narrow else 44
    return figure.update_layout(
        template=style.template(),
        height=top + HEIGHT,
        margin={"l": 0, "r": 0, "t": top, "b": 4},
        uniformtext={"minsize": 9, "mode": "hide"},
        annotations=_key(seen, language, narrow),
    )


def _bars(seen: Lineage, language: Language) -> list[tuple]:
    """Each bar: id, parent, label, own value, what hovering says, colour."""
    say, drawn = language.text, _drawn(seen)
    alone = drawn[[number not in seen.trainees for number in drawn.index]]
    together = alone if len(drawn) > MOST else alone.iloc[:0]
    root = "<br>".join([
        say("Trainers: {number}", number=language.number(len(seen.trainees))),
        say("Trained: {number}", number=language.number(len(seen.trained))),
    ])  # fmt: skip
    bars: list[tuple] = [("all", "", root, 0, words(seen, language).title, style.GRID[0])]
    # A trainer who is not among the certified would leave trainees without a bar to stand on.
    known = set(drawn.index)
    for person in rows_of(drawn.drop(together.index)):
        number = person.Index
        trained = seen.trainees[number]
        above = person.trained_by
        bars.append(
            (
                f"{number}",
                f"{above:.0f}" if above == above and above in known else "all",
                _label(number, person, trained, len(seen.trained)) if trained else f"{number}",
                0 if trained else 1,
                _hover(number, person, trained, language),
                _colour(person.generation),
            )
        )
    years = together.certified.dt.year.fillna(0).astype(int)
    for (above, year), people in together.groupby([together.trained_by.astype(int), years]):
        label = say("{year}: {people} persons", year=year or "–", people=len(people))
        parent = f"{above}" if above in known else "all"
        bars.append((f"{above}-{year}", parent, label, len(people), label, _colour(people.generation.iloc[0])))
    return bars


def _label(number: int, person: Any, trained: int, everybody: int) -> str:
    """Who trained how many; the region below where the bar is high enough."""
    label = f"<b>{number}</b> → {trained}"
    return f"{label}<br>{short(person.region, 14)}" if HEIGHT * trained / everybody >= 30 else label


def _hover(number: int, person: Any, trained: int, language: Language) -> str:
    say = language.text
    month = person.certified
    since = say("before the start") if pd.isna(month) else language.short_month(month)
    return "<br>".join(
        [
            f"<b>{say('Person {number}', number=number)}</b>{say(':')} {role_names(language)[person.shown]}",
            f"{short(person.region)}, {short(language.name(person.administration))}",
            say(
                "Generation {generation}, certified: {month}",
                generation="–" if pd.isna(person.generation) else int(person.generation),
                month=since,
            ),
            say(
                "Groups led: {led}; persons trained: {trained}",
                led="–" if pd.isna(person.groups_led) else int(person.groups_led),
                trained=trained,
            ),
        ]
    )


def _colour(generation: float) -> str:
    return GENERATIONS[0 if generation != generation else min(int(generation), len(GENERATIONS) - 1)]


def _key(seen: Lineage, language: Language, narrow: bool) -> list[dict]:
    """What the colours mean, above the tree."""
    shown = _drawn(seen).generation.dropna().clip(upper=len(GENERATIONS) - 1).astype(int)
    notes = []
    for place, (generation, count) in enumerate(sorted(Counter(shown.tolist()).items())):
        last = generation == len(GENERATIONS) - 1
        text = language.text(
            "Generation {generation}: {count}", generation=f"≥ {generation}" if last else generation, count=count
        )
        line, column = divmod(place, 2 if narrow else 5)
        notes.append(
            {
                "text": text,
                "bgcolor": GENERATIONS[generation],
                "borderpad": 3,
                "xref": "paper",
                "yref": "paper",
                "x": column / (2 if narrow else 5),
                "y": 1,
                "xshift": 4,
                "yshift": (34 if narrow else 12) - 26 * line,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 12, "color": style.TEXT[0]},
            }
        )
    return notes


CHART = Chart("lineage", data, words, table, draw)


def lineage(results: Results, language: str = "en") -> go.Figure:
    """The training lineage of one simulated future, as a tree."""
    return CHART.figure(results, language)
