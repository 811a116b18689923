"""Which changes of two revisions are the same, and since when one is there."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import UNSET

from soroe.handover.facts import RevisionFact
from soroe.model import Change


def meaning(change: Change) -> bytes:
    """Item and operations without what stood there before: what the change makes of the form.

    A rebase writes anew what stood in the core; the change is the same nevertheless.
    """
    ops = [msgspec.structs.replace(op, was=UNSET) for op in change.ops]
    return msgspec.json.encode((change.item, ops), order="sorted")


def since(change: Change, revisions: Sequence[RevisionFact]) -> RevisionFact:
    """The revision since which the change is there without a break; `revisions` ascending.

    The last of them has the change.
    """
    wanted = meaning(change)
    first = revisions[-1]
    for revision in reversed(revisions):
        if wanted not in {meaning(c) for c in revision.diff.changes}:
            break
        first = revision
    return first
