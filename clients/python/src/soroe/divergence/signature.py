"""When two municipalities make the very same change.

This is the exact signature that the registry keeps with each change (item and operations, without
what stood there before); a change that says the same in other words has another one.
"""

from __future__ import annotations

from msgspec import UNSET

from soroe.diff.place import is_wording
from soroe.jsontext import digest
from soroe.model import Change, Json


def signature(change: Change) -> str:
    """The digest of item and operations; equal where two municipalities do the same."""
    ops: list[Json] = [
        {"op": o.op, "path": o.path, "value": None if o.value is UNSET else o.value}
        for o in change.ops
    ]
    return digest({"item": change.item, "ops": ops})


def says_only_words(change: Change) -> bool:
    """Whether the change touches titles, descriptions and the like, which refuse nothing."""
    return all(is_wording(op) for op in change.ops)
