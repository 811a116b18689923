"""Is what a steward decides about clusters kept, obeyed, refused where it cannot hold?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from registry.embedded import EmbeddedPostgres
from soroe.promotion import Book
from tests.registry import databases
from tests.registry.databases import OTHER, counts, rows
from tests.registry.documents import FORM, encoded
from tests.registry.served import Served, Tokens, serving
from tests.registry.test_measures import DIFFS, FORMS, FOURTH, THIRD, members, publishes, until
from tests.registry.test_rebases import kind

PATH = f"{FORMS}/clusters/decisions"


@pytest.fixture
def city(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """Four municipalities with diffs."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        for code in (OTHER, THIRD, FOURTH):
            asyncio.run(publishes(url, code, 1, DIFFS[code]))
        with serving(url, filled) as served:
            until(served, "candidates", lambda found: found["below"]["municipalities"] == 4)
            yield served


def decide(served: Served, token: str | None = None, **command: Any) -> httpx.Response:
    """One decision of the steward."""
    body = encoded({"reason": "同じ欄と確かめた", **command})
    return served.call("POST", PATH, token or served.tokens.steward, content=body)


def keys(served: Served) -> dict[str, str]:
    """The key of each added item by its title, as the library signs it."""
    book = Book()
    for member in members(served):
        book.add(member.core, member.diff, member.subject.revision)
    return {one.title: key for key, one in book.signatures.items() if one.kind == "added"}


def test_what_was_merged_is_one_until_it_is_taken_back(city: Served) -> None:
    known = keys(city)
    one, other = known["飼っている動物"], known["動物"]
    assert decide(city, action="merge", one=one, other=other).status_code == 201
    again = decide(city, action="merge", one=one, other=other)
    assert (again.status_code, again.json()["created"]) == (200, False)

    def merged(found: dict[str, Any]) -> bool:
        return any({one, other} <= set(c["signatures"]) for c in found["below"]["candidates"])

    until(city, "candidates", merged)
    listed = city.get(PATH).json()["decisions"]
    assert [(d["id"], d["decision"]["action"], d["recordedBy"]) for d in listed] == [
        (1, "merge", "steward")
    ]
    assert decide(city, action="undo", decision=1, reason="別の欄だった").status_code == 201
    assert decide(city, action="undo", decision=1, reason="もう一度").status_code == 200
    until(city, "candidates", lambda found: not merged(found))
    (kept,) = city.get(PATH).json()["decisions"]
    assert (kept["undone"]["reason"], kept["undone"]["recordedBy"]) == ("別の欄だった", "steward")
    told = rows(city.database, "select action, object from audit order by id desc limit 2")
    assert [tuple(row) for row in told] == [
        ("undo-decision", f"forms/{FORM}/clusters/decisions/1"),
        ("merge-clusters", f"forms/{FORM}/clusters/decisions/1"),
    ]


def test_what_was_split_is_never_one(city: Served) -> None:
    found = city.get(f"{FORMS}/candidates").json()["below"]["candidates"]
    both = next(c for c in found if len(c["signatures"]) == 2)
    one, other = both["signatures"]
    assert decide(city, action="split", one=one, other=other).status_code == 201
    assert decide(city, action="split", one=other, other=one).status_code == 200
    until(
        city,
        "candidates",
        lambda found: all(len(c["signatures"]) == 1 for c in found["below"]["candidates"]),
    )
    refused = decide(city, action="merge", one=one, other=other)
    assert (refused.status_code, kind(refused)) == (422, "cluster-decisions-contradict")


def test_a_circle_is_refused_also_when_both_halves_come_at_once(city: Served) -> None:
    known = keys(city)
    one, other = known["飼っている動物"], known["動物"]
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(decide, city, action="merge", one=one, other=other)
        second = pool.submit(decide, city, action="merge", one=other, other=one)
        answers = [first.result(), second.result()]
    assert sorted(a.status_code for a in answers) == [201, 422]
    refused = next(a for a in answers if a.status_code == 422)
    assert kind(refused) == "cluster-merge-cycle"
    assert len(city.get(PATH).json()["decisions"]) == 1


def test_a_decision_that_speaks_of_what_nobody_does_any_more_is_reported(city: Served) -> None:
    known = keys(city)
    one, other = known["飼っている動物"], known["動物"]
    decide(city, action="merge", one=one, other=other)
    asyncio.run(publishes(city.database, FOURTH, 2, DIFFS[OTHER] | {"municipality": FOURTH}))
    until(city, "candidates", lambda found: found["below"].get("unknown") == [other])
    (kept,) = city.get(PATH).json()["decisions"]
    assert kept["unknown"] == [other]


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ({"action": "merge", "one": "f" * 16, "other": "e" * 16}, (422, "cluster-key-unknown")),
        ({"action": "merge", "one": "x", "other": "e" * 16}, (400, "cluster-key-invalid")),
        ({"action": "merge", "one": "e" * 16, "other": "e" * 16}, (400, "cluster-key-invalid")),
        ({"action": "merge", "one": "e" * 16}, (400, "request-invalid")),
        ({"action": "undo", "decision": 9}, (404, "no-such-decision")),
        ({"action": "undo", "one": "e" * 16}, (400, "request-invalid")),
        ({"action": "join"}, (400, "request-invalid")),
        ({"action": "undo", "decision": 9, "reason": " "}, (422, "remark-unfit")),
    ],
)
def test_what_cannot_be_decided_is_refused_and_leaves_nothing(
    registry: Served, command: dict[str, Any], wanted: tuple[int, str]
) -> None:
    before = counts(registry.database)
    refused = decide(registry, **command)
    assert (refused.status_code, kind(refused)) == wanted, refused.text
    assert counts(registry.database) == before


def test_only_a_steward_decides(registry: Served) -> None:
    refused = decide(registry, registry.tokens.owner, action="undo", decision=1)
    assert (refused.status_code, kind(refused)) == (403, "scope-missing")
