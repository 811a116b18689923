"""The log for everybody to verify: checkpoint, keys, tiles and entries as files, and proofs."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar import Response, get
from litestar.params import QueryParameter

from registry.answers import document, listing
from registry.caching import IMMUTABLE, POINTER
from registry.context import Context
from registry.db import ledger
from registry.db.pool import Connection, read, snapshot
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.log_tiles import keep_full, leaves, load
from registry.services.prove_log import prove_consistency, prove_inclusion
from registry.services.sign_log import sign_log, signer
from soroe.errors import Problem
from soroe.tiles import HEIGHT, WIDTH, pack, parse_path

TEXT: Final = "text/plain"
BYTES: Final = "application/octet-stream"


@get("/checkpoint")
async def get_checkpoint(request: StrictRequest) -> Response[bytes]:
    """The length and root of the log, signed; a note (C2SP tlog-checkpoint)."""
    signed = await sign_log(request.app.state["context"])
    return document(signed.note.encode(), POINTER, TEXT)


@get("/keys.json")
async def get_keys(request: StrictRequest) -> Response[bytes]:
    """The keys of the log, oldest first, each announced by the one before."""
    return listing(msgspec.to_builtins(signer(request.app.state["context"]).keys.chain))


@get("/log/{file:path}")
async def get_log_file(request: StrictRequest) -> Response[bytes]:
    """A tile of hashes or a file of entries, as wide as its address says (C2SP tlog-tiles)."""
    context: Context = request.app.state["context"]
    path = request.scope["path"]
    named = parse_path(path.removeprefix("/log/"))
    missing = RefusedError(Problem("not-found", params={"path": path[:200]}))
    if named is None:
        raise missing
    level, index, width = named
    size = await read(context.pool, ledger.size)
    if index * WIDTH + width > size >> (HEIGHT * (level or 0)):
        raise missing
    if level is None:
        found = await read(context.pool, lambda c: leaves(c, index * WIDTH, width))
        return document(pack([leaf.entry for leaf in found]), IMMUTABLE, BYTES)
    await keep_full(context, size)
    tile = (level, index, width)

    async def look(connection: Connection) -> bytes:
        return (await load(connection, [tile]))[tile]

    return document(await snapshot(context.pool, look), IMMUTABLE, BYTES)


@get("/api/v1/log/inclusion")
async def get_inclusion(
    request: StrictRequest, *, name: Annotated[str, QueryParameter(name="name")]
) -> Response[bytes]:
    """The proof that a published name is in the log."""
    return listing(await prove_inclusion(request.app.state["context"], name))


@get("/api/v1/log/consistency")
async def get_consistency(
    request: StrictRequest, *, old: Annotated[int, QueryParameter(name="from")]
) -> Response[bytes]:
    """The proof that the log has only grown since it had so many entries."""
    return listing(await prove_consistency(request.app.state["context"], old))
