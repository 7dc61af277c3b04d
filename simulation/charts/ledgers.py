"""What limited growth: the two ledgers, as the share of waiting persons whom each cause held back."""

from dataclasses import dataclass
from math import ceil
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.panels import axes, axis_name, partial_years, year_label
from simulation.charts.source import Results, nation, years_of
from simulation.common.columns import CAUSE_LABELS, GROUP_CAUSES, TRAINING_CAUSES
from simulation.outcomes.measures import limit_label

CAUSES = {"training": TRAINING_CAUSES, "group": GROUP_CAUSES}

LEDGERS = {"training": "training", "group": "groups"}
"""What the ledgers are called in columns and in measures."""


@dataclass(frozen=True)
class Ledgers:
    """Persons held back on average in a month, by ledger, cause and calendar year."""

    persons: pd.DataFrame
    """Columns: ledger, cause, year, months, persons, share (of the ledger's waiting persons in that year)."""

    def overall(self, ledger: str) -> pd.Series:
        """Share of each cause over the whole time, weighed by persons held back, largest first."""
        rows = self.persons[self.persons.ledger == ledger]
        held = (rows.persons * rows.months).groupby(rows.cause, sort=False).sum()
        return (held / held.sum()).sort_values(ascending=False, kind="stable")


def data(results: Results) -> Ledgers:
    """Both ledgers of the nation. Means may be added over causes and months, so shares come from means."""
    measures = [f"{ledger}_limit_{cause}" for ledger, causes in CAUSES.items() for cause in causes]
    months, parts = nation(results, *measures), []
    for ledger, causes in CAUSES.items():
        for cause in causes:
            mean = months[f"{ledger}_limit_{cause}"]["mean"]
            by_year = mean.groupby(pd.DatetimeIndex(mean.index).year).mean()
            parts.append(
                pd.DataFrame({"ledger": ledger, "cause": cause, "year": by_year.index, "persons": by_year.to_numpy()})
            )
    persons = pd.concat(parts, ignore_index=True).merge(years_of(results), on="year", sort=False)
    total = persons.groupby(["ledger", "year"])["persons"].transform("sum")
    return Ledgers(persons.assign(share=persons.persons / total.where(total > 0)))


