"""How high a row of a sheet must be, and where to cut one that no row can hold.

Excel does not make rows higher by itself where a cell holds runs of text, and a row has at most 409
points. Text is measured in half-width columns, as on a terminal.
"""

from __future__ import annotations

from soroe.report.width import width

POINTS = 16.0
"""Height of a line at 10 points."""

MOST = 24
"""Lines in a row."""

Part = tuple[str, bool]
"""A stretch of text, and whether it changed."""


def lines_of(parts: list[Part], columns: int) -> int:
    """How many lines the text takes in a cell of so many columns."""
    said = "".join(text for text, _ in parts)
    return sum(max(1, -(-width(line) // columns)) for line in said.split("\n"))


def pieces(parts: list[Part], columns: int) -> list[list[Part]]:
    """The text in pieces that a row can hold; most texts are one piece."""
    if lines_of(parts, columns) <= MOST:
        return [parts]
    out: list[list[Part]] = [[]]
    used = at = 0
    for c, changed in ((c, changed) for text, changed in parts for c in text):
        at += width(c)
        if at > columns or c == "\n":
            used, at = used + 1, 0 if c == "\n" else width(c)
        if used >= MOST:
            out.append([])
            used = 0
        if c != "\n" or out[-1]:
            _add(out[-1], c, changed=changed)
    return [piece for piece in out if piece]


def _add(piece: list[Part], text: str, *, changed: bool) -> None:
    if piece and piece[-1][1] == changed:
        piece[-1] = (piece[-1][0] + text, changed)
    else:
        piece.append((text, changed))
