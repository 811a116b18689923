"""Values that a law leaves to the city inside bounds: where they stand, and do they keep them?"""

from __future__ import annotations

from typing import cast

from soroe.contain import Budget, contains
from soroe.diff.apply import same
from soroe.diff.place import Path, is_wording
from soroe.model import Base, Json, Op, Proved, Undecided, Verdict
from soroe.pointer import MISSING, find, join, split
from soroe.schema.house import check_schema


class Delegated(Base, frozen=True):
    """`x-delegated` of one schema of the core: the law, its bounds, and what the core accepts."""

    path: Path
    law: str
    bounds: dict[str, Json]
    core: dict[str, Json]

    @property
    def spelled(self) -> str:
        """The bounds as text: `minimum 1, maximum 6`."""
        return ", ".join(f"{k} {v}" for k, v in self.bounds.items())

    def within(self, form: Json, budget: Budget) -> Verdict:
        """Whether the form accepts nothing outside the bounds; a witness is a value outside."""
        now = find(form, join(self.path))
        if now is MISSING or same(now, self.core):
            return Proved()
        if check_schema(cast("Json", now)) and not isinstance(now, bool):
            return Undecided("not-expressible")
        kind = {"type": self.core["type"]} if "type" in self.core else {}
        return contains(cast("Json", now), {**self.bounds, **kind}, budget)


def delegated(core: Json, op: Op) -> tuple[Delegated, ...]:
    """What is delegated around the operation's place; a change of words touches nothing."""
    if is_wording(op):
        return ()
    path = split(op.path)
    found = []
    for end in range(1, len(path) + 1):
        here = find(core, join(path[:end]))
        left = here.get("x-delegated") if isinstance(here, dict) else None
        bounds = left.get("range") if isinstance(left, dict) else None
        if isinstance(here, dict) and isinstance(left, dict) and isinstance(bounds, dict):
            found.append(Delegated(path[:end], str(left.get("law", "")), bounds, here))
    return tuple(found)
