"""Making a mirror: everything is asked of the registry itself, as it is at one moment.

The answers are those of the same program that serves them, without a server: bytes on a mirror are
the bytes of the registry. A file is written after all that it names: whoever reads while an export
runs, or after one that was interrupted, finds whatever a listing promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, cast

import msgspec
from litestar import Litestar

from registry.app import create_framework
from registry.compute.workers import Workers
from registry.context import Context
from registry.db import ledger
from registry.db.pool import Connection, Pool, close_pool, open_pool, snapshot
from registry.export.addresses import SIGNED
from registry.export.folder import Count, Folder
from registry.export.plan import Planned, plan
from registry.problems import RefusedError
from registry.settings import Settings
from registry.signer import Signer
from registry.signing_key import read_keys
from registry.within import Get, reader
from soroe.checkpoint import Checkpoint
from soroe.errors import Problem

TRIES: Final = 20
"""How often something may be published meanwhile, or a large bundle be still in the making."""


class Held:
    """The one connection of a snapshot, lent as a pool lends its connections."""

    def __init__(self, connection: Connection) -> None:
        """`connection` is in the snapshot's transaction."""
        self._connection = connection

    async def acquire(self, **_: float) -> Connection:
        """The connection."""
        return self._connection

    async def release(self, connection: Connection) -> None:
        """Nothing: the snapshot goes on."""


async def export(settings: Settings, place: Path) -> Count:
    """Bring the mirror in a folder up to date, and say what was done to its files.

    Raises `MirrorError` (see `Folder.opened`), `SettingsError`, and `RefusedError` `registry-busy`
    where so much is being published that no two looks see the same.
    """
    signer = Signer(read_keys(Path(settings.signing_key))) if settings.signing_key else None
    with Folder.opened(place, settings.public_url) as folder:
        pool = await open_pool(settings.database_url, 2)
        try:
            context = Context(pool, Workers(0), settings.public_url, signer=signer)
            await _export(create_framework(settings), context, folder)
        finally:
            await close_pool(pool)
        return folder.count


async def _export(app: Litestar, context: Context, folder: Folder) -> None:
    get = reader(app)
    for _ in range(TRIES):
        app.state["context"] = context
        answers = {path: await _patiently(get, path) for path in SIGNED}
        signed = {path: body for path, body in answers.items() if body is not None}
        if await snapshot(context.pool, partial(_at_once, app, context, folder, signed)):
            return
    raise RefusedError(Problem("registry-busy"))


async def _at_once(
    app: Litestar, context: Context, folder: Folder, signed: Mapping[str, bytes], held: Connection
) -> bool:
    """Write all files from one snapshot; False where more is in it than was signed."""
    size = await ledger.size(held)
    note = signed.get("/checkpoint")
    if note is not None and Checkpoint.parse(note.decode()).size != size:
        return False
    pool = cast("Pool", Held(held))
    app.state["context"] = msgspec.structs.replace(context, pool=pool)
    await _fill(folder, reader(app), await plan(held, size, signed, app.state["meta"]))
    return True


async def _patiently(get: Get, path: str) -> bytes | None:
    """A large bundle is asked for until it is made; each time waits for a while."""
    for left in reversed(range(TRIES)):
        try:
            return await get(path)
        except RefusedError:
            if not left:
                raise
    return None


async def _fill(folder: Folder, get: Get, planned: Sequence[Planned]) -> None:
    folder.begin(one.address for one in planned)
    for one in planned:
        if one.forever and folder.holds(one.address):
            continue
        body = await get(one.address) if one.body is None else one.body
        if body is not None:
            folder.put(one.address, body, one.at)
    folder.finish()
