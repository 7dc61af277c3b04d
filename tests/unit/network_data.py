"""A network, its ties and one future person by person, made up: what `MadeUp` answers for charts of persons."""

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd

from simulation.common.columns import ROLES
from simulation.storage.files import ResultsError


class MadeUpNetwork:
    """Needs `frame`, `replicates` and `_empty`. `example_stored` false: as a folder without an example."""

    example_stored = True

    def network(self):
        """Grows year by year; its parts join."""
        rows = []
        for year, position in enumerate(self.frame.year_ends, start=1):
            for replicate in self.replicates:
                nodes = 0 if self._empty else 800 * year + 10 * int(replicate)
                rows.append((replicate, self.frame.first_days[position], nodes, 5 * nodes, 2 * nodes, 3 * nodes,
                             0 if self._empty else 1 + 40 // year, nodes - nodes // (1 + year**2)))  # fmt: skip
        names = ["replicate", "month", "nodes", "ties", "ties_across_regions", "ties_across_administrations",
                 "components", "largest_component"]  # fmt: skip
        return pd.DataFrame(rows, columns=names).astype({"month": "datetime64[ms]"})

    def ties(self):
        """Each place has most ties with itself; the last region has none with the first."""
        rows = []
        for level in ("region", "administration"):
            places = getattr(self.frame, f"{level}s")
            for a, b in combinations_with_replacement(range(len(places)), 2):
                if self._empty or (b > 1 and a == 0 and b == len(places) - 1):
                    continue
                for replicate in self.replicates:
                    for position in self.frame.year_ends:
                        ties = 100 // (1 + a + b) + (200 if a == b else 0) + int(replicate)
                        rows.append((replicate, self.frame.first_days[position], level, places[a], places[b], ties))
        columns = ["replicate", "month", "level", "one", "other", "ties"]
        return pd.DataFrame(rows, columns=columns).astype(
            {"month": "datetime64[ms]", "ties": "int64", "replicate": "int64"}
            | dict.fromkeys(("level", "one", "other"), "category")
        )

    def example(self):
        """Ten trainers and twenty facilitators at the start, sixty trained; twelve groups in each of three places."""
        if not self.example_stored:
            raise ResultsError("there is no example")
        rng, count = np.random.default_rng(1), 0 if self._empty else 400
        person = np.arange(count)
        trained = (person >= 30) & (person < 90)
        certified = person < 90
        generation = np.select([person < 10, person < 70, trained], [0.0, 1.0, 2.0], np.nan)
        trainer = np.where(person < 70, person % 7, 40 + person % 3)
        months = self.frame.first_days[person % self.frame.months]
        role = np.select([person < 10, person < 70, person % 19 == 0], ["trainer", "facilitator", "left"], "reached")
        people = pd.DataFrame(
            {
                "person": person,
                "region": np.array(self.frame.regions)[person % len(self.frame.regions)],
                "administration": np.array(self.frame.administrations)[person % len(self.frame.administrations)],
                "role": pd.Categorical(role, categories=[*ROLES, "left"]),
                "trained_by": np.where(trained, trainer, np.nan),
                "generation": generation,
                "certified": pd.Series(months).where(pd.Series(trained)).astype("datetime64[ms]"),
                "groups_led": np.where(certified, person % 5, np.nan),
                "skill": np.where(certified, 0.7, np.nan),
            }
        )
        rows = []
        places = (self.frame.regions[0], self.frame.regions[-1], "national")
        for group in range(0 if self._empty else 36):
            place = group % 3
            members = rng.choice(np.arange(place * 100, place * 100 + 110), 9, replace=False)
            for seat, member in enumerate(members):
                rows.append((group, "ordinary", places[place], self.frame.first_days[0], member, seat == 0))
        rows += [] if self._empty else [(35, "ordinary", "national", self.frame.first_days[0], 5000, False)]
        groups = pd.DataFrame(rows, columns=["group", "kind", "place", "month", "person", "leads"])
        return people, groups.astype({"month": "datetime64[ms]"})
