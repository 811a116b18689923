"""The secret of a session: what the cookie holds, and what is made of it.

Each use has a domain of its own, so that no value serves for another: the hash that is kept is not
that of any token that a program sends, and the word of the forms does not tell the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new() -> str:
    """A new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def kept(secret: str) -> bytes:
    """The hash by which the database knows the session; it acts in services like a token's."""
    return _made(secret, b"soroe session")


def word(secret: str) -> str:
    """What the forms of the session carry, so that no other page can send them."""
    return _made(secret, b"soroe form").hex()


def read(text: str) -> str | None:
    """The secret in a cookie, or None where it cannot be one."""
    return text if _SHAPE.fullmatch(text) else None


def _made(secret: str, domain: bytes) -> bytes:
    return hmac.new(secret.encode(), domain, hashlib.sha256).digest()
