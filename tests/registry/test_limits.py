"""Does each bound hold exactly where it is said to?"""

from __future__ import annotations

import asyncio
import time

import pytest

from registry.compute.core import Job, prepare_core
from registry.compute.workers import Workers
from registry.front import Front
from registry.limits import (
    INLINE_WORK,
    MAX_BODY,
    MAX_COMMAND,
    MAX_COMPRESS,
    MAX_PAGE,
    MAX_QUERY,
    MAX_TITLE,
    MAX_TOKEN_DAYS,
    MIN_COMPRESS,
)
from registry.problems import RefusedError
from soroe.errors import DocumentError
from tests.registry.databases import OWNER
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import Served

AROUND = (-1, 0, 1)


@pytest.mark.parametrize("over", AROUND)
def test_a_body(registry: Served, over: int) -> None:
    content = encoded(small_core())
    content += b" " * (MAX_BODY + over - len(content))
    path = f"/api/v1/forms/size-{over + 1}/versions/1.0.0"
    answer = registry.call("PUT", path, registry.tokens.steward, content=content)
    assert answer.status_code == (413 if over > 0 else 201)


@pytest.mark.parametrize("over", AROUND)
def test_a_command(registry: Served, over: int) -> None:
    content = encoded({"id": f"size-{over + 1}", "kind": "vendor", "name": "例示社"})
    content += b" " * (MAX_COMMAND + over - len(content))
    answer = registry.call(
        "POST", "/api/v1/organisations", registry.tokens.steward, content=content
    )
    assert answer.status_code == (413 if over > 0 else 201)


@pytest.mark.parametrize("over", AROUND)
def test_a_page(registry: Served, over: int) -> None:
    limit = {"limit": MAX_PAGE + over}
    for path in ("/api/v1/municipalities", "/api/v1/audit", "/api/v1/organisations"):
        answer = registry.call("GET", path, registry.tokens.steward, params=limit)
        assert answer.status_code == (400 if over > 0 else 200), path


@pytest.mark.parametrize("over", AROUND)
def test_a_search(registry: Served, over: int) -> None:
    answer = registry.get("/api/v1/municipalities", params={"q": "市" * (MAX_QUERY + over)})
    assert answer.status_code == (400 if over > 0 else 200)


@pytest.mark.parametrize("over", AROUND)
def test_the_life_and_the_label_of_a_token(registry: Served, over: int) -> None:
    path = "/api/v1/organisations/steward/tokens"
    body = {"label": "x", "scopes": ["audit:read"], "days": 1}
    for change in ({"days": MAX_TOKEN_DAYS + over}, {"label": "x" * (MAX_TITLE + over)}):
        answer = registry.call(
            "POST", path, registry.tokens.steward, content=encoded(body | change)
        )
        assert answer.status_code == (400 if over > 0 else 201), change


@pytest.mark.parametrize("over", AROUND)
def test_a_diff_large_enough_for_a_worker_is_read_alike(registry: Served, over: int) -> None:
    document = small_diff(OWNER)
    document["changes"][0]["reason"] = "x" * (INLINE_WORK + over - len(encoded(document)))
    revision = len(registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()["revisions"]) + 1
    path = f"/api/v1/forms/{FORM}/local/{OWNER}/{revision}"
    answer = registry.call("PUT", path, registry.tokens.owner, content=encoded(document))
    assert answer.status_code == 201


async def compressed(length: int) -> bool:
    """Whether an answer of so many bytes goes out compressed."""

    async def app(_scope: object, _receive: object, send: object) -> None:
        headers = [(b"etag", b'"x"'), (b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"a" * length})  # type: ignore[operator]

    sent = []

    async def send(message: object) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {}

    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"",
             "headers": [(b"accept-encoding", b"gzip")]}  # fmt: skip
    await Front(app, 10_000)(scope, receive, send)
    return (b"content-encoding", b"gzip") in sent[0]["headers"]  # type: ignore[index]


@pytest.mark.parametrize("over", AROUND)
def test_a_short_answer_is_not_compressed(over: int) -> None:
    assert asyncio.run(compressed(MIN_COMPRESS + over)) is (over >= 0)


@pytest.mark.parametrize("over", AROUND)
def test_a_very_long_answer_is_not_compressed(over: int) -> None:
    assert asyncio.run(compressed(MAX_COMPRESS + over)) is (over <= 0)


def forever() -> None:
    while True:
        pass


def test_work_that_does_not_end_is_ended_and_the_next_is_done() -> None:
    async def scenario() -> str:
        workers = Workers(1, 2.0)
        await workers.warm()
        beats = 0

        async def heart() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.01)
                beats += 1

        beating = asyncio.create_task(heart())
        with pytest.raises(RefusedError) as caught:
            await workers.run(forever)
        beating.cancel()
        assert beats > 20  # the server's own thread was free meanwhile
        assert await workers.run(len, "abc") == 3
        return caught.value.problem.type

    assert asyncio.run(scenario()) == "took-too-long"


def test_who_comes_when_too_many_wait_is_sent_away_and_the_others_are_served() -> None:
    async def scenario() -> list[str]:
        workers = Workers(1, 10.0, waiting=2)
        await workers.warm()
        jobs = [asyncio.create_task(workers.run(time.sleep, 0.1)) for _ in range(6)]
        done = await asyncio.gather(*jobs, return_exceptions=True)
        return [d.problem.type if isinstance(d, RefusedError) else "done" for d in done]

    assert sorted(asyncio.run(scenario())) == ["done"] * 3 + ["registry-busy"] * 3


def test_who_waits_too_long_for_a_turn_is_sent_away() -> None:
    async def scenario() -> str:
        workers = Workers(1, 10.0, patience=0.1)
        await workers.warm()
        first = asyncio.create_task(workers.run(time.sleep, 1))
        await asyncio.sleep(0)
        with pytest.raises(RefusedError) as caught:
            await workers.run(time.sleep, 0)
        await first
        return caught.value.problem.type

    assert asyncio.run(scenario()) == "registry-busy"


def test_an_error_in_a_worker_arrives_as_it_was() -> None:
    async def scenario() -> DocumentError:
        workers = Workers(1, 10.0)
        with pytest.raises(DocumentError) as caught:
            await workers.run(prepare_core, Job(b'{"a": 1, "a": 2}', "https://x.example"))
        return caught.value

    assert asyncio.run(scenario()).problem.type == "duplicate-key"
