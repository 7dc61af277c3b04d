"""What moved since the last publication and why, in a sentence and a table that people read."""

import re

import pandas as pd

from simulation.charts.language import Language
from simulation.handover.changes import Changed
from simulation.handover.fields import Words
from simulation.handover.words import parameter_label
from simulation.outcomes.measured import measure_named
from simulation.outcomes.rows import records_of
from simulation.outcomes.wording import NAMES, date_text, measure_name, number_text, rounded

_MOST = 4
_SAME = Words(
    "Nothing differs between {old} and {new}: the same assumptions, code, seed and replicates.",
    "Rien ne diffère entre {old} et {new} : mêmes hypothèses, même code, même graine, mêmes répliques.",
)
_MEANS = Words(
    "From {old} to {new}, the mean {what} {when} goes from {before} to {after}.",
    "De {old} à {new}, la moyenne {what} {when} passe de {before} à {after}.",
)
_STAYS = Words(
    "From {old} to {new}, the mean {what} {when} stays at {after}.",
    "De {old} à {new}, la moyenne {what} {when} reste à {after}.",
)
_NO_MONTH = Words("{old} and {new} have no month in common.", "{old} et {new} n’ont aucun mois en commun.")
_MORE = Words(
    "Future by future that is {low} to {high} more (95 % interval of the mean over {pairs} pairs).",
    "Futur par futur, c’est de {low} à {high} de plus (intervalle à 95 % de la moyenne sur {pairs} paires).",
)
_FEWER = Words(
    "Future by future that is {low} to {high} fewer (95 % interval of the mean over {pairs} pairs).",
    "Futur par futur, c’est de {low} à {high} de moins (intervalle à 95 % de la moyenne sur {pairs} paires).",
)
_UNCLEAR = Words(
    "Future by future there is no clear difference: between {low} and {high} (95 %, {pairs} pairs).",
    "Futur par futur, aucune différence nette : entre {low} et {high} (95 %, {pairs} paires).",
)
_EQUAL = Words("In all {pairs} pairs it is the same.", "Elle est la même dans les {pairs} paires.")
_ONE_PAIR = Words(
    "There is one pair of futures only, which says little.", "Il n’y a qu’une paire de futurs, ce qui dit peu."
)
_SEEDS = Words(
    "The seeds differ ({old_seed}, {new_seed}), so that futures cannot be compared one by one; part of this is chance.",
    "Les graines diffèrent ({old_seed}, {new_seed}) : les futurs ne se comparent pas un à un, et une part "
    "de cet écart tient au hasard.",
)
_NO_PAIRS = Words(
    "They have no future in common, so that they cannot be compared one by one.",
    "Ils n’ont aucun futur en commun et ne se comparent pas un à un.",
)
_WHY = Words("What differs: {reasons}.", "Ce qui diffère : {reasons}.")
_ONLY_CHANCE = Words("Nothing but the runs differs.", "Seules les simulations diffèrent.")
_AND_MORE = Words("and {number} more", "et {number} autres")
_ITEMS = {
    "code": Words("code", "code"),
    "model": Words("model", "modèle"),
    "rules": Words("rules of one’s own", "règles ajoutées"),
    "headcounts": Words("headcounts", "effectifs des administrations"),
    "posterior": Words("posterior", "loi a posteriori"),
    "best_values": Words("best values", "meilleures valeurs"),
    "seed": Words("seed", "graine"),
    "replicates": Words("replicates", "répliques"),
    "all": Words("all together (mean)", "tout ensemble (moyenne)"),
}
KINDS = {
    "assumption": Words("assumption", "hypothèse"),
    "code": Words("code", "code"),
    "data": Words("data", "données"),
}
_HEAD = {
    "kind": Words("kind", "nature"),
    "item": Words("what", "quoi"),
    "before": Words("before", "avant"),
    "after": Words("after", "après"),
}


