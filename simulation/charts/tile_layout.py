"""What maps of tiles have in common: where each tile stands, its name, and the slider that exchanges what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap
from typing import Any

from simulation.charts import style
from simulation.charts.language import Language
from simulation.scenario.tiles import Tile, tiles_of

SIDE = 6
"""Pixels left of the map, and right of it."""
EDGE = 12
"""Pixels above the map where there is no slider, and below it."""
SLIDER = 100
"""Pixels above the map where there is one."""


@dataclass(frozen=True)
class TileLayout:
    """A tile for each of some regions, on a wide page or a narrow one."""

    regions: tuple[str, ...]
    narrow: bool

    @cached_property
    def tiles(self) -> dict[str, Tile]:
        """The tile of each region, in their order."""
        return tiles_of(self.regions)

    @property
    def across(self) -> int:
        """Tiles side by side."""
        return 1 + max(tile.column for tile in self.tiles.values())

    @property
    def down(self) -> int:
        """Tiles one below the other."""
        return 1 + max(tile.row for tile in self.tiles.values())

    def lines(self, values: Mapping[str, Any], empty: Any) -> list[list[Any]]:
        """Values of regions as lines of the map; `empty` where no tile stands."""
        lines = [[empty] * self.across for _ in range(self.down)]
        for region, tile in self.tiles.items():
            lines[tile.row][tile.column] = values[region]
        return lines

    def name(self, region: str, width: int | None = None) -> list[str]:
        """The name of a region, in lines of at most so many characters, by default as many as a tile holds."""
        tile = self.tiles[region]
        if self.narrow and tile.label:
            return [style.plain(tile.label)]
        width = width or (56 // self.across if self.narrow else 16)
        return [style.plain(line) for line in wrap(region, width, max_lines=2, placeholder="…")]

    def heatmap(self, top: float, colour: str, hover: str, **values: Any) -> dict[str, Any]:
        """A trace that colours the tiles: grey at 0, the full colour at `top`. values: `z`, and what hovering shows."""
        return {
            **values,
            "zmin": 0, "zmax": top, "colorscale": [[0, style.GRID[0]], [1, style.tint(colour, style.HEAT_TOP)]],
            "showscale": False, "xgap": 4, "ygap": 4, "hoverongaps": False, "hovertemplate": hover,
        }  # fmt: skip

    def layout(
        self,
        language: Language,
        written: Sequence[str],
        slider: dict[str, Any] | None = None,
        height: tuple[int, int] = (84, 66),
    ) -> dict[str, Any]:
        """The layout of a figure. written: what stands in each tile. height: pixels of a tile, wide and narrow."""
        top = EDGE if slider is None else SLIDER
        return {
            "template": style.template(),
            "height": top + height[self.narrow] * self.down + EDGE,
            "margin": {"l": SIDE, "r": SIDE, "t": top, "b": EDGE},
            "separators": language.separators,
            # A few tiles do not grow over the whole width.
            "xaxis": {"range": [-0.5, max(self.across, 4 if self.narrow else 5) - 0.5], "visible": False},
            "yaxis": {"range": [self.down - 0.5, -0.5], "visible": False},
            "annotations": [
                {"x": tile.column, "y": tile.row, "text": text, "font": {"size": 11 if self.narrow else 12},
                 "xref": "x", "yref": "y", "showarrow": False}
                for tile, text in zip(self.tiles.values(), written, strict=True)
            ],
            "sliders": [] if slider is None else [slider],
        }  # fmt: skip

    def step(self, label: str, values: Mapping[str, Any], written: Sequence[str], **more: str) -> dict[str, Any]:
        """A step of the slider: the values of the trace and what stands in the tiles, which it puts in place."""
        texts = {f"annotations[{number}].text": text for number, text in enumerate(written)}
        exchanged = {name: [one] for name, one in values.items()}
        return {"label": label, "method": "update", "args": [exchanged, texts]} | more

    def slider(self, steps: Sequence[dict], active: int, current: dict[str, Any], font: dict, colour: str) -> dict:
        """The slider above the map. current: how the step chosen is told; font: of the steps' labels."""
        return {
            "steps": list(steps),
            "active": active,
            "x": 0,
            "len": 1,
            "y": 1,
            "yanchor": "bottom",
            "pad": {"t": 0, "b": 14, "l": 20, "r": 26},
            "currentvalue": {"font": {"size": 15, "color": style.TEXT[0]}, "offset": 10} | current,
            "font": font,
            "bgcolor": style.MEANINGS[colour][0],
            "activebgcolor": style.OFFERED[0],
            "borderwidth": 0,
            "tickcolor": style.QUIET[0],
            "ticklen": 5,
            "minorticklen": 3,
            "transition": {"duration": 0},
        }
