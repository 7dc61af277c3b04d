"""Ties between places: with whom do the persons of a region, and of an administration, meet?"""

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.example import short
from simulation.charts.language import Language
from simulation.charts.panels import NARROW, WIDE, axes, axis_name
from simulation.charts.source import Results, months_of, share_of

LEVELS = ("region", "administration")


@dataclass(frozen=True)
class Ties:
    """Ties between the places of one level at the end: a row a pair, a place with itself among them."""

    pairs: pd.DataFrame
    """Columns: one, other, mean, q10, q90 (ties); the places with most ties first."""
    low: float
    high: float
    """80 % of the futures: share of all ties that link two places; not a number where no future has ties."""
    end: pd.Timestamp

    @property
    def places(self) -> list[str]:
        """The places, that with most ties first."""
        return self.pairs.one.drop_duplicates().tolist()

    @property
    def crossing(self) -> float:
        """Share of all ties that link two places; not a number without ties."""
        return share_of(self.pairs["mean"][self.pairs.one != self.pairs.other].sum(), self.pairs["mean"].sum())

    def matrix(self, value: str = "mean") -> pd.DataFrame:
        """Ties (mean, q10 or q90), places × places, the same on both sides of the diagonal."""
        half = self.pairs.pivot(index="one", columns="other", values=value)
        half = half.reindex(index=self.places, columns=self.places)
        return half.fillna(half.T)


def data(results: Results) -> dict[str, Ties]:
    """For each level, the mean and 80 % of the ties between every two places; pairs without a row are zero."""
    ties, end = results.ties(), months_of(results)[-1]
    last = ties[ties.month == end].astype({"level": str, "one": str, "other": str})
    names = {"region": results.frame.regions, "administration": results.frame.administrations}
    return {level: _ties(last[last.level == level], names[level], results.replicates, end) for level in LEVELS}


def _ties(rows: pd.DataFrame, places: tuple[str, ...], replicates: np.ndarray, end: pd.Timestamp) -> Ties:
    at = {place: position for position, place in enumerate(places)}
    one, other = rows.one.map(at).to_numpy(int), rows.other.map(at).to_numpy(int)
    shape = (len(replicates), len(places), len(places))
    counted = np.zeros(shape)
    run = np.searchsorted(replicates, rows.replicate)
    np.add.at(counted, (run, np.minimum(one, other), np.maximum(one, other)), rows.ties)
    mean = counted.mean(axis=0)
    touching = mean.sum(axis=0) + mean.sum(axis=1) - mean.diagonal()
    low, high = np.quantile(counted, [0.1, 0.9], axis=0)
    listed = []
    for a, b in combinations_with_replacement(np.argsort(-touching, kind="stable"), 2):
        first, second = min(a, b), max(a, b)
        listed.append((places[a], places[b], *(table[first, second] for table in (mean, low, high))))
    total = counted.sum(axis=(1, 2))
    crossing = 1 - counted.trace(axis1=1, axis2=2)[total > 0] / total[total > 0]
    least, most = np.quantile(crossing, [0.1, 0.9]) if len(crossing) else (np.nan, np.nan)
    pairs = pd.DataFrame(listed, columns=["one", "other", "mean", "q10", "q90"])
    return Ties(pairs, float(least), float(most), end)


