"""Both clients behind one face, so that each promise is asked of both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from soroe.cache import MemoryCache
from soroe.client import AsyncClient, Client
from soroe.flows import Flow

T = TypeVar("T")
Kind = Literal["blocking", "asynchronous"]
KINDS: tuple[Kind, ...] = ("blocking", "asynchronous")


class Clock:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


def run(kind: Kind, url: str, flow: Callable[[], Flow[T]], **options: Any) -> T:
    """Drive a flow with a client of its own."""
    clock: Clock = options.pop("clock", None) or Clock()
    options = {"cache": MemoryCache(), "clock": clock.read, **options}
    if kind == "blocking":
        with Client(url, sleep=clock.sleep, **options) as client:
            return client.run(flow())

    async def work() -> T:
        async with AsyncClient(url, sleep=clock.sleep_async, **options) as client:
            return await client.run(flow())

    return asyncio.run(work())
