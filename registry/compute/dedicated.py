"""One process of its own that keeps what it was told from one call to the next.

The processes of `registry.compute.workers` are anybody's and remember nothing that matters; this
one holds states that take seconds to build. It is asked one thing at a time, over its standard
streams.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, TypeVar, TypeVarTuple

from registry.problems import RefusedError
from soroe.errors import Problem

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_LENGTH = 8


class Dedicated:
    """A process that is started when it is first wanted, and again after it was lost.

    `generation` rises with each start: what an earlier process was told, this one does not know.
    With `apart` false the work is done in place, for programs that serve nobody.
    """

    def __init__(self, *, apart: bool = False) -> None:
        """Start nothing yet."""
        self.generation = 0
        self._apart = apart
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._calls: set[asyncio.Task[Any]] = set()

    async def run(
        self, function: Callable[[*Ts], T], *args: *Ts, seconds: float, patience: float
    ) -> T:
        """What the function returns in that process; its errors are raised here.

        Raises `RefusedError`: `registry-busy` where the turn does not come within `patience`
        seconds, or the process was lost; `took-too-long` where the function does not end in time,
        after which the process is gone with all that it knew.
        """
        if not self._apart:
            return function(*args)
        try:
            await asyncio.wait_for(self._turn.acquire(), patience)
        except TimeoutError:
            raise RefusedError(Problem("registry-busy")) from None
        # A caller that is cancelled does not leave half an answer in the stream.
        call = asyncio.create_task(self._call(function, args, seconds))
        self._calls.add(call)
        call.add_done_callback(self._called)
        found: T = await asyncio.shield(call)
        return found

    async def awake(self) -> int:
        """The generation of the process that is there now; one that was lost is replaced first."""
        if self._apart and (self._process is None or self._process.returncode is not None):
            async with self._turn:
                await self._started()
        return self.generation

    async def close(self) -> None:
        """End the process, whatever it does."""
        await self._end()

    def _called(self, call: asyncio.Task[Any]) -> None:
        self._calls.discard(call)
        self._turn.release()
        if not call.cancelled():
            call.exception()  # who asked was told; nobody may be left to be told

    async def _call(self, function: Callable[..., T], args: tuple[Any, ...], seconds: float) -> T:
        try:
            async with asyncio.timeout(seconds):
                good, value = await self._asked((function, args))
        except TimeoutError:
            await self._end()
            params = {"seconds": f"{seconds:g}"}
            raise RefusedError(Problem("took-too-long", params=params)) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            await self._end()
            raise RefusedError(Problem("registry-busy")) from None
        if not good:
            raise value
        found: T = value
        return found

    async def _asked(self, question: object) -> tuple[bool, Any]:
        process = await self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        text = pickle.dumps(question)
        process.stdin.write(len(text).to_bytes(_LENGTH, "big") + text)
        await process.stdin.drain()
        length = int.from_bytes(await process.stdout.readexactly(_LENGTH), "big")
        answer: tuple[bool, Any] = pickle.loads(await process.stdout.readexactly(length))  # noqa: S301 - from our own process
        return answer

    async def _started(self) -> Process:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "registry.compute.dedicated", stdin=PIPE, stdout=PIPE
            )
            self.generation += 1
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there are no more questions: the registry has stopped, or died."""
    while len(head := questions.read(_LENGTH)) == _LENGTH:
        function, args = pickle.loads(questions.read(int.from_bytes(head, "big")))  # noqa: S301 - from the registry
        try:
            text = pickle.dumps((True, function(*args)))
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked
            text = pickle.dumps((False, error))
        answers.write(len(text).to_bytes(_LENGTH, "big") + text)
        answers.flush()


def main() -> None:
    """Serve the standard streams; what anybody prints goes to the log instead of the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the registry, which then ends us
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
