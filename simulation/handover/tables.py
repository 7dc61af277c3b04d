"""All tables of the hand-over, declared in one place: table schemas, dictionary, documentation and CSV follow it.

`CONTRACT` is the version of these tables (semantic versioning): a change by which a reader's programme would break
raises its first number, what is only added the second. tests/data/handover_contract.json holds the last one published.
"""

from simulation.handover.fields import Field, Reference, Table, Words, number, word
from simulation.outcomes.summary import QUANTILES

CONTRACT = "1.0.0"

NATION, DISTANT, ALL = "FR", "FR-DIST", "_T"
"""Codes of the nation; of remote work and a national team; and, as Insee and Eurostat write it, of a total."""
KINDS = ("stock", "flow", "mean", "ratio")
COURSES = ("facilitator", "trainer")
DELIVERIES = ("in_person", "remote")
ROLES = ("facilitator", "trainer")
TITLES = ("T2", "HT2")
MARKINGS = ("measured", "fitted", "assumption", "decision")
CHANGES = ("assumption", "code", "data")
LINES = {
    "courses_in_person": Words("Facilitator courses in person", "Formations d’animateurs en présence"),
    "courses_remote": Words("Remote facilitator courses", "Formations d’animateurs à distance"),
    "trainer_courses": Words("Trainer courses", "Formations de formateurs"),
    "bought_days": Words("Trainer days bought", "Jours de formateur achetés"),
    "groups": Words("Groups", "Groupes"),
    "practicum": Words("Practice of trainees", "Pratique accompagnée"),
    "engagements": Words("Engagements", "Interventions de facilitation"),
    "refreshers": Words("Refreshers", "Remises à niveau"),
    "animation": Words("Network animation", "Animation du réseau"),
    "coordination": Words("Coordination", "Coordination"),
    "hires": Words("Hires", "Recrutements de formateurs"),
    "recruitment": Words("Calls and nominations", "Appels à candidatures et désignations"),
    ALL: Words("All lines", "Toutes les lignes"),
}
"""Lines of the budget, and what readers call them."""

_SCENARIO = word("scenario_id", "Scenario", "Scénario", needed=True)
_PERIOD = word("period_id", "Period (ISO: 2027-03, 2027-Q1 or 2027)", "Période (ISO : 2027-03, 2027-Q1 ou 2027)", True)
_REGION = word(
    "region_code", "Region: INSEE code; FR: the nation, sum of all; FR-DIST: remote work and national team",
    "Région : code Insee ; FR : France entière, somme de toutes ; FR-DIST : à distance et équipe nationale", True,
)  # fmt: skip
_SUPPRESSED = Field(
    "suppressed", "boolean", "Whether counts of persons below the threshold are left out in this row",
    "Si des effectifs inférieurs au seuil sont masqués dans cette ligne", needed=True,
)  # fmt: skip
_TO_SCENARIO = Reference("scenario_id", "scenarios", "scenario_id")
_TO_PERIOD = Reference("period_id", "periods", "period_id")
_TO_REGION = Reference("region_code", "regions", "region_code")


def _quantile(share: float) -> tuple[str, str]:
    percent = f"{100 * share:g} %"
    return f"{percent} quantile over replicates", f"Quantile à {percent.replace('.', ',')} sur les répliques"


def _spread(name: str, english: str, french: str) -> tuple[Field, ...]:
    """Mean, 10 % and 90 % quantile of a count of persons."""
    return (
        number(name, f"{english} (mean)", f"{french} (moyenne)", "persons", persons=True),
        number(f"{name}_q10", f"{english} (10 % quantile)", f"{french} (quantile à 10 %)", "persons", persons=True),
        number(f"{name}_q90", f"{english} (90 % quantile)", f"{french} (quantile à 90 %)", "persons", persons=True),
    )


def _full_time(name: str, english: str, french: str, unit: str) -> tuple[Field, ...]:
    return (
        number(name, f"{english} (mean)", f"{french} (moyenne)", unit),
        number(f"{name}_q10", f"{english} (10 % quantile)", f"{french} (quantile à 10 %)", unit),
        number(f"{name}_q90", f"{english} (90 % quantile)", f"{french} (quantile à 90 %)", unit),
    )


