"""What limited growth, region by region and month by month: the most frequent limit of the simulated futures."""

from collections import Counter
from textwrap import shorten, wrap

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import axes, month_axis, month_ends
from simulation.charts.source import Results
from simulation.charts.spells import WHOLE, RegionLimits, region_limits, spells
from simulation.outcomes.measures import DEMAND, LIMITS, limit_label
from simulation.scenario.levers import NATIONAL

YEAR = 12
LETTER = 8
"""Pixels that a letter needs."""
MOST_NOTES = 200
"""Letters drawn as notes, which are slow, at most."""
AGREED = 0.5
"""Share of the simulated futures from which on a limit is drawn in its full colour."""

COLOURS = {
    ("training", "too_few"): "waiting",
    ("training", "calendar"): "learning",
    ("training", "trainer_days"): "trainers",
    ("training", "seats"): "learning",
    ("training", "money"): "",
    ("training", "supervisor"): "trainers",
    ("training", "people"): "reached",
    ("groups", "too_few"): "waiting",
    ("groups", "facilitator_days"): "facilitators",
    ("groups", "facilitators"): "facilitators",
    ("groups", "money"): "",
}
"""The colour says who or what is short (grey: money), the letter which limit it is."""


def limit_name(limit: int, language: Language) -> str:
    """What a limit is called in a list."""
    return limit_label(LIMITS[limit], language.code) if limit < len(LIMITS) else language.text("nobody waits")


def place_name(place: str, language: Language) -> str:
    """What a row is called."""
    named = {WHOLE: language.text("All regions"), NATIONAL: language.text("Remote")}
    return named.get(place, place)


def _commonest(limits: pd.DataFrame) -> int:
    """The limit of most regions and months, the first of equals."""
    counts = Counter(limits.to_numpy().ravel().tolist())
    return min(counts, key=lambda one: (-counts[one], one))


