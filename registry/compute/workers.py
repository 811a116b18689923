"""Worker processes with a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, TypeVarTuple

import anyio
import anyio.to_process

from registry.gathering import Gathering
from registry.limits import INLINE_WORK, MAX_WAITING, MAX_WAITING_EACH, WAIT_SECONDS
from registry.problems import RefusedError
from registry.turns import Room, Turns, asker
from soroe.errors import Problem

T = TypeVar("T")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")


class Workers:
    """At most `count` processes; each is killed when it works longer than `seconds` on one thing.

    Those who ask (`registry.turns.asker`) have turns: a network that sends much waits for itself.

    With `count` 0 the work is done in place, for programs that load trusted documents.
    """

    def __init__(
        self,
        count: int = 0,
        seconds: float = 10.0,
        *,
        waiting: int = MAX_WAITING,
        patience: float = WAIT_SECONDS,
    ) -> None:
        """Start nothing yet: a process starts when it is first wanted, and is then kept."""
        self._count = count
        self._seconds = seconds
        self._patience = patience
        self._room = Room(count + waiting, count + min(waiting, MAX_WAITING_EACH))
        self._turns = Turns(max(count, 1))
        self._processes = anyio.CapacityLimiter(max(count, 1))
        self._together: dict[Any, Gathering[Any, Any]] = {}

    @property
    def count(self) -> int:
        """How many processes work at once; 0 where the work is done in place."""
        return self._count

    async def run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """What the function returns; its errors are raised here.

        Raises `RefusedError`: `registry-busy` where too many wait already or the turn does not
        come in time, `took-too-long` where the function did not end in time (its process is gone
        then).
        """
        if not self._count:
            return function(*args)
        with self._admitted():
            return await self._in_turn(function, *args)

    async def together(
        self, function: Callable[[Sequence[T]], list[R | Exception]], item: T, *, weight: int
    ) -> R:
        """What the function gives for the item, which goes to a process with others that wait.

        The way to a process and back costs more than the work on a small document. `weight` is
        its bytes. An error in the place of the item is raised, and what `run` raises; where a group
        does not end in time, each item of it is tried alone.
        """
        if not self._count:
            return _raised(function([item])[0])
        if function not in self._together:
            self._together[function] = Gathering(self._count, load=INLINE_WORK)

        async def do(items: Sequence[T]) -> Sequence[R | Exception]:
            try:
                return await self._in_turn(function, items)
            except RefusedError:
                if len(items) == 1:
                    raise
            return await asyncio.gather(*map(alone, items))

        async def alone(one: T) -> R | Exception:
            try:
                return (await self._in_turn(function, [one]))[0]
            except RefusedError as refusal:
                return refusal

        with self._admitted():
            joined = self._together[function].join(item, do, weight=weight)
            try:
                found: R = await asyncio.wait_for(joined, self._patience + self._seconds)
            except TimeoutError:
                raise RefusedError(Problem("registry-busy")) from None
            return found

    @contextmanager
    def _admitted(self) -> Iterator[None]:
        with self._room.enter(asker.get()) as has_room:
            if not has_room:
                raise RefusedError(Problem("registry-busy"))
            yield

    async def _in_turn(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        await self._my_turn()
        try:
            return await self._run(function, *args)
        finally:
            self._turns.give()

    async def _my_turn(self) -> None:
        try:
            await asyncio.wait_for(self._turns.take(asker.get()), self._patience)
        except TimeoutError:
            raise RefusedError(Problem("registry-busy")) from None

    async def _run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        try:
            with anyio.fail_after(self._seconds):
                return await anyio.to_process.run_sync(
                    function, *args, cancellable=True, limiter=self._processes
                )
        except TimeoutError:
            params = {"seconds": f"{self._seconds:g}"}
            raise RefusedError(Problem("took-too-long", params=params)) from None

    async def warm(self) -> None:
        """Start all processes, so that the first documents need not wait for that."""
        if self._count:
            await asyncio.gather(*(self.run(_imported) for _ in range(self._count)))


def _raised(result: R | Exception) -> R:
    if isinstance(result, Exception):
        raise result
    return result


def _imported() -> bool:
    """Import what the work needs."""
    from registry.compute import core, form, local  # noqa: PLC0415 - in the worker, not before

    return all((core, form, local))
