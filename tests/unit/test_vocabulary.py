"""A practice's own words: on every page and sentence, in both languages, and in no name of a column, file or field."""

import base64
import gzip
import json
import re

import pytest
from report_data import MadeUp
from sweep_data import DAYS, SHARE, made_up_sweep
from test_french import _drawn, _page_texts

from simulation.charts import CHARTS
from simulation.charts.saving import content
from simulation.commands.new import commented_child
from simulation.language import say
from simulation.language.vocabulary import in_words, speaking
from simulation.outcomes.headline import headline
from simulation.report.brief import brief
from simulation.report.sweeps.writing import render_sweep
from simulation.report.writing import render, render_comparison
from simulation.runs.fingerprint import bare
from simulation.scenario.library import LIBRARY
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.scenario.vocabulary import Vocabulary, words_of
from simulation.scenario.writing import changes, fingerprint, scenario_yaml

OWN = Vocabulary.model_validate({
    "practice": {"en": "zumbling", "fr": "zumblage"},
    "facilitator": {"en": ["flurber", "flurbers"], "fr": ["flurbeur", "flurbeurs"]},
    "trainer": {"en": ["drondler", "drondlers"], "fr": ["drondleur", "drondleurs"]},
    "group": {"en": ["ambit", "ambits"], "fr": ["essaimoir", "essaimoirs"]},
    "session": {"en": ["wozzle", "wozzles"], "fr": ["ouzzelle", "ouzzelles"]},
})  # fmt: skip
USUAL = {
    "en": re.compile(r"\b(facilitators?|trainers?|groups?|sessions?|co-?development)\b", re.I),
    "fr": re.compile(r"\b(animateurs?|formateurs?|groupes?|séances?|co-?développement)\b", re.I),
}
WRONG = {
    "en": re.compile(r"\ba ambits?\b|\ban (flurb|drondl|wozzl)", re.I),
    "fr": re.compile(r"[dl][’'](flurb|drondl)|\b(de|du|le|la|au) (essaimoirs?|ouzzelles?)\b", re.I),
}
"""Articles and elisions of the words that were replaced."""


def seen(page: str) -> list[str]:
    """All that a reader of a page meets: its text, and what its drawings and tables say."""
    found = list(_page_texts(re.sub(r"<pre.*?</pre>", "", page, flags=re.S)))
    for name, packed in re.findall(r'<script type="[^"]*" id="([^"]*)"[^>]*>([A-Za-z0-9+/=\s]{40,})</script>', page):
        try:
            held = json.loads(gzip.decompress(base64.b64decode(packed)))
        except (ValueError, OSError):
            continue  # Plotly's own script
        if name.startswith("figure"):
            for part in held if isinstance(held, list) else [held]:
                found += _drawn({"data": part.get("data", []), "layout": {**part.get("layout", {}), "template": None}})
        elif name.startswith("table") and isinstance(held, dict) and name != "table-register":
            found += [*held["heading"], *(str(cell) for column in held["columns"] for cell in column)]
    return found


def left(texts: list[str], code: str, own: set[str] = frozenset()) -> set[str]:
    """Texts in which a usual word is left, or stands with a wrong article; own: what the scenario's author wrote."""
    plain = [re.sub(r"%{[^}]*}", "x", text) for text in texts if text not in own]
    return {text for text in plain if USUAL[code].search(text) or WRONG[code].search(text)}


@pytest.fixture(scope="module")
def results():
    return MadeUp(name="Xxxx", replicates=6, months=30, vocabulary=OWN)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_forecast(results, code):
    page = render(results, code)
    texts = seen(page)
    assert len(texts) > 500 and any("flurb" in text.lower() for text in texts)
    assert left(texts, code) == set()
    assert f"Essaim · {'zumbling' if code == 'en' else 'zumblage'}" in page
    assert left([headline(results).announced("Xxxx", code)], code) != set(), "the usual words outside a page"


