"""Signing how long the log is now, after seeing that it begins with all that was signed before."""

from __future__ import annotations

import time

import msgspec

from registry import logs
from registry.context import Context
from registry.db import ledger, log_tree
from registry.db.pool import Connection, read, transaction
from registry.problems import RefusedError
from registry.services.log_tiles import keep_full, node_reader
from registry.signer import Signer
from soroe.checkpoint import Checkpoint, advance
from soroe.errors import IntegrityError, Problem
from soroe.proof import consistency_proof, consistency_ranges, root
from soroe.tiles import tiles_of


class SignedLog(msgspec.Struct, frozen=True):
    """A checkpoint and its note."""

    checkpoint: Checkpoint
    note: str


def signer(context: Context) -> Signer:
    """Who signs here; `RefusedError` `log-not-signed` where the operator gave no key."""
    if context.signer is None:
        raise RefusedError(Problem("log-not-signed"))
    return context.signer


async def sign_log(context: Context) -> SignedLog:
    """The checkpoint of the log as it is now.

    `RefusedError` `log-not-signed`; `log-not-continued` where the log does not begin with what was
    signed before, by this database's memory or by the file beside the key: nothing is signed then.
    """
    hand = signer(context)
    async with hand.lock:
        size = await read(context.pool, ledger.size)
        if hand.signed is None or hand.signed.size != size:
            hand.sign(await _continued(context, hand, size))
        assert hand.signed is not None, "it was signed just now"
        return SignedLog(hand.signed, hand.note(int(time.time())))


async def _continued(context: Context, hand: Signer, size: int) -> Checkpoint:
    """The checkpoint of this length, found to follow from those before, and recorded."""
    await keep_full(context, size)
    origin = hand.keys.key.name

    async def work(connection: Connection) -> Checkpoint:
        before = await log_tree.signed(connection)
        known = [Checkpoint(origin, before.size, before.root)] if before else []
        known += [hand.last] if hand.last else []
        ends = [one.size for one in known if one.size <= size]
        ranges = [(0, size), *(r for end in ends for r in consistency_ranges(end, size))]
        node = await node_reader(connection, tiles_of(ranges, size), size)
        now = Checkpoint(origin, size, root(size, node))
        for one in known:
            proof = consistency_proof(one.size, size, node) if one.size <= size else ()
            advance(one, now, proof)
        recorded = await log_tree.sign(connection, size, now.root)
        advance(Checkpoint(origin, size, recorded), now, ())
        return now

    try:
        return await transaction(context.pool, work)
    except IntegrityError as error:
        logs.write("log-not-continued", problem=error.problem.type, **error.problem.params)
        params = {"size": str(size), "known": error.problem.params["known"]}
        raise RefusedError(Problem("log-not-continued", params=params)) from None
