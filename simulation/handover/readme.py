"""The page that lies beside the exported files: what each is, for whom, and what was left out."""

from simulation.handover.fields import Words
from simulation.handover.made import Made
from simulation.handover.suppression import found_again
from simulation.handover.tables import CONTRACT, TABLES

NAMES = {"en": "README.md", "fr": "LISEZ-MOI.md"}

_TITLE = Words("Hand-over of a forecast", "Remise d’une prévision")
_FROM = Words(
    "Written by `essaim export` from {runs}. The baseline is `{base}`. Contract of the tables: {contract}.",
    "Écrit par `essaim export` à partir de {runs}. La référence est `{base}`. Contrat des tables : {contract}.",
)
_RUN = Words(
    "`{id}` (replicates: {replicates}, seed {seed}, code {code})",
    "`{id}` (répliques : {replicates}, graine {seed}, code {code})",
)
_CONVENTIONS = Words(
    "- Regions by INSEE code as text; `FR` is the nation, `FR-DIST` remote work and a national team; `_T` is a total. "
    "Rows of `FR` and `_T` are totals: do not add them to the others.\n"
    "- A stock stands at the end of its period; a flow is summed over it. Sums are taken within each replicate, "
    "quantiles after that: quantiles do not add up.\n"
    "- ETPT = days ÷ working days of a full-time year ({working}). ETP: in post at a date.\n"
    "- T2: agents’ days, valued time and no new credits; HT2: fees, rooms, travel, animation. The model commits year "
    "by year, so AE = CP; a contract of several years is committed whole by law, which is to be set right by hand.\n"
    "- Money in euros of {price_year}.",
    "- Régions par code Insee en texte ; `FR` est la France entière, `FR-DIST` le travail à distance et l’équipe "
    "nationale ; `_T` est un total. Les lignes `FR` et `_T` sont des totaux : ne pas les ajouter aux autres.\n"
    "- Un stock vaut à la fin de sa période ; un flux est sommé sur elle. Les sommes sont faites dans chaque réplique, "
    "les quantiles ensuite : les quantiles ne s’additionnent pas.\n"
    "- ETPT = jours ÷ jours ouvrés d’un temps plein ({working}). ETP : en poste à une date.\n"
    "- T2 : jours d’agents, temps valorisé et non crédits nouveaux ; HT2 : prestations, salles, déplacements, "
    "animation. Le modèle engage année par année : AE = CP ; un marché pluriannuel s’engage en entier, ce qui est à "
    "corriger à la main.\n"
    "- Montants en euros de {price_year}.",
)
_SEVERAL = Words("the years named in the table of assumptions", "années nommées dans la table des hypothèses")
_OWN = Words(
    "- This scenario has regions of its own, which have no INSEE code: the name of a region is its code.",
    "- Ce scénario a ses propres régions, sans code Insee : le nom d’une région est son code.",
)
_FILES = Words("Files", "Fichiers")
_HEAD = Words("| file | what it holds |\n|---|---|", "| fichier | contenu |\n|---|---|")
_PEOPLE = Words("for people", "pour la lecture")
_OTHERS = {
    "datapackage.json": Words(
        "Data Package (version 2) of the tables, with their schemas; CSV with comma and decimal "
        "point, Parquet beside it",
        "Data Package (version 2) des tables, avec leurs schémas ; CSV à virgule et point décimal, Parquet à côté",
    ),
    "schemas/*.json": Words(
        "Table schemas for a catalogue of schemas", "Schémas de tables pour un catalogue de schémas"
    ),
    "essaim.xlsx": Words("Workbook for planners", "Classeur pour les planificateurs"),
    "model-output/": Words(
        "Hubverse: origin_date, target, horizon (months from the origin’s first day to the end of "
        "the period), location, output_type, output_type_id, value",
        "Hubverse : origin_date, target, horizon (mois du premier jour de l’origine à la fin de la "
        "période), location, output_type, output_type_id, value",
    ),
    "calendar/*.ics": Words(
        "Courses that at least half of the simulated futures hold, each a tentative event of a month: {events}",
        "Formations tenues dans au moins la moitié des futurs simulés, chacune un événement "
        "provisoire d’un mois : {events}",
    ),
    "export.json": Words(
        "What export wrote: the next one renews this folder by it",
        "Ce que l’export a écrit : le suivant renouvelle ce dossier grâce à lui",
    ),
}
_SMALL = Words("Small counts", "Petits effectifs")
_SUPPRESSED = Words(
    "Means of persons above 0 and below {below} are left out, and their rows marked `suppressed`: {rows}. This is no "
    "protection by itself. Some can be found again: as the total less the others of a sum, where one alone is left out "
    "({again}); from opening + in − out = closing in `effectifs`; from days, money and full-time equivalents of the "
    "same place, which follow from counts of persons; and from periods of another length.",
    "Les moyennes de personnes supérieures à 0 et inférieures à {below} sont masquées, et leurs lignes marquées "
    "`suppressed` : {rows}. Ce n’est pas une protection à soi seul. Certaines se retrouvent : par différence entre le "
    "total et les autres termes, si une seule est masquée ({again}) ; par début + entrées − sorties = fin dans "
    "`effectifs` ; par les jours, les montants et les ETP du même lieu, qui découlent des effectifs ; et par des "
    "périodes d’une autre durée.",
)
_NOTHING = Words("no row", "aucune ligne")