@pytest.mark.parametrize("code", ["en", "fr"])
def test_comparison_in_common_words_or_the_usual_ones(results, code):
    other = MadeUp(name="Xxxxx", replicates=6, months=30, vocabulary=OWN)
    assert left(seen(render_comparison([results, other], code)), code) == set()
    usual = MadeUp(name="Xxxxx", replicates=6, months=30)
    page = " ".join(seen(render_comparison([results, usual], code)))
    assert USUAL[code].search(page) and not re.search("flurb|zumbl", page)
    assert not re.search("co-?d[eé]velop", page, re.I)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_brief(results, code, monkeypatch, tmp_path):
    monkeypatch.setenv("ESSAIM_CHROMIUM", str(tmp_path / "missing"))
    page = brief(results, "html", code).content.decode()
    assert left(list(_page_texts(page)), code) == set()
    assert "zumbl" in page


@pytest.mark.parametrize("code", ["en", "fr"])
def test_sweep(tmp_path, monkeypatch, code):
    reference = load_scenario("reference").model_copy(update={"vocabulary": OWN})
    monkeypatch.setattr("sweep_data.load_scenario", lambda name: reference)
    sweep = made_up_sweep(tmp_path / "sweep", vary={DAYS: [1, 4], SHARE: [0, 0.1]})
    # The places of settings in a scenario file stay as they are.
    texts = [
        re.sub(r"\b(levers|initial|uncertainties)\.[\w.\[\]-]+", "x", text) for text in seen(render_sweep(sweep, code))
    ]
    assert len(texts) > 50 and any("drondl" in text for text in texts)
    assert left(texts, code) == set()


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_chart_by_itself(results, chart, code):
    if not chart.there(results):
        pytest.skip("nothing to show")
    figure = chart.figure(results, code)
    words = figure.told.words
    texts = [words.title, words.question, words.description, words.note, *map(str, figure.told.table.columns)]
    drawn = figure.to_plotly_json()
    texts += [text for text in _drawn({"data": drawn["data"], "layout": {**drawn["layout"], "template": None}})]
    assert left(texts, code) == set()


def test_files_of_numbers_keep_their_columns(results):
    usual = MadeUp(name="Xxxx", replicates=6, months=30)
    for chart in CHARTS[:6]:
        if chart.there(results):
            assert content(chart, results, "csv") == content(chart, usual, "csv"), chart.name
    assert "flurb" not in ",".join(results.summary().columns)


def words(**own):
    return Vocabulary.model_validate(own).words()


def test_french_articles_and_elisions():
    own = words(
        facilitator={"fr": ["formateur", "formateurs"]}, trainer={"fr": ["instructeur", "instructeurs"]},
        session={"fr": ["épreuve", "épreuves"]}, group={"fr": ["huitain", "huitains"]},
    )  # fmt: skip
    for text, expected in {
        "L’animateur, l’animateur": "Le formateur, le formateur",
        "d’animateurs, D’animateurs": "de formateurs, De formateurs",
        "de l’animateur à l’animateur": "du formateur au formateur",
        "un nouvel animateur, cet animateur": "un nouveau formateur, ce formateur",
        "qu’animateurs et formateurs": "que formateurs et instructeurs",
        "jours de formateur, du formateur": "jours d’instructeur, de l’instructeur",
        "le formateur au formateur": "l’instructeur à l’instructeur",
        "la séance, de la séance, à la séance": "l’épreuve, de l’épreuve, à l’épreuve",
        "une séance, des séances, première séance": "une épreuve, des épreuves, première épreuve",
        "Du groupe": "De l’huitain",
        "coanimateur, maîtres formateurs": "coanimateur, maîtres instructeurs",
    }.items():
        with speaking(own):
            assert in_words(text, "fr") == expected
        assert in_words(text, "fr") == text


def test_english_words():
    own = words(facilitator={"en": ["instructor", "instructors"]}, group={"en": ["class", "classes"]})
    for text, expected in {
        "A facilitator, the facilitator’s day": "An instructor, the instructor’s day",
        "co-facilitator; Facilitators.": "co-instructor; Instructors.",
        "a group, an active facilitator": "a class, an active instructor",
        "grouped, regrouped, groupings": "grouped, regrouped, groupings",
        "active_facilitators facilitators.parquet levers.groups.size `group` {group} --group runs/groups": None,
        "<a title='group'>groups</a>": "<a title='group'>classes</a>",
    }.items():
        with speaking(own):
            assert in_words(text, "en") == (expected or text)


