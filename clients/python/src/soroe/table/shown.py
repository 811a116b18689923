"""What all renderings of a table have in common: headings, numbers, remarks, empty cells."""

from __future__ import annotations

from soroe.locale import text
from soroe.model import Base, Lang
from soroe.table.model import Line, OldNew, Row, Run


class Layout(Base, frozen=True):
    """How to lay a table out: the newer form stands left, as is the custom, unless `old_first`."""

    lang: Lang
    old_first: bool = False

    def say(self, part: str, **params: object) -> str:
        """A phrase of the head or the foot."""
        return text("old_new", "head", part, self.lang, **params)

    def title(self, table: OldNew) -> str:
        """The title of the whole table."""
        return self.say("title", title=table.title)

    def heads(self, table: OldNew) -> tuple[tuple[str, str], tuple[str, str]]:
        """Heading and name of the two columns, from left to right."""
        new, old = (self.say("new"), table.new), (self.say("old"), table.old)
        return (old, new) if self.old_first else (new, old)

    def cells(self, row: Row) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """The two cells from left to right; an empty one says （新設） or （削る）."""
        new = row.new or self._empty("removed")
        old = row.old or self._empty("added")
        return (old, new) if self.old_first else (new, old)

    def number(self, row: Row) -> str:
        """The number of the item, with the one it had where that was another one."""
        if row.kind == "removed":
            return self._row("old-number", number=row.number)
        if not row.earlier:
            return row.number
        return self._row("number", number=row.number, earlier=row.earlier)

    def remarks(self, row: Row) -> list[str]:
        """The lines of the remarks: basis, then reason."""
        out: list[str] = []
        for remark in row.remarks:
            lead = self._row("earlier") if remark.earlier else ""
            first, *more = [part for part in (remark.basis, remark.reason) if part]
            out.extend([lead + first, *more])
        return out

    def summary(self, table: OldNew) -> str:
        """How many items change."""
        return self.say("count", count=len(table.rows)) if table.rows else self.say("none")

    def _empty(self, part: str) -> tuple[Line, ...]:
        return (Line("", (Run(self._row(part)),)),)

    def _row(self, part: str, **params: object) -> str:
        return text("old_new", "row", part, self.lang, **params)

    def labelled(self, line: Line) -> str:
        """What stands before the words of a line."""
        return self._row("cell", label=line.label, text="") if line.label else ""
