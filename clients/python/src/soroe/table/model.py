"""新旧対照表 as values: rows, cells, lines and runs, before anybody lays them out."""

from __future__ import annotations

from typing import Literal, TypeAlias

from soroe.model import Base, Json, LocalDiff

Kind: TypeAlias = Literal["changed", "added", "removed"]


class Side(Base, frozen=True):
    """One of the two forms: references inlined, and what it is called.

    `diff` is the local diff that made the form, if one did: the basis and reason of its changes
    go into the remarks.
    """

    form: Json
    name: str
    diff: LocalDiff | None = None


class Run(Base, frozen=True):
    """A stretch of text; `changed` text is underlined."""

    text: str
    changed: bool = False


class Line(Base, frozen=True):
    """One line of a cell: what it speaks of (説明, 選択肢), and the words."""

    label: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without marks."""
        return "".join(run.text for run in self.runs)


class Remark(Base, frozen=True):
    """On what the difference rests: the citation in the official style, and the reason.

    `earlier`: it is that of the older form, whose own change is given up.
    """

    basis: str
    reason: str
    earlier: bool = False


class Row(Base, frozen=True):
    """One item that differs.

    `number` is the place in the newer form (4-2: second in the fourth), of an item that was
    removed in the older one; `earlier` the place in the older form where that is another one.
    `title` are the titles that lead to the item. `new` is empty for a removed item, `old` for an
    added one.
    """

    kind: Kind
    item: str
    number: str
    earlier: str
    title: str
    new: tuple[Line, ...]
    old: tuple[Line, ...]
    remarks: tuple[Remark, ...] = ()


class OldNew(Base, frozen=True):
    """A whole table: the title of the form, what the two sides are called, the rows in order."""

    title: str
    new: str
    old: str
    rows: tuple[Row, ...]