def readme(made: Made, files: dict[str, bytes]) -> str:
    """The page, in the language of the export."""
    language, handed = made.language, made.handed

    def say(words: Words, **values: object) -> str:
        return language.label(words).format(**values)

    runs = ", ".join(
        say(_RUN, id=run.id, replicates=len(run.results.replicates), seed=run.results.manifest["seed"],
            code=run.results.manifest["code"]["fingerprint"][:8])
        for run in handed.runs
    )  # fmt: skip
    year = made.tables["budget"]["price_year"].dropna().unique()
    conventions = say(
        _CONVENTIONS, price_year=year[0] if len(year) == 1 else say(_SEVERAL),
        working=language.number(handed.base.scenario.prices.working_days_per_year.value),
    )  # fmt: skip
    parts = [f"# {say(_TITLE)}", say(_FROM, runs=runs, base=handed.base.id, contract=CONTRACT), conventions]
    if not handed.base.places.insee:
        parts[-1] += "\n" + say(_OWN)
    parts += [f"## {say(_FILES)}", _files(made, files)]
    if made.asked.below:
        parts += [f"## {say(_SMALL)}", _suppressed(made)]
    return "\n\n".join(parts) + "\n"


def _files(made: Made, files: dict[str, bytes]) -> str:
    language = made.language
    rows = [language.label(_HEAD)]
    for table in TABLES:
        rows.append(f"| `data/{table.name}.csv` | {language.label(table.row)} |")
    for name, words in _OTHERS.items():
        begin = name.split("*")[0]
        if name == "export.json" or any(path.startswith(begin) for path in files):
            counts = (f"`{path.split('/')[-1]}` {content.count(b'STATUS:TENTATIVE')}" for path, content in files.items()
                      if path.endswith(".ics"))  # fmt: skip
            rows.append(f"| `{name}` | {language.label(words).format(events=', '.join(counts))} |")
    return "\n".join(rows)


def _suppressed(made: Made) -> str:
    language = made.language
    counts = {name: found_again(name, frame) for name, frame in made.tables.items() if "suppressed" in frame}
    named = {name: count for name, count in counts.items() if count[0]}
    rows = ", ".join(f"`{name}` {count}" for name, (count, _) in named.items()) or language.label(_NOTHING)
    again = ", ".join(f"`{name}` {count}" for name, (_, count) in named.items()) or language.label(_NOTHING)
    return language.label(_SUPPRESSED).format(below=made.asked.below, rows=rows, again=again)
