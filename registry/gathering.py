"""Doing what several requests ask for in one go: one round trip, one commit for all of them.

Nothing waits for a clock. What arrives while a group is under way forms the next group, so that a
single request goes at once and many requests share the cost, the more the busier it is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Do: TypeAlias = "Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]]"
"""Does the work of some items; for each, in order, what it gave or why it failed."""


class _Waiting(NamedTuple, Generic[T, R]):
    item: T
    key: Hashable
    weight: int
    do: Do[T, R]
    answer: asyncio.Future[R]


class Gathering(Generic[T, R]):
    """Items of one sort of work, done in groups: `lanes` groups at a time, `most` items in each.

    The weights of a group's items come to `load` at most, unless it is a single item. Two items
    with the same key are never in one group.
    """

    def __init__(self, lanes: int = 1, most: int = 64, load: int = 0) -> None:
        """Start nothing yet."""
        self._lanes = lanes
        self._most = most
        self._load = load
        self._waiting: deque[_Waiting[T, R]] = deque()
        self._groups: set[asyncio.Task[None]] = set()
        self._woken = False

    async def join(self, item: T, do: Do[T, R], *, key: Hashable = None, weight: int = 0) -> R:
        """What `do` gives for this item, done together with others that wait; its error is raised.

        A caller that is cancelled stops nothing: the others of its group want their answers.
        """
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        own = key if key is not None else answer
        self._waiting.append(_Waiting(item, own, weight, do, answer))
        self._wake()
        return await answer

    def _wake(self) -> None:
        """Start groups once everything that is ready now has joined."""
        if not self._woken and self._waiting and len(self._groups) < self._lanes:
            self._woken = True
            asyncio.get_running_loop().call_soon(self._start)

    def _start(self) -> None:
        self._woken = False
        if self._waiting and len(self._groups) < self._lanes:
            task = asyncio.create_task(_work(self._take()))
            self._groups.add(task)
            task.add_done_callback(self._ended)
            self._wake()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._groups.discard(task)
        self._wake()

    def _take(self) -> list[_Waiting[T, R]]:
        """The next group: the longest waiting first, those that do not fit stay in line."""
        group: list[_Waiting[T, R]] = []
        left: deque[_Waiting[T, R]] = deque()
        keys: set[Hashable] = set()
        room = self._load
        while self._waiting and len(group) < self._most:
            waiting = self._waiting.popleft()
            if waiting.key in keys or (group and waiting.weight > room):
                left.append(waiting)
                continue
            keys.add(waiting.key)
            room -= waiting.weight
            group.append(waiting)
        left.extend(self._waiting)
        self._waiting = left
        return group


async def _work(group: list[_Waiting[T, R]]) -> None:
    """Do the work of a group and tell everybody in it what came of it."""
    results: Sequence[R | BaseException]
    try:
        results = await group[0].do([waiting.item for waiting in group])
    except BaseException as error:  # noqa: BLE001 - everybody who waits is told, whatever it is
        results = [error] * len(group)
    for waiting, result in zip(group, results, strict=True):
        if waiting.answer.done():  # its caller was cancelled
            continue
        if isinstance(result, BaseException):
            waiting.answer.set_exception(result)
        else:
            waiting.answer.set_result(result)
