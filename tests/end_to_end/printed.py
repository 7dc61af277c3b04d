"""What stands on each page of a print, as Chromium makes it and pdftotext reads it."""

import html
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from page_kinds import opened

MARKED = """() => {
  const mark = (name, place, where) => {
    const one = document.createElement("span");
    one.textContent = name;
    one.style.cssText = `position: absolute; ${where}: 0; left: 0; font: 2px/1 monospace; color: #777; margin: 0;`;
    if (getComputedStyle(place).position === "static") place.style.position = "relative";
    place.append(one);
  };
  const shown = (one) => one.checkVisibility();
  [...document.querySelectorAll(".plot, svg.brief")].filter(shown).forEach((plot, at) => {
    mark(`QTOP${at}Q`, plot, "top");
    mark(`QEND${at}Q`, plot, "bottom");
  });
  const all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, p, dt, th, td, li, .plot")].filter(shown);
  const heading = (one) => /^H[1-6]$/.test(one.tagName);
  return all.flatMap((one, at) => {
    if (!heading(one)) return [];
    const next = all.slice(at + 1).find((other) => !one.contains(other));
    const said = one.textContent.trim().replace(/Q[A-Z]+\\d+Q/g, "");
    if (!next) return [];
    const number = at;
    mark(`QHEAD${number}Q`, one, "bottom");
    mark(`QNEXT${number}Q`, next, "top");
    return [[number, said]];
  });
}"""


@dataclass(frozen=True)
class Word:
    """A word on a page, and its box in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Print:
    """The words of each page, and what the headings say by their number."""

    pages: tuple[tuple[Word, ...], ...]
    headings: dict[int, str]


def pages_of(browser, path: Path, folder: Path) -> Print:
    """The page printed, with a mark at the top and the end of each chart, each heading, and what follows it."""
    pdf = folder / "page.pdf"
    with opened(browser, path, folded=True) as one:
        one.page.set_viewport_size({"width": 1280, "height": 900})
        one.page.emulate_media(media="print")
        one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        headings = {number: said for number, said in one.page.evaluate(MARKED)}
        one.page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
    return Print(_words(pdf), headings)


def _words(pdf: Path) -> tuple[tuple[Word, ...], ...]:
    program = shutil.which("pdftotext")
    assert program, "pdftotext is needed (Debian: apt-get install poppler-utils)"
    said = subprocess.run([program, "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    word = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
    return tuple(
        tuple(Word(html.unescape(text), *map(float, box)) for *box, text in word.findall(page))
        for page in said.split("<page ")[1:]
    )


def words_over_words(printed: Print) -> list[str]:
    """Pairs of words of which one lies over the other: a fifth of the smaller or more."""
    found = []
    for number, words in enumerate(printed.pages, 1):
        open_: list[Word] = []
        for one in sorted((word for word in words if not _MARK.search(word.text)), key=lambda word: word.top):
            open_ = [other for other in open_ if _ink(other)[3] > _ink(one)[1]]
            for other in open_:
                (a, b, c, d), (e, f, g, h) = _ink(one), _ink(other)
                both = max(0.0, min(c, g) - max(a, e)) * max(0.0, min(d, h) - max(b, f))
                if both > 0.2 * min((c - a) * (d - b), (g - e) * (h - f)):
                    found.append(f"page {number}: {other.text} × {one.text}")
            open_.append(one)
    return found


def parted(printed: Print) -> list[str]:
    """Charts that a page end cuts, and headings on another page than what they head."""
    where: dict[str, int] = {}
    for number, words in enumerate(printed.pages, 1):
        for kind, at in _MARK.findall(" ".join(word.text for word in words)):
            where[kind + at] = number
    charts = [
        f"chart {at}: pages {where['TOP' + at]} and {where['END' + at]}"
        for at in (key[3:] for key in where if key.startswith("TOP"))
        if where.get("END" + at, where["TOP" + at]) != where["TOP" + at]
    ]
    headings = [
        f"“{said}” ends page {where[f'HEAD{at}']}"
        for at, said in printed.headings.items()
        if where.get(f"NEXT{at}", 0) > where.get(f"HEAD{at}", 10**6)
    ]
    assert where, "no mark was printed"
    return charts + headings


_MARK = re.compile(r"Q(TOP|END|HEAD|NEXT)(\d+)Q")


def _ink(word: Word) -> tuple[float, float, float, float]:
    height = word.bottom - word.top
    return word.left, word.top + 0.22 * height, word.right, word.bottom - 0.2 * height
