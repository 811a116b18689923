"""Does exactly one win, and is the log dense, however many come at once?"""

from __future__ import annotations

import asyncio

import pytest

from registry.db.ledger import leaves, size
from tests.promises.load import (
    Outcome,
    client_of,
    core_named,
    publish,
    publish_all,
    statuses,
    torn,
)
from tests.registry.databases import rows, with_context
from tests.registry.served import Served

PARALLEL = 64


async def race(registry: Served, name: str, contents: list[bytes]) -> list[Outcome]:
    outcomes = [Outcome(name) for _ in contents]
    async with client_of(registry) as client:
        await asyncio.gather(
            *(
                publish(client, registry.tokens.steward, name, content, outcome)
                for content, outcome in zip(contents, outcomes, strict=True)
            )
        )
    return outcomes


@pytest.mark.parametrize("round_", range(4))
def test_of_many_with_the_same_content_one_creates_and_the_others_find_it(
    registry: Served, round_: int
) -> None:
    name = f"same-{round_}"
    outcomes = asyncio.run(race(registry, name, [core_named(name)] * PARALLEL))
    assert statuses(outcomes) == {201: 1, 200: PARALLEL - 1}


@pytest.mark.parametrize("round_", range(4))
def test_of_many_with_other_content_one_wins(registry: Served, round_: int) -> None:
    name = f"other-{round_}"
    contents = [core_named(f"{name} {number}") for number in range(PARALLEL)]
    outcomes = asyncio.run(race(registry, name, contents))
    assert statuses(outcomes) == {201: 1, 409: PARALLEL - 1}
    kept = rows(registry.database, "select submitted from core_version where form = $1", name)
    winner = next(i for i, o in enumerate(outcomes) if o.statuses == [201])
    assert [row["submitted"] for row in kept] == [contents[winner]]


def test_the_log_has_neither_gaps_nor_doubles(registry: Served) -> None:
    names = [f"dense-{number}" for number in range(200)]
    outcomes = asyncio.run(publish_all(registry, names))
    assert statuses(outcomes)[201] == len(names)
    assert torn(registry.database) == []

    async def read(context):
        async with context.pool.acquire() as connection:
            count = await size(connection)
            return count, await leaves(connection, 0, count + 1)

    count, found = asyncio.run(with_context(registry.database, read))
    assert [leaf.index for leaf in found] == list(range(count))
    assert {f"forms/{name}/1.0.0" for name in names} <= {leaf.name for leaf in found}
