"""Tiles: a log's nodes as files of up to 256 hashes (C2SP tlog-tiles), served by any web server.

Tile (level, index) holds the nodes of tree level 8 x level from 256 x index on, side by side. Full
tiles never change; a partial one is named by its width, so that its file never changes either.
Entries, the texts of the leaves, come in files of 256 too, each with two bytes of length before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from soroe.errors import IntegrityError, Problem
from soroe.proof import HASH_SIZE, covering, node_hash, root

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT

Tile: TypeAlias = tuple[int, int, int]
"""Level and index of a tile, and how many hashes of it are asked for (1 to 256)."""


def tile_of(level: int, index: int, size: int) -> Tile:
    """The tile, as wide as it is in a log of `size` leaves, that a node is made from."""
    height = level // HEIGHT
    number = index >> (HEIGHT - level % HEIGHT)
    return height, number, min(WIDTH, (size >> (HEIGHT * height)) - number * WIDTH)


def tiles_of(ranges: Iterable[tuple[int, int]], size: int) -> list[Tile]:
    """The tiles that the hashes of these ranges of leaves are made from, each once."""
    nodes = [node for one in ranges for node in covering(*one)]
    return sorted({tile_of(level, index, size) for level, index in nodes})


def all_tiles(size: int) -> list[Tile]:
    """Every tile of a log of `size` leaves, lowest level first."""
    found = []
    level = 0
    while count := size >> (HEIGHT * level):
        found += [(level, i, min(WIDTH, count - i * WIDTH)) for i in range(-(-count // WIDTH))]
        level += 1
    return found


def node_in(tile: bytes, level: int, index: int) -> bytes:
    """The node, from the hashes of the tile that `tile_of` names."""
    low = level % HEIGHT
    start = (index << low) % WIDTH * HASH_SIZE
    hashes = tile[start : start + (HASH_SIZE << low)]
    if len(hashes) != HASH_SIZE << low:
        raise IntegrityError(Problem("log-tile-broken"))
    row = [hashes[i : i + HASH_SIZE] for i in range(0, len(hashes), HASH_SIZE)]
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def tile_path(tile: Tile) -> str:
    """The path of a tile below the log's address: `tile/0/x001/067`, `tile/1/000.p/7`."""
    level, index, width = tile
    return f"tile/{level}/{_numbered(index, width)}"


def entries_path(index: int, width: int) -> str:
    """The path of a file of entries: `tile/entries/x001/067`, `tile/entries/000.p/7`."""
    return f"tile/entries/{_numbered(index, width)}"


def parse_path(path: str) -> tuple[int | None, int, int] | None:
    """Level (None: entries), index and width that a path names in its one spelling, or None."""
    parts = path.split("/")
    if len(parts) < 3 or parts[0] != "tile":
        return None
    width = WIDTH
    if parts[-2].endswith(".p"):
        width = _number(parts.pop(), 3)
        parts[-1] = parts[-1].removesuffix(".p")
    index = 0
    for part in parts[2:]:
        index = index * 1000 + _number(part.removeprefix("x"), 3)
    level = None if parts[1] == "entries" else _number(parts[1], 2)
    if not 1 <= width <= WIDTH or index < 0 or len(parts) > 8 or (level is not None and level < 0):
        return None
    spelled = entries_path(index, width) if level is None else tile_path((level, index, width))
    return (level, index, width) if spelled == path else None


def pack(entries: Sequence[bytes]) -> bytes:
    """A file of entries; ValueError where one is longer than two bytes of length can say."""
    if any(len(one) > 0xFFFF for one in entries):
        raise ValueError("an entry is too long for the log")
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def unpack(data: bytes, width: int) -> list[bytes]:
    """The `width` entries of a file; `IntegrityError` where it holds more, fewer or half ones."""
    entries = []
    start = 0
    while start < len(data):
        length = int.from_bytes(data[start : start + 2], "big")
        entries.append(data[start + 2 : start + 2 + length])
        start += 2 + length
    if start != len(data) or len(entries) != width:
        raise IntegrityError(Problem("log-tile-broken"))
    return entries


def reader(held: Callable[[Tile], bytes], size: int) -> Callable[[int, int], bytes]:
    """A `soroe.proof.Read` over the tiles of a log of `size` leaves."""

    def read(level: int, index: int) -> bytes:
        return node_in(held(tile_of(level, index, size)), level, index)

    return read


def root_of(tiles: Mapping[Tile, bytes], size: int) -> bytes:
    """The root of the log of `size` leaves, from its tiles; KeyError where one is missing."""
    return root(size, reader(tiles.__getitem__, size))


def _numbered(index: int, width: int) -> str:
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    name = "/".join([*(f"x{one}" for one in groups[:-1]), groups[-1]])
    return name if width == WIDTH else f"{name}.p/{width}"


def _number(text: str, most: int) -> int:
    """The number; far below 0 where the text is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most else -(10**9)
