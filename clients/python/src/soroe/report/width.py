"""Columns on a terminal: Japanese characters take two."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import combining, east_asian_width

_NOT_FIRST = frozenset("、。,.)」』】〕〉》!?:;・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ),.:;!?")
"""Characters that do not begin a line (行頭禁則)."""

_NOT_LAST = frozenset("「『【〔〈《((")
"""Characters that do not end a line (行末禁則)."""


def width(text: str) -> int:
    """Columns that a text takes; ambiguous characters count one."""
    return sum(_columns(c) for c in text)


def pad(text: str, columns: int) -> str:
    """The text with spaces to the right up to so many columns."""
    return text + " " * (columns - width(text))


def clip(text: str, columns: int) -> str:
    """The text, cut with an ellipsis where it would take more columns."""
    if width(text) <= columns:
        return text
    kept = ""
    for c in text:
        if width(kept) + _columns(c) > columns - 1:
            break
        kept += c
    return kept + "…"


def wrap(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most so many columns, after the prefixes; `columns` 0 leaves one line.

    Latin words stay whole, Japanese breaks anywhere but before 、。」 and after 「.
    """
    if columns <= 0:
        return [first + text]
    lines: list[str] = []
    prefix, line = first, ""
    for piece in _pieces(text):
        if line and width(prefix) + width(line) + width(piece.rstrip()) > columns:
            lines.append((prefix + line).rstrip())
            prefix, line = rest, piece.lstrip()
        else:
            line += piece
    lines.append((prefix + line).rstrip())
    return lines


def paragraphs(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """Each line of a text as `wrap` breaks it: the very first line after `first`."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += wrap(line, columns, rest if lines else first, rest)
    return lines


def table(rows: Iterable[tuple[str, ...]], gap: str = "  ") -> list[str]:
    """Rows with aligned columns; the last column is as long as it is."""
    cells = list(rows)
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    return [gap.join([*map(pad, row[:-1], widths), row[-1]]).rstrip() for row in cells]


def _columns(c: str) -> int:
    if combining(c) or c in "\u200b\u200d\ufe0e\ufe0f" or "\U000e0100" <= c <= "\U000e01ef":
        return 0
    return 2 if east_asian_width(c) in "WF" else 1


def _pieces(text: str) -> Iterable[str]:
    """Parts that may be parted: a Latin word with the space after it, or one wide character."""
    piece = ""
    for c in text:
        glued = c in _NOT_FIRST or (piece and piece[-1] in _NOT_LAST)
        latin = _columns(c) < 2 and piece and _columns(piece[-1]) < 2 and piece[-1] != " "
        if piece and not glued and not latin and not (c == " " and piece):
            yield piece
            piece = ""
        piece += c
    if piece:
        yield piece
