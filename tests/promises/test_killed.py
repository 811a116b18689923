"""Does everything that was acknowledged survive, whoever is killed?"""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.embedded import EmbeddedPostgres
from tests.promises.load import (
    client_of,
    core_named,
    publish_all,
    statuses,
    stored,
    torn,
)
from tests.registry import databases
from tests.registry.served import Served, Tokens, await_ready, serving, start

PUBLISHERS = 500
DOCUMENTS = 3 * PUBLISHERS
"""More than are under way at once, so that some are still to come whenever the blow falls."""
BEFORE_KILL = 100


@pytest.fixture(scope="module")
def durable() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL with its real durability, which a test may kill."""
    with tempfile.TemporaryDirectory(prefix="soroe-durable-") as place:
        Path(place).chmod(0o711)
        with EmbeddedPostgres(Path(place) / "postgres") as running:
            yield running


@pytest.fixture(scope="module")
def durable_tokens(durable: EmbeddedPostgres) -> Tokens:
    """The tokens of the template in it."""
    return databases.fill(durable.url)


@pytest.fixture
def served(durable: EmbeddedPostgres, durable_tokens: Tokens) -> Iterator[Served]:
    """A registry over it, with a database of its own."""
    with (
        databases.made(durable.url, databases.TEMPLATE) as url,
        serving(url, durable_tokens) as running,
    ):
        yield running


def names(prefix: str, count: int = DOCUMENTS) -> list[str]:
    return [f"{prefix}-{number}" for number in range(count)]


def kill(served: Served) -> None:
    served.process.send_signal(signal.SIGKILL)


def revive(served: Served, program: tuple[str, ...] = ("-m", "registry", "serve")) -> None:
    """Start the process again where it was."""
    served.process.wait()
    port = int(served.url.rpartition(":")[2])
    served.process = start(served.database, port, served.log_file, program=program)
    await_ready(served)


def test_a_killed_server_has_lost_nothing_that_it_acknowledged(served: Served) -> None:
    first = asyncio.run(
        publish_all(
            served,
            names("kill"),
            at_once=PUBLISHERS,
            when=BEFORE_KILL,
            then=lambda: kill(served),
            retries=1,
        )
    )
    told = {o.name for o in first if o.acknowledged}
    assert BEFORE_KILL <= len(told) < DOCUMENTS, statuses(first)

    revive(served)
    assert told <= stored(served.database, "kill")
    assert torn(served.database) == []

    again = asyncio.run(publish_all(served, names("kill")))
    assert all(o.acknowledged for o in again), statuses(again)
    assert {o.name for o in again if o.statuses[-1] == 201} == set(names("kill")) - (
        stored_before := {o.name for o in again if o.statuses[-1] == 200}
    )
    assert told <= stored_before
    assert stored(served.database, "kill") == set(names("kill"))
    assert torn(served.database) == []


def test_a_server_that_answers_too_early_would_be_found_out(
    durable: EmbeddedPostgres, durable_tokens: Tokens
) -> None:
    """The control: the same questions, asked of a registry that is wrong."""
    program = (str(Path(__file__).parent / "reply_early.py"),)
    with (
        databases.made(durable.url, databases.TEMPLATE) as url,
        serving(url, durable_tokens, program=program) as served,
    ):
        first = asyncio.run(
            publish_all(served, names("early", 50), when=5, then=lambda: kill(served), retries=1)
        )
        told = {o.name for o in first if o.acknowledged}
        revive(served)
        assert told - stored(served.database, "early")


def test_a_killed_database_costs_only_503_and_comes_back_without_a_restart(
    durable: EmbeddedPostgres, served: Served
) -> None:
    away = asyncio.Event()

    def kill_database() -> None:
        assert durable.pid is not None
        os.kill(durable.pid, signal.SIGKILL)
        away.set()

    async def what_is_said() -> dict[str, int]:
        """Reads and writes say 503 while there is nobody to ask; only `/health` is well."""
        seen = {}
        async with client_of(served) as client:
            for path in ("/forms.json", "/api/v1/municipalities?q=x", "/api/v1/whoami", "/ready"):
                headers = {"Authorization": f"Bearer {served.tokens.steward}"}
                answer = await client.get(path, headers=headers)
                assert answer.headers["retry-after"], path
                assert answer.headers["content-type"] == "application/problem+json"
                seen[path] = answer.status_code
            seen["/health"] = (await client.get("/health")).status_code
        return seen

    async def scenario() -> None:
        load = asyncio.create_task(
            publish_all(served, names("away", 600), at_once=200, when=40, then=kill_database)
        )
        await away.wait()
        await asyncio.to_thread(durable.stop)  # what is left of it
        said = await what_is_said()
        assert said.pop("/health") == 200
        assert set(said.values()) == {503}
        durable.start()
        outcomes = await load
        failures = [line for line in served.log().splitlines() if '"failure"' in line]
        assert failures == [], failures[0]
        assert all(o.acknowledged for o in outcomes), statuses(outcomes)
        assert set(statuses(outcomes)) <= {200, 201, 503}, statuses(outcomes)
        assert statuses(outcomes)[503] > 0

    asyncio.run(scenario())
    assert stored(served.database, "away") == set(names("away", 600))
    assert torn(served.database) == []


def test_a_server_that_is_told_to_stop_finishes_what_it_has_begun(served: Served) -> None:
    outcomes = asyncio.run(
        publish_all(
            served,
            names("term", 100),
            when=10,
            then=lambda: served.process.send_signal(signal.SIGTERM),
            retries=1,
        )
    )
    assert served.process.wait(60) == 0, served.log()
    assert set(statuses(outcomes)) <= {201, 503, None}, statuses(outcomes)
    told = {o.name for o in outcomes if o.acknowledged}
    assert len(told) >= 10
    assert told == stored(served.database, "term")
    assert torn(served.database) == []


def test_callers_who_hang_up_leave_the_registry_healthy(served: Served) -> None:
    async def hang_up(number: int) -> None:
        host, port = served.url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        body = core_named(f"gone-{number}")
        head = (
            f"PUT /api/v1/forms/gone-{number}/versions/1.0.0 HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {served.tokens.steward}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        whole = head + body
        writer.write(whole[: len(whole) - (number % 5) * 40])
        await writer.drain()
        writer.transport.abort()

    async def scenario() -> None:
        await asyncio.gather(*(hang_up(number) for number in range(60)))

    asyncio.run(scenario())
    outcomes = asyncio.run(publish_all(served, names("after", 40)))
    assert statuses(outcomes) == {201: 40}
    assert torn(served.database) == []
    assert [line for line in served.log().splitlines() if '"failure"' in line] == []
