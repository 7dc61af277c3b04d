"""Regions and administrations by the codes that readers elsewhere use."""

import csv
import functools
from dataclasses import dataclass

from simulation.handover.spread import harmless
from simulation.handover.tables import DISTANT, NATION
from simulation.scenario.geography import FRANCE
from simulation.scenario.schema import Scenario

VERSANTS = {"State": "FPE", "territorial": "FPT", "hospital": "FPH"}
"""Administrations of France by the code of their part of the civil service."""

ISO_3166_2 = {
    "11": "FR-IDF", "84": "FR-ARA", "75": "FR-NAQ", "76": "FR-OCC", "32": "FR-HDF", "44": "FR-GES", "93": "FR-PAC",
    "28": "FR-NOR", "52": "FR-PDL", "53": "FR-BRE", "27": "FR-BFC", "24": "FR-CVL", "94": "FR-20R", "04": "FR-974",
    "03": "FR-973", "01": "FR-971", "02": "FR-972", "06": "FR-976",
}  # fmt: skip
"""ISO 3166-2 by INSEE code of the region. Source: the ISO's online browsing platform, France."""
OVERSEAS = ("01", "02", "03", "04", "06")
"""INSEE codes of the regions overseas."""


@dataclass(frozen=True)
class Places:
    """The places of a scenario by code.

    regions: codes in the order of the frame, then FR-DIST; names of them likewise. versants: codes of the
    administrations in their order. insee: whether the codes are INSEE's; else each region's name is its code.
    """

    regions: tuple[str, ...]
    names: tuple[str, ...]
    versants: tuple[str, ...]
    insee: bool

    @property
    def with_nation(self) -> tuple[str, ...]:
        """The codes, then that of the nation."""
        return (*self.regions, NATION)

    def called(self, code: str) -> str:
        """What a region is called in the scenario; the code itself of FR-DIST and FR."""
        return dict(zip(self.regions, self.names, strict=True)).get(code, code)


def places_of(scenario: Scenario, regions: tuple[str, ...], administrations: tuple[str, ...]) -> Places:
    """The codes of a scenario's regions and administrations, in this order."""
    insee = scenario.population == "france"
    codes = (_insee()[name] if insee else harmless(name) for name in regions)
    versants = tuple(VERSANTS.get(name, harmless(name)) for name in administrations)
    return Places((*codes, DISTANT), (*regions, DISTANT), versants, insee)


@functools.cache
def _insee() -> dict[str, str]:
    with FRANCE.open(encoding="utf-8", newline="") as file:
        return {row["region"]: row["region_code"] for row in csv.DictReader(file)}
