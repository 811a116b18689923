"""What was worked out for pages, kept by the names of what it was worked out from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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
        whole = (function.__qualname__, *key)
        found = self._kept.get(whole)
        if found is not None:
            return cast("T", found)
        task = self._running.get(whole)
        if task is None:
            task = asyncio.create_task(self._make(workers, whole, function, args))
            self._running[whole] = task
            task.add_done_callback(lambda done: self._over(whole, done))
        return cast("T", await asyncio.shield(task))

    async def _make(
        self,
        workers: Workers,
        key: tuple[object, ...],
        function: Callable[..., T],
        args: tuple[Any, ...],
    ) -> T:
        result = await workers.run(function, *args)
        self._kept.put(key, result, len(msgspec.msgpack.encode(result)))
        return result

    def _over(self, key: tuple[object, ...], task: asyncio.Task[Any]) -> None:
        del self._running[key]
        if not task.cancelled():
            task.exception()  # nobody may be waiting any more