def test_what_a_user_wrote_and_what_is_stored_stay():
    with speaking(words(group={"en": ["class", "classes"]})):
        message = say("Waiting for a group: {name}", name="the group of Lille")
        assert f"{message}" == "Waiting for a class: the group of Lille"
        assert message == "Waiting for a group: the group of Lille"
    assert f"{message}" == "Waiting for a group: the group of Lille"


def test_no_number_depends_on_the_words():
    reference = load_scenario("reference")
    other = reference.model_copy(update={"vocabulary": OWN})
    assert fingerprint(other) == fingerprint(reference) and changes(other, reference) == []
    module = "class Scenario(Frozen):\n    months: int = 60\n"
    assert bare(module + "    vocabulary: Vocabulary | None = None\n") == bare(module)
    assert bare("from simulation.scenario.vocabulary import Vocabulary\n" + module) == bare(module)
    assert bare(module + "    years: int | None = None\n") != bare(module)


def test_words_come_back_from_a_file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(scenario_yaml(load_scenario("reference").model_copy(update={"vocabulary": OWN})), encoding="utf-8")
    assert load_scenario(path).vocabulary == OWN
    child = tmp_path / "child.yaml"
    child.write_text("extends: mine\nname: Child\nvocabulary:\n  practice: {en: other}\n", encoding="utf-8")
    read = load_scenario(child).vocabulary
    assert (read.practice.en, read.practice.fr, read.group) == ("other", "zumblage", OWN.group)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("group: {en: [class]}", "2"), ("group: {en: [a, b, c]}", "2"), ('group: {en: ["a\\nb", c]}', "line break"),
        ("group: {en: ['{x}', c]}", "group"), ("groop: {en: [a, b]}", "group"), ("group: {de: [a, b]}", "de"),
        ("practice: {en: ''}", "practice"), ('practice: {en: "a\\u202Eb"}', "U+202E"),
    ],
)  # fmt: skip
def test_words_that_are_none_are_refused(tmp_path, given, said):
    path = tmp_path / "mine.yaml"
    path.write_text(f"extends: reference\nname: Mine\nvocabulary:\n  {given}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=re.escape(said)) as caught:
        load_scenario(path)
    assert all("vocabulary" in problem.field for problem in caught.value.problems)


def test_scenarios_of_one_practice_share_its_words():
    reference = load_scenario("reference")
    assert words_of([reference]).practice == (("en", "co-development"), ("fr", "codéveloppement"))
    assert words_of([reference, reference.model_copy(update={"vocabulary": None})]).practice == ()


def test_a_new_file_shows_the_words_of_its_parent(tmp_path):
    parent = load_scenario(LIBRARY / "validation" / "mental_health_first_aid" / "scenario.yaml")
    text = commented_child("Mine", parent, "parent", "schema.json")
    section = text[text.index("# vocabulary:") : text.index("\n\n", text.index("# vocabulary:"))]
    path = tmp_path / "mine.yaml"
    path.write_text(
        "extends: reference\nname: Mine\n" + re.sub("^# ", "", section, flags=re.M) + "\n", encoding="utf-8"
    )
    assert load_scenario(path).vocabulary == parent.vocabulary
    assert "# vocabulary:" not in commented_child("Mine", load_scenario("reference").model_copy(
        update={"vocabulary": None}), "parent", "schema.json")  # fmt: skip


def test_cases_of_validation_speak_of_their_own_practice():
    named = {case: load_scenario(LIBRARY / "validation" / case / "scenario.yaml").vocabulary.practice.en
             for case in ("carpentries", "climate_fresk", "covea", "mental_health_first_aid")}  # fmt: skip
    assert [case for case, practice in named.items() if practice == "co-development"] == ["covea"]
