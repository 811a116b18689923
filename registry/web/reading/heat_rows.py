"""Rows of a heat map as HTML: as few elements as there are differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from registry.compute.spread import Cell, Column, Line
from soroe.locale import text
from soroe.model import Class, Effect, Lang
from soroe.report.markup import visible

CLASSES: Final[tuple[Class, ...]] = ("grounded", "practice", "unexplained")
EFFECTS: Final[Mapping[Effect, str]] = {
    "narrows": "n", "widens": "o", "both": "b", "undecided": "q", "none": "w",
}  # fmt: skip
"""Each with the second letter of the style of its marks; the first is that of the class."""


class Rows:
    """Writes rows of one map in one language."""

    def __init__(self, columns: Sequence[Column], lang: Lang, shown: Sequence[int] = ()) -> None:
        """`columns` are those of the map, `shown` the places of those that are shown; () is all."""
        whole = text("report", "head", "form", lang)
        chosen = shown or range(len(columns))
        self._at = {column: n for n, column in enumerate(chosen)}
        self._titles = [_safe(column.title or whole) for column in columns]
        self._words = {
            (effect, klass): _safe(
                f"{text('impact', 'effect', effect, lang)}, {text('report', klass, 'title', lang)}"
            )
            for effect in EFFECTS
            for klass in CLASSES
        }

    def row(self, line: Line) -> str:
        """A row; columns in which nothing differs are one empty cell.

        Links follow the address of the page, `/ja/forms/{form}/heat`.
        """
        base = f"local/{line.code}/{line.revision}"
        index = "-" if line.index is None else f"{line.index:.0%}"
        out = [f'<tr><th scope="row"><a href="{base}">{_safe(line.name)}</a></th>']
        out.append(f'<td class="number">{index}</td>')
        following = 0
        for cell in line.cells:
            if (at := self._at.get(cell.column)) is not None:
                out += (_gap(at - following), self._mark(cell, base))
                following = at + 1
        out.append(_gap(len(self._at) - following))
        return "".join(out) + "</tr>\n"

    def _mark(self, cell: Cell, base: str) -> str:
        there = f"local/{cell.below.replace('@', '/')}" if cell.below else base
        title = f"{self._titles[cell.column]}: {self._words[cell.effect, cell.klass]}"
        link = f'<a href="{there}#change-{cell.number}" title="{title}"></a>'
        return f'<td class="{cell.klass[0]}{EFFECTS[cell.effect]}">{link}</td>'


def _gap(width: int) -> str:
    return "" if not width else "<td></td>" if width == 1 else f'<td colspan="{width}"></td>'


def _safe(said: str) -> str:
    return escape(visible(said))
