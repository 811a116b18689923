"""What a new core would do, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.handover.blocks import Block, Heading, Listed, Paragraph, Table, Words
from soroe.impact.document import Impact
from soroe.model import Lang
from soroe.report.impact import blocks
from soroe.report.style import Style
from soroe.report.width import table, wrap


def render(impact: Impact, lang: Lang, columns: int, style: Style) -> str:
    """The text; `columns` breaks what would run over the edge, 0 leaves it."""
    return "\n".join(
        line for block in blocks(impact, lang) for line in _block(block, lang, columns, style)
    )


def _block(block: Block, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    match block:
        case Heading(_, said):
            yield style(said, "strong")
        case Paragraph(words):
            yield from wrap(_said(words), columns)
        case Listed(entries):
            for words in entries:
                yield from wrap(_said(words), columns, "・" if lang == "ja" else "- ", "  ")
        case Table(head, rows):
            lines = table([head, *(tuple(words.text for words in row) for row in rows)])
            yield from (style(line, "faint") for line in wrap(lines[0], columns, "", "    "))
            for line in lines[1:]:
                yield from wrap(line, columns, "", "    ")
    yield ""


def _said(words: Words) -> str:
    return f"{words.label}: {words.text}" if words.label else words.text