MEASURES = Table(
    "measures",
    Words("Measures", "Mesures"),
    Words("One row a measure of the forecast", "Une ligne par mesure de la prévision"),
    (
        word("measure_id", "Name of the measure", "Nom de la mesure", True),
        word("label_fr", "Label in French", "Libellé en français", True),
        word("label_en", "Label in English", "Libellé en anglais", True),
        word("definition_fr", "Definition in French", "Définition en français", True),
        word("definition_en", "Definition in English", "Définition en anglais", True),
        word("unit", "Unit", "Unité", True),
        word("kind", "stock: at the end of the period; flow: summed over it; mean, ratio: add over nothing",
             "stock : à la fin de la période ; flow : somme sur la période ; mean, ratio : ne s’additionnent pas",
             True, KINDS),
        word("aggregation", "How it adds up over periods and places", "Comment elle s’agrège dans le temps et l’espace",
             True),
        word("gpeec_term", "Term of workforce planning (GPEEC), where there is one", "Terme de GPEEC, s’il y en a un"),
    ),
    ("measure_id",),
)  # fmt: skip

REGIONS = Table(
    "regions",
    Words("Regions", "Régions"),
    Words("One row a region, then FR-DIST and FR", "Une ligne par région, puis FR-DIST et FR"),
    (
        word("region_code", "INSEE code, as text; the name where a scenario has regions of its own",
             "Code Insee, en texte ; le nom si le scénario a ses propres régions", True),
        word("region_name", "Name", "Nom", True),
        word("iso_3166_2", "ISO 3166-2 code", "Code ISO 3166-2"),
        Field("overseas", "boolean", "Whether it is overseas", "Si elle est ultramarine"),
        *(Field(f"headcount_{versant}", "integer", f"Headcount of the scenario: {english}",
                f"Effectif du scénario : {french}", "persons", persons=True)
          for versant, english, french in (("fpe", "State", "État"), ("fpt", "territorial", "territoriale"),
                                           ("fph", "hospital", "hospitalière"))),
    ),
    ("region_code",),
)  # fmt: skip

PERIODS = Table(
    "periods",
    Words("Periods", "Périodes"),
    Words("One row a period that stands in a table", "Une ligne par période figurant dans une table"),
    (
        word("period_id", "Period (ISO: 2027-03, 2027-Q1 or 2027)", "Période (ISO : 2027-03, 2027-Q1 ou 2027)", True),
        word("frequency", "month, quarter or year", "Mois, trimestre ou année", True, ("month", "quarter", "year")),
        Field("date_start", "date", "First day simulated in it", "Premier jour simulé", needed=True),
        Field("date_end", "date", "Last day simulated in it", "Dernier jour simulé", needed=True),
        Field("year", "integer", "Calendar year", "Année civile", needed=True),
        Field("quarter", "integer", "Calendar quarter; empty for a year", "Trimestre civil ; vide pour une année"),
    ),
    ("period_id",),
)  # fmt: skip

SCENARIOS = Table(
    "scenarios",
    Words("Scenarios", "Scénarios"),
    Words("One row a scenario", "Une ligne par scénario"),
    (
        word("scenario_id", "Name of the scenario’s file or folder", "Nom du fichier ou du dossier du scénario", True),
        word("name", "Title", "Titre", True),
        word("description", "What it stands for", "Ce qu’il représente"),
        word("parent_id", "The scenario it is compared with: the baseline", "Le scénario auquel il est comparé : la "
             "référence"),
        word("fingerprint", "Fingerprint of what decides its numbers", "Empreinte de ce qui détermine ses nombres",
             True),
        Field("is_baseline", "boolean", "Whether it is the baseline", "S’il est la référence", needed=True),
        word("targets", "Targets: measure>=value@month[region]; several are to be reached together",
             "Cibles : mesure>=valeur@mois[région] ; plusieurs sont à atteindre ensemble"),
        number("prob_target", "Share of replicates that reach all targets", "Part des répliques qui atteignent toutes "
               "les cibles", "share"),
        number("prob_low", "Lower end of its 95 % interval (Wilson)", "Borne basse de son intervalle à 95 % (Wilson)",
               "share"),
        number("prob_high", "Upper end of its 95 % interval (Wilson)", "Borne haute de son intervalle à 95 % (Wilson)",
               "share"),
    ),
    ("scenario_id",),
    (Reference("parent_id", "", "scenario_id"),),
)  # fmt: skip