def sentence(it: Changed, language: Language) -> str:
    """What moved, how surely, and what differs between the two."""

    def say(words: Words, **values: object) -> str:
        return language.label(words).format(**values)

    old, new = _called(it, language)
    if not it.reasons and (it.difference is None or it.difference.more == it.difference.fewer == 0):
        return say(_SAME, old=old, new=new)
    parts = []
    if it.month is None:
        parts.append(say(_NO_MONTH, old=old, new=new))
    else:
        before, after = language.number(it.before), language.number(it.after)
        parts.append(say(_STAYS if before == after else _MEANS, old=old, new=new, what=_what(it.measure, language),
                         when=_when(it.month, it.measure, language), before=before, after=after))  # fmt: skip
        parts.append(_effect(it, language))
    named = [item_label(item, language) for kind, item, *_ in it.reasons]
    if named:
        more = [say(_AND_MORE, number=len(named) - _MOST)] if len(named) > _MOST else []
        parts.append(say(_WHY, reasons=", ".join([*named[:_MOST], *more])))
    else:
        parts.append(say(_ONLY_CHANCE))
    return " ".join(parts)


def printed(table: pd.DataFrame, language: Language) -> str:
    """The table of changes of two results as aligned columns: kind, what, before, after."""
    rows = [[language.label(_HEAD[name]) for name in _HEAD]]
    for row in records_of(table):
        shown = [row["before"], row["after"]]
        if row["item"] == "all":
            shown = [language.number(float(value)) for value in shown]
        texts = ("–" if pd.isna(value) else _shortened(_plain(str(value), language)) for value in shown)
        rows.append([language.label(KINDS[row["kind"]]), item_label(row["item"], language), *texts])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def item_label(item: str, language: Language) -> str:
    """What differs, in a few words; a place of a scenario without a name as it is."""
    if item in _ITEMS:
        return language.label(_ITEMS[item])
    return parameter_label(item, language) or item


def _effect(it: Changed, language: Language) -> str:
    def say(words: Words, **values: object) -> str:
        return language.label(words).format(**values)

    found = it.difference
    if found is None:
        seeds = [run.results.manifest["seed"] for run in (it.first, it.second)]
        return say(_SEEDS, old_seed=seeds[0], new_seed=seeds[1]) if seeds[0] != seeds[1] else say(_NO_PAIRS)
    if found.pairs < 2:
        return say(_ONE_PAIR)
    if found.more == found.fewer == 0:
        return say(_EQUAL, pairs=found.pairs)
    if found.low <= 0 <= found.high:
        low, high = (language.number(value).replace("-", "−") for value in (found.low, found.high))
        return say(_UNCLEAR, low=low, high=high, pairs=found.pairs)
    ends = sorted((abs(found.low), abs(found.high)))
    _, least, most = rounded(abs(found.mean), *ends)
    said = {"low": number_text(least, language.code), "high": number_text(most, language.code)}
    if least == most:
        said = {"low": language.number(ends[0]), "high": language.number(ends[1])}
    return say(_MORE if found.mean > 0 else _FEWER, pairs=found.pairs, **said)


def _called(it: Changed, language: Language) -> tuple[str, str]:
    """Both by their scenario, or by their folder where that is the same."""
    names = (it.first.id, it.second.id)
    if names[0] == names[1]:
        names = (it.first.results.called, it.second.results.called)
    if names[0] == names[1]:
        names = (str(it.first.results.folder), str(it.second.results.folder))
    quoted = language.label(Words("“{name}”", "« {name} »"))
    return quoted.format(name=names[0]), quoted.format(name=names[1])


def _what(measure: str, language: Language) -> str:
    if measure in NAMES:
        return ("des " if language.code == "fr" else "of ") + measure_name(measure, language.code)
    label = re.sub(r"\s*\([^)]*\)", "", language.label(measure_named(measure)))
    return language.label(Words("of “{label}”", "de « {label} »")).format(label=label)


def _when(month: str, measure: str, language: Language) -> str:
    date = date_text(month, language.code)
    if measure_named(measure).kind == "stock":
        return f"at {date}" if language.code == "en" else date
    return f"up to {date}" if language.code == "en" else f"jusqu’à {date}"


def _plain(text: str, language: Language) -> str:
    """A number as the language writes it; other text as it is."""
    if not re.fullmatch(r"-?\d+\.\d+", text):
        return text
    return f"{float(text):.10g}".replace(".", "," if language.code == "fr" else ".")


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
