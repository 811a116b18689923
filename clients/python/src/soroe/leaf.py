"""What one leaf of the log says: which name was given to which content, and when."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Self

import msgspec

from soroe.errors import IntegrityError, Problem
from soroe.proof import leaf_hash

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_encode = msgspec.json.Encoder(order="sorted").encode


class Leaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A name (`forms/x/1.0.0`), the digest of its document, when it was recorded (UTC).

    The document of `forms/x/local/999903/1` is the diff; the local form follows from it.
    """

    name: str
    digest: str
    recorded_at: str

    @classmethod
    def at(cls, name: str, digest: str, moment: datetime) -> Self:
        """The leaf of what was recorded at a moment."""
        utc = moment.astimezone(UTC)
        return cls(name, digest, utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))

    @classmethod
    def parse(cls, entry: bytes) -> Self:
        """Read an entry of the log; `IntegrityError` where it is not spelled as `entry` spells."""
        try:
            leaf = msgspec.json.decode(entry, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise IntegrityError(Problem("log-entry-malformed")) from None
        fits = _DIGEST.fullmatch(leaf.digest) and _TIME.fullmatch(leaf.recorded_at)
        if not fits or leaf.entry != entry:
            raise IntegrityError(Problem("log-entry-malformed"))
        return leaf

    @property
    def entry(self) -> bytes:
        """The text that the log holds: JSON in its canonical form (RFC 8785)."""
        return _encode(self)

    @property
    def hash(self) -> bytes:
        """The hash of the leaf in the tree."""
        return leaf_hash(self.entry)
