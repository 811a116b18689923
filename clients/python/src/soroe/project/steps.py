"""From one lock to the next: what an update would change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from soroe.model import Base
from soroe.project.lock import Lock, Pin

Kind: TypeAlias = Literal["added", "removed", "changed"]


class Step(Base, frozen=True):
    """One wish whose pin is added, removed or changed; `want` is the wish as people read it."""

    kind: Kind
    want: str
    was: Pin | None = None
    now: Pin | None = None


def steps(before: Lock, after: Iterable[Pin]) -> tuple[Step, ...]:
    """The steps from a lock to new pins, in the order of the wishes' names; none where equal."""
    old = {pin.want: pin for pin in before.pins}
    new = {pin.want: pin for pin in after}
    found = []
    for want in sorted({*old, *new}, key=str):
        was, now = old.get(want), new.get(want)
        if was == now:
            continue
        kind: Kind = "added" if was is None else "removed" if now is None else "changed"
        found.append(Step(kind, str(want), was, now))
    return tuple(found)