FORECAST = Table(
    "forecast",
    Words("Forecast", "Prévision"),
    Words("One row a scenario, period, region, administration and measure",
          "Une ligne par scénario, période, région, versant et mesure"),
    (
        _SCENARIO,
        _PERIOD,
        _REGION,
        word("versant", "Administration: FPE, FPT, FPH; _T: all together",
             "Versant de la fonction publique : FPE, FPT, FPH ; _T : tous ensemble", True),
        word("measure_id", "Measure", "Mesure", True),
        number("mean", "Mean over replicates", "Moyenne sur les répliques", "that of the measure", persons=True),
        *(number(name, *_quantile(share), "that of the measure", persons=True) for name, share in QUANTILES.items()),
        Field("replicates", "integer", "Replicates that have a value", "Répliques qui ont une valeur", needed=True),
        _SUPPRESSED,
    ),
    ("scenario_id", "period_id", "region_code", "versant", "measure_id"),
    (_TO_SCENARIO, _TO_PERIOD, _TO_REGION, Reference("measure_id", "measures", "measure_id")),
)  # fmt: skip

CAPACITY_PLAN = Table(
    "capacity_plan",
    Words("Capacity plan", "Plan de capacité"),
    Words("One row a scenario, period, region, kind of course and delivery",
          "Une ligne par scénario, période, région, type et modalité de formation"),
    (
        _SCENARIO,
        _PERIOD,
        _REGION,
        word("course_kind", "facilitator or trainer course", "Formation d’animateurs ou de formateurs", True, COURSES),
        word("delivery", "in_person or remote", "En présence ou à distance", True, DELIVERIES),
        number("courses", "Courses held (mean)", "Formations tenues (moyenne)", "courses", True),
        number("seats_offered", "Seats offered (mean)", "Places offertes (moyenne)", "seats", True),
        number("seats_filled_mean", "Seats filled (mean)", "Places pourvues (moyenne)", "persons", persons=True),
        number("seats_filled_q10", "Seats filled (10 % quantile)", "Places pourvues (quantile à 10 %)", "persons",
               persons=True),
        number("seats_filled_q90", "Seats filled (90 % quantile)", "Places pourvues (quantile à 90 %)", "persons",
               persons=True),
        number("trainers_needed", "Places in teams: courses × trainers who teach one together (mean)",
               "Postes dans les équipes : formations × formateurs par formation (moyenne)", "persons", True),
        number("trainer_days", "Trainer days: courses × trainers × days of a course (mean)",
               "Jours de formateur : formations × formateurs × jours par formation (moyenne)", "days", True),
        number("trainer_etpt", "The same in full-time equivalents over a year", "Les mêmes en ETPT", "ETPT"),
        number("facilitator_days", "Days of trainees in these courses: present × days of a course (mean); empty for "
               "trainer courses, of which the model counts none",
               "Jours de stagiaire dans ces formations : présents × jours par formation (moyenne) ; vide pour les "
               "formations de formateurs, que le modèle ne compte pas", "days", persons=True),
        number("facilitator_etpt", "The same in full-time equivalents over a year", "Les mêmes en ETPT", "ETPT",
               persons=True),
        number("prob_held", "Share of replicates in which at least one is held", "Part des répliques où au moins une "
               "est tenue", "share", True),
        number("cost_t2_eur", "Valued time of trainers and trainees (title 2; mean)",
               "Temps valorisé des formateurs et stagiaires (titre 2 ; moyenne)", "euros", True),
        number("cost_ht2_eur", "Rooms, seats, travel (other titles; mean); bought days are in the budget only",
               "Salles, places, déplacements (hors titre 2 ; moyenne) ; les jours achetés ne sont qu’au budget",
               "euros", True),
        _SUPPRESSED,
    ),
    ("scenario_id", "period_id", "region_code", "course_kind", "delivery"),
    (_TO_SCENARIO, _TO_PERIOD, _TO_REGION),
)  # fmt: skip

