"""The guides whose users work at a terminal: their commands, pasted; what they say, pictured.

A picture in a guide shows the block of commands before it: the page that the block has written
(`-o NAME.html`), else what the terminal said.
"""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, Page

from scripts.pictures.camera import Camera, visitor, worded
from scripts.pictures.place import ROOT, Place

GUIDES: Final = ROOT / "docs" / "guide"
_LINES: Final = 26
_BLOCK = re.compile(
    r"^```sh\n(?P<commands>.*?)^```\n+(?:!\[[^\]]*\]\(images/(?P<name>[\w-]+)\.png\))?",
    re.DOTALL | re.MULTILINE,
)
_WRITTEN = re.compile(r"-o (\S+\.html)\b")
_TERMINAL: Final = """<!doctype html><html lang="ja"><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px 24px; background: #fff; }}
pre {{ margin: 0; color: #1a1a1c; font: 16px/1.6 "Noto Sans Mono CJK JP", "Noto Sans CJK JP",
  monospace; white-space: pre-wrap; }}
b {{ color: #0017c1; }}
</style><pre>{text}</pre></html>"""


class Block(NamedTuple):
    """Commands that stand together in a guide, and the name of the picture after them."""

    commands: str
    picture: str | None


def blocks(guide: Path) -> Iterator[Block]:
    """The blocks of a guide in their order."""
    for found in _BLOCK.finditer(guide.read_text("utf-8")):
        yield Block(found["commands"], found["name"])


def paste(commands: str, place: Place) -> str:
    """What the commands say at a terminal.

    Raises:
        RuntimeError: they end with another code than 0.
    """
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=place.work,
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{commands}\n{done.stdout}")
    return done.stdout


def tour(guide: str) -> Callable[[Camera, Browser, Place], None]:
    """The tour of one of the guides."""

    def walk(camera: Camera, browser: Browser, place: Place) -> None:
        context = visitor(browser, place.url)
        page = context.new_page()
        for block in blocks(GUIDES / f"{guide}.md"):
            said = paste(block.commands, place)
            if block.picture:
                shown = _show(page, block, said, place)
                camera.take(page, block.picture, last=page.locator(shown), most=700)
        context.close()

    return walk


def _show(page: Page, block: Block, said: str, place: Place) -> str:
    """Open what the block made; the answer selects what there is to see."""
    written = _WRITTEN.search(block.commands)
    if written:
        page.goto((place.work / written[1]).as_uri())
        return "body"
    prompts = [line for line in block.commands.splitlines() if line]
    lines = worded(said, {f"{place.work}/": ""}).splitlines()
    more = ["…"] if len(lines) > _LINES else []
    text = "\n".join(
        [*(f"<b>$ {html.escape(line)}</b>" for line in prompts)]
        + [html.escape(line) for line in (*lines[:_LINES], *more)]
    )
    page.set_content(_TERMINAL.format(text=text))
    return "pre"
