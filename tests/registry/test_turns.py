"""Does who asks for little come through while somebody else asks for much?"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from registry.compute.workers import Workers
from registry.limits import MAX_WAITING_EACH
from registry.problems import RefusedError
from registry.turns import Room, Turns, asker


def run(work: Coroutine[Any, Any, list[str]]) -> list[str]:
    return asyncio.run(work)


def test_each_has_a_turn_before_anybody_has_a_second() -> None:
    async def work() -> list[str]:
        turns, served = Turns(1), list[str]()

        async def ask(who: str) -> None:
            await turns.take(who)
            served.append(who)
            await asyncio.sleep(0)
            turns.give()

        await asyncio.gather(*(ask(who) for who in "aaaaabbc"))
        return served

    assert "".join(run(work())) == "aabcabaa"


def test_who_stops_waiting_keeps_nobody_out() -> None:
    async def work() -> list[str]:
        turns, served = Turns(1), list[str]()

        async def ask(who: str) -> None:
            await turns.take(who)
            served.append(who)

        await turns.take("a")
        waiting = [asyncio.create_task(ask(who)) for who in "bbc"]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
        turns.give()
        waiting[1].cancel()  # its turn has just come
        await asyncio.gather(*waiting, return_exceptions=True)
        turns.give()
        await asyncio.wait_for(turns.take("d"), 5)
        return served

    assert run(work()) == ["c"]


def test_one_asker_has_a_part_of_the_room_and_the_registry_all_of_it() -> None:
    room = Room(5, 3)
    taken = [room.enter(who) for who in ("a", "a", "a", "a", "", "b", "c")]
    assert [one.__enter__() for one in taken] == [True, True, True, False, True, True, False]
    for one in taken:
        one.__exit__(None, None, None)
    with room.enter("c") as has_room:
        assert has_room


def test_many_requests_from_one_network_leave_room_for_others() -> None:
    async def work() -> list[str]:
        workers = Workers(1, 60.0)

        async def ask(who: str) -> str:
            asker.set(who)
            try:
                return await workers.run(str.upper, who)
            except RefusedError as refused:
                return refused.problem.type

        many = (ask("much") for _ in range(MAX_WAITING_EACH + 10))
        return list(await asyncio.gather(*many, ask("little")))

    answers = run(work())
    assert answers[-1] == "LITTLE"
    assert answers.count("registry-busy") == 9


@pytest.mark.parametrize("count", [1, 2, 5])
def test_no_more_work_at_a_time_than_there_are_turns(count: int) -> None:
    async def work() -> list[str]:
        turns, now, most = Turns(count), 0, 0

        async def ask(who: str) -> None:
            nonlocal now, most
            await turns.take(who)
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1
            turns.give()

        await asyncio.gather(*(ask(str(n % 3)) for n in range(20)))
        return [str(most)]

    assert run(work()) == [str(count)]