EFFECTIFS = Table(
    "effectifs",
    Words("Workforce", "Effectifs"),
    Words("One row a scenario, year, region and role: opening + in − out = closing",
          "Une ligne par scénario, année, région et rôle : début + entrées − sorties = fin"),
    (
        _SCENARIO,
        Field("year", "integer", "Calendar year", "Année civile", needed=True),
        _REGION,
        word("role", "facilitator or trainer", "Animateur ou formateur", True, ROLES),
        *_spread("effectifs_debut", "People in the role before the year’s first month",
                 "Effectif au début de l’année"),
        *_spread("entrees_certification", "In: certified", "Entrées : certifications"),
        *_spread("entrees_promotion", "In: facilitators who become trainers",
                 "Entrées : animateurs devenus formateurs"),
        *_spread("entrees_recrutement", "In: trainers hired or replaced from outside",
                 "Entrées : formateurs recrutés ou remplacés de l’extérieur"),
        *_spread("entrees_mobilite", "In: moved in from another region or administration",
                 "Entrées : mobilité depuis une autre région ou un autre versant"),
        *_spread("sorties_arret", "Out: stopped", "Sorties : arrêts d’activité"),
        *_spread("sorties_depart", "Out: left the administration, contracts that end among them",
                 "Sorties : départs de l’administration, fins de contrat comprises"),
        *_spread("sorties_promotion", "Out: facilitators who become trainers",
                 "Sorties : animateurs devenus formateurs"),
        *_spread("sorties_mobilite", "Out: moved to another region or administration",
                 "Sorties : mobilité vers une autre région ou un autre versant"),
        *_spread("effectifs_fin", "People in the role at the year’s end", "Effectif à la fin de l’année"),
        *_full_time("etp_fin", "Full-time equivalents in post at the year’s end: days offered in its last month × 12 ÷ "
                    "working days a year; facilitator: to lead (trainers’ too), trainer: to train, at home",
                    "ETP en poste à la fin de l’année : jours offerts le dernier mois × 12 ÷ jours ouvrés par an ; "
                    "animateur : pour animer (formateurs compris), formateur : pour former, au domicile", "ETP"),
        *_full_time("etpt", "Full-time equivalents worked: days used in the year ÷ working days a year",
                    "ETPT : jours utilisés dans l’année ÷ jours ouvrés par an", "ETPT"),
        _SUPPRESSED,
    ),
    ("scenario_id", "year", "region_code", "role"),
    (_TO_SCENARIO, _TO_REGION),
)  # fmt: skip

BUDGET = Table(
    "budget",
    Words("Budget", "Budget"),
    Words("One row a scenario, financial year, region, line and title",
          "Une ligne par scénario, exercice, région, ligne et titre"),
    (
        _SCENARIO,
        Field("exercice", "integer", "Financial year", "Exercice", needed=True),
        _REGION,
        word("ligne", "Line; _T: all lines together", "Ligne ; _T : toutes les lignes", True, LINES),
        word("titre", "T2: agents’ days; HT2: fees, rooms, travel, animation",
             "T2 : jours d’agents ; HT2 : prestations, salles, déplacements, animation", True, TITLES),
        number("ae_eur", "Commitment (mean); the model commits year by year, so that AE = CP",
               "Autorisations d’engagement (moyenne) ; le modèle engage année par année : AE = CP", "euros", True),
        number("cp_eur", "Payment (mean)", "Crédits de paiement (moyenne)", "euros", True),
        number("q10", "10 % quantile of the payment", "Quantile à 10 % des crédits de paiement", "euros", True),
        number("q90", "90 % quantile of the payment", "Quantile à 90 % des crédits de paiement", "euros", True),
        Field("price_year", "integer", "Year of the price level; empty where prices are of several years",
              "Année du niveau de prix ; vide si les prix sont de plusieurs années"),
        Field("valued_time", "boolean", "Whether it is time valued, and no new credit", "S’il s’agit de temps "
              "valorisé, et non de crédits nouveaux", needed=True),
    ),
    ("scenario_id", "exercice", "region_code", "ligne", "titre"),
    (_TO_SCENARIO, _TO_REGION),
)  # fmt: skip

