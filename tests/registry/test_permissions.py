"""Can each caller do what is theirs, and nothing else?"""

from __future__ import annotations

import pytest

from registry.permissions import PERMISSIONS, PUBLIC, TOKEN
from registry.services import rights
from tests.registry.databases import OWNER, counts, rows
from tests.registry.documents import FORM, encoded, small_diff
from tests.registry.routes import TRIES, routes
from tests.registry.served import Served

ACTORS = ("anonymous", "broken", "unknown", "expired", "revoked", "auditor", "owner", "other")
MAY = {
    "auditor": {TOKEN, rights.AUDIT_READ},
    "owner": {TOKEN, rights.COMMENT, rights.DIFF_PUBLISH, rights.REPORT, rights.WEBHOOK},
    "other": {TOKEN, rights.COMMENT, rights.DIFF_PUBLISH, rights.REPORT, rights.WEBHOOK},
    "steward": {
        TOKEN,
        rights.COMMENT,
        rights.AUDIT_READ,
        rights.CORE_PUBLISH,
        rights.ORGANISATION_MANAGE,
        rights.WEBHOOK,
    },
}
_OWN = ("{code}/rebase", "{code}/rebase/retry", "{code}/handover")
"""Routes of one municipality, beside those for which it needs `diff:publish`."""
UNKNOWN = "soroe_" + "0" * 30 + "2jgTQO"


def token(registry: Served, actor: str) -> str | None:
    if actor in {"anonymous", "unknown", "broken"}:
        return {"anonymous": None, "unknown": UNKNOWN, "broken": "soroe_short"}[actor]
    found: str = getattr(registry.tokens, actor)
    return found


def test_every_route_is_in_the_table_and_every_line_of_it_is_a_route() -> None:
    assert sorted(PERMISSIONS) == routes()
    assert sorted(TRIES) == routes()


def test_what_changes_something_is_never_public() -> None:
    open_writes = {route for route, needed in PERMISSIONS.items() if needed == PUBLIC} - {
        ("POST", "/api/v1/check"),
        ("POST", "/api/v1/forms/{form}/what-if"),
    }
    assert {method for method, _ in open_writes} == {"GET"}


@pytest.mark.parametrize("actor", [*ACTORS, "steward"])
@pytest.mark.parametrize("route", sorted(PERMISSIONS), ids=" ".join)
def test_a_caller_gets_through_exactly_where_the_table_says(
    registry: Served, route: tuple[str, str], actor: str
) -> None:
    needed, request = PERMISSIONS[route], TRIES[route]
    before = counts(registry.database)
    more = {} if request.content is None else {"content": request.content}
    answer = registry.call(route[0], request.address, token(registry, actor), **more)
    enough = set(needed.split(rights.ONE_OF))
    allowed = needed == PUBLIC or not enough.isdisjoint(MAY.get(actor, set()))
    own = needed in {rights.DIFF_PUBLISH, rights.REPORT, rights.WEBHOOK} or route[1].endswith(_OWN)
    if actor == "other" and own:
        allowed = False  # it is another municipality's
    if allowed:
        assert answer.status_code in request.good, answer.text
        return
    assert answer.status_code == (403 if actor in MAY else 401), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("www-authenticate" in answer.headers) == (answer.status_code == 401)
    assert answer.headers["cache-control"] == "no-store"
    assert counts(registry.database) == before


@pytest.mark.parametrize(
    ("actor", "type_"),
    [
        ("anonymous", "token-required"),
        ("broken", "token-unknown"),
        ("unknown", "token-unknown"),
        ("expired", "token-expired"),
        ("revoked", "token-revoked"),
        ("owner", "scope-missing"),
    ],
)
def test_a_caller_is_told_why(registry: Served, actor: str, type_: str) -> None:
    answer = registry.call("GET", "/api/v1/audit", token(registry, actor))
    assert answer.json()["type"].endswith(f"/problems/{type_}")


def test_another_municipality_is_refused_by_name(registry: Served) -> None:
    path = f"/api/v1/forms/{FORM}/local/{OWNER}/2"
    body = encoded(small_diff(OWNER))
    answer = registry.call("PUT", path, registry.tokens.other, content=body)
    assert answer.json()["type"].endswith("/problems/not-your-municipality")
    assert answer.json()["params"] == {"code": OWNER, "yours": "992011"}


def test_a_body_is_not_read_before_the_caller_is_known(registry: Served) -> None:
    path = "/api/v1/forms/matrix/versions/9.0.0"
    answer = registry.call("PUT", path, content=b"x", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 401


def test_no_token_is_in_the_log_or_in_the_database(registry: Served) -> None:
    secrets = [getattr(registry.tokens, name) for name in registry.tokens.__struct_fields__]
    assert len(registry.log()) > 10_000
    kept = str(rows(registry.database, "select * from token"))
    for text in secrets:
        assert text not in registry.log()
        assert text not in kept
    assert "Bearer" not in registry.log()


def test_a_scope_beyond_the_kind_of_an_organisation_gives_nothing(registry: Served) -> None:
    sql = (
        "update token set scopes = scopes || array['core:publish'] where organisation = $1 "
        "returning id"
    )
    assert rows(registry.database, sql, "992011")
    path = "/api/v1/forms/matrix/versions/9.0.0"
    answer = registry.call("PUT", path, registry.tokens.other, content=b"{}")
    assert answer.json()["type"].endswith("/problems/scope-missing")
