"""Two forms as the rows of a 新旧対照表: one for each item that differs, in the form's order."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from soroe.locale import text
from soroe.model import Json, Lang
from soroe.report.words import title_at
from soroe.schema import Item, inline, items
from soroe.table.cells import Cells, alone, both
from soroe.table.model import Line, OldNew, Row, Side
from soroe.table.order import merged, moved, numbers, owner
from soroe.table.remarks import remarks
from soroe.table.words import Said, said_of, said_of_form, unsaid


def old_new(old: Side, new: Side, lang: Lang) -> OldNew:
    """The table from the older to the newer form.

    Rows are the form itself, where its own words differ, and then the items in the order of the
    newer form, those that were removed where they stood; what was removed with the group around it
    is named in the group's row. Everything that differs for a reader has a row; names for machines
    (`x-gif`, `x-synonyms`) and the order in which a file is written have none.
    """
    sides = inline(old.form), inline(new.form)
    found = list(_Table(*sides, lang).rows())
    title = next((t for form in reversed(sides) if (t := _title(form))), "")
    return OldNew(title, new.name, old.name, remarks(found, old.diff, new.diff))


_GONE = frozenset({"title", "asked", "takes", "choices", "description", "rule"})
"""What is said of an item that was removed."""


def _text(item: Item) -> bytes:
    """All that is said of an item and of what is inside of it."""
    return msgspec.json.encode((item.required, item.title, item.schema))


def _title(form: Json) -> str:
    title = form.get("title") if isinstance(form, dict) else None
    return title if isinstance(title, str) else ""


class _Table:
    def __init__(self, old: Json, new: Json, lang: Lang) -> None:
        self.forms = old, new
        self.found = items(old), items(new)
        self.numbers = numbers(self.found[0]), numbers(self.found[1])
        self.moved = moved(*self.found)
        self.lang = lang

    def rows(self) -> Iterator[Row]:
        old, new = (said_of_form(form, self.lang) for form in self.forms)
        if cells := self._both(old, new, *self.forms):
            yield Row("changed", "", "", "", text("old_new", "head", "form", self.lang), *cells)
        gone = ""
        for pointer in merged(*map(list, self.found)):
            before, after = (known.get(pointer) for known in self.found)
            if before is not None and after is not None:
                if cells := self._differing(before, after):
                    yield self._row(pointer, cells)
            elif after is not None:
                yield self._row(pointer, (alone(said_of(after, self.lang), self.lang), ()))
            elif before is not None and not (gone and pointer.startswith(gone + "/")):
                gone = pointer
                yield self._row(pointer, ((), self._gone(before)))

    def _gone(self, item: Item) -> tuple[Line, ...]:
        """What a removed item said; of the items inside it only the names."""
        said = (s for s in said_of(item, self.lang) if s.part in _GONE)
        below = item.pointer + "/"
        inside = [i.title for p, i in self.found[0].items() if p.startswith(below)]
        return alone(said, self.lang, inside)

    def _differing(self, before: Item, after: Item) -> Cells | None:
        if after.pointer not in self.moved and _text(before) == _text(after):
            return None  # most items of most forms: nothing has to be put into words
        old, new = said_of(before, self.lang), said_of(after, self.lang)
        if after.pointer in self.moved:
            old, new = (*old, self._place(before, 0)), (*new, self._place(after, 1))
        return self._both(old, new, before.schema, after.schema)

    def _both(
        self, old: tuple[Said, ...], new: tuple[Said, ...], before: Json, after: Json
    ) -> Cells | None:
        if cells := both(old, new, self.lang):
            return cells
        left, right = unsaid(before, after, self.lang)
        return both((*old, *left), (*new, *right), self.lang) if left or right else None

    def _row(self, pointer: str, cells: Cells) -> Row:
        before, after = (known.get(pointer, "") for known in self.numbers)
        earlier = before if after and before != after else ""
        title = title_at(self.forms[1 if after else 0], pointer)
        kind = "changed" if before and after else "added" if after else "removed"
        return Row(kind, pointer, after or before, earlier, title, *cells)  # type: ignore[arg-type]

    def _place(self, item: Item, side: int) -> Said:
        """After which of its neighbours an item stands."""
        known = self.found[side]
        around = [p for p in known if owner(p) == owner(item.pointer)]
        index = around.index(item.pointer)
        before = known[around[index - 1]].title if index else ""
        part = "after" if index else "first"
        label, place = (
            text("old_new", "lines", p, self.lang, title=before) for p in ("order", part)
        )
        return Said("other", label, "order", ((place, place),))
