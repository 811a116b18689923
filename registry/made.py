"""What was worked out for pages, kept by the names of what it was worked out from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, TypeVarTuple, cast

import msgspec

from registry.compute.workers import Workers
from registry.kept import Kept
from registry.limits import MADE_KEPT

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Made:
    """Results of functions by function and key; a key names all that the result follows from.

    Published documents never change, so what is made of them holds as long as there is room.
    """

    def __init__(self, limit: int = MADE_KEPT) -> None:
        """Nothing was made yet; at most `limit` bytes are kept."""
        self._kept: Kept[tuple[object, ...], Any] = Kept(limit)
        self._running: dict[tuple[object, ...], asyncio.Task[Any]] = {}

    def held(self, function: Callable[..., T], *key: object) -> T | None:
        """The result if it is there."""
        return cast("T | None", self._kept.get((function.__qualname__, *key)))

    async def get(
        self, workers: Workers, key: tuple[object, ...], function: Callable[[*Ts], T], *args: *Ts
    ) -> T:
        """The result, worked out in a worker process where it is not there; once for all who wait.

        Raises what the function and `Workers.run` raise; a failure is not kept.
        """

        async def make() -> T:
            return await workers.run(function, *args)

        return await self.keep((function.__qualname__, *key), make)

    async def keep(self, key: tuple[object, ...], make: Callable[[], Awaitable[T]]) -> T:
        """The result under a key, made once for all who wait where it is not there.

        Raises what `make` raises; a failure is not kept.
        """
        found = self._kept.get(key)
        if found is not None:
            return cast("T", found)
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(self._make(key, make))
            self._running[key] = task
            task.add_done_callback(lambda done: self._over(key, done))
        return cast("T", await asyncio.shield(task))

    async def _make(self, key: tuple[object, ...], make: Callable[[], Awaitable[Any]]) -> Any:
        result = await make()
        self._kept.put(key, result, len(msgspec.msgpack.encode(result)))
        return result

    def _over(self, key: tuple[object, ...], task: asyncio.Task[Any]) -> None:
        del self._running[key]
        if not task.cancelled():
            task.exception()  # nobody may be waiting any more
