"""A workbook and what its sheets have in common: formats, titles, heads, cells."""

import io
import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from simulation.charts.language import Language
from simulation.handover.fields import Words

HEAD, BAND, GREY, EDGE = "#1F4E5F", "#DCE9ED", "#595959", "#BFBFBF"
HIDDEN = "s"
"""What stands in a cell whose count is left out, as Insee writes it."""
MOST_CHARACTERS = 32_000
"""Excel holds 32,767 in a cell."""


class Book:
    """A workbook that is being written, in one language."""

    def __init__(self, language: Language, title: str, moment: str) -> None:
        self.language = language
        self._buffer = io.BytesIO()
        self.file = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        made = datetime.fromisoformat(moment).replace(tzinfo=None)
        self.file.set_properties({"title": title, "author": "Essaim", "created": made})
        self.file.set_size(2400, 1400)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.names: list[str] = []

    def say(self, words: Words, **values: object) -> str:
        """A text in the language of the workbook."""
        said = self.language.label(words)
        return said.format(**values) if values else said

    def format(self, **properties: Any) -> Format:
        """A format; the same one for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format({"valign": "top", **properties})
        return self._formats[key]

    def sheet(self, name: str, title: str, note: str = "", tall: bool = False) -> Worksheet:
        """A sheet with a title in its first row and a note in its second."""
        sheet = self.file.add_worksheet(name)
        self.names.append(name)
        sheet.hide_gridlines(2)
        sheet.set_portrait() if tall else sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.set_footer("&L&F – &A&R&P / &N")
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title, self.format(bold=True, font_size=16, font_color=HEAD))
        if note:
            sheet.write_string(1, 0, note, self.format(italic=True, font_color=GREY))
        return sheet

    def head(self, sheet: Worksheet, row: int, labels: Sequence[str], first: int = 0, numbers_from: int = 99) -> None:
        """The head of a table; columns from `numbers_from` on stand to the right, as their numbers do."""
        for at, label in enumerate(labels):
            align = "right" if at >= numbers_from else "left"
            sheet.write_string(
                row,
                first + at,
                label,
                self.format(
                    bold=True, font_color="white", bg_color=HEAD, text_wrap=True, align=align, valign="vcenter"
                ),
            )

    def tall(self, sheet: Worksheet, row: int, texts: Sequence[tuple[object, float]]) -> None:
        """Makes a row as tall as its wrapped texts need; texts: each with the width of its column in characters."""
        lines = max((1 + int(len(text) / (1.1 * width)) for text, width in texts if isinstance(text, str)), default=1)
        if lines > 1:
            sheet.set_row(row, 15 * lines)

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any, number: str = "#,##0.0", **more: Any) -> None:
        """A value: a number as a number, a date as a date, text as text, nothing as an empty cell."""
        if value is None or value is pd.NA or value is pd.NaT or isinstance(value, float) and math.isnan(value):
            sheet.write_blank(row, column, None, self.format(**more))
        elif isinstance(value, bool):
            sheet.write_string(row, column, self.say(YES if value else NO), self.format(**more))
        elif isinstance(value, datetime | date):
            shown = self.format(**{"num_format": self.date_format, "align": "left", **more})
            sheet.write_datetime(row, column, value, shown)
        elif isinstance(value, str):
            sheet.write_string(row, column, value[:MOST_CHARACTERS], self.format(**more))
        else:
            sheet.write_number(row, column, float(value), self.format(num_format=number, **more))

    @property
    def date_format(self) -> str:
        """How dates are shown."""
        return "dd/mm/yyyy" if self.language.code == "fr" else "yyyy-mm-dd"

    def named(self, name: str, sheet: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Gives a range a name; first, last: row and column of its corners."""
        quoted = sheet.get_name().replace("'", "''")
        self.file.define_name(name, f"='{quoted}'!{xl_range_abs(*first, *last)}")

    def finished(self) -> bytes:
        """The file."""
        self.file.close()
        return self._buffer.getvalue()


YES, NO = Words("yes", "oui"), Words("no", "non")
