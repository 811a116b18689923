"""One sign-in under way: everything about it comes from one secret that the browser keeps.

State, nonce and the verifier of PKCE are made from it, each in a domain of its own, so the server
remembers nothing meanwhile, and an answer that another browser began does not fit.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from typing import Final

import msgspec

SECONDS: Final = 600
"""How long a person may take at the provider."""

_SHAPE: Final = re.compile(r"([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{0,2800})", re.ASCII)


class Started(msgspec.Struct, frozen=True):
    """A sign-in that began: its secret, and the page to which it leads."""

    secret: str
    to: str

    @property
    def state(self) -> str:
        """What the provider gives back, so that the answer is known to be to this question."""
        return self._made(b"state")

    @property
    def nonce(self) -> str:
        """What stands in the ID token, so that it was made for this sign-in."""
        return self._made(b"nonce")

    @property
    def verifier(self) -> str:
        """What shows that who redeems the code is who asked for it (RFC 7636)."""
        return self._made(b"verifier")

    @property
    def challenge(self) -> str:
        """The verifier's digest, sent ahead: method S256."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    def cookie(self) -> str:
        """What the browser keeps meanwhile."""
        return f"{self.secret}.{_text(self.to.encode())}"

    def _made(self, domain: bytes) -> str:
        made = hmac.new(self.secret.encode(), b"soroe oidc " + domain, hashlib.sha256)
        return _text(made.digest())


def begin(to: str) -> Started:
    """A new sign-in that leads to one of our own pages."""
    return Started(secrets.token_urlsafe(32), to)


def resumed(cookie: str) -> Started | None:
    """The sign-in that a browser began, or None where the cookie does not tell."""
    match = _SHAPE.fullmatch(cookie)
    if match is None:
        return None
    try:
        to = base64.urlsafe_b64decode(match[2] + "=" * (-len(match[2]) % 4)).decode()
    except ValueError:
        return None
    return Started(match[1], to)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
