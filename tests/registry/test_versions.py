"""Is a version number that promises too much refused, with an application that shows why?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from soroe.schema import validator
from tests.registry.databases import counts
from tests.registry.documents import encoded, small_core
from tests.registry.served import Served


def put(registry: Served, form: str, version: str, document: Any) -> httpx.Response:
    path = f"/api/v1/forms/{form}/versions/{version}"
    return registry.call("PUT", path, registry.tokens.steward, content=encoded(document))


def core(**grade: Any) -> dict[str, Any]:
    made = small_core()
    made["properties"]["grade"] |= grade
    return made


def published(registry: Served, form: str, version: str) -> Any:
    return registry.get(f"/forms/{form}/{version}.json").json()


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


def test_a_narrowed_core_as_minor_is_refused_with_an_application_that_shows_why(
    registry: Served,
) -> None:
    assert put(registry, "narrowed", "1.0.0", core()).status_code == 201
    before = counts(registry.database)
    answer = put(registry, "narrowed", "1.1.0", core(maximum=3))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert kind(answer) == "version-too-small"
    assert told["params"]["level"] == "major"
    assert told["params"]["smallest"] == "2.0.0"
    assert "学年: " in told["detail"]
    assert counts(registry.database) == before

    assert validator(published(registry, "narrowed", "1.0.0")).is_valid(told["witness"])
    assert put(registry, "narrowed", "2.0.0", core(maximum=3)).status_code == 201
    assert not validator(published(registry, "narrowed", "2.0.0")).is_valid(told["witness"])


def test_a_widened_core_as_patch_is_refused_and_as_minor_accepted(registry: Served) -> None:
    put(registry, "widened", "1.0.0", core())
    answer = put(registry, "widened", "1.0.1", core(maximum=9))
    assert (answer.status_code, kind(answer)) == (422, "version-too-small-wider")
    assert answer.json()["params"]["smallest"] == "1.1.0"
    assert not validator(published(registry, "widened", "1.0.0")).is_valid(answer.json()["witness"])
    assert put(registry, "widened", "1.1.0", core(maximum=9)).status_code == 201


def test_another_wording_may_be_a_patch(registry: Served) -> None:
    put(registry, "worded", "1.0.0", core())
    assert put(registry, "worded", "1.0.1", core(title="児童の学年")).status_code == 201


def test_the_first_version_has_nothing_to_be_compared_with(registry: Served) -> None:
    assert put(registry, "first", "0.0.1", core(maximum=3)).status_code == 201


def test_the_same_content_again_is_no_new_version(registry: Served) -> None:
    put(registry, "again", "1.0.0", core())
    put(registry, "again", "2.0.0", core(maximum=3))
    assert put(registry, "again", "1.0.0", core()).status_code == 200
    assert put(registry, "again", "2.0.0", core(maximum=3)).status_code == 200


def test_a_caller_without_the_right_learns_nothing_of_the_verdict(registry: Served) -> None:
    put(registry, "private", "1.0.0", core())
    path = "/api/v1/forms/private/versions/1.1.0"
    answer = registry.call("PUT", path, registry.tokens.owner, content=encoded(core(maximum=3)))
    assert answer.status_code == 403
    assert "witness" not in answer.json()


@pytest.mark.parametrize("turn", range(3))
def test_of_two_at_once_the_one_that_came_second_is_judged_against_the_first(
    registry: Served, turn: int
) -> None:
    form = f"at-once-{turn}"
    put(registry, form, "1.0.0", core())
    wider = [("1.1.0", core(maximum=9)), ("1.2.0", core(maximum=8))]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda w: put(registry, form, *w), wider))
    codes = [a.status_code for a in answers]
    # 1.1.0 first: 1.2.0 takes something back; 1.2.0 first: 1.1.0 no longer rises.
    assert sorted(codes) in ([201, 409], [201, 422])
    versions = [v["version"] for v in registry.get(f"/forms/{form}.json").json()["versions"]]
    assert len(versions) == 2