def words(seen: RegionLimits, language: Language) -> Words:
    """Title, question, description and note."""
    say, months = language.text, seen.limit.columns
    first, last = (_commonest(part) for part in (seen.regions.iloc[:, :YEAR], seen.regions.iloc[:, -YEAR:]))
    names = {"first": limit_name(first, language), "last": limit_name(last, language)}
    if not seen.seen:
        title = say("Nobody had to wait: demand limits growth")
    elif first == last:
        title = say("What limits the regions most often: {last}", **names)
    else:
        title = say("What limits the regions most often: at first {first}; by the end {last}", **names)
    counts = Counter(seen.regions.iloc[:, -1].tolist())
    listed = say("; ").join(
        f"{limit_name(one, language)}{say(':')} {count}"
        for one, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    agreed = float(seen.share.loc[seen.regions.index].to_numpy().mean())
    return Words(
        title,
        say("In each region and month, what held most people back?"),
        say(
            "In {month}, regions by what limits them: {listed}. On average, {share} of the simulated futures agree on "
            "the limit that is shown.",
            month=language.month(months[-1]),
            listed=listed,
            share=language.percent(agreed),
        ),
        say(
            "The limit of a month is what holds most of those back who wait for a group, a course or a practicum. "
            "Shown: the limit "
            "found in most simulated futures; full colour: in at least half of them; faint: in fewer; empty: most "
            "often nobody waits. Letters name the limits; very short spells have none."
        ),
    )


def table(seen: RegionLimits, language: Language) -> pd.DataFrame:
    """A row a spell of one limit in one place."""
    say, rows, months = language.text, spells(seen), seen.limit.columns.strftime("%Y-%m")
    return pd.DataFrame(
        {
            say("region"): [place_name(place, language) for place in rows.place],
            say("limit"): [limit_name(limit, language) for limit in rows.limit],
            say("from"): months[rows["first"]],
            say("to"): months[rows["last"]],
            say("months"): rows["last"] - rows["first"] + 1,
            say("simulated futures that agree (mean, %)"): 100 * rows.share,
        }
    )


def draw(seen: RegionLimits, language: Language, narrow: bool = False) -> go.Figure:
    """A strip for each region, its colour and letters saying what limits it; the key above."""
    places, count, across = list(seen.limit.index), len(seen.seen), 1 if narrow else 2
    row, left, right = (26, 104, 10) if narrow else (23, 196, 12)
    lines = -(-count // across)
    top, bottom = 14 + 22 * lines, 30
    figure = go.Figure()
    _strips(figure, seen, language)
    _borders(figure, seen)
    letters = _lettered(figure, seen, narrow)
    labels = [shorten(place_name(place, language), 60, placeholder="…") for place in places]
    limit, size = (17, 10) if narrow else (27, 12)
    wrapped = ["<br>".join(style.plain(part) for part in wrap(label, limit)[:2]) for label in labels]
    return figure.update_layout(
        template=style.template(),
        separators=language.separators,
        height=top + row * len(places) + bottom,
        margin={"l": left, "r": right, "t": top, "b": bottom},
        annotations=[*_key(seen.seen, language, across, left, top), *letters],
        xaxis=month_axis(seen.limit.columns, language, narrow),
        yaxis={
            "range": [len(places) - 0.5, -0.5],
            "showgrid": False,
            "ticks": "",
            "ticklabelstandoff": 6,
            "tickvals": list(range(len(places))),
            "ticktext": [f"<b>{text}</b>" if not place else text for text, place in zip(wrapped, places, strict=True)],
            "tickfont": {"color": style.TEXT[0], "size": size},
        },
    )


def _paint(limit: int, agreed: bool) -> str:
    """The colour of a limit, faint where fewer than half of the futures agree."""
    if limit == len(LIMITS):
        return style.BACKGROUND[0]
    meaning = COLOURS[LIMITS[limit]]
    if not meaning:
        return style.OFFERED[0] if agreed else style.GRID[0]
    return style.tint(meaning, style.HEAT_TOP if agreed else style.BANDS[1][2])


def _strips(figure: go.Figure, seen: RegionLimits, language: Language) -> None:
    paints = [(limit, agreed) for limit in [*seen.seen, len(LIMITS)] for agreed in (False, True)]
    values, shares = seen.limit.to_numpy(), seen.share.to_numpy()
    position = {paint: number for number, paint in enumerate(paints)}
    codes = [
        [position[int(limit), bool(share >= AGREED)] for limit, share in zip(*line, strict=True)]
        for line in zip(values, shares, strict=True)
    ]
    months = [language.month(month) for month in seen.limit.columns]
    said = {limit: limit_name(limit, language) for limit in [*seen.seen, len(LIMITS)]}
    agreed = language.text("in {share} of the simulated futures", share="{share}")
    named = [style.plain(shorten(place_name(place, language), 60, placeholder="…")) for place in seen.limit.index]
    figure.add_heatmap(
        x=[str(seen.limit.columns[0].date()), *(str(end.date()) for end in month_ends(seen.limit.columns))],
        y=list(range(len(values))),
        z=codes,
        zmin=-0.5,
        zmax=len(paints) - 0.5,
        colorscale=[
            [edge / len(paints), _paint(*paint)] for number, paint in enumerate(paints) for edge in (number, number + 1)
        ],
        showscale=False,
        ygap=3,
        text=[
            [
                f"<b>{name}, {month}</b><br>{said[int(limit)]}<br>{agreed.format(share=language.percent(share))}"
                for month, limit, share in zip(months, *line, strict=True)
            ]
            for name, *line in zip(named, values, shares, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        **axes(1),
    )


def _borders(figure: go.Figure, seen: RegionLimits) -> None:
    """A thin gap between two limits of one colour that follow one another."""
    meanings = [COLOURS[limit] for limit in LIMITS] + ["nobody waits"]
    edges = [
        (str(seen.limit.columns[month].date()), place)
        for place, limits in enumerate(seen.limit.to_numpy())
        for month in range(1, len(limits))
        if limits[month] != limits[month - 1] and meanings[limits[month]] == meanings[limits[month - 1]]
    ]
    figure.add_scatter(
        x=[x for month, _ in edges for x in (month, month, None)],
        y=[y for _, place in edges for y in (place - 0.5, place + 0.5, None)],
        mode="lines",
        line={"color": style.BACKGROUND[0], "width": 2},
        hoverinfo="skip",
        **axes(1),
    )


def _letters(seen: RegionLimits, pixels: int) -> pd.DataFrame:
    """Place, middle and letter of each spell that is wide enough for it where all months together are so wide."""
    rows, months, ends = spells(seen), seen.limit.columns, month_ends(seen.limit.columns)
    rows = rows[(rows.limit < len(LIMITS)) & ((rows["last"] - rows["first"] + 1) * pixels / len(ends) >= LETTER)]
    starts = pd.DatetimeIndex(months)[rows["first"]]
    middles = starts + (ends[rows["last"]] - starts) / 2
    return pd.DataFrame(
        {
            "x": middles.strftime("%Y-%m-%d"),
            "y": seen.limit.index.get_indexer(rows.place),
            "letter": [_letter(limit, seen.seen) for limit in rows.limit],
        },
        index=rows.index,
    )


def _lettered(figure: go.Figure, seen: RegionLimits, narrow: bool) -> list[dict]:
    """Letters that fit on a narrow page are part of the drawing; a wide page has notes for shorter spells."""
    font, always = {"size": 11, "color": style.TEXT[0]}, _letters(seen, 246)
    text = {"mode": "text", "text": always.letter.tolist(), "textfont": font, "hoverinfo": "skip"}
    figure.add_scatter(x=always.x.tolist(), y=always.y.tolist(), **text, **axes(1))
    more = [] if narrow else _letters(seen, 790).drop(index=always.index).head(MOST_NOTES).itertuples()
    return [{"x": one.x, "y": one.y, "text": one.letter, "font": font, "showarrow": False} for one in more]


def _letter(limit: int, seen: list[int]) -> str:
    return "ABCDEFGHIJK"[seen.index(limit)]


def _key(seen: list[int], language: Language, across: int, left: int, top: int) -> list[dict]:
    """What the letters and colours mean, above the strips."""
    notes = []
    for number, limit in enumerate(seen):
        line, column = divmod(number, across)
        where = {
            "xref": "paper",
            "yref": "paper",
            "x": 0.0,
            "y": 1,
            "yshift": top - 12 - 22 * line,
            "xanchor": "left",
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": 12},
        }
        shift = 6 - left + column * 430
        chip = {"width": 16, "height": 14, "borderpad": 1, "bgcolor": _paint(limit, True), "align": "center"}
        notes.append({"text": f"<b>{_letter(limit, seen)}</b>", "xshift": shift, **chip, **where})
        notes.append({"text": limit_name(limit, language), "xshift": shift + 24, **where})
    return notes


assert set(COLOURS) == set(LIMITS) and DEMAND not in COLOURS, "each limit has a colour"


CHART = Chart("regional_limits", region_limits, words, table, draw)


def regional_limits(results: Results, language: str = "en") -> go.Figure:
    """What limited growth in each region and month, as strips."""
    return CHART.figure(results, language)
