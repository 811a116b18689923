"""Small pictures of pages that are the same today and tomorrow."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page

WIDTH: Final = 1100
"""Of every picture, in pixels."""

LIMIT: Final = 120_000
"""The most bytes of a picture."""

_MARGIN: Final = 16
_COLOURS: Final = 64
_DAY: Final = date(2026, 11, 22)
"""The day on which all pictures are taken."""

_DISTANCES: Final = (0, 14, 30, 31, 92)
"""Days from today on which something ends: what is asked, a review, a proposal, a bundle."""

_STILL: Final = """
*, *::before, *::after { animation: none !important; transition: none !important; }
.bar, .chosen { position: static !important; }
html { scrollbar-gutter: auto !important; scrollbar-width: none !important; }
"""
_FIX: Final = """(days) => {
  const era = (iso) => {
    const [year, number, date] = iso.split('-').map(Number);
    return `令和${year - 2018}年${number}月${date}日`;
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.nodeValue;
    let still = text
      .replace(/\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d/g, `${days[0][1]} 10:00`)
      .replace(/http:\\/\\/127\\.0\\.0\\.1:\\d+/g, 'https://soroe.example')
      .replace(/\\d\\d:\\d\\d に保存/g, '10:00 に保存')
      .replace(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/g, 'ABCD-EFGH-JKMN');
    for (const [here, shown] of days)
      still = still.replaceAll(here, shown).replaceAll(era(here), era(shown));
    if (still !== text) walk.currentNode.nodeValue = still;
  }
}"""


def visitor(browser: Browser, url: str) -> BrowserContext:
    """Somebody new at the registry; styles of ours are let in beside the page's own policy."""
    context = browser.new_context(
        base_url=url,
        locale="ja-JP",
        viewport={"width": WIDTH, "height": 700},
        bypass_csp=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    return context


class Camera:
    """Takes pictures into a folder; `taken` are their names."""

    def __init__(self, folder: Path, *, today: date) -> None:
        self.folder = folder
        self.taken: list[str] = []
        self._days = [
            [(today + timedelta(days)).isoformat(), (_DAY + timedelta(days)).isoformat()]
            for days in _DISTANCES
        ]

    def take(
        self,
        page: Page,
        name: str,
        first: Locator | None = None,
        last: Locator | None = None,
        *,
        most: int = 900,
    ) -> None:
        """A picture from the top of `first` to the end of `last`, at most so many pixels high.

        Without `first` it begins at the top of the page; without `last` it ends after `first`,
        or with the page.
        """
        page.wait_for_load_state("networkidle")
        page.add_style_tag(content=_STILL)
        page.evaluate(_FIX, self._days)
        page.evaluate("document.activeElement?.blur()")
        top, end = self._span(page, first, last)
        shot = page.screenshot(
            full_page=True,
            animations="disabled",
            clip={"x": 0, "y": top, "width": WIDTH, "height": min(most, end - top)},
        )
        self._keep(name, shot)

    def _span(self, page: Page, first: Locator | None, last: Locator | None) -> tuple[float, float]:
        whole = float(page.evaluate("document.documentElement.scrollHeight"))
        page.evaluate("scrollTo(0, 0)")
        boxes = [found.bounding_box() for found in (first, last or first) if found is not None]
        if first is None and last is None:
            return 0, whole
        start = boxes[0] if first is not None else None
        stop = boxes[-1]
        if stop is None or (first is not None and start is None):
            raise LookupError(f"not to be seen: {first} {last}")
        top = max(0.0, start["y"] - _MARGIN) if start else 0.0
        return top, min(whole, stop["y"] + stop["height"] + _MARGIN)

    def _keep(self, name: str, shot: bytes) -> None:
        picture = Image.open(io.BytesIO(shot)).convert("RGB")
        small = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
        out = io.BytesIO()
        small.save(out, "PNG", optimize=True)
        if len(out.getvalue()) >= LIMIT:
            raise ValueError(f"{name}: {len(out.getvalue())} bytes are too many")
        (self.folder / f"{name}.png").write_bytes(out.getvalue())
        self.taken.append(name)


def worded(text: str, places: Mapping[str, str]) -> str:
    """Text as it is pictured: addresses and folders of this machine as those of an example."""
    for here, shown in places.items():
        text = text.replace(here, shown)
    text = re.sub(r"http://127\.0\.0\.1:\d+", "https://soroe.example", text)
    text = re.sub(r"127\.0\.0\.1:\d+", "soroe.example", text)
    return re.sub(r"\+[0-9a-f]{8}\+[\w+/]{40,}=*", "+1a2b3c4d+AWhXr0Zk…", text)
