"""What a bundle says: the documents, and the state of the log that they stand in.

The payload is JSON and is signed as it stands, byte for byte (`soroe.bundle.envelope`). It holds
the very texts that a registry serves, by their paths. A text whose path names one content for ever
(a core, a diff, a component) comes with its place in the log; the others (listings, the directory)
are those of the moment `created`. Local forms are not in it: core and diffs make them.

`hashes` are those of all leaves of the log, side by side. They prove at once that every document is
in the log, and that the log has grown from any earlier state that somebody remembers.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import msgspec

from soroe.errors import IntegrityError, Problem
from soroe.jsontext import Limits, digest, read
from soroe.model import Base, Json

FORMAT: Final = 1
"""The highest number of the form of bundles that this program reads."""

TEXT: Final = Limits(size=16 * 1024 * 1024, nodes=1_000_000)
"""Bounds of one text: listings of a large registry are longer than any published document."""

LASTING: Final = re.compile(
    r"/forms/[^/]+/\d+\.\d+\.\d+\.json|/forms/[^/]+/local/\d{6}/\d+\.diff\.json"
    r"|/components/[^/]+/\d+\.\d+\.\d+\.json"
)
"""The paths of what is in the log."""


class Scope(Base, frozen=True):
    """What was chosen: forms and municipalities; None is all that there are."""

    forms: tuple[str, ...] | None = None
    municipalities: tuple[str, ...] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return self.forms is None and self.municipalities is None

    def has(self, form: str, municipality: str | None = None) -> bool:
        """Whether a form, or a municipality's part of it, was chosen."""
        return (self.forms is None or form in self.forms) and (
            municipality is None
            or self.municipalities is None
            or municipality in self.municipalities
        )


class Extends(Base, frozen=True):
    """The state of the log after which a delta goes on: number of leaves, root in base64."""

    size: int
    root: str


class Document(Base, frozen=True):
    """One text: `digest` is that of its canonical form (RFC 8785).

    `index` is the place in the log and `recorded_at` what the leaf says besides name and digest;
    None where the text is one of the moment. `text` is the text as a JSON string.
    """

    path: str
    digest: str
    text: msgspec.Raw
    index: int | None = None
    recorded_at: str | None = None

    @property
    def body(self) -> bytes:
        """The bytes that the registry serves at the path."""
        text: str = msgspec.json.decode(self.text, type=str)
        return text.encode()

    @property
    def name(self) -> str:
        """The name in the log of what lasts."""
        return self.path.removeprefix("/").removesuffix(".json").removesuffix(".diff")

    def value(self) -> Json:
        """The value of the text, or `DocumentError`."""
        return read(self.body, TEXT)


class Payload(Base, frozen=True):
    """All that a bundle says; `registry` is the address below which the paths lie.

    Later bundles of a registry have a higher `serial`, or the same and are `created` later.
    `checkpoint` is the signed note of the log.
    """

    format: int
    registry: str
    serial: int
    created: datetime
    expires: datetime
    checkpoint: str
    hashes: str
    documents: tuple[Document, ...]
    scope: Scope = Scope()
    extends: Extends | None = None


class _Head(msgspec.Struct, frozen=True):
    format: int


def decode(data: bytes | memoryview) -> Payload:
    """Read a payload whose signature holds; `IntegrityError` where this program cannot."""
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format > FORMAT:
            params = {"format": str(head.format), "known": str(FORMAT)}
            raise IntegrityError(Problem("bundle-too-new", params=params))
        payload = msgspec.json.decode(data, type=Payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as e:
        raise foreign(str(e)) from None
    if payload.created.tzinfo is None or payload.expires.tzinfo is None:
        raise foreign("created, expires")
    return payload


def foreign(detail: str) -> IntegrityError:
    """What is said of a file that is no bundle, or only a part of one."""
    return IntegrityError(Problem("bundle-malformed", params={"detail": detail[:300]}))


def document(
    path: str, body: bytes, *, index: int | None = None, recorded_at: str | None = None
) -> Document:
    """A document of its text; raises `DocumentError` where the text is not JSON."""
    text = body.decode()
    return Document(
        path=path,
        digest=digest(read(body, TEXT)),
        text=msgspec.Raw(msgspec.json.encode(text)),
        index=index,
        recorded_at=recorded_at,
    )
