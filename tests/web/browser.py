"""Chromium for tests: where it is, what it may reach, and what it must not have to complain of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

MISSING: Final = (
    "画面の試験には Chromium が要ります。「apt-get install chromium fonts-noto-cjk」で入れるか、"
    "SOROE_CHROMIUM に場所を指定してください。/ The tests of the pages need Chromium: install it "
    "(Debian: apt-get install chromium fonts-noto-cjk), or say where it is in SOROE_CHROMIUM."
)
"""What is said where there is no browser: the tests fail, they are not left out."""

_ARGUMENTS: Final = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing is fetched from outside
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
_BAD: Final = frozenset({"serious", "critical"})
_DESKTOP: Final = {"width": 1280, "height": 900}


def program(driver: Playwright) -> str:
    """The browser's program, or a failure that says what to install."""
    given = os.environ.get("SOROE_CHROMIUM")
    found = given or next(
        filter(None, map(shutil.which, PROGRAMS)), driver.chromium.executable_path
    )
    if not Path(found).exists():
        pytest.fail(MISSING, pytrace=False)
    return found


def launch(driver: Playwright) -> Browser:
    """A headless Chromium that knows no name but the loopback's."""
    return driver.chromium.launch(executable_path=program(driver), args=list(_ARGUMENTS))


@contextmanager
def visiting(browser: Browser, url: str, *, also: str = "-", **options: Any) -> Iterator[Page]:
    """A page of a browser that knows nothing yet; what it had to complain of fails the test.

    That is: errors and broken policies in the console, exceptions of modules, files that were not
    there, requests to anywhere but the registry. A page that answers with a refusal is none. What
    another site does, to which people are led (`also`), is its own affair.
    """
    context = browser.new_context(
        base_url=url, **{"locale": "ja-JP", "viewport": _DESKTOP, **options}
    )
    context.set_default_timeout(60_000)
    complaints: list[str] = []

    def said(message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource: the server responded")
        ours = message.page is None or not message.page.url.startswith(also)
        if message.type in {"error", "warning"} and not refused and ours:
            complaints.append(f"{message.type}: {message.text}")

    def answered(response: Response) -> None:
        request = response.request
        if request.url.startswith(also) or request.frame.url.startswith(also):
            return
        if not request.url.startswith((url, "data:", "blob:")):
            complaints.append(f"outside: {request.url}")
        if response.status >= 400 and request.resource_type not in {"document", "fetch", "xhr"}:
            complaints.append(f"{response.status}: {request.url}")

    def lost(request: Request) -> None:
        aborted = request.failure == "net::ERR_ABORTED"  # the page went on, or a file was saved
        if not aborted and not request.frame.url.startswith(also):
            complaints.append(f"{request.failure}: {request.url}")

    context.on("console", said)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("response", answered)
    context.on("requestfailed", lost)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not complaints, "\n".join(complaints)


def axe(page: Page) -> None:
    """Fail where axe finds something serious or critical on the page as it is shown now."""
    found = Axe().run(page).response["violations"]
    bad = [one for one in found if one["impact"] in _BAD]
    assert not bad, "\n".join(_told(one) for one in bad)


def _told(one: dict[str, Any]) -> str:
    places = "; ".join(str(node["html"])[:200] for node in one["nodes"][:5])
    return f"{one['id']} ({one['impact']}): {one['help']}: {places}"
