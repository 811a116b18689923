"""Checkpoints: how long a log is and what its root is, as a note that the log's key signed.

The text is that of C2SP tlog-checkpoint: origin, number of leaves, root in base64, one per line.
A checkpoint of one length is always the same text. `advance` is what a client asks before it
believes a newer one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Self

import msgspec

from soroe.errors import IntegrityError, Problem
from soroe.proof import HASH_SIZE, verify_consistency
from soroe.signing import PublicKey, SigningKey, open_note, stamped_at

AHEAD = 24 * 60 * 60
"""Seconds by which a stamp may lie ahead of the reader's clock: time zones set wrong, no more."""


class Checkpoint(msgspec.Struct, frozen=True):
    """The state of a log: its origin, its number of leaves, its root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a note; `IntegrityError` where it is no checkpoint."""
        malformed = IntegrityError(Problem("checkpoint-malformed"))
        if not text.endswith("\n") or text.count("\n") < 3:
            raise malformed
        origin, size, encoded = text.split("\n")[:3]
        if not (size.isascii() and size.isdecimal() and len(size) < 20 and str(int(size)) == size):
            raise malformed
        try:
            root = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise malformed from None
        if not origin or len(root) != HASH_SIZE or base64.b64encode(root).decode() != encoded:
            raise malformed
        return cls(origin, int(size), root)

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, key: SigningKey) -> str:
        """The note; the same bytes every time. The key's name is the origin."""
        return key.note(self.text)


def open_checkpoint(note: str, key: PublicKey) -> Checkpoint:
    """The checkpoint that `key` signed for its own log; `IntegrityError` otherwise."""
    checkpoint = Checkpoint.parse(open_note(note, key))
    if checkpoint.origin != key.name:
        params = {"origin": checkpoint.origin, "expected": key.name}
        raise IntegrityError(Problem("checkpoint-other-origin", params=params))
    return checkpoint


def advance(known: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raise `IntegrityError` unless `new` is `known` or has grown from it.

    `proof` is the consistency proof between the two lengths. The problem says which it is:
    `log-rolled-back` (fewer leaves than were seen), `log-forked` (other leaves than were seen).
    """
    params = {"known": str(known.size), "size": str(new.size), "origin": new.origin}
    if new.size < known.size:
        raise IntegrityError(Problem("log-rolled-back", params=params))
    try:
        verify_consistency(known.size, new.size, proof, known.root, new.root)
    except IntegrityError:
        raise IntegrityError(Problem("log-forked", params=params)) from None


def check_age(note: str, key: PublicKey, now: int, max_age: int) -> int:
    """Seconds since the log's key last stamped the note, by the clock `now` that is given.

    Raises `IntegrityError`: `checkpoint-unstamped`, `checkpoint-stale` (older than `max_age`
    seconds: the log may be frozen on the way), `checkpoint-ahead` (one of the clocks is wrong).
    """
    stamped = stamped_at(note, key)
    if stamped is None:
        raise IntegrityError(Problem("checkpoint-unstamped"))
    age = now - stamped
    if age > max_age:
        params = {"hours": str(age // 3600), "limit": str(max_age // 3600)}
        raise IntegrityError(Problem("checkpoint-stale", params=params))
    if age < -AHEAD:
        raise IntegrityError(Problem("checkpoint-ahead", params={"hours": str(-age // 3600)}))
    return max(0, age)
