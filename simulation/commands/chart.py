"""`essaim chart NAME DIR --to FILE`: one chart of stored results as a page, Plotly's JSON or a picture."""

from argparse import Namespace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from simulation.charts import CHARTS
from simulation.charts.chart import Chart
from simulation.charts.language import Language
from simulation.charts.saving import KINDS, content, kind_of
from simulation.commands.endings import GOOD
from simulation.language import say, sentences
from simulation.outcomes.results import Results, open_results
from simulation.scenario.problems import Refused
from simulation.storage.files import write_asked


def main(arguments: Namespace) -> int:
    """Save the chart and print the path of its file, or list the charts; 0 good, 2 bad input."""
    if arguments.list or arguments.name is None:
        print(listing(Language(arguments.lang)))
        return GOOD
    print(save(arguments))
    return GOOD


def listing(language: Language) -> str:
    """Every chart's name and question, a line each."""
    widest = max(len(chart.name) for chart in CHARTS)
    return "\n".join(f"{chart.name:<{widest}}  {language.text(question(chart))}" for chart in CHARTS)


def question(chart: Chart[Results, Any]) -> str:
    """The question that a chart answers, in English. It stands among its words, which need results to be said."""
    constants = chart.words.__code__.co_consts
    asked = [text for text in constants if isinstance(text, str) and text.endswith("?")]
    return max(asked, key=len, default="")


def save(arguments: Namespace) -> Path:
    """Save the chart asked for; the path of its file."""
    chart = _named(arguments.name)
    if arguments.directory is None:
        raise Refused(say("Which results? essaim chart {name} DIR --to FILE", name=chart.name))
    if arguments.to is None:
        raise Refused(
            say(
                "Which file? essaim chart {name} {directory} --to FILE.{{{kinds}}}",
                name=chart.name,
                directory=arguments.directory,
                kinds=",".join(KINDS),
            )
        )
    target = Path(arguments.to)
    kind = kind_of(target)
    results = open_results(arguments.directory)
    if len(results.replicates) == 0:
        raise Refused(
            say("{directory}: there is nothing to draw: no replicate was recorded.", directory=arguments.directory)
        )
    size = (arguments.width, arguments.height)
    write_asked(target, content(chart, results, kind, arguments.lang, *size, arguments.dark))
    return target


def _named(name: str) -> Chart[Results, Any]:
    charts = {chart.name: chart for chart in CHARTS}
    if name in charts:
        return charts[name]
    near = get_close_matches(name.lower().replace("-", "_"), charts, n=1)
    hint = (
        say('Did you mean "{near}"?', near=near[0]) if near else say("There are: {charts}.", charts=", ".join(charts))
    )
    raise Refused(sentences(say('There is no chart "{name}".', name=name), hint))
