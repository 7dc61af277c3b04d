"""Who waits for what, region by region and month by month: a block of strips a stage, never the stages together."""

from collections import Counter
from textwrap import shorten, wrap

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.ledgers import stage_names
from simulation.charts.limit_periods import WHOLE, RegionLimits, region_limits, spells
from simulation.charts.panels import NARROW, WIDE, axes, axis_name, month_axis, month_ends
from simulation.charts.source import Results
from simulation.outcomes.rows import rows_of
from simulation.outcomes.waiting import STAGES, cause_text
from simulation.scenario.levers import NATIONAL

YEAR = 12
LETTER = 8
"""Pixels that a letter needs."""
KEY_LETTER = 6.6
"""Pixels that a letter of a key needs on average, where a page is printed narrower than the drawing is laid out."""
KEY_LINE = 18
MOST_NOTES = 200
"""Letters drawn as notes, which are slow, at most in a block."""
AGREED = 0.5
"""Share of the simulated futures from which on a cause is drawn in its full colour."""
LETTERS = "ABCDEFGHIJKL"

COLOURS = {
    ("group", "too_few"): "waiting",
    ("group", "facilitator_days"): "facilitators",
    ("group", "facilitators"): "facilitators",
    ("group", "money"): "",
    ("course", "too_few"): "waiting",
    ("course", "calendar"): "learning",
    ("course", "trainer_days"): "trainers",
    ("course", "seats"): "learning",
    ("course", "money"): "",
    ("practice", "supervisor"): "trainers",
    ("practice", "people"): "reached",
    ("practice", "money"): "",
}
"""The colour says who or what is short (grey: money), the letter which cause it is."""

type Blocks = tuple[RegionLimits, ...]


def letter_of(stage: str, cause: int) -> str:
    """The letter of a cause (position), the same in every drawing."""
    return LETTERS[list(COLOURS).index((stage, STAGES[stage][cause]))]


def limit_name(seen: RegionLimits, limit: int, language: Language) -> str:
    """What a cause is called in a list."""
    if limit == len(seen.causes):
        return language.text("nobody waits")
    return cause_text(seen.stage, seen.causes[limit], language.code)


def block_names(language: Language) -> dict[str, str]:
    """What is waited for at each stage that is shown, in a few words."""
    say = language.text
    return {"group": say("for a group"), "course": say("for a course"), "practice": say("to practise")}


def place_name(place: str, language: Language) -> str:
    """What a row is called."""
    named = {WHOLE: language.text("All regions"), NATIONAL: language.text("Remote")}
    return named.get(place, place)


def _months(seen: RegionLimits) -> pd.DatetimeIndex:
    """The first days of the months simulated."""
    return pd.DatetimeIndex(seen.limit.columns)


def _commonest(limits: pd.DataFrame) -> int:
    """The cause of most regions and months, the first of equals."""
    counts = Counter(limits.to_numpy().ravel().tolist())
    return min(counts, key=lambda one: (-counts[one], one))


def words(blocks: Blocks, language: Language) -> Words:
    """Title, question, description and note."""
    say, named = language.text, block_names(language)
    told, listed = [], []
    for seen in blocks:
        last = _commonest(seen.regions.iloc[:, -YEAR:])
        if seen.seen:
            told.append(say("{what}, {cause}", what=named[seen.stage], cause=limit_name(seen, last, language)))
        counts = Counter(seen.regions.iloc[:, -1].tolist())
        regions = ", ".join(
            f"{limit_name(seen, one, language)} {count}"
            for one, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        )
        listed.append(f"{say('Waiting {what}', what=named[seen.stage])}{say(':')} {regions}")
    agreed = sum(float(seen.share.loc[seen.regions.index].to_numpy().mean()) for seen in blocks) / len(blocks)
    short = say("What is most often short in the regions in the last year: {list}", list=say("; ").join(told))
    title = short if told else say("Nobody waits")
    return Words(
        title,
        say("In each region and month, for want of what do most wait at each stage?"),
        say(
            "In {month}, regions by what is short there: {listed}. On average, {share} of the simulated futures agree "
            "on what is shown.",
            month=language.month(_months(blocks[0])[-1]),
            listed=say("; ").join(listed),
            share=language.percent(agreed),
        ),
        say(
            "A block a stage. Of a month and region is shown what holds most of those back who wait at that stage "
            "there, in most simulated futures; full colour: in at least half of them; faint: in fewer; empty: most "
            "often nobody waits. Letters name what is short; very short spells have none."
        ),
    )


