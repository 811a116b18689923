"""Verifying the log of a registry, which is not trusted: only the pinned key and what was seen are.

Nothing here is answered from a cache, and nothing is remembered; `soroe.known` does that.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from soroe.checkpoint import Checkpoint, advance, check_age, open_checkpoint
from soroe.errors import IntegrityError, Problem
from soroe.flows.answers import promised, refused, value_of
from soroe.flows.messages import Flow, Published, Request
from soroe.flows.names import refuse
from soroe.keychain import Keychain
from soroe.leaf import Leaf
from soroe.proof import (
    HASH_SIZE,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    verify_inclusion,
)
from soroe.signing import PublicKey
from soroe.tiles import Tile, all_tiles, entries_path, reader, tile_path, tiles_of, unpack

Tiles: TypeAlias = dict[Tile, bytes]


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a client remembers of a registry's log: the trusted key, the length and the root."""

    key: str
    size: int
    root: str

    @classmethod
    def of(cls, key: PublicKey, checkpoint: Checkpoint) -> Seen:
        """What is to be remembered after a checkpoint was verified."""
        return cls(str(key), checkpoint.size, b64encode(checkpoint.root).decode())

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint that was seen."""
        origin = PublicKey.parse(self.key).name
        return Checkpoint(origin, self.size, b64decode(self.root, validate=True))


class Verified(msgspec.Struct, frozen=True):
    """A log that was found in order.

    `key` is the one to trust from now on; `turned`: the keys between the one that was pinned and
    this one, this one included. `age`: seconds since the registry signed the time, None where it
    was not asked for. `before` is what had been seen.
    """

    key: PublicKey
    checkpoint: Checkpoint
    note: str
    age: int | None
    turned: tuple[PublicKey, ...]
    before: Checkpoint | None

    @property
    def seen(self) -> Seen:
        """What to remember."""
        return Seen.of(self.key, self.checkpoint)


class Included(Published, frozen=True):
    """A document that is in the log: its name, its place, when it was recorded (UTC)."""

    name: str
    index: int
    recorded_at: str


def verify_log(
    seen: Seen | None, pinned: PublicKey | None, now: int, max_age: int | None
) -> Flow[Verified]:
    """The log as it is now, found to continue what was seen.

    `pinned` is a key that was given by hand; without it and without anything seen, the newest key
    is trusted at first sight. `now` (seconds after 1970, UTC) is the reader's clock; `max_age`
    seconds is how old the signed time may be, None: any. Raises `IntegrityError` where key,
    signature, time, length or root are not in order, each with a problem of its own.
    """
    path = "/keys.json"
    answer = yield Request("GET", path)
    chain = _chain(value_of(path, answer))
    starts = [*([PublicKey.parse(seen.key)] if seen else []), *([pinned] if pinned else [])]
    if not starts:
        starts = [PublicKey.parse(chain.keys[-1].key)]
    for start in starts:
        chain.newest(start)
    trusted = chain.after(starts[0])
    note = yield from _text("/checkpoint")
    checkpoint = open_checkpoint(note, trusted[-1])
    age = None if max_age is None else check_age(note, trusted[-1], now, max_age)
    before = seen.checkpoint if seen else None
    if before is not None:
        yield from continue_log(before, checkpoint)
    return Verified(trusted[-1], checkpoint, note, age, trusted[1:], before)


def continue_log(before: Checkpoint, now: Checkpoint) -> Flow[None]:
    """Raise `IntegrityError` unless the log `now` begins with the log `before`; reads tiles."""
    if now.size <= before.size:
        advance(before, now, ())
        return
    tiles = yield from fetch_tiles(tiles_of(consistency_ranges(before.size, now.size), now.size))
    node = reader(tiles.__getitem__, now.size)
    advance(before, now, consistency_proof(before.size, now.size, node))


def prove_name(name: str, checkpoint: Checkpoint) -> Flow[Included]:
    """The document of a name, found in the log and found to be the one that the log names.

    `DocumentError` `not-in-log` where no entry has the name.
    """
    start = 0
    while start < checkpoint.size:
        leaves = yield from fetch_leaves(start, checkpoint.size)
        for index, leaf in enumerate(leaves, start):
            if leaf.name == name:
                yield from _prove(leaf, index, checkpoint)
                return (yield from _document(leaf, index))
        start += len(leaves)
    refuse("not-in-log", name=name)


def _prove(leaf: Leaf, index: int, checkpoint: Checkpoint) -> Flow[None]:
    size = checkpoint.size
    tiles = yield from fetch_tiles(tiles_of(inclusion_ranges(index, size), size))
    proof = inclusion_proof(index, size, reader(tiles.__getitem__, size))
    verify_inclusion(leaf.hash, index, size, proof, checkpoint.root)


def _document(leaf: Leaf, index: int) -> Flow[Included]:
    end = ".diff.json" if "/local/" in leaf.name else ".json"
    path = f"/{leaf.name}{end}"
    response = yield Request("GET", path)
    if response.status == 404:
        raise _missing(path)
    document = promised(path, response, leaf.digest)
    body = response.body
    return Included(path, leaf.digest, body, document, leaf.name, index, leaf.recorded_at)


def fetch_leaves(start: int, size: int) -> Flow[list[Leaf]]:
    """The entries of the file that begins at `start`, in a log of `size`; not verified yet."""
    width = min(256, size - start)
    body = yield from _bytes("/log/" + entries_path(start // 256, width))
    return [Leaf.parse(entry) for entry in unpack(body, width)]


def all_leaves(size: int) -> Flow[list[Leaf]]:
    """All entries of a log; not verified yet."""
    found: list[Leaf] = []
    for level, index, _ in all_tiles(size):
        if level == 0:
            found += yield from fetch_leaves(index * 256, size)
    return found


def fetch_tiles(tiles: Iterable[Tile]) -> Flow[Tiles]:
    """The tiles, each as long as it has to be; not verified yet."""
    found: Tiles = {}
    for tile in tiles:
        body = yield from _bytes("/log/" + tile_path(tile))
        if len(body) != tile[2] * HASH_SIZE:
            raise IntegrityError(Problem("log-tile-broken"))
        found[tile] = body
    return found


def _chain(value: object) -> Keychain:
    try:
        chain = msgspec.convert(value, Keychain)
    except msgspec.ValidationError as e:
        params = {"detail": str(e)[:200]}
        raise IntegrityError(Problem("keys-malformed", params=params)) from None
    if not chain.keys:
        raise IntegrityError(Problem("keys-malformed", params={"detail": "-"}))
    return chain


def _text(path: str) -> Flow[str]:
    response = yield Request("GET", path)
    if response.status != 200:
        raise refused(path, response)
    try:
        return response.body.decode()
    except UnicodeDecodeError:
        raise IntegrityError(Problem("note-malformed")) from None


def _bytes(path: str) -> Flow[bytes]:
    """A file that a log of the signed length has; its absence is not the reader's mistake."""
    response = yield Request("GET", path)
    if response.status in (404, 410):
        raise _missing(path)
    if response.status != 200:
        raise refused(path, response)
    return response.body


def _missing(path: str) -> IntegrityError:
    return IntegrityError(Problem("log-file-missing", params={"path": path}))
