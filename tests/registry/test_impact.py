"""Is it told before a core is published what it would do to each municipality?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from registry.compute.impact import City, View
from registry.compute.workers import Workers
from registry.context import Context
from registry.db.pool import close_pool, open_pool
from registry.embedded import EmbeddedPostgres
from registry.limits import IMPACT_CHUNK
from registry.services.impact import impact_of_core
from soroe.diff import decode_diff
from soroe.impact import Impact, Subject, assess
from soroe.jsontext import read
from tests.registry import databases
from tests.registry.databases import OTHER, OWNER, execute, rows
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Served, Tokens, serving
from tests.registry.test_rebases import act, core, kind, many, prepare_all, publishes, revises

PATH = f"/api/v1/forms/{FORM}/impact"


@pytest.fixture(scope="module")
def city(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """Two municipalities with diffs, one of them on a version before the last."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        extra = {"extra": {"title": "追加", "type": "string"}}
        document = small_diff(OTHER, core="1.1.0", top=2)
        act(url, publishes("1.1.0", core(6, **extra)), revises(OTHER, 1, document), prepare_all)
        with serving(url, filled) as served:
            yield served


def ask(city: Served, document: Any, query: str = "version=2.0.0") -> httpx.Response:
    return city.call("POST", f"{PATH}?{query}", city.tokens.other, content=encoded(document))


def test_each_municipality_is_told_what_its_diff_would_become(city: Served) -> None:
    before = databases.counts(city.database)
    answer = ask(city, core(5, extra={"title": "追加", "type": "string"}))
    assert answer.status_code == 200, answer.text
    found = msgspec.json.decode(answer.content, type=Impact)
    assert (found.old.version, found.new.version, found.level) == ("1.1.0", "2.0.0", "major")
    told = {m.code: m for m in found.municipalities}
    assert told.keys() == {OWNER, OTHER}
    assert (told[OWNER].core, told[OTHER].core) == ("1.0.0", "1.1.0")
    assert all(m.needs_decision and m.counts == {"conflict": 1} for m in told.values())
    assert databases.counts(city.database) == before


def test_it_is_what_the_library_says_of_the_published_documents(city: Served) -> None:
    document = core(5)
    answer = ask(city, document)
    found = msgspec.json.decode(answer.content, type=Impact)
    name, revision = "例示市", 1
    (diff,) = rows(
        city.database, "select submitted from local_revision where municipality = $1", OWNER
    )
    old = city.get(f"/forms/{FORM}/1.0.0.json").json()
    new = document | {"$id": f"{PUBLIC_URL}/forms/{FORM}/2.0.0.json"}
    new["properties"] = document["properties"] | {"note": old["properties"]["note"]}
    wanted = assess(
        old,
        new,
        decode_diff(read(diff["submitted"])),
        subject=Subject(OWNER, name, revision),
        new_version="2.0.0",
    )
    assert next(m for m in found.municipalities if m.code == OWNER) == wanted


def test_it_can_be_read_in_words(city: Served) -> None:
    text = ask(city, core(5), "version=2.0.0&format=markdown").text
    assert "例示市" in text
    page = ask(city, core(5), "version=2.0.0&format=html&lang=en")
    policy = page.headers["content-security-policy"]
    assert f'content="{policy}"' in page.text


def test_a_core_in_review_has_its_impact(city: Served) -> None:
    path = f"/api/v1/forms/{FORM}/reviews/3.0.0"
    opened = city.call(
        "PUT", f"{path}?closesOn=2999-03-31", city.tokens.steward, content=encoded(core(4))
    )
    assert opened.status_code == 201, opened.text
    found = city.call("GET", f"{path}/impact", city.tokens.other)
    assert found.status_code == 200, found.text
    assert found.json()["new"]["version"] == "3.0.0"
    assert len(found.json()["municipalities"]) == 2
    missing = city.call("GET", f"/api/v1/forms/{FORM}/reviews/9.0.0/impact", city.tokens.other)
    assert (missing.status_code, kind(missing)) == (404, "no-such-review")


@pytest.mark.parametrize(
    ("query", "document", "status", "type_"),
    [
        ("version=1.1.0", small_core(), 409, "version-not-greater"),
        ("version=2.0", small_core(), 400, "version-invalid"),
        ("", small_core(), 400, "parameter-missing"),
        ("version=2.0.0&format=pdf", small_core(), 400, "parameter-invalid"),
        ("version=2.0.0", {"type": "objekt"}, 422, "not-a-schema"),
        ("version=2.0.0", {"type": "object"}, 422, "dialect-unknown"),
    ],
)
def test_what_could_not_be_published_is_refused(
    city: Served, query: str, document: Any, status: int, type_: str
) -> None:
    refused = ask(city, document, query)
    assert (refused.status_code, kind(refused)) == (status, type_), refused.text


def test_a_form_that_nobody_knows_has_no_impact(city: Served) -> None:
    refused = city.call(
        "POST",
        "/api/v1/forms/nothing/impact?version=1.0.0",
        city.tokens.other,
        content=encoded(small_core()),
    )
    assert (refused.status_code, kind(refused)) == (404, "no-such-form")


def assessed(url: str, workers: Workers, times: int = 1) -> list[Impact | BaseException]:
    """The impact of a stricter core, asked for so many times at once."""

    async def ask_all() -> list[Any]:
        pool = await open_pool(url, 4)
        try:
            context = Context(pool, workers, PUBLIC_URL)
            asked = [
                impact_of_core(context, FORM, "2.0.0", encoded(core(5)), View("json", "ja"))
                for _ in range(times)
            ]
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await close_pool(pool)

    return [
        msgspec.json.decode(found, type=Impact) if isinstance(found, bytes) else found
        for found in asyncio.run(ask_all())
    ]


def test_nobody_is_left_out_of_many(database: str) -> None:
    codes = many(database, 3 * IMPACT_CHUNK + 1)
    (found,) = assessed(database, Workers(4))
    assert isinstance(found, Impact)
    assert {m.code for m in found.municipalities} == {OWNER, *codes}
    assert found.summary.municipalities == len(codes) + 1
    assert found.summary.outcomes == {"conflict": len(codes) + 1}


def test_a_diff_that_cannot_be_read_is_told_and_hides_nobody(database: str) -> None:
    codes = many(database, 3)
    spoil = f"update local_revision set submitted = '[' where municipality = '{codes[1]}'"
    asyncio.run(execute(database, spoil))
    (found,) = assessed(database, Workers(1))
    assert isinstance(found, Impact)
    told = {m.code: m for m in found.municipalities}
    assert len(told) == 4
    assert [p.type for p in told[codes[1]].misfits] == ["not-json"]
    assert told[codes[1]].needs_decision
    assert told[codes[0]].counts == {"conflict": 1}


def test_a_second_one_at_once_is_told_to_come_back(database: str) -> None:
    found = assessed(database, Workers(1), times=2)
    kinds = sorted(type(one).__name__ for one in found)
    assert kinds == ["Impact", "RefusedError"]


def test_a_city_is_a_plain_value() -> None:
    """It goes to another process, so everything of it has to be there."""
    city = City(Subject(OWNER, "例示市", 1), "1.0.0", json.dumps(small_diff(OWNER)).encode())
    assert msgspec.json.decode(msgspec.json.encode(city), type=City) == city