def words(seen: Ledgers, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    training, group = (seen.overall(ledger) for ledger in LEDGERS)

    nothing = say("nobody had to wait: demand is the limit")
    whom = {
        "training": say("of the candidates and trainees who waited"),
        "group": say("of those who waited for a group"),
    }
    persons = seen.persons.groupby("ledger")["persons"].sum()
    held = [
        say(
            "{cause} ({share} {whom})",
            cause=limit_label((LEDGERS[ledger], shares.index[0]), language.code),
            share=language.percent(shares.iloc[0]),
            whom=whom[ledger],
        )
        for ledger, shares in sorted((("training", training), ("group", group)), key=lambda pair: -persons[pair[0]])
        if shares.notna().any()
    ]
    if held:
        title = say("What held growth back most: {causes}", causes=say("; ").join(held))
    else:
        title = say("Nobody had to wait: demand limits growth")
    listed = [
        ", ".join(
            f"{cause_label(cause, language)} {language.percent(share)}"
            for cause, share in shares.items()
            if share > 0.005
        )
        or nothing
        for shares in (training, group)
    ]
    return Words(
        title,
        say("What held growth back most, and when?"),
        say(
            "Over the whole time, candidates and trainees were held back by: {training}; persons waiting for a "
            "group by: {group}.",
            training=listed[0],
            group=listed[1],
        ),
        say(
            "Share of the persons waiting at the end of each month, over the year, put down to the first test "
            "that failed for them. "
            "Stronger colour: larger share. The last line says how many waited, on average. This says what held "
            "growth back; what to change "
            "is another question."
        )
        + partial_years(seen.persons, language),
    )


def cause_label(cause: str, language: Language) -> str:
    """What a cause is called."""
    return CAUSE_LABELS[cause][language.code == "fr"]


def table(seen: Ledgers, language: Language) -> pd.DataFrame:
    """Every ledger, cause and year."""
    say = language.text
    rows = seen.persons.assign(
        ledger=seen.persons.ledger.map(
            {"training": say("Candidates and trainees"), "group": say("Persons waiting for a group")}
        ),
        cause=seen.persons.cause.map(lambda cause: cause_label(cause, language)),
        share=100 * seen.persons.share,
    )
    named = {
        "ledger": say("who waited"),
        "cause": say("held back by"),
        "year": say("year"),
        "months": say("months simulated"),
        "persons": say("persons held back (mean)"),
        "share": say("share of those who waited (%)"),
    }
    return rows[list(named)].rename(columns=named)


def draw(seen: Ledgers, language: Language, narrow: bool = False) -> go.Figure:
    """A heat table for each ledger: causes down, years across, shares written in."""
    say = language.text
    left, right, top, bottom, between, row = (112 if narrow else 240), 12, 50, 30, 96, 34 if narrow else 30
    rows = [len(causes) + 1 for causes in CAUSES.values()]
    inner = sum(rows) * row + between
    years = seen.persons[["year", "months"]].drop_duplicates()
    step = max(1, ceil(len(years) / (5 if narrow else 12)))
    figure, layout, notes = go.Figure(), {}, []
    headings = (say("Candidates and trainees held back by"), say("Persons waiting for a group held back by"))
    end = 1.0
    for index, (ledger, heading) in enumerate(zip(LEDGERS, headings, strict=True), start=1):
        start = max(end - rows[index - 1] * row / inner, 0)
        order = list(seen.overall(ledger).index)
        part = seen.persons[seen.persons.ledger == ledger]
        shares = part.pivot(index="cause", columns="year", values="share").loc[order]
        waiting = part.groupby("year").persons.sum()
        _heat(figure, index, shares, order, language)
        notes += _written(index, shares, waiting, step, language, narrow)
        notes.append(
            {
                "text": f"<b>{heading}</b>",
                "xref": "paper",
                "x": 0,
                "xshift": -left + 6,
                "yref": f"{axis_name('y', index)} domain",
                "y": 1,
                "yshift": 22,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
        layout[f"xaxis{index}"] = {
            "tickvals": years.year.tolist()[step // 2 :: step],
            "ticktext": [year_label(y.year, y.months) for y in years.iloc[step // 2 :: step].itertuples()],
            "side": "top",
            "anchor": axis_name("y", index),
            "showline": False,
            "ticks": "",
            "range": [years.year.min() - 0.5, years.year.max() + 0.5],
        }
        layout[f"yaxis{index}"] = {
            "domain": [start, end],
            "anchor": axis_name("x", index),
            "range": [rows[index - 1] - 0.5, -0.5],
            "showgrid": False,
            "ticks": "",
            "ticklabelstandoff": 6,
            "tickvals": list(range(len(order) + 1)),
            "ticktext": [_wrapped(cause_label(cause, language), narrow) for cause in order] + [say("Waiting, persons")],
            "tickfont": {"color": style.TEXT[0], "size": 10 if narrow else 13},
        }
        end = start - between / inner
    return figure.update_layout(
        layout
        | {
            "annotations": notes,
            "template": style.template(),
            "separators": language.separators,
            "height": top + inner + bottom,
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
        }
    )


def _wrapped(label: str, narrow: bool) -> str:
    return "<br>".join(wrap(label, 18 if narrow else 28))


def _heat(figure: go.Figure, index: int, shares: pd.DataFrame, order: list[str], language: Language) -> None:
    figure.add_heatmap(
        x=shares.columns.tolist(),
        y=list(range(len(order))),
        z=shares.to_numpy().tolist(),
        zmin=0,
        zmax=1,
        colorscale=[[0, style.BACKGROUND[0]], [1, style.tint("waiting", style.HEAT_TOP)]],
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[language.percent(value) for value in line] for line in shares.to_numpy()],
        customdata=[[cause_label(cause, language)] * shares.shape[1] for cause in order],
        hovertemplate="%{customdata}, %{x}" + language.text(":") + " %{text}<extra></extra>",
        **axes(index),
    )


def _written(
    index: int, shares: pd.DataFrame, waiting: pd.Series, step: int, language: Language, narrow: bool
) -> list[dict]:
    """The shares in their cells, and below them how many persons waited."""
    size = 11 if narrow else 13
    common = {**{f"{k}ref": v for k, v in zip("xy", axes(index).values(), strict=True)}, "showarrow": False}
    notes = []
    for column, year in enumerate(shares.columns):
        if column % step != step // 2:
            continue
        for line, share in enumerate(shares[year]):
            notes.append(
                {
                    "x": year,
                    "y": line,
                    "text": language.percent(share),
                    "font": {"size": size, "color": style.TEXT[0] if share > 0.005 else style.QUIET[0]},
                    **common,
                }
            )
        held = language.about(waiting[year])
        notes.append({"x": year, "y": len(shares), "text": f"<b>{held}</b>", "font": {"size": size}, **common})
    return notes


CHART = Chart("limits", data, words, table, draw)


def limits(results: Results, language: str = "en") -> go.Figure:
    """The two ledgers of what limited growth, as heat tables of shares by year."""
    return CHART.figure(results, language)
