"""Another municipality's change in words, and taken over into a draft."""

from __future__ import annotations

import msgspec

from registry.compute.depth import bounded
from registry.compute.draft_page import ChangeTold, describe, title_of
from registry.compute.local import BelowDiff, layers
from soroe.citation import cite
from soroe.diff import decode_diff
from soroe.diff.draft import document
from soroe.divergence import Member
from soroe.errors import DocumentError, Problem
from soroe.impact.document import Subject
from soroe.jsontext import pretty, read
from soroe.model import Lang
from soroe.neighbours import adopt
from soroe.schema import inline


class Theirs(msgspec.Struct, frozen=True):
    """The latest diff of another municipality, with what it lies on."""

    code: str
    name: str
    core: bytes
    diff: bytes
    below: tuple[BelowDiff, ...] = ()


class Mine(msgspec.Struct, frozen=True):
    """The text that the change is put into, with what it lies on."""

    core: bytes
    diff: bytes
    below: tuple[BelowDiff, ...] = ()


class TheirChange(msgspec.Struct, frozen=True):
    """A change of theirs in words; `basis` is "" where they gave none."""

    form_title: str
    told: ChangeTold
    basis: str
    reason: str


@bounded
def their_change(theirs: Theirs, index: int, lang: Lang) -> TheirChange:
    """One of their changes; raises `DocumentError` `change-number-unknown` where there is none."""
    diff = decode_diff(read(theirs.diff))
    _require(index, len(diff.changes), theirs)
    told = describe(theirs.diff, theirs.core, theirs.below, lang)
    change = diff.changes[index]
    basis = diff.citations.get(change.basis.cite) if change.basis else None
    article = change.basis.article if change.basis else None
    title = title_of(read(theirs.core))
    shown = cite(basis, article) if basis else ""
    return TheirChange(title, told.changes[index], shown, change.reason)


@bounded
def adopted(mine: Mine, theirs: Theirs, index: int) -> bytes:
    """One's own text with their change in it, its basis open.

    Raises `DocumentError`: what `soroe.neighbours.adopt` raises, and `change-number-unknown`.
    """
    core, diff = inline(read(mine.core)), decode_diff(read(mine.diff))
    their_core, their_diff = inline(read(theirs.core)), decode_diff(read(theirs.diff))
    _require(index, len(their_diff.changes), theirs)
    subject = Subject(theirs.code, theirs.name, 0)
    member = Member(subject, their_core, their_diff, layers(theirs.below))
    below = layers(mine.below)
    made = adopt(core, diff, member, index, below)
    return pretty(document(made.diff)).encode()


def _require(index: int, count: int, theirs: Theirs) -> None:
    if not 0 <= index < count:
        params = {"name": f"{theirs.code}#{index + 1}", "code": theirs.code, "count": str(count)}
        raise DocumentError(Problem("change-number-unknown", params=params))
