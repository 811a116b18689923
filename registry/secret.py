"""Tokens as they are shown once: recognisable, with a checksum, never printed by accident."""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import zlib

PREFIX = "soroe_"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LETTERS, _CHECK = 30, 6
_SHAPE = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{_LETTERS}}})([0-9A-Za-z]{{{_CHECK}}})")


class Secret:
    """A token in the clear. Its text is had only by asking for it: `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Hold a token."""
        self._text = text

    def reveal(self) -> str:
        """The token itself: to be shown once, and to nothing that keeps what it is given."""
        return self._text

    def hash(self) -> bytes:
        """What is kept of it. 178 bits of chance need neither salt nor slow hashing."""
        return hashlib.sha256(self._text.encode()).digest()

    def __repr__(self) -> str:
        return f"Secret({PREFIX}…)"

    __str__ = __repr__


def issue() -> Secret:
    """A new token."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    return Secret(PREFIX + body + _checksum(body))


def parse(text: str) -> Secret | None:
    """The token that the text is, or None where prefix, length or checksum tell it is none.

    The checksum lets a secret scanner and this door tell a token from a look-alike without asking
    the database.
    """
    match = _SHAPE.fullmatch(text)
    if match is None or not secrets.compare_digest(_checksum(match[1]), match[2]):
        return None
    return Secret(text)


def _checksum(body: str) -> str:
    number = zlib.crc32((PREFIX + body).encode())
    digits = ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
