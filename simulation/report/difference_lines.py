"""How the difference between scenarios grows: means of the paired differences by quarter, with their intervals."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Words
from simulation.charts.difference_words import difference_text, number, step_of
from simulation.charts.language import Language
from simulation.charts.panels import spread
from simulation.outcomes.rows import records_of
from simulation.report.overview import DASHES, LABEL_HEIGHT

NAME = "difference_lines"
COLOURS = tuple(style.MEANINGS[name] for name in ("facilitators", "trainers", "reached", "waiting", "learning"))
BAND = style.BANDS[0][2]


@dataclass(frozen=True)
class Lines:
    """rows: of `outcomes.differences` by quarter, of the nation; letters: of base and of each other, by position."""

    rows: pd.DataFrame
    base: str
    letters: dict[int, str]

    def of(self, other: int) -> pd.DataFrame:
        """The quarters of one scenario, with their last day as `when`."""
        rows = self.rows[self.rows["other"] == other]
        return rows.assign(when=pd.PeriodIndex(rows["period"].str.replace("-", ""), freq="Q").end_time.normalize())


def words(seen: Lines, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    last = {letter: records_of(seen.of(at))[-1] for at, letter in seen.letters.items()}
    listed = say("; ").join(f"{letter} {difference_text(row, language)}" for letter, row in last.items())
    since = []
    for at, letter in seen.letters.items():
        rows = seen.of(at)
        holds = (rows["low"] <= 0) & (rows["high"] >= 0)
        if not holds.iloc[-1]:
            first = rows["period"][~holds[::-1].cummax()[::-1]].iloc[0]
            since.append(say("{letter} from {period}", letter=letter, period=period_text(first, language)))
    title = (
        say("The difference from {base} is clear: {list}", base=seen.base, list=", ".join(since)) if since
        else say("No scenario differs clearly from {base} at the end", base=seen.base)
    )  # fmt: skip
    return Words(
        title,
        say("From when on do active facilitators differ, and by how many?"),
        say("Active facilitators less those of {base}, at the end: {list}.", base=seen.base, list=listed),
        say("Persons at the end of each quarter, less those of {base} in the same paired run: mean, and 95 % interval "
            "of the mean.", base=seen.base),
    )  # fmt: skip


def period_text(period: str, language: Language) -> str:
    """A quarter for readers: Q2 2027, T2 2027."""
    year, _, quarter = period.partition("-Q")
    if not quarter:
        return period
    return language.text("Q{quarter} {year}", quarter=quarter, year=year)


def table(seen: Lines, language: Language) -> pd.DataFrame:
    """A row a scenario and quarter."""
    say = language.text
    rows = seen.rows
    return pd.DataFrame(
        {
            say("scenario"): [seen.letters[at] for at in rows["other"]],
            say("period"): [period_text(period, language) for period in rows["period"]],
            say("difference, mean"): rows["mean"],
            say("95 % low"): rows["low"],
            say("95 % high"): rows["high"],
        }
    )


def draw(seen: Lines, language: Language, narrow: bool = False) -> go.Figure:
    """A line with its band for each scenario, its letter and last difference at the end."""
    figure, height, notes = go.Figure(), 340, []
    finite = seen.rows[["mean", "low", "high"]].replace([float("inf"), -float("inf")], float("nan"))
    low, high = min(0.0, float(finite.min().min())), max(0.0, float(finite.max().max()))
    room = (high - low or 1.0) * 0.06
    ends = [seen.of(at).iloc[-1] for at in seen.letters]
    order = sorted(range(len(ends)), key=lambda number: -ends[number]["mean"])
    gap = LABEL_HEIGHT * (high - low + 2 * room) / (height - 50)
    spots = dict(zip(order, spread([float(ends[at]["mean"]) for at in order], gap=gap), strict=True))
    for place, (at, letter) in enumerate(seen.letters.items()):
        rows, colour = seen.of(at), COLOURS[place % len(COLOURS)][0]
        when = [str(day.date()) for day in rows["when"]]
        shown = rows.replace([float("inf"), -float("inf")], float("nan"))
        tint = style.blend(colour, style.BACKGROUND[0], BAND)
        figure.add_scatter(
            x=[*when, *when[::-1]], y=[*shown["high"], *shown["low"][::-1]], fill="toself", fillcolor=tint,
            line={"width": 0}, mode="lines", hoverinfo="skip", opacity=0.6,
        )  # fmt: skip
        figure.add_scatter(
            x=when, y=rows["mean"].tolist(), mode="lines",
            line={"color": colour, "width": 2, "dash": DASHES[place % len(DASHES)]},
            text=[f"<b>{letter}</b> {period_text(row['period'], language)}<br>{difference_text(row, language)}"
                  for row in records_of(rows)],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
        last = ends[place].to_dict()
        size = number(last["mean"], step_of(last["low"], last["high"], last["mean"]), language, True)
        notes.append(
            {
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 8,
                "y": spots[place],
                "yanchor": "middle",
                "text": f"<b>{letter}</b> {size}",
                "font": {"color": colour, "size": 12},
                "showarrow": False,
            }
        )
    first, end = seen.rows["period"].iloc[0], seen.rows["period"].iloc[-1]
    years = list(range(int(first[:4]), int(end[:4]) + 2))
    return figure.update_layout(
        template=style.template(),
        height=height,
        margin={"l": 52, "r": 76, "t": 16, "b": 34},
        separators=language.separators,
        hovermode="closest",
        xaxis={"type": "date", "range": [f"{first[:4]}-01-01", f"{years[-1]}-01-01"],
               "tickvals": [f"{year}-01-01" for year in years[:: 2 if narrow and len(years) > 6 else 1]],
               "ticktext": [str(year) for year in years[:: 2 if narrow and len(years) > 6 else 1]]},
        yaxis={"range": [low - room, high + room], "zeroline": True, "zerolinecolor": style.TEXT[0], "nticks": 7},
        annotations=notes,
    )  # fmt: skip
