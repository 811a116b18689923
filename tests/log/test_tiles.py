"""Do tiles give the same hashes as the tree, at addresses that have one spelling?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.errors import IntegrityError
from soroe.proof import Tree, consistency_proof, inclusion_proof, inclusion_ranges, leaf_hash, root
from soroe.tiles import (
    Tile,
    all_tiles,
    entries_path,
    node_in,
    pack,
    parse_path,
    reader,
    tile_path,
    tiles_of,
    unpack,
)

TREE = Tree(leaf_hash(b"%d" % i) for i in range(66_000))


def served(size: int) -> dict[Tile, bytes]:
    """The tiles of a log as a folder would hold them."""
    return {
        (level, index, width): b"".join(TREE.node(8 * level, index * 256 + i) for i in range(width))
        for level, index, width in all_tiles(size)
    }


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000])
def test_roots_and_proofs_from_tiles_are_those_of_the_tree(size: int) -> None:
    tiles = served(size)
    read = reader(tiles.__getitem__, size)
    assert root(size, read) == TREE.root(size)
    for at in {0, 1, size // 3, size // 2, size - 2, size - 1} & set(range(size)):
        assert inclusion_proof(at, size, read) == TREE.inclusion(at, size)
        assert consistency_proof(at, size, read) == TREE.consistency(at, size)
        assert set(tiles_of(inclusion_ranges(at, size), size)) <= set(tiles)


def test_an_empty_log_has_no_tiles() -> None:
    assert all_tiles(0) == []


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (tile_path((0, 0, 256)), "tile/0/000"),
        (tile_path((0, 1_234_067, 256)), "tile/0/x001/x234/067"),
        (tile_path((1, 0, 7)), "tile/1/000.p/7"),
        (tile_path((0, 1000, 1)), "tile/0/x001/000.p/1"),
        (entries_path(12, 256), "tile/entries/012"),
        (entries_path(999_999, 3), "tile/entries/x999/999.p/3"),
    ],
)
def test_addresses_are_those_of_the_specification(path: str, names: str) -> None:
    assert path == names


@given(st.integers(0, 9), st.integers(0, 10**9), st.integers(1, 256))
def test_every_address_is_read_back(level: int, index: int, width: int) -> None:
    assert parse_path(tile_path((level, index, width))) == (level, index, width)
    assert parse_path(entries_path(index, width)) == (None, index, width)


@pytest.mark.parametrize(
    "path",
    ["", "tile", "tile/0", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/-1/000", "tile/x/000",
     "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/01", "tile/0/000.p",
     "tile/0/x000/000", "tile/0/001/000", "tile/0/../000", "tile/0/０００", "tile/entries/x/1",
     "tile/entries", "other/0/000", "tile/0/000/", "/tile/0/000", "tile/0/xx00/000",
     "tile/0/" + "x001/" * 9 + "000"],
)  # fmt: skip
def test_no_other_spelling_is_an_address(path: str) -> None:
    assert parse_path(path) is None


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_entries_come_back_from_their_file(entries: list[bytes]) -> None:
    packed = pack(entries)
    assert unpack(packed, len(entries)) == entries
    for broken in (packed + b"\0", packed[:-1]) if packed else (b"\0",):
        with pytest.raises(IntegrityError):
            unpack(broken, len(entries))


def test_an_entry_that_is_too_long_is_not_written() -> None:
    with pytest.raises(ValueError, match="too long"):
        pack([b"x" * 65_536])


def test_a_tile_that_is_cut_is_refused() -> None:
    tile = served(256)[0, 0, 256]
    with pytest.raises(IntegrityError):
        node_in(tile[:-1], 0, 255)
    with pytest.raises(IntegrityError):
        node_in(tile[:-32], 7, 1)
