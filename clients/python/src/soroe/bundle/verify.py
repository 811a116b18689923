"""Verifying a bundle: signature, key, log, every document, and whether anything is missing.

Nothing is read here but the values that are given: the pinned key and the time are the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from soroe.bundle.complete import check_complete, differs
from soroe.bundle.envelope import Sealed
from soroe.bundle.payload import LASTING, Document, Payload, decode, foreign
from soroe.bundle.tree import checkpoint_of, tree_of
from soroe.checkpoint import Checkpoint
from soroe.errors import DocumentError, IntegrityError, Problem
from soroe.jsontext import digest
from soroe.leaf import Leaf
from soroe.proof import Tree
from soroe.signing import PublicKey

AHEAD = timedelta(days=1)
"""By how much a bundle may be of a later day than the clock: time zones set wrong, no more."""


class Trusted(msgspec.Struct, frozen=True):
    """A bundle of the registry whose key is pinned, with its log; `paths` are its documents."""

    sealed: Sealed
    payload: Payload
    checkpoint: Checkpoint
    tree: Tree
    paths: Mapping[str, Document]


def trust(sealed: Sealed, pinned: PublicKey | None) -> Trusted:
    """The payload, if the pinned key or one that it leads to has signed it, and the log agrees.

    Without a pinned key nothing is trusted: the problem says which key it is that signed. The
    digests of the texts are not looked at here (the signature holds over them); `check_texts` does.

    Raises `IntegrityError`: `bundle-key-unknown`, `key-other`, `bundle-too-new`, those of
    `checkpoint`, `bundle-log-differs`, `bundle-document-unproved`, `bundle-malformed`.
    """
    if pinned is None:
        raise IntegrityError(Problem("bundle-key-unknown", params={"key": str(sealed.key)}))
    keys = sealed.keys.after(pinned)
    oldest = PublicKey.parse(sealed.keys.keys[0].key)
    payload = decode(sealed.payload)
    checkpoint = checkpoint_of(payload, sealed.keys.after(oldest))
    if keys[-1].name != checkpoint.origin:
        raise foreign(f"origin: {checkpoint.origin}")
    tree = tree_of(payload, checkpoint)
    paths = {one.path: one for one in payload.documents}
    if len(paths) != len(payload.documents):
        raise foreign("documents: path")
    for one in payload.documents:
        _check_place(one, tree)
    return Trusted(sealed, payload, checkpoint, tree, paths)


def check_texts(trusted: Trusted) -> None:
    """Raise `IntegrityError` unless every text has its digest and nothing is missing."""
    for one in trusted.payload.documents:
        try:
            found = digest(one.value())
        except DocumentError as e:
            raise foreign(f"{one.path}: {e}") from None
        if found != one.digest:
            raise differs(one.path, one.digest, found)
    payload = trusted.payload
    start = payload.extends.size if payload.extends else 0
    check_complete(trusted.paths, payload.scope, len(trusted.tree), start)


def notices(payload: Payload, now: datetime) -> tuple[Problem, ...]:
    """What is to be said of its age: `bundle-expired`, or `bundle-ahead` of the clock."""
    params = {"created": day(payload.created), "expires": day(payload.expires), "today": day(now)}
    if payload.created > now + AHEAD:
        return (Problem("bundle-ahead", params=params),)
    if payload.expires <= now:
        return (Problem("bundle-expired", params=params),)
    return ()


def day(moment: datetime) -> str:
    """The day of a moment, as the registry counts it (Japan)."""
    return (moment + (timedelta(hours=9) - (moment.utcoffset() or timedelta()))).date().isoformat()


def _check_place(one: Document, tree: Tree) -> None:
    """What lasts stands in the log where it says; what is of the moment does not claim to."""
    unproved = IntegrityError(Problem("bundle-document-unproved", params={"path": one.path}))
    lasts = LASTING.fullmatch(one.path) is not None
    if one.index is None or one.recorded_at is None:
        if lasts or one.index is not None or one.recorded_at is not None:
            raise unproved
        return
    leaf = Leaf(one.name, one.digest, one.recorded_at)
    if not lasts or not 0 <= one.index < len(tree) or tree.node(0, one.index) != leaf.hash:
        raise unproved
