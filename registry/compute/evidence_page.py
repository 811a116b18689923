"""The evidence of a proposal as HTML: the Markdown that `soroe.proposal.evidence` writes, drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import groupby
from typing import Final

from registry.compute.depth import bounded
from soroe.handover.blocks import Block, Heading, Listed, Paragraph, Table, Words
from soroe.handover.html import draw

_MARKUP: Final = re.compile(r"\\([\\`*_\[\]|~#])|`([^`]*)`|(<br>)|(&(?:amp|lt|gt);)")
_BAR: Final = re.compile(r"(?<!\\)\|")


@bounded
def evidence_html(markdown: str, label: str) -> str:
    """Headings of level 3, lists, tables (each a region with this label) and paragraphs.

    All text comes out of the Markdown as it was before it was escaped, and is escaped for HTML.
    """
    return "\n".join(_drawn(block, label) for block in _blocks(markdown))


def _drawn(block: Block, label: str) -> str:
    body = draw([block])
    if not isinstance(block, Table):
        return body
    name = draw([Paragraph(Words(label))])[3:-4]  # escaped as any other text
    quoted = name.replace('"', "&quot;")
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{quoted}">{body}</div>'


def _blocks(markdown: str) -> Iterator[Block]:
    lines = [line for line in markdown.split("\n") if line and not line.startswith("# ")]
    for kind, found in groupby(lines, _kind):
        several = list(found)
        if kind == "## ":
            yield from (Heading(3, _plain(line[3:])) for line in several)
        elif kind == "- ":
            yield Listed(tuple(Words(_plain(line[2:])) for line in several))
        elif kind == "|":
            head, *rows = (_cells(line) for line in several if not line.startswith("|---"))
            yield Table(tuple(head), tuple(tuple(map(Words, row)) for row in rows))
        else:
            yield from (Paragraph(Words(_plain(line))) for line in several)


def _kind(line: str) -> str:
    return next((lead for lead in ("## ", "- ", "|") if line.startswith(lead)), "")


def _cells(line: str) -> list[str]:
    return [_plain(cell.strip()) for cell in _BAR.split(line.strip().strip("|"))]


def _plain(text: str) -> str:
    """The text that was escaped; code is not marked, and a break is a line."""

    def shown(match: re.Match[str]) -> str:
        sign, code, new_line, entity = match.groups()
        if new_line:
            return "\n"
        return unescape(entity) if entity else (sign or code or "")

    return _MARKUP.sub(shown, text)
