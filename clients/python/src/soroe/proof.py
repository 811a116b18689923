"""The tree over a log (RFC 6962): leaf and node hashes, roots, and proofs made and verified.

Hashes are SHA-256, 32 bytes. A *node* is a complete subtree, named by its level and its index on
that level: node (3, 2) covers the leaves 16 to 23. Proofs are made from nodes that a `Read` gives,
so that they come alike from memory, from a database or from fetched tiles:

    tree = Tree(leaf_hash(entry) for entry in entries)
    proof = inclusion_proof(5, 100, tree.node)
    verify_inclusion(leaf_hash(entries[5]), 5, 100, proof, tree.root(100))
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from soroe.errors import IntegrityError, Problem

HASH_SIZE: Final = 32

EMPTY: Final = hashlib.sha256().digest()
"""The root of a log without leaves."""

Read: TypeAlias = Callable[[int, int], bytes]
"""The hash of a node by level and index; raises what it likes where it has none."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours as one."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def covering(start: int, end: int) -> list[tuple[int, int]]:
    """The nodes, left to right, that make up the subtree over the leaves `start` to `end` - 1.

    `start` is where a subtree of that length begins in a log, as in all ranges of a proof.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove leaf `index` in a log of `size` leaves."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the log")
    ranges = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _half(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove that `old` leaves grew into `size` leaves."""
    if not 0 <= old <= size:
        raise ValueError("a log does not shrink")
    if old in (0, size):
        return []
    ranges = []
    low, high = 0, size
    while old != high:
        middle = low + _half(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low:
        ranges.append((low, high))
    return ranges[::-1]


def range_hash(start: int, end: int, read: Read) -> bytes:
    """The hash of the subtree over a range of leaves, as in `covering`."""
    nodes = covering(start, end)
    found = read(*nodes.pop())
    while nodes:
        found = node_hash(read(*nodes.pop()), found)
    return found


def root(size: int, read: Read) -> bytes:
    """The root of the log of `size` leaves."""
    return range_hash(0, size, read) if size else EMPTY


def inclusion_proof(index: int, size: int, read: Read) -> tuple[bytes, ...]:
    """The audit path of leaf `index` (RFC 6962, 2.1.1); ValueError where there is no such leaf."""
    return tuple(range_hash(*one, read) for one in inclusion_ranges(index, size))


def consistency_proof(old: int, size: int, read: Read) -> tuple[bytes, ...]:
    """The consistency proof (RFC 6962, 2.1.2); ValueError where the log would shrink."""
    return tuple(range_hash(*one, read) for one in consistency_ranges(old, size))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> None:
    """Raise `IntegrityError` unless `leaf` is leaf `index` of the log with this size and root.

    The steps of RFC 9162, 2.1.3.2.
    """
    params = {"index": str(index), "size": str(size)}
    broken = IntegrityError(Problem("log-inclusion-broken", params=params))
    if not 0 <= index < size or not _are_hashes(leaf, expected, *proof):
        raise broken
    first, last, found = index, size - 1, leaf
    for one in proof:
        if not last:
            raise broken
        if first & 1 or first == last:
            found = node_hash(one, found)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, one)
        first, last = first >> 1, last >> 1
    if last or found != expected:
        raise broken


def verify_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raise `IntegrityError` unless the log with `new_root` begins with the log with `old_root`.

    The steps of RFC 9162, 2.1.4.2; the log without leaves is the beginning of every log.
    """
    params = {"old": str(old), "size": str(size)}
    broken = IntegrityError(Problem("log-consistency-broken", params=params))
    if not 0 <= old <= size or not _are_hashes(old_root, new_root, *proof):
        raise broken
    if old in (0, size):
        if proof or old_root != (new_root if old else EMPTY):
            raise broken
        return
    path = list(proof)
    if not old & (old - 1):
        path.insert(0, old_root)
    if not path:
        raise broken
    first, last = old - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if not last:
            raise broken
        if first & 1 or first == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            after = node_hash(after, one)
        first, last = first >> 1, last >> 1
    if last or before != old_root or after != new_root:
        raise broken


class Tree:
    """All complete nodes of a log in memory; leaves are only ever added."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """Begin with these leaf hashes."""
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash, and the nodes that it completes."""
        for level in self._levels:
            level.append(leaf)
            if len(level) % 2:
                return
            leaf = node_hash(level[-2], level[-1])
        self._levels.append([leaf])

    def node(self, level: int, index: int) -> bytes:
        """The hash of a node; IndexError where it is not complete."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, or of all."""
        return root(len(self) if size is None else size, self.node)

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof of leaf `index` among the first `size` leaves, or among all."""
        return inclusion_proof(index, len(self) if size is None else size, self.node)

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that the first `old` leaves grew into the first `size`, or into all."""
        return consistency_proof(old, len(self) if size is None else size, self.node)


def _half(length: int) -> int:
    """The largest power of two below `length`: where RFC 6962 divides a range."""
    return 1 << ((length - 1).bit_length() - 1)


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(one) == HASH_SIZE for one in hashes)
