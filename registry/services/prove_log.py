"""Proofs of the log, for those who do not read tiles themselves."""

from __future__ import annotations

from base64 import b64encode

import msgspec

from registry.context import Context
from registry.db import ledger
from registry.db.pool import Connection, snapshot
from registry.problems import RefusedError
from registry.services.log_tiles import leaves, node_reader
from registry.services.sign_log import sign_log
from soroe.errors import Problem
from soroe.leaf import Leaf
from soroe.proof import (
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
)
from soroe.tiles import tiles_of


class Inclusion(msgspec.Struct, frozen=True):
    """A name's leaf and its place, the checkpoint (a signed note), and the proof between them.

    `proof` holds hashes in base64, from the leaf upwards (RFC 6962, 2.1.1).
    """

    index: int
    leaf: Leaf
    checkpoint: str
    proof: tuple[str, ...]


class Consistency(msgspec.Struct, frozen=True, rename={"old": "from"}):
    """The proof that the first `from` leaves are the beginning of those of the checkpoint."""

    old: int
    checkpoint: str
    proof: tuple[str, ...]


async def prove_inclusion(context: Context, name: str) -> Inclusion:
    """The proof that a published name is in the log; `RefusedError` `not-in-log` otherwise."""
    signed = await sign_log(context)
    size = signed.checkpoint.size

    async def look(connection: Connection) -> Inclusion:
        index = await ledger.index(connection, name)
        if index is None or index >= size:
            raise RefusedError(Problem("not-in-log", params={"name": name[:200]}))
        leaf = (await leaves(connection, index, 1))[0]
        tiles = tiles_of(inclusion_ranges(index, size), size)
        node = await node_reader(connection, tiles, size)
        proof = inclusion_proof(index, size, node)
        return Inclusion(index, leaf, signed.note, tuple(b64encode(h).decode() for h in proof))

    return await snapshot(context.pool, look)


async def prove_consistency(context: Context, old: int) -> Consistency:
    """The proof from a length to that of the checkpoint; `RefusedError` `log-shorter`."""
    signed = await sign_log(context)
    size = signed.checkpoint.size
    if not 0 <= old <= size:
        params = {"from": str(old), "size": str(size)}
        raise RefusedError(Problem("log-shorter", params=params))

    async def look(connection: Connection) -> Consistency:
        tiles = tiles_of(consistency_ranges(old, size), size)
        node = await node_reader(connection, tiles, size)
        proof = consistency_proof(old, size, node)
        return Consistency(old, signed.note, tuple(b64encode(h).decode() for h in proof))

    return await snapshot(context.pool, look)