def table(blocks: Blocks, language: Language) -> pd.DataFrame:
    """A row a spell of one cause at one stage in one place."""
    say, headings, parts = language.text, stage_names(language), []
    for seen in blocks:
        rows, months = spells(seen), _months(seen).strftime("%Y-%m")
        parts.append(
            pd.DataFrame(
                {
                    say("who waits"): headings[seen.stage],
                    say("region"): [place_name(place, language) for place in rows.place],
                    say("for want of"): [limit_name(seen, limit, language) for limit in rows.limit],
                    say("from"): months[rows["first"]],
                    say("to"): months[rows["last"]],
                    say("months"): rows["last"] - rows["first"] + 1,
                    say("simulated futures that agree (mean, %)"): 100 * rows.share,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def draw(blocks: Blocks, language: Language, narrow: bool = False) -> go.Figure:
    """Strips for each region, whose colour and letters say what is short; a block a stage, side by side or stacked."""
    places, headings = list(blocks[0].limit.index), block_names(language)
    row, left, right, gap = (22, 104, 10, 0) if narrow else (23, 196, 12, 18)
    count = len(blocks)
    across = (NARROW if narrow else WIDE) - left - right
    width = across if narrow else (across - gap * (count - 1)) / count
    # A key begins left of the strips where blocks are stacked.
    letters = int(((width + left if narrow else width) - 30) / KEY_LETTER)
    keys = [[wrap(limit_name(seen, limit, language), letters) for limit in seen.seen] for seen in blocks]
    key = 22 + KEY_LINE * max(1, *(sum(map(len, lines)) for lines in keys))
    top, bottom, strips = key + 14, 30, row * len(places)
    height = top + bottom + (count * strips + (count - 1) * (key + 44) if narrow else strips)
    inner = height - top - bottom
    figure, notes, layout = go.Figure(), [], {}
    labels = _labels(places, language, narrow)
    for index, seen in enumerate(blocks, start=1):
        _strips(figure, seen, index, language)
        _borders(figure, seen, index)
        notes += _lettered(figure, seen, index, width if not narrow else 0)
        heading = language.text("Waiting {what}", what=headings[seen.stage])
        notes += _key(seen, index, heading, keys[index - 1], left if narrow else 0, key)
        start = 0 if narrow else (index - 1) * (width + gap) / across
        end = 1 - (index - 1) * (strips + key + 44) / inner if narrow else 1
        layout[f"xaxis{index}"] = month_axis(seen.limit.columns, language, True) | {
            "domain": [start, min(1, start + width / across)],
            "anchor": axis_name("y", index),
        }
        layout[f"yaxis{index}"] = {
            "domain": [max(0, end - strips / inner), end],
            "anchor": axis_name("x", index),
            "range": [len(places) - 0.5, -0.5],
            "showgrid": False,
            "ticks": "",
            "ticklabelstandoff": 6,
            "tickvals": list(range(len(places))),
            "ticktext": labels,
            "showticklabels": narrow or index == 1,
            "tickfont": {"color": style.TEXT[0], "size": 10 if narrow else 12},
        }
    return figure.update_layout(
        layout
        | {
            "template": style.template(),
            "separators": language.separators,
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
            "annotations": notes,
        }
    )


def _labels(places: list[str], language: Language, narrow: bool) -> list[str]:
    limit = 17 if narrow else 27
    named = [shorten(place_name(place, language), 60, placeholder="…") for place in places]
    wrapped = ["<br>".join(style.plain(part) for part in wrap(name, limit)[:2]) for name in named]
    return [f"<b>{text}</b>" if not place else text for text, place in zip(wrapped, places, strict=True)]


def _paint(stage: str, limit: int, agreed: bool) -> str:
    """The colour of a cause, faint where fewer than half of the futures agree."""
    if limit == len(STAGES[stage]):
        return style.BACKGROUND[0]
    meaning = COLOURS[stage, STAGES[stage][limit]]
    if not meaning:
        return style.OFFERED[0] if agreed else style.GRID[0]
    return style.tint(meaning, style.HEAT_TOP if agreed else style.BANDS[1][2])


def _strips(figure: go.Figure, seen: RegionLimits, index: int, language: Language) -> None:
    everything = [*seen.seen, len(seen.causes)]
    paints = [(limit, agreed) for limit in everything for agreed in (False, True)]
    values, shares = seen.limit.to_numpy(), seen.share.to_numpy()
    position = {paint: number for number, paint in enumerate(paints)}
    codes = [
        [position[int(limit), bool(share >= AGREED)] for limit, share in zip(*line, strict=True)]
        for line in zip(values, shares, strict=True)
    ]
    months = [language.month(month) for month in _months(seen)]
    said = {limit: limit_name(seen, limit, language) for limit in everything}
    agreed = language.text("in {share} of the simulated futures", share="{share}")
    named = [style.plain(shorten(place_name(place, language), 60, placeholder="…")) for place in seen.limit.index]
    figure.add_heatmap(
        x=[str(_months(seen)[0].date()), *(str(end.date()) for end in month_ends(seen.limit.columns))],
        y=list(range(len(values))),
        z=codes,
        zmin=-0.5,
        zmax=len(paints) - 0.5,
        colorscale=[
            [edge / len(paints), _paint(seen.stage, *paint)]
            for number, paint in enumerate(paints)
            for edge in (number, number + 1)
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
        **axes(index),
    )


def _borders(figure: go.Figure, seen: RegionLimits, index: int) -> None:
    """A thin gap between two causes of one colour that follow one another."""
    meanings = [COLOURS[seen.stage, cause] for cause in seen.causes] + ["nobody waits"]
    edges = [
        (str(_months(seen)[month].date()), place)
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
        **axes(index),
    )


def _letters(seen: RegionLimits, pixels: float) -> pd.DataFrame:
    """Place, middle and letter of each spell that is wide enough for it where all months together are so wide."""
    rows, months, ends = spells(seen), seen.limit.columns, month_ends(seen.limit.columns)
    wide = (rows["last"] - rows["first"] + 1) * pixels / len(ends) >= LETTER
    rows = rows[(rows.limit < len(seen.causes)) & wide]
    starts = pd.DatetimeIndex(months)[rows["first"]]
    middles = starts + (ends[rows["last"]] - starts) / 2
    return pd.DataFrame(
        {
            "x": middles.strftime("%Y-%m-%d"),
            "y": seen.limit.index.get_indexer(pd.Index(rows.place)),
            "letter": [letter_of(seen.stage, limit) for limit in rows.limit],
        },
        index=rows.index,
    )


def _lettered(figure: go.Figure, seen: RegionLimits, index: int, pixels: float) -> list[dict]:
    """Letters that fit on a narrow page are part of the drawing; where there is more room, notes for shorter spells."""
    font, always = {"size": 11, "color": style.TEXT[0]}, _letters(seen, 240)
    text = {"mode": "text", "text": always.letter.tolist(), "textfont": font, "hoverinfo": "skip"}
    figure.add_scatter(x=always.x.tolist(), y=always.y.tolist(), **text, **axes(index))
    more = rows_of(_letters(seen, pixels).drop(index=always.index, errors="ignore").head(MOST_NOTES))
    where = {f"{letter}ref": axis_name(letter, index) for letter in "xy"}
    return [{"x": one.x, "y": one.y, "text": one.letter, "font": font, "showarrow": False, **where} for one in more]


def _key(seen: RegionLimits, index: int, heading: str, names: list[list[str]], left: int, room: int) -> list[dict]:
    """The heading of a block, and below it what its letters and colours mean. names: lines of each cause."""
    where = {
        "xref": f"{axis_name('x', index)} domain",
        "yref": f"{axis_name('y', index)} domain",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
    }
    shift = 6 - left if left else 0
    notes = [{"text": f"<b>{heading}</b>", "xshift": shift, "yshift": room + 4, "font": {"size": 12}, **where}]
    number = 0
    for limit, lines in zip(seen.seen, names, strict=True):
        line = {"yshift": room - 16 - KEY_LINE * number, "font": {"size": 12}, **where}
        number += len(lines)
        colour = _paint(seen.stage, limit, True)
        chip = {"width": 16, "height": 13, "borderpad": 1, "bgcolor": colour, "align": "center"}
        notes.append({"text": f"<b>{letter_of(seen.stage, limit)}</b>", "xshift": shift, **chip, **line})
        notes.append({"text": "<br>".join(lines), "align": "left", "xshift": shift + 24, **line})
    return notes


CHART = Chart("regional_limits", region_limits, words, table, draw)


def regional_limits(results: Results, language: str = "en") -> go.Figure:
    """For want of what most wait in each region and month, stage by stage, as strips."""
    return CHART.figure(results, language)
