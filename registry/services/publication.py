"""What all publishing has in common: the receipt, and taking a name."""

from __future__ import annotations

import msgspec

from registry.db import ledger
from registry.db.pool import Connection
from registry.problems import RefusedError
from registry.remarks import Remarked
from soroe.errors import Problem


class Publication(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The receipt: the name, where it is read, the digests, and whether it was not there before.

    `remarks` are for the publisher to look at.
    """

    name: str
    url: str
    digest: str
    submitted_digest: str
    created: bool
    remarks: tuple[Remarked, ...] = ()


async def take_name(
    connection: Connection, kind: ledger.Kind, name: str, submitted: str, digest: str
) -> ledger.Entry | None:
    """Take the name: None where it is ours now, the entry where it has the same content already.

    Raises `RefusedError` `content-differs` with both digests where it has other content.
    """
    known = await ledger.claim(connection, name, kind, submitted, digest)
    if known is not None:
        same_content(name, known.submitted_digest, submitted)
    return known


def same_content(name: str, published: str, submitted: str) -> None:
    """`RefusedError` `content-differs` with both digests where they differ."""
    if published != submitted:
        params = {"name": name, "published": published, "submitted": submitted}
        raise RefusedError(Problem("content-differs", params=params))
