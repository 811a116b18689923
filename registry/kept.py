"""A store with a bound in bytes that forgets what was not asked for the longest."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key, at most `limit` bytes of them together."""

    def __init__(self, limit: int) -> None:
        """Start empty."""
        self._limit = limit
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self.size = 0

    def get(self, key: K) -> V | None:
        """The value of a key, which is now the last to be forgotten."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value; one that is larger than the whole store is not kept."""
        if size > self._limit or key in self._values:
            return
        self._values[key] = (value, size)
        self.size += size
        while self.size > self._limit:
            _, (_, freed) = self._values.popitem(last=False)
            self.size -= freed

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
        self.size = 0
