"""A core as the signatures of its changes need it: titles, labels, what an item takes."""

from __future__ import annotations

from typing import Any

from soroe.diff.apply import apply_op
from soroe.errors import DiffError
from soroe.model import Json, Op
from soroe.pointer import find, join
from soroe.promotion.answers import deep
from soroe.promotion.spelling import fold
from soroe.schema.walk import Item, items


class Ground:
    """One published core (references inlined); looks everything up once."""

    def __init__(self, core: Json) -> None:
        """Walk the items."""
        self.core = core
        self.items: dict[str, Item] = items(core)
        self._labels: dict[str, tuple[str, ...]] = {}

    def title(self, item: str) -> str:
        """The path of titles that people read; the pointer where the core has no such item."""
        found = self.items.get(item.removesuffix("/*"))
        return item if found is None else " › ".join((*found.parents, found.title))

    def labels(self, item: str) -> tuple[str, ...]:
        """The folded title and synonyms of a group; none for the form itself."""
        if item not in self._labels:
            found = self.items.get(item.removesuffix("/*"))
            said = () if found is None else (found.title, *found.synonyms)
            self._labels[item] = tuple(dict.fromkeys(filter(None, map(fold, said))))
        return self._labels[item]

    def choices(self, path: tuple[str, ...]) -> dict[str, str]:
        """The labels of the choices of the schema at the path, by their values."""
        named = find(self.core, join((*path, "x-choices")))
        return {k: str(v) for k, v in named.items()} if isinstance(named, dict) else {}

    def after(self, path: tuple[str, ...], op: Op) -> Any:
        """What the schema at the path takes once the operation is made; None where it misfits."""
        try:
            made = find(apply_op(self.core, op), join(path))
        except DiffError:
            return None
        return deep(made) if isinstance(made, dict) else None
