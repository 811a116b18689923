"""Two cores and what is known about them, kept by a worker process from one piece to the next."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from soroe.impact import Memo
from soroe.jsontext import read
from soroe.model import Json

_MOST = 4096
"""So many diffs may share their work before it is begun anew: it grows with each."""


class Shared(NamedTuple):
    """Both cores as values, and the work that the diffs between them have in common."""

    old: Json
    new: Json
    memo: Memo


class _Kept:
    """What the last piece of work left; one at a time, so that memory stays bounded."""

    def __init__(self) -> None:
        self.key = b""
        self.shared: Shared | None = None
        self.left = 0


_kept = _Kept()


def shared(old: bytes, new: bytes, count: int) -> Shared:
    """The cores for the work on `count` more diffs; what is known about them is kept.

    The results are the same without it: a worker process works on the same publication again and
    again, and most municipalities change what others have changed.
    """
    key = sha256(old).digest() + sha256(new).digest()
    if _kept.shared is None or _kept.key != key or _kept.left < count:
        _kept.key, _kept.left = key, _MOST
        _kept.shared = Shared(read(old), read(new), Memo())
    _kept.left -= count
    return _kept.shared
