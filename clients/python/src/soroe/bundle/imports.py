"""Taking a bundle in: whether it follows what was imported before, and what is held then.

Pure: `soroe.cli.shelf` reads and writes the folder.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from soroe.bundle.complete import check_complete
from soroe.bundle.envelope import Sealed, unseal, written
from soroe.bundle.holding import Holding, chosen
from soroe.bundle.payload import Payload, Scope
from soroe.bundle.verify import Trusted, check_texts, day, notices, trust
from soroe.errors import IntegrityError, Problem
from soroe.model import Base
from soroe.signing import PublicKey


class Import(Base, frozen=True):
    """One import: when by the clock of this machine, from which files, what of which key."""

    at: datetime
    files: tuple[str, ...]
    kind: Literal["full", "delta"]
    serial: int
    created: datetime
    expires: datetime
    size: int
    digest: str
    key: str


class Kept(Base, frozen=True):
    """A file of the folder, and the digest of the payload in it."""

    file: str
    digest: str


class State(Base, frozen=True):
    """What the folder holds: of which log, to what point, with which key pinned."""

    format: int
    origin: str
    registry: str
    key: str
    scope: Scope
    serial: int
    created: datetime
    size: int
    root: str
    kept: tuple[Kept, ...]
    imports: tuple[Import, ...]


class Taken(msgspec.Struct, frozen=True):
    """What a folder is to hold after an import: its state, and the bytes of the new file."""

    state: State
    file: str
    data: bytes

    @property
    def entry(self) -> Import:
        """The line of the import log."""
        return self.state.imports[-1]


def take(
    files: Sequence[bytes],
    names: tuple[str, ...],
    state: State | None,
    earlier: Callable[[State], Sequence[Payload]],
    *,
    pinned: PublicKey | None,
    now: datetime,
    allow_expired: bool = False,
) -> Taken | None:
    """What importing these files makes of `state`; None where just this was imported last.

    `earlier` gives the payloads that a state keeps. The pinned key is that of earlier imports; the
    given one counts for the first import, and where it is another one the import is refused.
    Everything is verified first. Raises `IntegrityError`: those of `unseal`, `trust` and
    `check_texts`; `bundle-expired`, `bundle-ahead`, `bundle-other-registry`, `bundle-rolled-back`,
    `log-forked`, `bundle-gap`, `bundle-other-scope`.
    """
    sealed = unseal(files)
    trusted = trust(sealed, _pinned(state, pinned))
    check_texts(trusted)
    payload = trusted.payload
    if state is not None:
        _follows(state, trusted)
        if state.kept[-1].digest == sealed.digest:
            return None
    aged = notices(payload, now)
    if aged and not allow_expired:
        raise IntegrityError(*aged)
    before = _before(state, trusted)
    if before and state is not None:
        together = Holding([*earlier(state), payload])
        check_complete(together.documents, payload.scope, len(trusted.tree))
    entry = Import(
        at=now,
        files=names,
        kind="full" if payload.extends is None else "delta",
        serial=payload.serial,
        created=payload.created,
        expires=payload.expires,
        size=trusted.checkpoint.size,
        digest=sealed.digest,
        key=str(sealed.key),
    )
    return _taken(sealed, trusted, before, (*(state.imports if state else ()), entry))


def _taken(
    sealed: Sealed, trusted: Trusted, before: tuple[Kept, ...], imports: tuple[Import, ...]
) -> Taken:
    payload, checkpoint, digest = trusted.payload, trusted.checkpoint, imports[-1].digest
    kept = Kept(f"{payload.serial}-{digest.removeprefix('sha256:')[:16]}.json", digest)
    state = State(
        format=1,
        origin=checkpoint.origin,
        registry=payload.registry,
        key=str(sealed.key),
        scope=payload.scope,
        serial=payload.serial,
        created=payload.created,
        size=checkpoint.size,
        root=base64.b64encode(checkpoint.root).decode(),
        kept=(*before, kept),
        imports=imports,
    )
    return Taken(state, kept.file, written(sealed))


def _pinned(state: State | None, given: PublicKey | None) -> PublicKey | None:
    if state is None:
        return given
    held = PublicKey.parse(state.key)
    if given is not None and given != held:
        params = {"pinned": str(held), "found": str(given)}
        raise IntegrityError(Problem("key-other", params=params))
    return held


def _follows(state: State, new: Trusted) -> None:
    """The same registry, not older than what is there, and a log that has only grown."""
    payload, checkpoint = new.payload, new.checkpoint
    if checkpoint.origin != state.origin:
        params = {"known": state.origin, "found": checkpoint.origin}
        raise IntegrityError(Problem("bundle-other-registry", params=params))
    if len(new.tree) >= state.size:
        root = base64.b64encode(new.tree.root(state.size)).decode()
        if root != state.root:
            params = {"known": str(state.size), "size": str(len(new.tree)), "origin": state.origin}
            raise IntegrityError(Problem("log-forked", params=params))
    order = (payload.serial, payload.created, len(new.tree))
    if order < (state.serial, state.created, state.size) or len(new.tree) < state.size:
        params = {
            "known": f"{state.serial} ({day(state.created)})",
            "found": f"{payload.serial} ({day(payload.created)})",
        }
        raise IntegrityError(Problem("bundle-rolled-back", params=params))


def _before(state: State | None, new: Trusted) -> tuple[Kept, ...]:
    """The files that go on being read: those that a delta extends, none before a whole bundle."""
    payload = new.payload
    if payload.extends is None:
        return ()
    size = 0 if state is None else state.size
    if state is None or size < payload.extends.size:
        params = {"known": str(size), "needed": str(payload.extends.size)}
        raise IntegrityError(Problem("bundle-gap", params=params))
    if payload.scope != state.scope:
        params = {"known": chosen(state.scope), "found": chosen(payload.scope)}
        raise IntegrityError(Problem("bundle-other-scope", params=params))
    return state.kept
