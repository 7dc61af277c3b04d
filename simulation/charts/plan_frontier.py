"""What certainty costs: the cheapest plans found for several probabilities, the plan itself, and simple plans."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.language import Language

KINDS = ("cheapest", "simple", "the plan")


def data(plan: Mapping[str, Any]) -> pd.DataFrame:
    """One row a plan, of plan.json: kind, cost in euros at list prices, probability on the runs of the search."""
    rows = [("cheapest", one["cost"], one["share"]) for one in plan.get("frontier") or () if one["plan"] is not None]
    rows += [("simple", one["cost"], one["on_the_block"][0]) for one in plan.get("simple_plans") or ()]
    if plan["on_the_search_block"]:
        rows.append(("the plan", plan["cost"]["at_list_prices"], plan["on_the_search_block"][0]))
    rows.append(("as it is", float("nan"), plan["as_it_is"][0]))  # it orders nothing, and yet costs something
    return pd.DataFrame(rows, columns=["kind", "cost", "probability"]).drop_duplicates()


def _names(language: Language) -> dict[str, str]:
    say = language.text
    return {
        "cheapest": say("cheapest plan found"), "the plan": say("this plan"), "simple": say("simple plan"),
        "as it is": say("the scenario as it is"),
    }  # fmt: skip


def words(seen: pd.DataFrame, language: Language) -> Words:
    """Title, question, description and note."""
    say, best = language.text, seen[seen.kind == "cheapest"]
    highest = (best if len(best) else seen).probability.max()
    return Words(
        say("The surest plan found reaches the targets in {share} of the futures", share=language.percent(highest)),
        say("What does certainty cost?"),
        say("Plans by cost and by the share of futures that reach the targets."),
        say(
            "Cost at list prices of what the plan decides, beside what the scenario spends anyhow. Shares are those of "
            "the runs on which plans were compared, which favour the plans chosen by them; the verdict stands above."
        ),
    )


def table(seen: pd.DataFrame, language: Language) -> pd.DataFrame:
    """A row a plan."""
    say, names = language.text, _names(language)
    return pd.DataFrame(
        {
            say("plan"): seen.kind.map(names),
            say("cost, euros"): seen.cost.round(),
            say("share of futures"): seen.probability,
        }
    )


def draw(seen: pd.DataFrame, language: Language, narrow: bool = False) -> go.Figure:
    """Costs and probabilities as points; the cheapest plans are joined."""
    say, names = language.text, _names(language)
    looks = {
        "cheapest": (style.MEANINGS["facilitators"][0], "circle", 9), "the plan": (style.TARGET[0], "star", 14),
        "simple": (style.MEANINGS["trainers"][0], "square", 11),
    }  # fmt: skip
    figure = go.Figure()
    before = seen[seen.kind == "as it is"].probability.iloc[0]
    figure.add_hline(100 * before, line={"color": style.QUIET[0], "width": 1, "dash": "dot"})
    figure.add_annotation(x=1, xref="paper", y=100 * before, text=names["as it is"], showarrow=False, xanchor="right",
                          yanchor="bottom", font={"size": 11, "color": style.QUIET[0]})  # fmt: skip
    for kind in KINDS:
        rows = seen[seen.kind == kind].sort_values(["cost", "probability"])
        if rows.empty:
            continue
        colour, symbol, size = looks[kind]
        figure.add_scatter(
            x=(rows.cost / 1000).tolist(), y=(100 * rows.probability).tolist(), name=names[kind],
            mode="lines+markers" if kind == "cheapest" else "markers", line={"color": colour, "width": 2},
            marker={"color": colour, "symbol": symbol, "size": size}, hovertemplate="%{x:,.0f} · %{y:.1f} %",
        )  # fmt: skip
    return figure.update_layout(
        template=style.template(), height=420 if narrow else 380, separators=language.separators, showlegend=True,
        legend={"orientation": "h", "y": -0.22, "x": 0}, margin={"l": 56, "r": 16, "t": 16, "b": 90},
        xaxis={"title": {"text": say("cost, thousands of euros")}, "rangemode": "tozero"},
        yaxis={"title": {"text": say("share of futures, %")}, "range": [0, 102]},
    )  # fmt: skip


CHART = Chart("plan_frontier", data, words, table, draw)
