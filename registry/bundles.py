"""Bundles that were made, kept while they say what the registry says; one is made at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable

from registry.kept import Kept
from registry.limits import BUNDLE_SECONDS, BUNDLES_KEPT
from registry.problems import RefusedError
from soroe.errors import Problem


class Bundles:
    """Files of bundles by what they are of and when they were right."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: Kept[Hashable, bytes] = Kept(BUNDLES_KEPT)
        self._last: tuple[Hashable, bytes] = (None, b"")
        self._turn = asyncio.Lock()
        self._making: dict[Hashable, asyncio.Task[bytes]] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """The bundle of a key, made now where it is not kept.

        What takes long goes on while the caller is told to come back: `RefusedError`
        `registry-busy`. Whoever asks for the same waits for the same.
        """
        # The last one is kept whatever its size: who was told to come back finds it.
        kept = self._last[1] if self._last[0] == key else self._kept.get(key)
        if kept is not None:
            return kept
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(key, make))
            task.add_done_callback(lambda done: self._made(key, done))
        try:
            return await asyncio.wait_for(asyncio.shield(task), BUNDLE_SECONDS)
        except TimeoutError:
            raise RefusedError(Problem("registry-busy")) from None

    async def _make(self, key: Hashable, make: Callable[[], Awaitable[bytes]]) -> bytes:
        async with self._turn:
            made = await make()
        self._kept.put(key, made, len(made))
        self._last = (key, made)
        return made

    def _made(self, key: Hashable, done: asyncio.Task[bytes]) -> None:
        self._making.pop(key, None)
        if not done.cancelled():
            done.exception()  # who waited has been told; nobody may have waited
