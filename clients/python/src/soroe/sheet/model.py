"""What reading a workbook back gives."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from soroe.model import Base, Note
from soroe.sheet.layout import Key, Origin

Move: TypeAlias = Literal["changed", "added", "removed", "restored", "moved"]


class Edit(Base, frozen=True):
    """One thing that somebody changed: the cell, the item by its titles, the texts in the cell.

    `key` is the column of a changed cell; an item that was dropped stands in no cell.
    """

    move: Move
    item: str
    title: str
    at: str = ""
    key: Key | None = None
    before: str = ""
    after: str = ""


class Reading(Base, frozen=True):
    """The form that the workbook says, what was changed to make it, and what to know about that.

    Without edits the form is the one that the workbook was made from. `remarks` are parts of the
    locale section `item_sheet`, group `remarks`, with their parameters.
    """

    origin: Origin
    form: Any
    edits: tuple[Edit, ...]
    remarks: tuple[Note, ...] = ()
