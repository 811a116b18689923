"""The handover document as Markdown (CommonMark with tables)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soroe.handover.blocks import Block, Heading, Listed, Paragraph, Table, Terms, Words, blocks
from soroe.handover.model import Handover
from soroe.report.markup import escaped, web_address


def render(document: Handover) -> str:
    """The text, with a final newline."""
    return draw(blocks(document))


def draw(found: Iterable[Block]) -> str:
    """The blocks as a text of their own."""
    return "\n\n".join("\n".join(_block(block)) for block in found) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"{'#' * level} {escaped(text)}"
        case Paragraph(words):
            yield _words(words)
        case Listed(entries, numbered):
            for number, words in enumerate(entries, 1):
                yield f"{f'{number}.' if numbered else '-'} {_words(words)}"
        case Table(head, rows):
            yield _row([escaped(said) for said in head])
            yield _row(["---"] * len(head))
            for row in rows:
                yield _row([_words(words) for words in row])
        case Terms(entries):
            for word, meaning in entries:
                yield f"- **{escaped(word)}**: {escaped(meaning)}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _words(words: Words) -> str:
    said = escaped(words.text)
    if words.strong and said:
        said = f"**{said}**"
    if (address := web_address(words.url)) is not None:
        said += f" [{escaped(words.opens)}](<{address}>)"
    if words.below:
        said += f"<br>{escaped(words.below)}"
    return f"{escaped(words.label)}: {said}" if words.label else said
