"""The leaves' hashes that a bundle carries, as the tree over its log."""

from __future__ import annotations

from base64 import b64decode, b64encode

from soroe.bundle.payload import Extends, Payload, foreign
from soroe.checkpoint import Checkpoint, open_checkpoint
from soroe.errors import IntegrityError, Problem
from soroe.proof import HASH_SIZE, Tree
from soroe.signing import PublicKey


def joined(hashes: list[bytes]) -> str:
    """The hashes as a payload holds them."""
    return b64encode(b"".join(hashes)).decode()


def separated(hashes: str) -> list[bytes]:
    """The hashes of a payload; `IntegrityError` where they are none."""
    try:
        data = b64decode(hashes, validate=True)
    except ValueError:
        raise foreign("hashes") from None
    if len(data) % HASH_SIZE:
        raise foreign("hashes")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def extends(tree: Tree, size: int) -> Extends:
    """The state of the log when it had `size` leaves."""
    return Extends(size, b64encode(tree.root(size)).decode())


def checkpoint_of(payload: Payload, keys: tuple[PublicKey, ...]) -> Checkpoint:
    """The checkpoint of a payload, signed by one of the keys; a later key may not have signed it.

    A checkpoint of one size stays as it is when the registry takes a new key.
    """
    for key in keys[:-1]:
        try:
            return open_checkpoint(payload.checkpoint, key)
        except IntegrityError:
            continue
    return open_checkpoint(payload.checkpoint, keys[-1])


def tree_of(payload: Payload, checkpoint: Checkpoint) -> Tree:
    """The tree over the log, whose root is that of the checkpoint, or `IntegrityError`."""
    tree = Tree(separated(payload.hashes))
    if len(tree) != checkpoint.size or tree.root() != checkpoint.root:
        raise IntegrityError(Problem("bundle-log-differs", params={"size": str(checkpoint.size)}))
    after = payload.extends
    if after is not None and (
        not 0 <= after.size <= len(tree) or after != extends(tree, after.size)
    ):
        raise IntegrityError(Problem("bundle-log-differs", params={"size": str(after.size)}))
    return tree
