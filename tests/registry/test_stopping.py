"""Does work in the background end when the registry stops?"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from registry.app import ended


async def _stubborn(times: int) -> None:
    for _ in range(times):
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


@pytest.mark.parametrize("times", [1, 2])
def test_work_that_swallows_cancellations_ends_all_the_same(times: int) -> None:
    async def stop() -> bool:
        task = asyncio.create_task(_stubborn(times))
        await ended(task)
        return task.done()

    assert asyncio.run(asyncio.wait_for(stop(), 60))


def test_an_error_that_ended_work_is_not_swallowed() -> None:
    async def broken() -> None:
        raise ValueError("broken")

    async def stop() -> None:
        task = asyncio.create_task(broken())
        await asyncio.wait([task])
        await ended(task)

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(stop())