def words(seen: dict[str, Ties], language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    region, administration = (seen[level] for level in LEVELS)
    question = say("Who meets whom across regions and administrations?")
    note = say(
        "Ties: pairs of persons who met in the same group, since the start. Each row: of the ties of that place’s "
        "persons, the share with each place, in per cent; stronger colour: larger share; shares below 1 % are not "
        "written. The numbers above the columns are those of the rows. Last column: ties of that place, mean over "
        "the simulated futures. The place with most ties comes first."
    )
    month = language.month(region.end)
    if np.isnan(region.crossing):
        title = say("By the end of {month}, nobody has met anybody in a group", month=month)
        return Words(title, question, title + ".", note)
    shares = {level: language.percent(seen[level].crossing) for level in LEVELS}
    title = say("{region} of the ties link two regions, {administration} two administrations", **shares)
    description = say(
        "At the end of {month}, there are about {ties} ties on average: {region} of them link persons of two regions "
        "({region_range} in 80 % of the simulated futures), {administration} persons of two administrations "
        "({administration_range}). The region with most ties is {first}, and {within} of its ties are within it.",
        month=month,
        ties=language.about(region.pairs["mean"].sum()),
        first=region.places[0],
        within=language.percent(_shares(region).to_numpy()[0, 0]),
        region_range=_range(region, language),
        administration_range=_range(administration, language),
        **shares,
    )
    return Words(title, question, description, note)


def _range(ties: Ties, language: Language) -> str:
    return language.text("{low} to {high}", low=language.percent(ties.low), high=language.percent(ties.high))


def _shares(ties: Ties) -> pd.DataFrame:
    """Of the ties of each row's place, the share with each place; not a number without ties."""
    matrix = ties.matrix()
    total = matrix.sum(axis=1)
    return matrix.div(total.where(total > 0), axis=0)


def table(seen: dict[str, Ties], language: Language) -> pd.DataFrame:
    """Every pair of regions, then of administrations."""
    say = language.text
    levels = {"region": say("regions"), "administration": say("administrations")}
    rows = pd.concat([ties.pairs.assign(level=levels[level]) for level, ties in seen.items()], ignore_index=True)
    rows = rows.assign(one=rows.one.map(language.name), other=rows.other.map(language.name))
    named = {
        "level": say("between"),
        "one": say("one"),
        "other": say("other"),
        "mean": say("ties (mean)"),
        "q10": say("{share} low", share=language.percent(0.8)),
        "q90": say("{share} high", share=language.percent(0.8)),
    }
    return rows[list(named)].rename(columns=named)


def draw(seen: dict[str, Ties], language: Language, narrow: bool = False) -> go.Figure:
    """Two heat tables, one below the other."""
    say = language.text
    left, right, top, between, row = (132 if narrow else 220), 10, 60, 84, (20 if narrow else 26)
    inner_width = (NARROW if narrow else WIDE) - left - right
    counts = [len(ties.places) for ties in seen.values()]
    inner = sum(counts) * row + between
    headings = {"region": say("Ties between regions"), "administration": say("Ties between administrations")}
    figure, layout, notes, above = go.Figure(), {}, [], 0.0
    for index, (level, ties) in enumerate(seen.items(), start=1):
        places, shares, totals = ties.places, _shares(ties), ties.matrix().sum(axis=1)
        total_width = 42 if narrow else 56
        cell = min((inner_width - total_width) / (len(places) + 0.4), 72)
        across = len(places) + 0.4 + total_width / cell
        _heat(figure, index, ties, shares, language)
        notes += _written(index, shares, totals, cell >= 28, narrow, language)
        notes.append(_heading(index, f"<b>{headings[level]}</b>", left))
        step = 1 if cell >= 17 else 2 if cell >= 9 else 5
        layout[f"xaxis{index}"] = {
            "domain": [0, min(across * cell / inner_width, 1)],
            "anchor": axis_name("y", index),
            "range": [-0.5, across - 0.5],
            "side": "top",
            "tickvals": list(range(0, len(places), step)),
            "ticktext": [f"{number + 1}" for number in range(0, len(places), step)],
            "tickangle": 0,
            "ticks": "",
            "showline": False,
            "tickfont": {"size": 10 if narrow else 12},
        }
        layout[f"yaxis{index}"] = {
            "domain": [max(1 - (above + len(places) * row) / inner, 0), min(1 - above / inner, 1)],
            "anchor": axis_name("x", index),
            "range": [len(places) - 0.5, -0.5],
            "showgrid": False,
            "ticks": "",
            "ticklabelstandoff": 6,
            "tickvals": list(range(len(places))),
            "ticktext": [
                f"{short(language.name(name), 16 if narrow else 30)} {number}" for number, name in enumerate(places, 1)
            ],
            "tickfont": {"size": 10 if narrow else 12, "color": style.TEXT[0]},
        }
        above += len(places) * row + between
    return figure.update_layout(
        layout
        | {
            "annotations": notes,
            "template": style.template(),
            "separators": language.separators,
            "height": top + inner + 12,
            "margin": {"l": left, "r": right, "t": top, "b": 12},
        }
    )


def _heading(index: int, text: str, left: int) -> dict:
    place = {"xref": "paper", "x": 0, "xshift": 6 - left, "yref": f"{axis_name('y', index)} domain", "y": 1}
    return {"text": text, **place, "yshift": 26, "xanchor": "left", "yanchor": "bottom", "showarrow": False}


def _heat(figure: go.Figure, index: int, ties: Ties, shares: pd.DataFrame, language: Language) -> None:
    """One heat table; hovering names both places, the ties with their interval, and the share."""
    names = [short(language.name(place), 26) for place in ties.places]
    mean, low, high = (ties.matrix(value).to_numpy() for value in ("mean", "q10", "q90"))
    share = shares.to_numpy()
    figure.add_heatmap(
        x=list(range(len(names))),
        y=list(range(len(names))),
        z=[[round(one, 4) for one in line] for line in shares.fillna(0).to_numpy()],
        zmin=0,
        zmax=max(float(shares.fillna(0).to_numpy().max()), 0.01),
        colorscale=[[0, style.BACKGROUND[0]], [1, style.tint("reached", style.HEAT_TOP)]],
        showscale=False,
        xgap=1,
        ygap=1,
        text=[
            [
                language.text(
                    "{one} with {other}: {share}<br>{ties} ties (80 %: {low} to {high})",
                    one=names[a],
                    other=names[b],
                    ties=language.about(mean[a, b]),
                    low=language.about(low[a, b]),
                    high=language.about(high[a, b]),
                    share=language.percent(share[a, b]),
                )
                for b in range(len(names))
            ]
            for a in range(len(names))
        ],
        hovertemplate="%{text}<extra></extra>",
        **axes(index),
    )


def _written(
    index: int, shares: pd.DataFrame, totals: pd.Series, room: bool, narrow: bool, language: Language
) -> list[dict]:
    """The shares in their cells where there is room, and each place's ties at the end of its row."""
    # The figure's template leaves arrows out and sets the usual size: 1,600 cells need not say so each.
    common = {f"{k}ref": v for k, v in zip("xy", axes(index).values(), strict=True)}
    size = 10 if narrow else 12
    end = {"x": len(shares) - 0.4, "xanchor": "left", **common}
    notes = [
        {**end, "y": place, "text": f"<b>{language.about(total)}</b>", "font": {"size": size}}
        for place, total in enumerate(totals)
    ]
    heading = {"text": language.text("Ties"), "yshift": 14 if not narrow else 12, "font": {"size": size}}
    notes.append({**end, "y": -0.5, "yanchor": "middle", **heading})
    if room:
        notes += [
            {"x": column, "y": row, "text": f"{100 * share:.0f}", **common}
            for row, line in enumerate(shares.to_numpy())
            for column, share in enumerate(line)
            if share >= 0.01
        ]
    return notes


CHART = Chart("ties", data, words, table, draw)


def ties(results: Results, language: str = "en") -> go.Figure:
    """Ties between regions and between administrations at the end, as heat tables."""
    return CHART.figure(results, language)
