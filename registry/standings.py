"""What this registry's own process holds of forms, and taking turns with it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar, TypeVarTuple

import msgspec

from registry.compute import held as knowing
from registry.compute.dedicated import Dedicated
from registry.limits import MAX_ASKING, MAX_ENDLESS, MAX_STANDING, MEASURE_SECONDS, WAIT_SECONDS
from registry.problems import RefusedError
from soroe.errors import Problem
from soroe.measured import Wanted

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Held(msgspec.Struct):
    """What the process was told of a form: up to which place in the log, and which revisions.

    `mark` is what was so of all forms (`registry.db.measures.Marks`).
    """

    generation: int
    version: str = ""
    position: int = 0
    mark: str = ""
    cores: set[str] = msgspec.field(default_factory=set)
    revisions: dict[str, int] = msgspec.field(default_factory=dict)


class Standings:
    """The process and what it was told. It forgets the forms that were not asked for the longest.

    With `apart` false everything is worked out in place, for programs that serve nobody.
    """

    def __init__(self, *, apart: bool = False) -> None:
        """Start nothing yet."""
        self._process = Dedicated(apart=apart)
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._turns: dict[str, asyncio.Lock] = {}
        self._asking = 0
        self.endless: dict[tuple[str, Wanted], int] = {}
        """Questions that took too long, with what the form was like then."""

    async def run(
        self, function: Callable[[*Ts], T], *args: *Ts, seconds: float = MEASURE_SECONDS
    ) -> T:
        """What the function returns in the process; raises as `Dedicated.run`."""
        return await self._process.run(function, *args, seconds=seconds, patience=WAIT_SECONDS)

    @asynccontextmanager
    async def turn(self, form: str, *, public: bool) -> AsyncIterator[Held]:
        """What is held of a form, which nobody else tells or asks about meanwhile.

        Of what the `public` asks only so much may wait: `RefusedError` `registry-busy`.
        """
        if public and self._asking >= MAX_ASKING:
            raise RefusedError(Problem("registry-busy"))
        self._asking += public
        try:
            async with self._turns.setdefault(form, asyncio.Lock()):
                yield await self._of(form)
                await self._make_room(form)
        finally:
            self._asking -= public

    def gave_up(self, question: tuple[str, Wanted], state: int) -> None:
        """Note a question that took too long; the oldest ones give way."""
        self.endless[question] = state
        while len(self.endless) > MAX_ENDLESS:
            del self.endless[next(iter(self.endless))]

    async def close(self) -> None:
        """End the process."""
        await self._process.close()

    async def _of(self, form: str) -> Held:
        generation = await self._process.awake()
        held = self._held.get(form)
        if held is None or held.generation != generation:
            await self.run(knowing.forget, form)
            held = self._held[form] = Held(generation)
        self._held.move_to_end(form)
        return held

    async def _make_room(self, now: str) -> None:
        """Let go of other forms while there are too many municipalities in memory."""
        for form in [*self._held]:
            if sum(len(held.revisions) for held in self._held.values()) <= MAX_STANDING:
                return
            if form != now and not self._turns[form].locked():
                del self._held[form]
                await self.run(knowing.forget, form)
