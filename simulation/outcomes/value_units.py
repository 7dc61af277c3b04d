"""The units in which it is told what one more is worth: how much one is, why so much, and what it is called."""

from dataclasses import dataclass
from typing import Literal

from simulation.language.vocabulary import in_words
from simulation.outcomes.wording import number_text

type Where = Literal["place", "region", "nation"]


@dataclass(frozen=True)
class Unit:
    """One more of something that a planner can decide.

    amount: how much one unit is, in `unit`; source: where that comes from, or the word assumption. every: months
    between two of them when it is repeated from a month on; None: it is there once, or lasts. where: it can be placed
    in a region or national (place), in a region alone, or in the nation as a whole. english, french: repeated from a
    month on; one_english, one_french: once; {amount} is filled in.
    """

    name: str
    amount: float
    unit: str
    source: str
    every: int | None
    where: Where
    english: str
    french: str
    one_english: str
    one_french: str

    def label(self, language: str, once: bool = False) -> str:
        """What it is called, in English (en) or French (fr)."""
        french = language == "fr"
        said = (self.one_french if once else self.french) if french else self.one_english if once else self.english
        said = in_words(said, "fr" if french else "en")
        if self.amount >= 1:
            return said.format(amount=number_text(int(self.amount), "fr" if french else "en"))
        amount = f"{self.amount:g}"
        return said.format(amount=amount.replace(".", ",") if french else amount)


_DOSE = "assumption: a dose large enough to show within some hundred pairs of runs, and small enough to be decided"

UNITS = {
    one.name: one
    for one in (
        Unit("course", 1, "courses", "assumption: the smallest there is", 3, "place",
             "one more facilitator course a quarter", "une session de formation d’animateurs de plus par trimestre",
             "one more facilitator course", "une session de formation d’animateurs de plus"),
        Unit("trainer_days", 20, "days", "assumption: one person’s month of work, 210 days a year", 1, "place",
             "{amount} more days a month of the national team’s trainers",
             "{amount}\u00a0jours de plus par mois des formateurs de l’équipe nationale",
             "{amount} more days of the trainers there", "{amount}\u00a0jours de plus des formateurs sur place"),
        Unit("trainer_days_of_all", 20, "days", "assumption: one person’s month of work, 210 days a year", 1, "nation",
             "{amount} more days a month, shared by all trainers",
             "{amount}\u00a0jours de plus par mois, répartis entre tous les formateurs",
             "{amount} more days, shared by all trainers",
             "{amount}\u00a0jours de plus, répartis entre tous les formateurs"),
        Unit("days_bought", 20, "days", "assumption: two facilitator courses, each 5 days of two trainers", 3, "place",
             "{amount} trainer days bought outside each quarter",
             "{amount}\u00a0jours de formateur achetés à l’extérieur chaque trimestre",
             "{amount} trainer days bought outside", "{amount}\u00a0jours de formateur achetés à l’extérieur"),
        Unit("trainer", 1, "persons", "assumption: the smallest there is", None, "place",
             "one more trainer hired, with the days of the others there",
             "un formateur de plus recruté, avec les jours des autres sur place",
             "one more trainer hired", "un formateur de plus recruté"),
        Unit("nominations", 20, "persons", _DOSE, 6, "region",
             "{amount} more nominations each half-year", "{amount}\u00a0candidats désignés de plus chaque semestre",
             "{amount} more nominations", "{amount}\u00a0candidats désignés de plus"),
        Unit("call", 1, "calls", "assumption: a usual call", None, "region",
             "one more call for applicants", "un appel à candidatures de plus",
             "one more call for applicants", "un appel à candidatures de plus"),
        Unit("programme", 80, "persons", "assumption: ten groups of eight", 12, "region",
             "one more programme of {amount} persons a year", "un programme de {amount}\u00a0personnes de plus par an",
             "one more programme of {amount} persons", "un programme de {amount}\u00a0personnes de plus"),
        Unit("animation", 0.1, "level from 0 to 1", _DOSE, None, "nation",
             "animation of the network up by {amount}", "animation du réseau relevée de {amount}",
             "animation of the network up by {amount}", "animation du réseau relevée de {amount}"),
        Unit("coordination", 10, "days a month", "assumption: half a post", None, "nation",
             "{amount} more days of coordination a month", "{amount}\u00a0jours de coordination de plus par mois",
             "{amount} more days of coordination a month", "{amount}\u00a0jours de coordination de plus par mois"),
        Unit("budget", 10_000, "euros", "assumption: a round sum", None, "nation",
             "{amount} € more budget a year", "{amount}\u00a0€ de budget de plus par an",
             "{amount} € more budget in the year", "{amount}\u00a0€ de budget de plus dans l’année"),
    )
}  # fmt: skip
"""All units, by name, in the order in which they are shown where nothing ranks them."""

DAY_PRICE = 900.0
"""Euros for a trainer day bought outside; assumption, as in the scenario of days bought outside: a seat on the market
is 250 a day (Ocellia, ocellia.fr)."""
RATIO = 10_000.0
"""Euros by which what a change gives is divided: gains are told for so much money (cash and valued time)."""
