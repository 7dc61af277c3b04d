"""French: nothing is left in English, and what is written is set as French is set."""

import ast
import html
import re
import string
from collections.abc import Iterator

import pytest
from report_data import MadeUp, made_up

from simulation import charts
from simulation.charts import CHARTS, setting_names
from simulation.charts.language import Language
from simulation.common import columns
from simulation.common.columns import Column
from simulation.language import extract
from simulation.language.catalogue import CATALOGUES, CONTEXT
from simulation.language.catalogue import catalogue as read_catalogue
from simulation.language.messages import hard
from simulation.outcomes import waiting, wording
from simulation.outcomes.headline import headline
from simulation.report.writing import render, render_comparison
from simulation.scenario.tiles import france_tiles

HARD = "\u00a0\u202f"
"""Spaces at which no line breaks."""
SAME = {
    "Administration", "Budget", "Participant", "budget", "administration", "administrations", "Point", "Points",
    "point", "points", "Coordination", "minimum", "maximum", "permanent",
    "options", "programme", "× Essaim", "budget {year}", "Euros.", "{seconds:.0f} min",
}  # fmt: skip
"""What is written alike in both languages."""
CODE = (
    r"x each|[;:] each|region: each|SELECT month|--by region|region,? year|until \(x?|from \(|region,year|puis year|"
    r"précéder from|x month|FROM x|omettez from"
)
"""Fields of files and values of options that read like English words."""
VALUE = re.compile(r"(?<!{){[^{}]*}(?!})")
"""What a phrase is filled in with."""
FAULTS = {
    "no hard space before a mark": re.compile(rf"(?<=[^\s{HARD}(«]) ?[;?!](?=\s|$)|(?<![{HARD}]):(?=[\s<]|$)"),
    "no hard space before per cent or euro": re.compile(rf"(?<![{HARD}(])[%€]"),
    "no hard space inside quotation marks": re.compile(rf"«(?![{HARD}])|(?<![{HARD}])»"),
    "straight apostrophe or quotation mark": re.compile(r"'|\"(?![^<]*>)"),
    "three dots": re.compile(r"\.\.\."),
    "two spaces": re.compile(rf"[ {HARD}]{{2}}"),
    "decimal point": re.compile(r"(?<!Safari )(?<![\d.])\d+\.\d+(?!\.?\d)"),  # a version has two points
    "thousands set apart by a comma": re.compile(r"\d,\d{3}\b"),
    "facilitators are animateurs": re.compile(r"facilitateur", re.I),
    "English word": re.compile(r"(?<!-)\b(the|of|and|with|from|each|which|by|are|is|month|year)\b", re.I),
}


def faults(text: str) -> list[str]:
    """What a French typesetter would mend."""
    return [fault for fault, pattern in FAULTS.items() if pattern.search(text)]


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    return read_catalogue("fr")


def test_catalogue_holds_what_is_asked_for_and_nothing_else(capsys):
    assert extract.main(["--check"]) == 0, capsys.readouterr().err


def test_catalogue_is_read_as_gettext_reads_it(catalogue):
    held = {
        f"{message.context}{CONTEXT}{message.id}" if message.context else str(message.id): message.string
        for message in extract.read(CATALOGUES / "fr.po")
        if message.id
    }
    assert catalogue == held


def test_every_phrase_is_translated_with_the_same_values(catalogue):
    for phrase, french in catalogue.items():
        assert french.strip(), phrase
        assert sorted(VALUE.findall(phrase)) == sorted(VALUE.findall(french)), phrase
        assert sorted(re.findall(r"</?\w+>", phrase)) == sorted(re.findall(r"</?\w+>", french)), phrase
        if re.search(r"[a-z]{2}", re.sub(r"<[^>]*>", "", VALUE.sub("", phrase))):
            assert french != phrase or phrase in SAME, phrase


def test_catalogue_is_set_as_french_is(catalogue):
    wrong = {french: found for phrase, french in catalogue.items() if (found := faults(_prose(phrase, french)))}
    assert wrong == {}


def _prose(phrase: str, french: str) -> str:
    """The French as it is shown, without what is no prose: values, and code that stands in the English phrase too."""
    said = re.sub(r"%\(\w+\)[srd]|%[srd]", "x", re.sub(r"{{.*}}", "x", VALUE.sub("x", hard(french))))
    code = {word.strip("(),.;") for word in VALUE.sub("x", phrase).split() if re.search(r"[:\"'=/_`%]|\d", word)}
    if "  " in phrase:  # columns of a table
        said = re.sub(" {2,}", " ", said)
    for word in sorted(code, key=len, reverse=True):
        said = said.replace(word, "x")
    said = re.sub(r"`[^`]*`|\"[^\"]*\"", "x", said)
    return re.sub(CODE, "x", said)


def test_labels_declared_with_the_columns_are_set_as_french_is():
    english, french = Language("en"), Language("fr")
    declared = {french.label(one): english.label(one) for one in _columns()}
    assert len(declared) > 100
    likelihoods = [words for _, *words in wording.LIKELIHOODS]
    named = [tuple(setting_names.setting_name(path, one) for one in (english, french))
             for path in setting_names.SETTINGS]  # fmt: skip
    settings = [*named, *setting_names.SECTIONS.values(), *setting_names.UNITS.items(),
                *((word.replace("_", " "), french) for word, french in setting_names.WORDS.items()),
                *((field.replace("_", " "), french) for field, french in setting_names.FIELDS.items())]  # fmt: skip
    own = [*settings, *waiting.CAUSE_WORDS.values(), *wording.NAMES.values(), *likelihoods]  # the headline's own
    pairs = declared | {french: english for english, french in own}
    wrong = {french: found for french in pairs if (found := faults(french))}
    assert wrong == {}
    assert [french for french, english in pairs.items() if french == english and french not in SAME] == []


