"""The tiles of the log: full ones are made once and kept, partial ones are made when asked for."""

from __future__ import annotations

from collections.abc import Iterable

from registry.context import Context
from registry.db import ledger, log_tree
from registry.db.pool import Connection, read, transaction
from soroe.leaf import Leaf
from soroe.proof import Read, Tree
from soroe.tiles import WIDTH, Tile, reader


async def leaves(connection: Connection, start: int, width: int) -> list[Leaf]:
    """The leaves from an index on, as the log's text says them."""
    found = await ledger.leaves(connection, start, width)
    return [Leaf.at(one.name, one.digest, one.recorded_at) for one in found]


async def keep_full(context: Context, size: int) -> None:
    """Keep every full tile of the log of `size` leaves that is not kept yet, lowest level first.

    Each is a short transaction of its own: what a process leaves undone the next one finds.
    """
    level, count = 0, size // WIDTH
    while count:
        for index in range(await _kept(context, level), count):
            await _keep(context, level, index)
        level, count = level + 1, count // WIDTH


async def _kept(context: Context, level: int) -> int:
    return await read(context.pool, lambda c: log_tree.count(c, level))


async def _keep(context: Context, level: int, index: int) -> None:
    async def work(connection: Connection) -> None:
        hashes = await _below(connection, (level, index, WIDTH))
        root = Tree(hashes).root()
        await log_tree.insert(connection, level, index, b"".join(hashes), root)

    await transaction(context.pool, work)


async def load(connection: Connection, wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    """The hashes of these tiles of a log whose full tiles are kept."""
    tiles = list(wanted)
    full = [(level, index) for level, index, width in tiles if width == WIDTH]
    kept = await log_tree.tiles(connection, full)
    held = {(*place, WIDTH): hashes for place, hashes in kept.items()}
    for tile in tiles:
        if tile not in held:
            held[tile] = b"".join(await _below(connection, tile))
    return held


async def node_reader(connection: Connection, tiles: Iterable[Tile], size: int) -> Read:
    """A `soroe.proof.Read` over these tiles."""
    held = await load(connection, tiles)
    return reader(held.__getitem__, size)


async def _below(connection: Connection, tile: Tile) -> list[bytes]:
    """The hashes of a tile, from the leaves or from the common hashes of the tiles below it."""
    level, index, width = tile
    if level == 0:
        hashes = [leaf.hash for leaf in await leaves(connection, index * WIDTH, width)]
    else:
        hashes = await log_tree.roots(connection, level - 1, index * WIDTH, width)
    assert len(hashes) == width, "the log is dense and its full tiles are kept"
    return hashes