ASSUMPTIONS = Table(
    "assumptions",
    Words("Assumptions", "Hypothèses"),
    Words("One row a scenario and figure: uncertainties, prices, levers, start and target",
          "Une ligne par scénario et donnée : incertitudes, prix, leviers, départ et cible"),
    (
        _SCENARIO,
        word("parameter", "Its place in the scenario", "Sa place dans le scénario", True),
        word("label_fr", "What it is, in French", "Ce que c’est, en français"),
        word("label_en", "What it is, in English", "Ce que c’est, en anglais"),
        number("value", "Value, of an uncertainty the best one", "Valeur, la meilleure pour une incertitude", ""),
        word("value_text", "Value where it is no single number: words, dated steps, lists",
             "Valeur qui n’est pas un nombre seul : mots, paliers datés, listes"),
        number("low", "Value that one draw in ten is below", "Valeur sous laquelle se trouve un tirage sur dix", ""),
        number("high", "Value that one draw in ten is above", "Valeur au-dessus de laquelle se trouve un tirage sur "
               "dix", ""),
        word("distribution", "Distribution that is drawn from", "Loi des tirages"),
        word("unit", "Unit", "Unité"),
        word("source", "Where the figure comes from", "D’où vient la donnée"),
        word("marking", "measured (or derived from what was), fitted, assumption, or decision of the planner",
             "measured : mesurée ou dérivée de mesures ; fitted : ajustée ; assumption : hypothèse ; decision : choix "
             "du planificateur", True, MARKINGS),
        Field("changed_from_parent", "boolean", "Whether it differs from the baseline", "Si elle diffère de la "
              "référence", needed=True),
        number("narrowing_if_known", "By how much the 80 % interval of active facilitators at the end would be "
               "narrower, were it known; where `essaim width` was run",
               "De combien l’intervalle à 80 % des animateurs actifs à la fin se resserrerait si elle était connue ; "
               "si `essaim width` a été lancé", "persons"),
    ),
    ("scenario_id", "parameter"),
    (_TO_SCENARIO,),
)  # fmt: skip

ACTUALS = Table(
    "actuals",
    Words("Actuals", "Réalisé"),
    Words("One row an observation to which the forecast was fitted; empty without any",
          "Une ligne par observation ayant servi à l’ajustement ; vide s’il n’y en a pas"),
    (
        Field("as_of", "date", "Day of the run that took them", "Jour de la simulation qui les a prises", needed=True),
        word("date", "Observed at: YYYY-MM (the month’s end) or YYYY-MM-DD",
             "Observé le : AAAA-MM (fin du mois) ou AAAA-MM-JJ", True),
        word("measure", "Measure; several joined by + were counted together",
             "Mesure ; plusieurs jointes par + ont été comptées ensemble", True),
        word("over", "Over what it was counted", "Sur quelle durée il a été compté", True),
        word("region_code", "FR: the nation", "FR : France entière", True),
        number("value", "Value, in the unit of the measure", "Valeur, dans l’unité de la mesure",
               "that of the measure", True),
        word("precision", "How exact it is: exact, or what the truth may be",
             "Sa précision : exact, ou les valeurs que le vrai peut prendre"),
        word("source", "Case of calibration that holds it with its source",
             "Cas de calage qui la donne avec sa source"),
    ),
    ("as_of", "date", "measure", "over", "region_code", "value"),
    (_TO_REGION,),
)  # fmt: skip

CHANGED = Table(
    "changes",
    Words("Changes", "Changements"),
    Words("One row a difference between two scenarios or publications",
          "Une ligne par différence entre deux scénarios ou publications"),
    (
        word("from_id", "Before", "Avant", True),
        word("to_id", "After", "Après", True),
        word("kind", "assumption, code, or data (seed, replicates, headcounts)",
             "assumption : hypothèse ; code ; data : données (graine, répliques, effectifs)", True, CHANGES),
        word("item", "What differs; all: everything together", "Ce qui diffère ; all : tout ensemble", True),
        word("before", "Value before; of all the mean of the measure", "Valeur avant ; de all la moyenne de la mesure"),
        word("after", "Value after; likewise", "Valeur après ; de même"),
        number("effect_mean", "Mean effect on the measure by the last month, over pairs with the same chance; of "
               "everything together", "Effet moyen sur la mesure au dernier mois, par paires de même aléa ; de tout "
               "ensemble", "that of the measure"),
        number("effect_low", "Lower end of its 95 % interval", "Borne basse de son intervalle à 95 %",
               "that of the measure"),
        number("effect_high", "Upper end of its 95 % interval", "Borne haute de son intervalle à 95 %",
               "that of the measure"),
        word("measure_id", "Measure of the row all", "Mesure de la ligne all"),
    ),
    ("from_id", "to_id", "kind", "item"),
    (Reference("measure_id", "measures", "measure_id"),),
)  # fmt: skip

TABLES = (
    MEASURES, REGIONS, PERIODS, SCENARIOS, FORECAST, CAPACITY_PLAN, EFFECTIFS, BUDGET, ASSUMPTIONS, ACTUALS, CHANGED,
)  # fmt: skip
"""All tables, in the order in which readers meet them."""
