"""Turns at something scarce, so that nobody who asks for much keeps out who asks for little."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

asker: ContextVar[str] = ContextVar("asker", default="")
"""From which network the request came that is worked on; "" for the registry's own work."""


class Turns:
    """So many at a time. Of those who wait, each asker has a turn before any has a second."""

    def __init__(self, count: int) -> None:
        """Nobody waits yet."""
        self._free = count
        self._lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def take(self, who: str) -> None:
        """Wait for a turn; it is over with `give`. Who is cancelled while waiting has none."""
        if self._free:
            self._free -= 1
            return
        mine = asyncio.get_running_loop().create_future()
        self._lines.setdefault(who, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give()  # it came at the same moment: for the next one
            else:
                self._leave(who, mine)
            raise

    def give(self) -> None:
        """End a turn: the asker who waits longest for one is next."""
        while self._lines:
            who, line = next(iter(self._lines.items()))
            mine = line.popleft()
            self._lines.move_to_end(who)
            if not line:
                del self._lines[who]
            if not mine.done():
                mine.set_result(None)
                return
        self._free += 1

    def _leave(self, who: str, mine: asyncio.Future[None]) -> None:
        line = self._lines.get(who, deque())
        with suppress(ValueError):
            line.remove(mine)
        if not line:
            self._lines.pop(who, None)


class Room:
    """Room for so many, and for fewer of one asker; the registry's own work has no such bound."""

    def __init__(self, most: int, each: int) -> None:
        """Nobody is here yet."""
        self._most = most
        self._each = each
        self._here: Counter[str] = Counter()

    @contextmanager
    def enter(self, who: str) -> Iterator[bool]:
        """Whether there is room; if so, it is taken until the block ends."""
        full = self._here.total() >= self._most or (who != "" and self._here[who] >= self._each)
        if full:
            yield False
            return
        self._here[who] += 1
        try:
            yield True
        finally:
            self._here[who] -= 1
            if not self._here[who]:
                del self._here[who]
