"""One shared citation as it is shown: the text that is sent, and by whose tag it is amended."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from registry.db.citations import Edition
from registry.problems import RefusedError
from registry.remarks import Remarked, remarked
from registry.services.share_citations import KEY
from soroe.citation import cite, remarks
from soroe.errors import Problem
from soroe.model import Citation

_encode = msgspec.json.Encoder(order="sorted").encode


class SharedCitation(msgspec.Struct, frozen=True, rename="camel"):
    """An edition of a shared citation.

    `shown` is the official form, `digest` that of the citation in canonical form. `note` says why
    it was amended; `source` is the diff that brought it. Without `recorded_by` it was the operator.
    """

    key: str
    edition: int
    citation: Citation
    shown: str
    digest: str
    note: str
    source: str | None
    recorded_at: datetime
    recorded_by: str | None
    remarks: tuple[Remarked, ...]


def shown(edition: Edition) -> SharedCitation:
    """The edition in full, with what somebody should look at."""
    citation = msgspec.json.decode(edition.body, type=Citation)
    return SharedCitation(
        key=edition.key,
        edition=edition.edition,
        citation=citation,
        shown=cite(citation),
        digest=edition.digest,
        note=edition.note,
        source=edition.source,
        recorded_at=edition.recorded_at,
        recorded_by=edition.recorded_by,
        remarks=tuple(remarked(r) for r in remarks(citation, "/citation")),
    )


def body_of(edition: Edition) -> bytes:
    """What a reader of the citation is sent; nothing in it changes until it is amended."""
    return _encode(shown(edition))


def tag_of(edition: Edition) -> str:
    """The ETag of that, without its quotes."""
    return sha256(body_of(edition)).hexdigest()


def checked(key: str) -> str:
    """The key of a citation, or `RefusedError` `citation-key-invalid`."""
    if not KEY.fullmatch(key):
        raise RefusedError(Problem("citation-key-invalid", params={"key": key[:100]}))
    return key


def missing(code: str, key: str) -> RefusedError:
    """There is no such citation."""
    return RefusedError(Problem("no-such-citation", params={"code": code, "key": key}))
