"""The heat map of a country in Chromium: bytes, when it answers, and what moved."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

_WATCH = """
window.__moved = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__moved += entry.value;
}).observe({type: 'layout-shift', buffered: true});
addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => setTimeout(() => {
  window.__drawn = performance.now();
})));
"""
_LATER = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


class Opened(NamedTuple):
    """A page as a person has it before them.

    `sent` are the bytes of everything over the wire, `assets` those of our own styles, modules and
    pictures as they are; `drawn` is when it stands there, in milliseconds, and `answered` when it
    has done what was pressed then. `processor` is the time that the page's thread has worked for
    it, in milliseconds, which a busy machine changes less.
    """

    sent: int
    assets: int
    drawn: float
    answered: float
    processor: float
    moved: float
    rows: int
    columns: int


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that knows no name but the loopback's."""
    program = os.environ.get("SOROE_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)))
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=[rules])
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, address: str) -> Opened:
    """Open a page as somebody who was never there, and press a key once it stands."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Performance.enable", {"timeDomain": "threadTicks"})
        sent: list[int] = []
        assets: dict[str, int] = {}

        def loaded(event: dict[str, Any]) -> None:
            sent.append(event["encodedDataLength"])

        def answered(response: Any) -> None:
            if "/static/pages/" in response.url:
                assets[response.url] = len(response.body())

        wire.on("Network.loadingFinished", loaded)
        page.on("response", answered)
        page.add_init_script(_WATCH)
        page.goto(address, wait_until="load")
        page.wait_for_function("window.__drawn")
        drawn: float = page.evaluate("window.__drawn")
        start: float = page.evaluate("performance.now()")
        page.locator("select").first.focus()
        page.evaluate(_LATER)
        took: float = page.evaluate("performance.now()") - start
        metrics = wire.send("Performance.getMetrics")["metrics"]
        worked = next(one["value"] for one in metrics if one["name"] == "TaskDuration")
        return Opened(
            sent=int(sum(sent)),
            assets=sum(assets.values()),
            drawn=drawn,
            answered=drawn + took,
            processor=worked * 1000,
            moved=page.evaluate("window.__moved"),
            rows=page.locator("table.heat tbody tr").count(),
            columns=page.locator("table.heat").first.locator("th.item").count(),
        )
    finally:
        context.close()
