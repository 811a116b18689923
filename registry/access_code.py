"""Access codes: short enough to be read out and typed, shown once, kept as a slow hash.

Twelve of 31 letters and digits that nobody takes for one another are 59 bits: hopeless to guess
through the door, which counts what is wrong. The slow hash keeps them hopeless to find for who has
the table, until they are used or expire.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1 and I and L."""

_LETTERS, _GROUP = 12, 4
_BETWEEN: Final = re.compile(r"[\s\-‐‑‒–—―−ー_.・]+")


class AccessCode:
    """A code in the clear. Its text is had only by asking for it: `reveal`."""

    __slots__ = ("_letters",)

    def __init__(self, letters: str) -> None:
        """Hold the letters of a code, without what stands between its groups."""
        self._letters = letters

    def reveal(self) -> str:
        """The code in groups, `ABCD-EFGH-JKMN`: to be shown once."""
        starts = range(0, _LETTERS, _GROUP)
        return "-".join(self._letters[start : start + _GROUP] for start in starts)

    async def hash(self) -> bytes:
        """What is kept of it; made in another thread, as it takes some milliseconds."""
        return await asyncio.to_thread(_slow, self._letters)

    def __repr__(self) -> str:
        return "AccessCode(…)"

    __str__ = __repr__


def issue() -> AccessCode:
    """A new code."""
    return AccessCode("".join(secrets.choice(ALPHABET) for _ in range(_LETTERS)))


def parse(typed: str) -> AccessCode | None:
    """The code that somebody typed, in small or full-width letters too; None where it is none."""
    letters = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()
    if len(letters) != _LETTERS or not set(letters) <= set(ALPHABET):
        return None
    return AccessCode(letters)


def _slow(letters: str) -> bytes:
    return hashlib.scrypt(letters.encode(), salt=b"soroe access code", n=2**13, r=8, p=1, dklen=32)
