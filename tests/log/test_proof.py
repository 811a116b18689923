"""Is a proof of the log accepted exactly where it is true, as RFC 6962 defines the tree?"""

import hashlib
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.errors import IntegrityError
from soroe.proof import (
    EMPTY,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

SIZES = 70

PUBLISHED = [  # the eight inputs and roots that implementations of Certificate Transparency share
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (
        "606162636465666768696a6b6c6d6e6f",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ),
]

ENTRIES = [b"entry %d" % i for i in range(SIZES)]
TREE = Tree(leaf_hash(one) for one in ENTRIES)


def half(n: int) -> int:
    """The largest power of two smaller than n, by search."""
    return max(1 << i for i in range(n.bit_length()) if 1 << i < n)


@cache
def mth(start: int, end: int) -> bytes:
    """MTH of RFC 6962, 2.1, letter by letter."""
    n = end - start
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + ENTRIES[start]).digest()
    k = start + half(n)
    return hashlib.sha256(b"\x01" + mth(start, k) + mth(k, end)).digest()


def path(m: int, start: int, end: int) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    n = end - start
    if n == 1:
        return []
    k = half(n)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, end)]
    return [*path(m - k, start + k, end), mth(start, start + k)]


def subproof(m: int, start: int, end: int, *, complete: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    n = end - start
    if m == n:
        return [] if complete else [mth(start, end)]
    k = half(n)
    if m <= k:
        return [*subproof(m, start, start + k, complete=complete), mth(start + k, end)]
    return [*subproof(m - k, start + k, end, complete=False), mth(start, start + k)]


def test_the_roots_are_those_that_other_implementations_publish() -> None:
    tree = Tree()
    assert tree.root().hex() == EMPTY.hex() == hashlib.sha256().hexdigest()
    for entry, root in PUBLISHED:
        tree.append(leaf_hash(bytes.fromhex(entry)))
        assert tree.root().hex() == root


@pytest.mark.parametrize("size", range(SIZES + 1))
def test_root_and_proofs_are_those_of_the_definition(size: int) -> None:
    root = mth(0, size)
    assert TREE.root(size) == root
    for index in range(size):
        proof = TREE.inclusion(index, size)
        assert list(proof) == path(index, 0, size)
        verify_inclusion(leaf_hash(ENTRIES[index]), index, size, proof, root)
    for old in range(size + 1):
        proof = TREE.consistency(old, size)
        assert list(proof) == (subproof(old, 0, size, complete=True) if 0 < old < size else [])
        verify_consistency(old, size, proof, mth(0, old), root)


def holds(check: Callable[..., None], *arguments: object) -> bool:
    try:
        check(*arguments)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 64, 70])
def test_a_true_proof_holds_for_nothing_else(size: int) -> None:
    root = TREE.root(size)
    for index in range(size):
        leaf, proof = leaf_hash(ENTRIES[index]), TREE.inclusion(index, size)
        assert [
            i for i in range(-1, size + 2) if holds(verify_inclusion, leaf, i, size, proof, root)
        ] == [index]
        assert not holds(verify_inclusion, leaf_hash(b"other"), index, size, proof, root)
        assert not holds(verify_inclusion, leaf, index, size, (*proof, root), root)
        assert not holds(verify_inclusion, leaf, index, size, proof, leaf_hash(b"other"))
        for at in range(len(proof)):
            without = proof[:at] + proof[at + 1 :]
            assert not holds(verify_inclusion, leaf, index, size, without, root)
    for old in range(1, size):
        before, proof = TREE.root(old), TREE.consistency(old, size)
        assert not holds(verify_consistency, old, size, (*proof, root), before, root)
        assert not holds(verify_consistency, old, size, proof, TREE.root(old - 1), root)
        assert not holds(verify_consistency, old, size, proof, before, leaf_hash(b"other"))
        assert not holds(verify_consistency, size, old, proof, root, before)
        for at in range(len(proof)):
            without = proof[:at] + proof[at + 1 :]
            assert not holds(verify_consistency, old, size, without, before, root)
    assert not holds(verify_consistency, size, size, (), root, leaf_hash(b"other"))
    assert not holds(verify_consistency, 0, size, (root,), EMPTY, root)
    assert not holds(verify_consistency, 0, size, (), root, root)


@given(st.data())
def test_one_changed_bit_breaks_every_proof(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, SIZES))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size - 1))
    for proof, check in (
        (
            TREE.inclusion(index, size),
            lambda p: (
                verify_inclusion,
                leaf_hash(ENTRIES[index]),
                index,
                size,
                p,
                TREE.root(size),
            ),
        ),
        (
            TREE.consistency(old, size),
            lambda p: (verify_consistency, old, size, p, TREE.root(old), TREE.root(size)),
        ),
    ):
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
        broken = (*proof[:at], flipped, *proof[at + 1 :])
        assert holds(*check(proof))
        assert not holds(*check(broken))
        short = (*proof[:at], proof[at][:31], *proof[at + 1 :])
        assert not holds(*check(short))


@given(st.lists(st.binary(max_size=40), min_size=2, max_size=SIZES), st.data())
def test_a_log_with_another_past_is_never_a_continuation(
    entries: list[bytes], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    old = data.draw(st.integers(at + 1, len(entries)))
    other = [*entries]
    other[at] = entries[at] + b"!"
    true, forged = (Tree(map(leaf_hash, some)) for some in (entries, other))
    for source in (true, forged):
        proof = source.consistency(old)
        assert not holds(
            verify_consistency, old, len(entries), proof, true.root(old), forged.root()
        )


def test_a_leaf_is_no_node_and_a_node_no_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_a_proof_of_what_is_not_there_cannot_be_made() -> None:
    for index, size in [(0, 0), (5, 5), (-1, 5)]:
        with pytest.raises(ValueError, match="not in the log"):
            inclusion_proof(index, size, TREE.node)
    for old, size in [(6, 5), (-1, 5)]:
        with pytest.raises(ValueError, match="does not shrink"):
            consistency_proof(old, size, TREE.node)


def test_growing_one_by_one_is_consistent_throughout() -> None:
    roots = [TREE.root(size) for size in range(SIZES + 1)]
    for old, new in pairwise(range(SIZES + 1)):
        verify_consistency(old, new, TREE.consistency(old, new), roots[old], roots[new])
