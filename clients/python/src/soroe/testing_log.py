"""The log of a `soroe.testing.MemoryRegistry`: a true one, which can be made to lie.

registry.log.rewrite(0)    # another past
registry.log.cut(3)        # entries are gone
registry.log.turn()        # the next key, announced as it should be
registry.log.replace_key() # another key, which nobody has announced
registry.log.stamped = 0   # a registry whose clock stands still
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec

from soroe.checkpoint import Checkpoint
from soroe.jsontext import canonical, digest_bytes
from soroe.keychain import Keychain
from soroe.leaf import Leaf
from soroe.proof import Tree
from soroe.signing import SigningKey
from soroe.tiles import HEIGHT, WIDTH, pack, parse_path

_FIRST = datetime(2026, 4, 1, tzinfo=UTC)


class MemoryLog:
    """Entries, keys and what is signed of them. `stamped`: seconds to sign; None is now."""

    def __init__(self, clock: Callable[[], float], name: str = "registry.test") -> None:
        """An empty log, whose first key everybody can know; `clock` tells seconds after 1970."""
        self._clock = clock
        self.key = SigningKey(name, sha256(b"soroe.testing").digest())
        self.chain = Keychain.begin(self.key.public)
        self.leaves: list[Leaf] = []
        self.stamped: int | None = None

    def append(self, name: str, digest: str) -> None:
        """Log a publication; each is recorded a second after the one before."""
        moment = _FIRST + timedelta(seconds=len(self.leaves))
        self.leaves.append(Leaf.at(name, digest, moment))

    def rewrite(self, index: int) -> None:
        """Give an entry another content, as if it had always had it."""
        changed = digest_bytes(b"rewritten" + self.leaves[index].entry)
        self.leaves[index] = msgspec.structs.replace(self.leaves[index], digest=changed)

    def cut(self, size: int) -> None:
        """Drop all entries but the first `size`."""
        del self.leaves[size:]

    def turn(self) -> None:
        """Put the next key in place, announced by the present one."""
        new = SigningKey(self.key.name, sha256(self.key.seed).digest())
        self.chain, self.key = self.chain.turn(self.key, new.public), new

    def replace_key(self) -> None:
        """Put another key in place, which no key has announced."""
        self.key = SigningKey(self.key.name, sha256(b"another" + self.key.seed).digest())
        self.chain = Keychain.begin(self.key.public)

    def tree(self) -> Tree:
        """The tree over the entries as they are now."""
        return Tree(leaf.hash for leaf in self.leaves)

    def note(self) -> str:
        """The signed checkpoint."""
        checkpoint = Checkpoint(self.key.name, len(self.leaves), self.tree().root())
        seconds = int(self._clock()) if self.stamped is None else self.stamped
        return self.key.stamp(checkpoint.signed(self.key), seconds)

    def file(self, path: str) -> tuple[str, bytes] | None:
        """Media type and content of an address of the log; None where nothing is there."""
        if path == "/checkpoint":
            return "text/plain; charset=utf-8", self.note().encode()
        if path == "/keys.json":
            return "application/json", canonical(msgspec.to_builtins(self.chain))
        named = parse_path(path.removeprefix("/log/"))
        if named is None:
            return None
        level, index, width = named
        if index * WIDTH + width > len(self.leaves) >> (HEIGHT * (level or 0)):
            return None
        places = range(index * WIDTH, index * WIDTH + width)
        if level is None:
            body = pack([self.leaves[i].entry for i in places])
        else:
            tree = self.tree()
            body = b"".join(tree.node(HEIGHT * level, i) for i in places)
        return "application/octet-stream", body
