"""Can a steward look after organisations and tokens, and does a token end when it should?"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.registry.databases import rows
from tests.registry.documents import encoded
from tests.registry.served import Served

BASE = "/api/v1/organisations"


def post(registry: Served, path: str, body: Any) -> httpx.Response:
    return registry.call("POST", path, registry.tokens.steward, content=encoded(body))


def type_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


def test_an_organisation_gets_a_token_that_works_until_it_is_revoked(registry: Served) -> None:
    city = {
        "id": "reiji-hama",
        "kind": "municipality",
        "name": "例示浜市",
        "municipality": "992046",
    }
    made = post(registry, BASE, city)
    assert made.status_code == 201
    assert {k: made.json()[k] for k in city} == city
    issue = {"label": "担当", "scopes": ["diff:publish"], "days": 30}
    issued = post(registry, f"{BASE}/reiji-hama/tokens", issue)
    assert issued.status_code == 201
    token = issued.json()["token"]
    assert token.startswith("soroe_")

    who = registry.call("GET", "/api/v1/whoami", token).json()
    assert (who["organisation"], who["municipality"]) == ("reiji-hama", "992046")
    assert (who["kind"], who["scopes"]) == ("municipality", ["diff:publish"])
    assert who["expiresAt"] == issued.json()["expiresAt"]

    listed = registry.call("GET", f"{BASE}/reiji-hama/tokens", registry.tokens.steward)
    assert token not in listed.text
    (entry,) = listed.json()["tokens"]
    assert (entry["id"], entry["revokedAt"]) == (issued.json()["id"], None)

    address = f"{BASE}/reiji-hama/tokens/{entry['id']}"
    first = registry.call("DELETE", address, registry.tokens.steward)
    again = registry.call("DELETE", address, registry.tokens.steward)
    assert first.status_code == again.status_code == 200
    assert first.json()["revokedAt"] == again.json()["revokedAt"] is not None
    assert type_of(registry.call("GET", "/api/v1/whoami", token)) == "token-revoked"


def test_only_a_hash_of_a_token_is_kept(registry: Served) -> None:
    body = {"label": "x", "scopes": ["audit:read"], "days": 1}
    token = post(registry, f"{BASE}/steward/tokens", body).json()["token"]
    kept = str(rows(registry.database, "select * from token")) + str(
        rows(registry.database, "select * from audit")
    )
    assert token not in kept
    assert token[6:36] not in kept
    assert token not in registry.log()


def test_organisations_are_listed_by_page(registry: Served) -> None:
    for number in range(3):
        post(registry, BASE, {"id": f"vendor-{number}", "kind": "vendor", "name": "例示社"})
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = registry.call("GET", BASE, registry.tokens.steward, params=query).json()
        seen += [o["id"] for o in page["organisations"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == sorted(set(seen))
    assert {"steward", "vendor-0", "vendor-1", "vendor-2", "999903"} <= set(seen)


@pytest.mark.parametrize(
    ("change", "type_", "at"),
    [
        ({"id": "Big"}, "organisation-name-invalid", "/id"),
        ({"id": "steward"}, "organisation-exists", "/id"),
        ({"id": "second", "kind": "municipality", "municipality": "999903"}, "organisation-exists",
         "/id"),
        ({"kind": "king"}, "request-invalid", "/kind"),
        ({"name": "  "}, "request-invalid", "/name"),
        ({"name": 5}, "request-invalid", "/name"),
        ({"kind": "municipality"}, "request-invalid", "/municipality"),
        ({"municipality": "999903"}, "request-invalid", "/municipality"),
        ({"kind": "municipality", "municipality": "999901"}, "check-digit-wrong", ""),
        ({"kind": "municipality", "municipality": "990043"}, "no-such-municipality",
         "/municipality"),
        ({"createdAt": "2020-01-01T00:00:00Z"}, "request-invalid", ""),
    ],
)  # fmt: skip
def test_a_wrong_organisation_is_told_what_is_wrong(
    registry: Served, change: dict[str, Any], type_: str, at: str
) -> None:
    before = rows(registry.database, "select count(*) from organisation")
    answer = post(registry, BASE, {"id": "second", "kind": "vendor", "name": "例示社"} | change)
    assert (type_of(answer), answer.json().get("at", "")) == (type_, at), answer.text
    assert rows(registry.database, "select count(*) from organisation") == before


@pytest.mark.parametrize(
    ("owner", "change", "type_", "at"),
    [
        ("none", {}, "no-such-organisation", ""),
        ("999903", {}, "scope-not-for-kind", "/scopes/0"),
        ("steward", {"scopes": ["audit:read", "all"]}, "scope-not-for-kind", "/scopes/1"),
        ("steward", {"scopes": []}, "request-invalid", "/scopes"),
        ("steward", {"days": 0}, "request-invalid", "/days"),
        ("steward", {"days": 401}, "request-invalid", "/days"),
        ("steward", {"days": 1.5}, "request-invalid", "/days"),
        ("steward", {"label": ""}, "request-invalid", "/label"),
        ("steward", {"expiresAt": "2999-01-01"}, "request-invalid", ""),
    ],
)
def test_a_wrong_token_is_told_what_is_wrong(
    registry: Served, owner: str, change: dict[str, Any], type_: str, at: str
) -> None:
    body = {"label": "x", "scopes": ["audit:read"], "days": 1} | change
    answer = post(registry, f"{BASE}/{owner}/tokens", body)
    assert (type_of(answer), answer.json().get("at", "")) == (type_, at), answer.text


def test_a_token_of_another_organisation_cannot_be_revoked_under_a_wrong_name(
    registry: Served,
) -> None:
    (found,) = rows(registry.database, "select id from token where organisation = '992011'")
    answer = registry.call(
        "DELETE", f"{BASE}/steward/tokens/{found['id']}", registry.tokens.steward
    )
    assert type_of(answer) == "no-such-token"
