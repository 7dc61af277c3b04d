"""What the report shows as evidence: for each chart its words, and for each scenario its figure and table, packed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.style import template
from simulation.report.lost import note
from simulation.report.packing import figure_parts, packed, rounded, table_parts
from simulation.report.ranges import align

GROUPS = {
    "reach": ("active_facilitators", "key_figures", "pipeline", "flows", "yearly_activity"),
    "help": ("value", "value_map"),
    "capacity": ("quarters", "seats", "days", "money", "unit_costs"),
    "places": ("regions", "tile_map", "regional_capacity", "regional_costs"),
    "limits": ("capacity_binds", "limits", "regional_limits"),
    "certainty": ("width", "half_year_activity"),
    "lineage": ("generations", "lineage", "network", "ties", "people"),
}
"""Which charts stand together, in reading order. A chart that is named nowhere stands in a last group."""

LETTERS = "ABCDEFGHIJ"
"""What scenarios side by side are called."""

TEMPLATE = rounded(template().to_plotly_json())
"""The look of every figure: it stands in the page once."""


@dataclass(frozen=True)
class Panel:
    """One chart of one scenario. When it could not be made, `failure` says why, and the rest is empty."""

    scenario: int
    """Position of the scenario."""
    words: Words | None = None
    figure: str = ""
    table: str = ""
    heights: tuple[int, int] = (0, 0)
    """In pixels, on a wide and on a narrow page."""
    failure: str = ""


@dataclass(frozen=True)
class Section:
    """One chart as the page shows it."""

    name: str
    question: str
    panels: tuple[Panel, ...]

    @property
    def note(self) -> str:
        """How to read the chart, where several scenarios side by side are read alike; else each panel says it."""
        notes = {panel.words.note for panel in self.panels if panel.words}
        return notes.pop() if len(notes) == 1 and len(self.panels) > 1 else ""


@dataclass(frozen=True)
class Group:
    """Charts that stand together."""

    name: str
    title: str
    sections: tuple[Section, ...]


def group_titles(language: Language) -> dict[str, str]:
    """What the groups are called."""
    say = language.text
    return {
        "reach": say("Who is reached, and how many facilitators there are"),
        "help": say("What would help"),
        "capacity": say("What is offered and used, and what it costs"),
        "places": say("Region by region"),
        "limits": say("Who waits, and for want of what"),
        "certainty": say("How sure the forecast is"),
        "lineage": say("Behind the forecast: lineage and network"),
        "more": say("More"),
    }


def groups(charts: Sequence[Chart[Results, Any]], runs: Sequence[Results], language: Language) -> list[Group]:
    """All charts of these runs that have something to show, in groups; those without any chart are left out."""
    titles = group_titles(language)
    of_chart = {name: group for group, names in GROUPS.items() for name in names}
    members: dict[str, list[Section]] = {group: [] for group in titles}
    for chart in sorted(charts, key=lambda chart: _place(chart.name)):
        if any(chart.there(results) for results in runs):
            members[of_chart.get(chart.name, "more")].append(section(chart, runs, language))
    return [Group(name, titles[name], tuple(sections)) for name, sections in members.items() if sections]


def _place(name: str) -> int:
    order = [one for names in GROUPS.values() for one in names]
    return order.index(name) if name in order else len(order)


def section[Source](chart: Chart[Source, Any], runs: Sequence[Source], language: Language) -> Section:
    """Everything that the page shows of one chart. A chart that fails for one scenario is shown for the others."""
    made = [_attempt(chart, results, language, alone=len(runs) == 1) for results in runs]
    good = [one for one in made if not isinstance(one, str)]
    if len(good) > 1:
        align([figure for one in good for figure in one.figures])
    panels = tuple(
        Panel(number, failure=one) if isinstance(one, str) else one.panel(number) for number, one in enumerate(made)
    )
    return Section(chart.name, good[0].words.question if good else "", panels)


@dataclass(frozen=True)
class _Made:
    words: Words
    figures: list[dict[str, Any]]
    """For a wide and a narrow page; only for a narrow one when scenarios stand side by side."""
    table: dict[str, Any]

    def panel(self, number: int) -> Panel:
        """Packed for the page."""
        heights = [figure["layout"].get("height", 450) for figure in self.figures]
        layouts = [_without_template(figure["layout"]) for figure in self.figures]
        parts = {key: value for key, value in self.figures[0].items() if key != "layout"}
        parts |= {"wide": layouts[0], "narrow": layouts[-1]}
        if len(layouts) == 1:
            del parts["wide"]
        elif self.figures[0]["data"] != self.figures[1]["data"]:
            parts["narrowData"] = self.figures[1]["data"]
        return Panel(number, self.words, packed(parts), packed(self.table), (heights[0], heights[-1]))


def _attempt[Source](chart: Chart[Source, Any], results: Source, language: Language, alone: bool) -> _Made | str:
    """The parts of a chart, or what went wrong."""
    try:
        data = chart.data(results)
        narrowness = (False, True) if alone else (True,)
        figures = [figure_parts(chart.draw(data, language, narrow)) for narrow in narrowness]
        return _Made(chart.words(data, language), figures, table_parts(chart.table(data, language), language))
    except Exception as error:
        # A report without one chart is worth more than no report.
        return note(chart.name, error)


def _without_template(layout: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in layout.items() if key != "template" or value != TEMPLATE}


def blocks(shown: Sequence[Group]) -> Iterator[tuple[str, str]]:
    """Names and contents of all packed parts, in reading order."""
    for group in shown:
        for part in group.sections:
            for panel in part.panels:
                if not panel.failure:
                    yield f"figure-{part.name}-{panel.scenario}", panel.figure
                    yield f"table-{part.name}-{panel.scenario}", panel.table
