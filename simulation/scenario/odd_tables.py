"""The parameter tables of the ODD, written from the schema: `python -m simulation.scenario.odd_tables`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from simulation.scenario.description import Described, allowed, alternatives, json_schema, number, resolved
from simulation.scenario.prices import Prices
from simulation.scenario.quantities import Distribution, extra_of
from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds

PAGE = Path(__file__).parents[2] / "docs" / "ODD.md"
BEGIN, END = "<!-- parameters:begin -->", "<!-- parameters:end -->"


def main() -> None:
    """Write the tables between their markers in the ODD."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def renewed(page: str) -> str:
    """The page with what stands between the markers written anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def tables() -> str:
    """All tables, in Markdown."""
    properties = json_schema()["properties"]
    parts = []
    for title, section, path in (
        ("The start and the target", {"properties": {name: properties[name] for name in _START}}, ""),
        ("Levers", properties["levers"], ""),
    ):
        rows = setting_rows(section, path)
        parts.append(_table(title, SETTING_COLUMNS, rows))
    parts.append(_table("Prices", PRICE_COLUMNS, price_rows()))
    parts.append(_table("Uncertainties", UNCERTAINTY_COLUMNS, uncertainty_rows()))
    return "\n".join(parts)


SETTING_COLUMNS = ("name", "unit", "bounds", "default", "meaning")
PRICE_COLUMNS = ("name", "unit", "bounds", "default", "year", "source", "meaning")
UNCERTAINTY_COLUMNS = ("name", "unit", "bounds", "best", "distribution", "source", "meaning")
_START = ("start", "months", "population", "initial", "target")


def setting_rows(described: Described, path: str) -> Iterator[tuple[str, ...]]:
    """A row of SETTING_COLUMNS for each setting of a section; the settings of a list's entries carry `[]`."""
    for name, child in resolved(described).get("properties", {}).items():
        whole = resolved(child)
        called = f"{path}{name}"
        entry = next((item for way in alternatives(whole) if (item := _entry(way))), None)
        section = next((way for way in alternatives(whole) if way.get("properties")), None)
        if section:
            yield from setting_rows(section, f"{called}.")
            continue
        default = _value(whole["default"]) if "default" in whole else "required"
        unit = whole.get("unit", "")
        bounds = allowed(whole).removesuffix(f" ({unit})")
        yield (f"`{called}`", unit, bounds, default, whole.get("description", ""))
        if entry:
            yield from setting_rows(entry, f"{called}[].")


def _entry(way: Described) -> Described | None:
    """What the entries of a list are made of; none for dated steps and for plain values."""
    properties = resolved(way.get("items", {})).get("properties", {})
    steps = {"from", "value"} <= set(properties)
    return way["items"] if properties and not steps else None


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, list | tuple):
        if len(value) == 1 and isinstance(value[0], dict) and "value" in value[0]:
            return _value(value[0]["value"])
        return ", ".join(map(_value, value)) or "none"
    if isinstance(value, dict):
        return "none" if not value else ", ".join(f"{key}: {_value(held)}" for key, held in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, int | float) else str(value)


def price_rows() -> Iterator[tuple[str, ...]]:
    """A row of PRICE_COLUMNS for each price."""
    for name, field in Prices.model_fields.items():
        price = field.default
        yield (
            f"`{name}`",
            extra_of(Prices, name)["unit"],
            "0 to 10⁹",
            number(price.value),
            str(price.year),
            price.source,
            field.description or "",
        )


def uncertainty_rows() -> Iterator[tuple[str, ...]]:
    """A row of UNCERTAINTY_COLUMNS for each uncertainty."""
    for name, field in Uncertainties.model_fields.items():
        low, high = uncertainty_bounds(name)
        given = field.default
        yield (
            f"`{name}`",
            extra_of(Uncertainties, name)["unit"],
            f"{number(low)} to {number(high)}",
            number(given.best),
            _distribution(given.distribution),
            given.source,
            field.description or "",
        )


def _distribution(distribution: Distribution) -> str:
    figures = [number(value) for name, value in distribution if name != "kind"]
    return f"{distribution.kind} {' to '.join(figures)}" if figures else distribution.kind


def _table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return f"**{title}**\n\n{markdown_table(columns, rows)}"


def markdown_table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown, with an empty line after it."""
    return "\n".join([_line(columns), "|" + "---|" * len(columns), *map(_line, rows), ""])


def _line(cells: tuple[str, ...]) -> str:
    texts = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(texts) + " |"


if __name__ == "__main__":
    main()
