"""What a run writes down: a page of counts for each month, tables for each year, and the money of a calendar year."""

from collections import defaultdict

from simulation.agents.places import Cell, Places
from simulation.common.columns import ACTIVITY_COLUMNS, ACTIVITY_INDEX, GENERATIONS, PERSON_COLUMNS, PERSON_INDEX
from simulation.common.recording import Recording
from simulation.scenario.quantities import month_number
from simulation.scenario.schema import Scenario


class Ledger:
    """The record of one run, and the page of the month under way, which is copied to it when the month is over.

    What happens between two months, or before the first, is counted in the month that follows.
    """

    def __init__(self, scenario: Scenario, places: Places):
        self._first = month_number(scenario.start)
        self._places = places
        years = self.year(scenario.months - 1) + 1
        self.recording = Recording.empty(
            scenario.months, len(places.cells), len(places.regions), len(places.administrations), years
        )
        self.month = 0
        """The month of the page, counted from 0."""
        self._new_page()
        self._spent: dict[int, int] = defaultdict(int)
        self.certified_ever = [0] * GENERATIONS
        self.trainers_ever = [0] * GENERATIONS
        self.made_by_trainers_of = [0] * GENERATIONS
        """By generation, over the whole run; the last counts all later ones too."""

    def _new_page(self) -> None:
        self._by_cell = [[0] * len(PERSON_COLUMNS) for _ in self._places.cells]
        self._by_place = [[0] * len(ACTIVITY_COLUMNS) for _ in self._places.names]

    def year(self, month: int) -> int:
        """The calendar year of a month, counted from the year of the first."""
        return (self._first + month) // 12 - self._first // 12

    def count(self, cell: Cell, column: str, number: int = 1) -> None:
        """Add to a column of persons."""
        self._by_cell[cell.number][PERSON_INDEX[column]] += number

    def note(self, place: str, column: str, number: int = 1) -> None:
        """Add to a column of activity."""
        self._by_place[self._places.number[place]][ACTIVITY_INDEX[column]] += number

    def charge(self, place: str, use: str, cents: int) -> None:
        """Spend money of this calendar year."""
        self._spent[self.year(self.month)] += cents
        self.note(place, f"money_{use}", cents)

    def spent(self) -> int:
        """Cents spent in this calendar year."""
        return self._spent[self.year(self.month)]

    def count_certified(self, generation: int, teacher_generation: int | None = None) -> None:
        """Somebody of this generation is certified, or comes certified from outside."""
        self.certified_ever[min(generation, GENERATIONS - 1)] += 1
        if teacher_generation is not None:
            self.made_by_trainers_of[min(teacher_generation, GENERATIONS - 1)] += 1

    def count_trainer(self, generation: int) -> None:
        """Somebody of this generation becomes a trainer, or comes as one from outside."""
        self.trainers_ever[min(generation, GENERATIONS - 1)] += 1

    def close_month(self) -> None:
        """Copy the page to the record, and begin the next month's."""
        if self.month < len(self.recording.persons):
            self.recording.persons[self.month] = self._by_cell
            self.recording.activity[self.month] = self._by_place
        self.month += 1
        self._new_page()

    def close_year(self, network, lineage: list[tuple[int, ...]]) -> None:
        """Write the network and the lineage, a row for each generation, as they are at the end of this year."""
        record, year = self.recording, self.year(self.month)
        record.network[year] = (
            network.persons,
            network.ties,
            network.across_regions,
            network.across_administrations,
            network.components,
            network.largest_component,
        )
        for table, names, ties in (
            (record.ties_of_regions[year], self._places.regions, network.by_regions),
            (record.ties_of_administrations[year], self._places.administrations, network.by_administrations),
        ):
            for (here, there), number in ties.items():
                table[names.index(here), names.index(there)] += number
                if here != there:
                    table[names.index(there), names.index(here)] += number
        record.lineage[year] = lineage
