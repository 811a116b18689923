"""The handover document as one HTML page that prints on A4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soroe.handover.blocks import Block, Heading, Listed, Paragraph, Table, Terms, Words, blocks
from soroe.handover.model import Handover
from soroe.report.markup import web_address
from soroe.report.page import esc, link, page
from soroe.report.width import width

_SHORT = 30
"""Columns of a text that stays in one line in a cell: a day, a number, a name."""

_STYLE = """
li{margin:2px 0}
.label{color:#595959}
td.short,th{white-space:nowrap}
@media print{li a::after{content:" " attr(href);font-size:8pt}}
"""


def render(document: Handover) -> str:
    """The document."""
    return page(document.title, draw(blocks(document)), lang=document.lang, style=_STYLE)


def draw(found: Iterable[Block]) -> str:
    """The blocks as the body of a page."""
    return "\n".join(part for block in found for part in _block(block))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"<h{level}>{esc(text)}</h{level}>"
        case Paragraph(words, faint):
            kind = ' class="faint"' if faint else ""
            yield f"<p{kind}>{_words(words)}</p>"
        case Listed(entries, numbered):
            kind = "ol" if numbered else "ul"
            yield f"<{kind}>{''.join(f'<li>{_words(w)}</li>' for w in entries)}</{kind}>"
        case Table(head, rows):
            heads = "".join(f'<th scope="col">{esc(said)}</th>' for said in head)
            yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
            for row in rows:
                yield f"<tr>{''.join(map(_cell, row))}</tr>"
            yield "</tbody></table>"
        case Terms(entries):
            yield "<dl>"
            for word, meaning in entries:
                yield f"<dt>{esc(word)}</dt><dd>{esc(meaning)}</dd>"
            yield "</dl>"


def _cell(words: Words) -> str:
    short = ' class="short"' if width(words.text) <= _SHORT else ""
    return f"<td{short}>{_words(words)}</td>"


def _words(words: Words) -> str:
    said = esc(words.text).replace("\n", "<br>")
    if words.strong:
        said = f"<strong>{said}</strong>"
    label = f'<span class="label">{esc(words.label)}: </span>' if words.label else ""
    there = f" {link(words.url, words.opens)}" if web_address(words.url) else ""
    below = f'<br><span class="label">{esc(words.below)}</span>' if words.below else ""
    return label + said + there + below
