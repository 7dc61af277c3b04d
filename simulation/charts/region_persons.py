"""Regions in persons: how many active facilitators each will have, and, where they are few, whether it has any."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import places, style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.places import MEASURE, Places
from simulation.charts.source import Results
from simulation.outcomes.measures import Share
from simulation.outcomes.wording import LIKELIHOODS

FEW = 5
"""Below so many persons a median says little: the chances of at least one and of two are told instead."""
LIKELY = next(least for least, word, _ in LIKELIHOODS if word == "likely")
"""From which probability on something is called likely."""
ROW = 27
"""Pixels of a region."""


@dataclass(frozen=True)
class Regions:
    """Active facilitators of every region, and at one month how likely it has any."""

    places: Places
    month: int
    """Position of the month that is looked at: the target's date, if it is simulated, else the end."""
    at_least: dict[int, dict[str, Share]]
    """1 and 2: for each region, the share of futures with so many or more at that month."""

    @property
    def persons(self) -> pd.DataFrame:
        """Median and 80 % interval at that month: regions × quantiles, the largest first."""
        found = pd.DataFrame({level: frame.iloc[self.month] for level, frame in self.places.persons.items()})
        return found.sort_values(["q50", "q90", "q10"], ascending=False, kind="stable")

    @property
    def when(self) -> pd.Timestamp:
        """That month."""
        return self.places.months[self.month]


def data(results: Results) -> Regions:
    """Persons by region; chances are counted over the replicates."""
    target, frame = results.scenario.target, results.frame
    at = frame.months_until(target.month) if target else None
    month = frame.months - 1 if at is None else at
    ((_, whole),) = results.whole_numbers([MEASURE])
    of_cells, region_of_cell = whole[:, month], np.array([region for region, _ in frame.cells])
    persons = {name: of_cells[:, region_of_cell == number].sum(axis=1) for number, name in enumerate(frame.regions)}
    at_least = {least: {name: Share.of(values >= least) for name, values in persons.items()} for least in (1, 2)}
    return Regions(places.data(results), month, at_least)


def words(seen: Regions, language: Language) -> Words:
    """Title, question, description and note."""
    say, persons = language.text, seen.persons
    unsure = [region for region in persons.index if seen.at_least[2][region].value < LIKELY]
    first, last = persons.index[0], persons.index[-1]
    facts = {
        "month": language.month(seen.when), "highest": first, "lowest": last, "all": language.number(len(persons)),
        "high": seen.places.known_persons(first, seen.month, language)[0], "count": language.number(len(unsure)),
    }  # fmt: skip
    if persons["q50"].max() == 0:
        title = say("No region is likely to have an active facilitator at the end of {month}", **facts)
    elif len(persons) == 1:
        title = say("{highest}: about {high} active facilitators at the end of {month}", **facts)
    elif unsure:
        title = say("{highest} has most, about {high} active facilitators at the end of {month}; in {count} of {all} "
                    "regions it is not even likely that there are two", **facts)  # fmt: skip
    else:
        title = say("{highest} has most, about {high} active facilitators at the end of {month}; in every region two "
                    "are likely", **facts)  # fmt: skip
    listed = say("; ").join(f"{region} {_interval(seen, region, language)}" for region in persons.index)
    return Words(
        title,
        say("How many active facilitators will each region have, and will it have any?"),
        say("At the end of {month}, median and, in brackets, 80 %: {list}.", month=facts["month"], list=listed),
        say(
            "Persons, in the region of the facilitator. Dot: median; line: 80 % of the simulated futures. Where the "
            "median is below {few}, how many of the futures have at least one, and at least two: of so few persons no "
            "more is known. The table also has every year, and the rate per 1,000 public agents.",
            few=FEW,
        ),
    )


def _interval(seen: Regions, region: str, language: Language) -> str:
    median, low, high = seen.places.known_persons(region, seen.month, language)
    return f"{median} ({low}–{high})"


def chances(seen: Regions, region: str, language: Language) -> tuple[str, str]:
    """How likely a region has at least one, and at least two."""
    one, two = (language.percent(seen.at_least[least][region].value) for least in (1, 2))
    return one, two