def _columns() -> Iterator[Column]:
    for declared in vars(columns).values():
        if isinstance(declared, tuple):
            yield from (one for one in declared if isinstance(one, Column))


@pytest.mark.parametrize(
    "other", [{}, {"target": None}, {"months": 12}, {"replicates": 1}, {"empty": True}], ids=lambda other: str(other)
)
def test_headline_is_set_as_french_is(other):
    said = headline(made_up(**{"replicates": 8, **other})).sentence("fr")
    assert faults(said) == []


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_nothing_in_a_chart_is_left_in_english(chart):
    results = made_up(replicates=8)
    english, french = (set(texts(chart, results, Language(code))) for code in ("en", "fr"))
    outside = {results.scenario.name, *results.frame.regions, *results.frame.administrations}
    outside |= {tile.label for tile in france_tiles().values()}
    left = {text for text in english & french if re.search(r"[^\W\d_]{3}", _bare(text, outside))} - SAME - outside
    assert left == set()
    wrong = {text: found for text in french if (found := faults(_bare(text, outside)))}
    assert wrong == {}


@pytest.mark.parametrize("several", [False, True], ids=["report", "comparison"])
def test_nothing_in_a_report_is_left_in_english(several):
    runs = [made_up(name=name, months=14, replicates=3) for name in ("Xxxx", "Xxxxx")]
    english, french = (
        set(_page_texts(render_comparison(runs, code) if several else render(runs[0], code))) for code in ("en", "fr")
    )
    outside = {"Xxxx", "Xxxxx", "Essaim", *runs[0].frame.regions, *runs[0].frame.administrations}
    assert len(french) > 50
    assert {text for text in english & french if re.search(r"[^\W\d_]{3}", _bare(text, outside))} - SAME == set()
    assert {text: found for text in french if (found := faults(_bare(text, outside)))} == {}


def _page_texts(page: str) -> Iterator[str]:
    """What stands in a page or is said of it; what its scripts draw is looked at chart by chart."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    page = re.sub(r"</?(b|bdi|span)\b[^>]*>", "", page)
    said = re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"', page) + re.findall(r">([^<]+)<", page)
    yield from (text for part in said if (text := html.unescape(part).strip("\n ")))


def texts(chart: charts.chart.Chart, results: MadeUp, language: Language) -> Iterator[str]:
    """All that a reader of the chart can meet: words, table, labels, what hovering says."""
    data = chart.data(results)
    words, table = chart.words(data, language), chart.table(data, language)
    yield from (words.title, words.question, words.description, words.note, *map(str, table.columns))
    yield from (str(value) for name in table.select_dtypes(exclude="number") for value in table[name].unique())
    for narrow in (False, True):
        drawn = chart.draw(data, language, narrow).to_plotly_json()
        yield from _drawn({"data": drawn["data"], "layout": {**drawn["layout"], "template": None}})


TEXTS = {"text", "title", "ticktext", "hovertext", "hovertemplate", "label", "labels", "prefix", "suffix", "ticksuffix"}
"""Parts of a figure that are read."""


def _drawn(part: object, key: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield from _drawn(value, name)
    elif isinstance(part, str):
        if key in TEXTS:
            yield part
    elif hasattr(part, "__iter__"):
        for value in part:
            yield from _drawn(value, key)


def _bare(text: str, outside: set[str]) -> str:
    """Without markup and without names that the scenario gives."""
    text = re.sub(r"%{[^}]*}", "x", text.replace("<extra></extra>", ""))  # what Plotly fills in
    text = re.sub(r"(?<=-)<br>", "", text).replace("<br>", " ")
    text = re.sub(r"</?[a-z]+( [^>]*)?>", "", text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for name in sorted(outside, key=len, reverse=True):
        text = text.replace(name, "x")
        if "…" in text:
            for end in range(len(name) - 1, 3, -1):
                text = text.replace(f"{name[:end].strip()}…", "x")
    return text


def test_the_checks_find_what_they_are_for():
    assert faults("Combien? Trop: 12 %, 1.5 et l'« autre»...") == [
        "no hard space before a mark",
        "no hard space before per cent or euro",
        "no hard space inside quotation marks",
        "straight apostrophe or quotation mark",
        "three dots",
        "decimal point",
    ]
    assert (
        faults(
            "Combien ? Voilà : 12 % (« l’autre » ; 1 234,5 €)".replace(" ?", "\u202f?")
            .replace(" :", "\u00a0:")
            .replace(" %", "\u00a0%")
            .replace("« ", "«\u00a0")
            .replace(" »", "\u00a0»")
            .replace(" ;", "\u202f;")
            .replace(" €", "\u00a0€")
        )
        == []
    )


@pytest.mark.parametrize("path", sorted(extract.PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_each_phrase_is_given_the_values_that_it_names(path):
    """A value that is missing would be told only when the message is made."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not call.args or not isinstance(call.args[0], ast.Constant):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name != "say" or not isinstance(call.args[0].value, str) or len(call.args) > 1:
            continue
        given = {keyword.arg for keyword in call.keywords}
        named = {field for _, field, _, _ in string.Formatter().parse(call.args[0].value) if field is not None}
        assert None in given or given == named, f"{path.name}:{call.lineno}"
