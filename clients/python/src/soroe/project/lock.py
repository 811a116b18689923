"""`soroe.lock`: the versions and digests that the project's wishes came to when looked up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty, read
from soroe.listing import StateEntry, to_json

VERSION = 1
"""Of the format; a lock of a later one is refused, not guessed at."""


class Part(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"
):
    """Common settings of the lock's parts."""


class Want(Part, frozen=True):
    """What an entry of the project asks a registry for.

    `version` is the range, "" for the version that the diff is written against, else the latest.
    `municipality` asks for its published diff; `over` names what a local diff's file lies over.
    """

    form: str
    version: str = ""
    municipality: str | None = None
    over: str | None = None

    def __str__(self) -> str:
        """`gakudo-application@1 999903`."""
        name = f"{self.form}@{self.version}" if self.version else self.form
        return " ".join(part for part in (name, self.municipality, self.over) if part)


class LockedCore(Part, frozen=True):
    """The core; `state` and `said` are what was known of it when it was looked up."""

    version: str
    digest: str
    state: str = "published"
    said: StateEntry | None = None


class LockedDiff(Part, frozen=True):
    """A published diff; `municipality` may be the predecessor of the one that was asked for."""

    municipality: str
    revision: int
    digest: str


class Pin(Part, frozen=True):
    """A wish and what it came to; `below` are the diffs that the diff lies over, lowest first."""

    want: Want
    core: LockedCore
    diff: LockedDiff | None = None
    below: tuple[LockedDiff, ...] = ()


class Lock(Part, frozen=True):
    """The whole file; `lock` is the version of its format."""

    lock: int = VERSION
    pins: tuple[Pin, ...] = ()

    def pin(self, want: Want) -> Pin | None:
        """The pin of a wish."""
        return next((pin for pin in self.pins if pin.want == want), None)


class Drift(NamedTuple):
    """Wishes that the lock does not know, and wishes that nobody has any more."""

    missing: tuple[Want, ...]
    unused: tuple[Want, ...]


def drift(lock: Lock, wants: Iterable[Want]) -> Drift:
    """How far the lock is from what the project asks for."""
    asked = tuple(dict.fromkeys(wants))
    known = {pin.want for pin in lock.pins}
    missing = tuple(want for want in asked if want not in known)
    return Drift(missing, tuple(pin.want for pin in lock.pins if pin.want not in set(asked)))


def encode_lock(pins: Iterable[Pin]) -> str:
    """The text of the lock, the same for the same pins in any order."""
    ordered = sorted(pins, key=lambda pin: str(pin.want))
    value = to_json(Lock(pins=tuple(ordered)))
    assert isinstance(value, dict)
    return pretty({"lock": VERSION, **value})


def decode_lock(data: bytes, name: str) -> Lock:
    """The lock, or `DocumentError` `lock-invalid`, `lock-newer`."""
    try:
        value = read(data)
    except DocumentError as e:
        found = e.problem
        params = {"file": name, "detail": found.params.get("detail", found.type)}
        raise DocumentError(Problem("lock-invalid", "", params, found.line, found.column)) from None
    number = value.get("lock") if isinstance(value, dict) else None
    if isinstance(number, int) and number > VERSION:
        params = {"file": name, "lock": str(number), "known": str(VERSION)}
        raise DocumentError(Problem("lock-newer", "/lock", params))
    try:
        return msgspec.convert(value, Lock)
    except msgspec.ValidationError as e:
        params = {"file": name, "detail": str(e)}
        raise DocumentError(Problem("lock-invalid", "", params)) from None
