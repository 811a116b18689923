"""What changed from one bundle to a later one."""

from __future__ import annotations

from soroe.bundle.holding import Holding
from soroe.model import Base


class Changes(Base, frozen=True):
    """Paths that came, that say something else, and that are no longer there, each in order."""

    came: tuple[str, ...]
    changed: tuple[str, ...]
    went: tuple[str, ...]


def compare(old: Holding, new: Holding) -> Changes:
    """The documents of both, by path and digest."""
    before = {path: one.digest for path, one in old.documents.items()}
    after = {path: one.digest for path, one in new.documents.items()}
    return Changes(
        came=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(p for p in after.keys() & before.keys() if after[p] != before[p])),
        went=tuple(sorted(before.keys() - after.keys())),
    )
