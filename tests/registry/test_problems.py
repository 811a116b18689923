"""Is every refusal explained in both languages, and is nothing of the inside ever told?"""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from litestar.exceptions import ImproperlyConfiguredException

from registry import errors, problems
from registry.permissions import PERMISSIONS
from soroe.errors import Problem
from soroe.locale import table
from tests.registry.routes import framework
from tests.registry.served import Served


def test_every_status_belongs_to_a_type_with_sentences() -> None:
    assert set(problems.STATUS) <= set(table("problems", "ja"))
    known = {400, 401, 403, 404, 405, 409, 412, 413, 415, 428, 429, 500, 502, 503}
    assert known == set(problems.STATUS.values())


def test_the_catalogue_explains_each_type_at_its_own_address(registry: Served) -> None:
    listed = registry.get("/problems.json").json()["problems"]
    assert len(listed) == len(table("problems", "ja"))
    for entry in listed:
        slug = entry["type"].rpartition("/")[2]
        assert entry["type"] == f"https://registry.example/problems/{slug}"
        for part in ("title", "detail", "remedy"):
            assert entry[part]
            assert entry[f"{part}En"]
    assert registry.get("/problems/not-json").json() in listed


def test_several_problems_are_all_told_and_the_first_decides() -> None:
    status, body = problems.encode(
        (
            Problem("duplicate-key", "/a", line=3, column=5),
            Problem("date-invalid", "/b", {"date": "x"}),
        ),
        "https://r.example",
    )
    assert status == 400
    assert b'"line":3' in body
    assert body.count(b'"type":"https://r.example/problems/date-invalid"') == 1


SECRET = "the-password-of-the-database"


@pytest.mark.parametrize(
    ("error", "status", "type_"),
    [
        (RuntimeError(SECRET), 500, "internal"),
        (ImproperlyConfiguredException(SECRET), 500, "internal"),
        (asyncpg.UndefinedTableError(SECRET), 500, "internal"),
        (ConnectionRefusedError(SECRET), 503, "registry-unavailable"),
        (TimeoutError(SECRET), 503, "registry-unavailable"),
        (asyncpg.ConnectionDoesNotExistError(SECRET), 503, "registry-unavailable"),
        (asyncpg.CannotConnectNowError(SECRET), 503, "registry-unavailable"),
        (asyncpg.AdminShutdownError(SECRET), 503, "registry-unavailable"),
        (asyncpg.CrashShutdownError(SECRET), 503, "registry-unavailable"),
        (asyncpg.QueryCanceledError(SECRET), 503, "registry-unavailable"),
        (asyncpg.DeadlockDetectedError(SECRET), 503, "registry-unavailable"),
        (asyncpg.TooManyConnectionsError(SECRET), 503, "registry-unavailable"),
        (asyncpg.InterfaceError(SECRET), 503, "registry-unavailable"),
    ],
)
def test_an_error_from_within_says_nothing_of_itself(
    error: Exception, status: int, type_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = framework()
    app.state["context"] = type("Context", (), {"public_url": "https://r.example"})
    scope: Any = {
        "type": "http", "app": app, "litestar_app": app, "path": "/x", "method": "GET",
        "headers": [], "state": {"request_id": "abc"}, "path_template": "/x",
    }  # fmt: skip
    request: Any = app.request_class(scope) if app.request_class else None
    answer = errors.handle(request, error)
    assert answer.status_code == status
    assert type_.encode() in answer.content
    assert SECRET.encode() not in answer.content
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert (SECRET in capsys.readouterr().err) == (status == 500)  # for the administrators


def test_there_is_a_permission_for_the_catalogue() -> None:
    assert PERMISSIONS["GET", "/problems.json"] == "public"
