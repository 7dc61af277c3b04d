"""What every chart is made of: data, words, a table and a drawing, each by a pure function."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.standalone import framed
from simulation.language.vocabulary import speaking
from simulation.outcomes.provenance import titled
from simulation.scenario.vocabulary import words_of

NARROW_BELOW = 860
"""Width in pixels below which a chart is laid out for a narrow page."""
USUAL = 800
"""Width in pixels that a notebook has at least."""


@dataclass(frozen=True)
class Words:
    """What is said about a chart."""

    title: str
    """States the finding."""
    question: str
    """The question that the chart answers."""
    description: str
    """One sentence for those who cannot see it."""
    note: str = ""
    """How to read it: units, bands, marks."""


def always(results: object) -> bool:
    """Any results have something to show."""
    return True


class ChartFigure(go.Figure):
    """A chart's figure by itself. It keeps what a picture cannot hold: title, description, table and language."""

    _told: "Told | None" = None

    def __reduce__(self) -> tuple:
        """Copies and pickles keep what is told, too."""
        return (*super().__reduce__(), {"_told": self._told})

    @property
    def told(self) -> "Told | None":
        """What stands beside the drawing."""
        return self._told


@dataclass(frozen=True)
class Told:
    """What stands beside a chart's drawing, and in which language (en or fr)."""

    words: Words
    table: pd.DataFrame
    language: str


@dataclass(frozen=True)
class Chart[Source, Data]:
    """One chart: every part is a pure function, so that each can be tested and used alone.

    Source: what it is drawn from, such as the results of a forecast. Data: what it takes from there.
    """

    name: str
    data: Callable[[Source], Data]
    words: Callable[[Data, Language], Words]
    table: Callable[[Data, Language], pd.DataFrame]
    draw: Callable[[Data, Language, bool], go.Figure]
    """Data, language, and whether the page is narrow."""
    there: Callable[[Source], bool] = always
    """Whether these results have something to show; a page leaves the chart out where they have not."""

    def figure(
        self: "Chart[Results, Data]", results: Results, language: str = "en", width: int | None = None
    ) -> ChartFigure:
        """The figure by itself, with its words around it; for notebooks and pictures.

        With a `width` in pixels it has that width, and is laid out for it; without, it fills the room that it is given.
        """
        with speaking(words_of([results.scenario])):
            return self._figure(results, Language(language), width)

    def _figure(self: "Chart[Results, Data]", results: Results, spoken: Language, width: int | None) -> ChartFigure:
        data = self.data(results)
        figure = self.draw(data, spoken, width is not None and width < NARROW_BELOW)
        words = self.words(data, spoken)
        note = f"{words.note}\n{source(results, spoken)}"
        made = ChartFigure(framed(figure, words.title, words.question, note, width or USUAL).update_layout(width=width))
        made._told = Told(words, self.table(data, spoken), spoken.code)
        return made


def source(results: Results, language: Language) -> str:
    """Where a chart that stands alone comes from."""
    return language.text(
        "Essaim: {scenario}; {number} simulated futures.",
        scenario=titled(language.name(results.scenario.name), results.manifest),
        number=language.number(len(results.replicates)),
    )


def quantile_table(
    quantiles: dict[str, pd.DataFrame], language: Language, first: str, labels: dict[str, str]
) -> pd.DataFrame:
    """Quantiles by month as a table for readers: a row a label and month."""
    say = language.text
    named = {"mean": say("mean"), "q50": say("median")} | {
        edge: say("{share} low", share=language.percent(share))
        if low
        else say("{share} high", share=language.percent(share))
        for edge, share, low in (
            ("q25", 0.5, True),
            ("q75", 0.5, False),
            ("q10", 0.8, True),
            ("q90", 0.8, False),
            ("q025", 0.95, True),
            ("q975", 0.95, False),
        )
    }
    parts = []
    for measure, frame in quantiles.items():
        part = frame[list(named)].rename(columns=named)
        part.insert(0, first, labels[measure])
        part.insert(0, say("month"), pd.DatetimeIndex(frame.index).strftime("%Y-%m"))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
