"""English or French as a page or chart is written: phrases, numbers and dates."""

from datetime import date
from math import floor, isinf, isnan, log10
from typing import Any

from babel.dates import format_date

from simulation.language import language_code
from simulation.language.messages import HARD_SPACE, NARROW_SPACE, hard, in_language, name_in, phrase_in, written
from simulation.language.vocabulary import in_words
from simulation.outcomes.measures import Share
from simulation.outcomes.wording import likelihood, number_text, rounded, share_text


class Language:
    """One language: `text` for phrases, the rest for numbers and dates."""

    def __init__(self, code: str = "en") -> None:
        self.code = language_code(code)

    def text(self, phrase: str, **values: object) -> str:
        """The phrase in this language, with its {values} filled in; English where the catalogue has none."""
        return phrase_in(self.code, phrase, **values)

    def name(self, text: str) -> str:
        """A name or text that a file gives, in this language if it comes with Essaim."""
        return name_in(self.code, text)

    def shown(self, text: str) -> str:
        """A message in this language; other text as it is."""
        return in_language(text, self.code)

    def label(self, column) -> str:
        """The label of a declared column (see simulation.common.columns)."""
        return hard(in_words(column.french if self.code == "fr" else column.english, self.code))

    @property
    def separators(self) -> str:
        """Decimal mark and thousands separator, as Plotly wants them."""
        return "," + NARROW_SPACE if self.code == "fr" else ".,"

    def number(self, value: float) -> str:
        """A number for reading: whole from 10 on, one decimal below, two digits that count below 0.1.

        – for none, ∞ for one without bound.
        """
        if isnan(value):
            return "–"
        if isinf(value):
            return "∞" if value > 0 else "−∞"
        if 1e-6 < abs(value) < 0.095:
            return written(f"{value:.{1 - floor(log10(abs(value)))}f}", self.code)
        return written(f"{value:,.0f}" if abs(value) >= 9.95 else f"{value:,.1f}".removesuffix(".0"), self.code)

    def decimals(self, value: float, digits: int) -> str:
        """A number with so many decimals and a minus sign of its own; zero has no sign."""
        shown = round(value, digits) + 0.0
        return written(f"{shown:,.{digits}f}", self.code).replace("-", "−")

    def about(self, value: float) -> str:
        """A forecast number, rounded to two significant digits: more is not known."""
        if isnan(value):
            return "–"
        digits = 1 - floor(log10(abs(value))) if value else 0
        return written(f"{round(value, min(digits, 0)):,.0f}", self.code)

    def set_number(self, text: str) -> str:
        """A number in English, or text of numbers only, with this language's decimal mark and thousands."""
        return written(text, self.code)

    def known(self, quantiles: Any, low: str = "q10", high: str = "q90") -> tuple[str, str, str]:
        """Median and an interval (80 % by default), rounded as far as they are known, as in the headline."""
        values = [float(quantiles[name]) for name in ("q50", low, high)]
        if any(isnan(value) for value in values):
            return "–", "–", "–"
        median, below, above = (number_text(value, self.code) for value in rounded(*values))
        return median, below, above

    def percent(self, share: float) -> str:
        """A share as a whole per cent; what is neither 0 nor 1 is never shown as if it were."""
        if isnan(share):
            return "–"
        sign, shown = "", round(100 * share)
        if shown == 0 and share > 0:
            sign, shown = f"<{HARD_SPACE}", 1
        elif shown == 100 and share < 1:
            sign, shown = f">{HARD_SPACE}", 99
        return f"{sign}{shown}{HARD_SPACE}%"

    def chance(self, share: Share) -> str:
        """How likely something is: in words and as a frequency; of one future only whether it is met."""
        if share.count == 1:
            return self.text("met") if share.value else self.text("not met")
        return f"{likelihood(share, self.code)}, {share_text(share, self.code)}"

    def month(self, when: date) -> str:
        """A month in full, such as December 2030."""
        return format_date(when, "LLLL y", locale=self.code)

    def short_month(self, when: date) -> str:
        """A month in short, such as Dec 2030."""
        return format_date(when, "MMM y", locale=self.code)
