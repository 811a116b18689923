"""Does everybody in a group get their own answer, whatever becomes of the others?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import pytest

from registry.compute.workers import Workers
from registry.gathering import Gathering
from registry.problems import RefusedError


class Recorder:
    """Doubles numbers and remembers the groups in which they came."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.begun = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()
        self.under_way = self.most_under_way = 0

    async def double(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.groups.append(list(numbers))
        self.begun.set()
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await self.open.wait()
        for _ in range(5):  # others have their turns, as while a database is asked
            await asyncio.sleep(0)
        self.under_way -= 1
        return [ValueError(n) if n < 0 else 2 * n for n in numbers]


def test_what_comes_at_once_goes_together_and_each_gets_its_own() -> None:
    async def scenario() -> tuple[list[int], list[list[int]]]:
        gathering: Gathering[int, int] = Gathering()
        recorder = Recorder()
        answers = await asyncio.gather(*(gathering.join(n, recorder.double) for n in range(5)))
        return answers, recorder.groups

    assert asyncio.run(scenario()) == ([0, 2, 4, 6, 8], [[0, 1, 2, 3, 4]])


@pytest.mark.parametrize("lanes", [1, 3])
def test_no_more_groups_are_under_way_than_lanes_and_nothing_is_left(lanes: int) -> None:
    async def scenario() -> None:
        gathering: Gathering[int, int] = Gathering(lanes, most=4)
        recorder = Recorder()
        answers = await asyncio.gather(*(gathering.join(n, recorder.double) for n in range(50)))
        assert answers == [2 * n for n in range(50)]
        assert max(map(len, recorder.groups)) == 4
        assert recorder.most_under_way == lanes

    asyncio.run(scenario())


def test_two_with_one_key_are_never_together_and_keep_their_order() -> None:
    async def scenario() -> list[list[int]]:
        gathering: Gathering[int, int] = Gathering()
        recorder = Recorder()
        joins = (gathering.join(n, recorder.double, key=n % 2) for n in range(6))
        await asyncio.gather(*joins)
        return recorder.groups

    assert asyncio.run(scenario()) == [[0, 1], [2, 3], [4, 5]]


def test_a_group_is_no_heavier_than_the_load_unless_it_is_one_item() -> None:
    async def scenario() -> list[list[int]]:
        gathering: Gathering[int, int] = Gathering(load=10)
        recorder = Recorder()
        weights = [4, 30, 6, 1]
        await asyncio.gather(*(gathering.join(w, recorder.double, weight=w) for w in weights))
        return recorder.groups

    assert asyncio.run(scenario()) == [[4, 6], [30], [1]]


def test_an_error_is_its_own_and_a_failure_is_everybodys() -> None:
    async def fail(_numbers: Sequence[int]) -> list[int | Exception]:
        raise OSError

    async def scenario() -> None:
        gathering: Gathering[int, int] = Gathering()
        recorder = Recorder()
        joins = [gathering.join(n, recorder.double) for n in (1, -1, 2)]
        one, failed, two = await asyncio.gather(*joins, return_exceptions=True)
        assert (one, two) == (2, 4)
        assert isinstance(failed, ValueError)
        joins = [gathering.join(n, fail) for n in range(3)]
        found = await asyncio.gather(*joins, return_exceptions=True)
        assert [type(f) for f in found] == [OSError] * 3
        assert await gathering.join(1, recorder.double) == 2

    asyncio.run(scenario())


def test_who_gives_up_stops_nobody_else() -> None:
    async def scenario() -> None:
        gathering: Gathering[int, int] = Gathering()
        recorder = Recorder()
        recorder.open.clear()
        first, second = (asyncio.create_task(gathering.join(n, recorder.double)) for n in (1, 2))
        await recorder.begun.wait()
        first.cancel()
        recorder.open.set()
        assert await second == 4
        assert first.cancelled() or first.cancelling()

    asyncio.run(scenario())


def sleep_or_echo(seconds: Sequence[float]) -> list[float | Exception]:
    """What a worker does for a group here: sleep as long as is said."""
    for duration in seconds:
        time.sleep(duration)
    return list(seconds)


def test_a_document_that_takes_too_long_does_not_take_its_neighbours_with_it() -> None:
    async def scenario() -> list[float | BaseException]:
        workers = Workers(2, 3.0)
        await workers.warm()
        joins = [workers.together(sleep_or_echo, s, weight=1) for s in (0.0, 60.0, 0.01)]
        return await asyncio.gather(*joins, return_exceptions=True)

    good, late, also_good = asyncio.run(scenario())
    assert (good, also_good) == (0.0, 0.01)
    assert isinstance(late, RefusedError)
    assert late.problem.type == "took-too-long"
