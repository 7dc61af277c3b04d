"""A page of HTML as a tagged PDF, printed by the Chromium or Chrome that draws pictures, too."""

import asyncio
import base64
import re
from os import environ
from threading import Thread
from typing import Any

import choreographer
from kaleido.errors import BrowserClosedError, BrowserFailedError, ChromeNotFoundError

from simulation.charts.saving import BROWSER, BrowserMissing, browser_without_room

SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65)
"""Sizes that are tried in turn until a page fits; at the last, text of 9.5 points has about 6."""
LONGEST = 60
"""Seconds in which the browser must answer."""
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_OPTIONS = {"preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": True,
            "generateDocumentOutline": True}  # fmt: skip


def pdf(page: str, sheets: int, browser: str | None = None) -> bytes:
    """The page as a PDF with tags, language, title and outline, as large as it fits on so many sheets.

    The page says its size by @page. Nothing is asked of the network. Where it does not fit at the last of SCALES, it
    takes more sheets. Raises BrowserMissing without a browser.
    """
    try:
        return _in_a_thread(_printed(page, sheets, browser or environ.get(BROWSER)))
    except (ChromeNotFoundError, BrowserFailedError, BrowserClosedError, TimeoutError) as error:
        raise BrowserMissing from error
    except OSError as error:
        raise browser_without_room(error) from error


def sheets_of(content: bytes) -> int:
    """How many sheets a PDF of Chromium's has."""
    return len(_PAGE.findall(content))


async def _printed(page: str, sheets: int, browser: str | None) -> bytes:
    async with choreographer.Browser(path=browser, headless=True) as running:
        tab = await running.create_tab("about:blank")
        frame = await _told(tab, "Page.getFrameTree")
        await _told(tab, "Page.setDocumentContent", frameId=frame["frameTree"]["frame"]["id"], html=page)
        await _told(tab, "Runtime.evaluate", awaitPromise=True,
                    expression="Promise.all([...document.images].map(image => image.decode()))")  # fmt: skip
        for scale in SCALES:
            printed = await _told(tab, "Page.printToPDF", scale=scale, **_OPTIONS)
            content = base64.b64decode(printed["data"])
            if sheets_of(content) <= sheets:
                break
        return content


async def _told(tab: choreographer.Tab, command: str, **parameters: Any) -> dict[str, Any]:
    """What the browser answers to a command."""
    answer = await asyncio.wait_for(tab.send_command(command, parameters), LONGEST)
    if "error" in answer:
        raise BrowserFailedError(f"{command}: {answer['error'].get('message')}")
    return answer["result"]


def _in_a_thread(work: Any) -> bytes:
    """The result of a coroutine, also where a loop runs already, as in a notebook."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(asyncio.run(work))
        except BaseException as error:
            found.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]