def table(seen: Regions, language: Language) -> pd.DataFrame:
    """Every region at the end of each year, and the chances at the month looked at."""
    years, say = seen.places.months.year, language.text
    ends = np.flatnonzero(years[1:] != years[:-1]).tolist()
    shown = sorted({*ends, seen.month, len(years) - 1})
    found = places.table(seen.places, shown, language)
    regions, here = found[say("region")], found[say("month")] == seen.when.strftime("%Y-%m")
    for least, name in ((1, say("chance of at least one, %")), (2, say("chance of at least two, %"))):
        chance = regions.map({region: 100 * share.value for region, share in seen.at_least[least].items()})
        found[name] = chance.where(here)
    return found


def draw(seen: Regions, language: Language, narrow: bool = False) -> go.Figure:
    """A row a region: line and dot, and at the right what is known."""
    say, persons, colour = language.text, seen.persons, style.MEANINGS["facilitators"][0]
    rows = list(range(len(persons)))
    row_height = 2 * ROW - 8 if narrow else ROW
    figure, notes = go.Figure(), []
    for trace in (
        {"x": [end for low, high in zip(persons.q10, persons.q90, strict=True) for end in (low, high, None)],
         "y": [at for row in rows for at in (row, row, None)], "mode": "lines", "hoverinfo": "skip",
         "line": {"color": style.tint("facilitators", 0.55), "width": 7}},
        {"x": persons.q50.tolist(), "y": rows, "mode": "markers", "marker": {"color": colour, "size": 10},
         "cliponaxis": False, "hovertemplate": "%{text}<extra></extra>",
         "text": [_hover(seen, region, language) for region in persons.index]},
    ):  # fmt: skip
        figure.add_scatter(**trace)
    for row, region in zip(rows, persons.index, strict=True):
        median, low, high = seen.places.known_persons(region, seen.month, language)
        text = f"<b>{median}</b> ({low}–{high})"
        if persons.q50[region] < FEW:
            one, two = chances(seen, region, language)
            text += f" · {say('≥ 1: {one}; ≥ 2: {two}', one=one, two=two)}"
        notes.append(
            {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 10, "y": row, "text": text, "showarrow": False,
             "font": {"size": 12}, "align": "left"}
            if not narrow
            else {"x": 0, "xref": "paper", "xanchor": "left", "y": row, "yshift": 15, "showarrow": False,
                  "text": f"{style.plain(region)} · {text}", "font": {"size": 11}, "align": "left"}
        )  # fmt: skip
    top = max(float(persons.q90.max()), 1.0)
    names = [style.plain(region if len(region) <= 30 else f"{region[:29]}…") for region in persons.index]
    return figure.update_layout(
        template=style.template(),
        height=40 + row_height * len(rows),
        separators=language.separators,
        margin={"l": 14 if narrow else 200, "r": 14 if narrow else 230, "t": 6, "b": 34},
        hovermode="closest",
        xaxis={"range": [0, 1.04 * top], "nticks": 4 if narrow else 7, "tickformat": ",d", "showgrid": True},
        yaxis={"tickvals": rows, "ticktext": names, "showticklabels": not narrow, "showgrid": False,
               "range": [len(rows) - 0.5, -0.9 if narrow else -0.6], "tickfont": {"color": style.TEXT[0], "size": 12}},
        annotations=notes,
    )  # fmt: skip


def _hover(seen: Regions, region: str, language: Language) -> str:
    say, (one, two) = language.text, chances(seen, region, language)
    rate = seen.places.known(region, seen.month, language)[0]
    return "<br>".join([
        f"<b>{style.plain(region)}</b>",
        _interval(seen, region, language),
        say("at least one: {one}; at least two: {two}", one=one, two=two),
        f"{say('per 1,000 public agents')}{say(':')} {rate}",
    ])  # fmt: skip


CHART = Chart("regions", data, words, table, draw)


def regions(results: Results, language: str = "en") -> go.Figure:
    """Active facilitators by region in persons, with intervals; where they are few, whether there are any."""
    return CHART.figure(results, language)
