"""What a form says of its items, in the words of a 新旧対照表."""

from __future__ import annotations

from collections.abc import Iterable

from soroe.locale import text
from soroe.model import Json, Lang
from soroe.table import Line, Row, Side, old_new
from soroe.table.shown import Layout


class Said:
    """Two forms side by side: what each says where they differ."""

    def __init__(self, one: Json, two: Json, lang: Lang) -> None:
        """References have been inlined."""
        self._layout = Layout(lang)
        table = old_new(Side(one, ""), Side(two, ""), lang)
        self._omitted = text("old_new", "row", "omitted", lang)
        self._rows = {row.item: row for row in table.rows}

    def of(self, item: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the first and the second form say of it otherwise than the other one.

        Empty for a form that lacks the item. Where a rule of its group is about it, the rule.
        """
        row = self._around(item)
        if row is None:
            return (), ()
        changed = {line.label for line in (*row.old, *row.new) if _is_changed(line)}
        old, new = ([line for line in side if line.label in changed] for side in (row.old, row.new))
        return self._lines(old), self._lines(new)

    def inside(self, item: str) -> tuple[str, ...]:
        """What the second form says of an item and of those in it, these after their titles.

        Of an item that it lacks, that it lacks it.
        """
        out: list[str] = []
        for pointer, row in self._rows.items():
            own = pointer == item
            if own or pointer.startswith(item + "/"):
                title = "" if own else row.title.rpartition(" › ")[2] + " "
                out += [title + line for line in self._lines(self._layout.cells(row)[0])]
        around = self._around(item)
        if out or around is None:
            return tuple(out)
        return self._lines(self._layout.cells(around)[0])

    def _around(self, item: str) -> Row | None:
        """The row of the item, or of the group in which it is spoken of."""
        while item and item not in self._rows:
            item = item.rpartition("/")[0].removesuffix("/*")
        return self._rows.get(item)

    def _lines(self, lines: Iterable[Line]) -> tuple[str, ...]:
        told = (line for line in lines if _is_changed(line) or line.text != self._omitted)
        return tuple(self._layout.labelled(line) + line.text for line in told)


def _is_changed(line: Line) -> bool:
    return any(run.changed for run in line.runs)
