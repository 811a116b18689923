"""Does a core say that it is on its way out, wherever it is met, and only what can be true?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from registry.front import Front
from registry.watching import watch
from tests.registry.databases import OWNER, counts, execute, rows, with_context
from tests.registry.documents import encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Served, serving
from tests.registry.test_publishing import problem, put_core

APPLIES = {"1.0.0": "2026-04-01", "1.1.0": "2027-04-01", "1.2.0": "2028-04-01"}
DEPRECATED = {
    "state": "deprecated",
    "effective": "2027-04-01",
    "removal": "2028-04-01",
    "replacement": "1.1.0",
    "reason": "法改正のため",
}
PLAIN = {"Accept-Encoding": "identity"}


def published(registry: Served, form: str) -> str:
    """A form with three versions."""
    for version, day in APPLIES.items():
        document = small_core() | {"description": version * 300}
        answer = put_core(registry, form, version, document, params={"effectiveFrom": day})
        assert answer.status_code == 201, answer.text
    return form


def say(registry: Served, form: str, version: str, **body: Any) -> httpx.Response:
    path = f"/api/v1/forms/{form}/versions/{version}/state"
    return registry.call("POST", path, registry.tokens.steward, content=encoded(body))


def entries(registry: Served, form: str) -> dict[str, Any]:
    return {v["version"]: v for v in registry.get(f"/forms/{form}.json").json()["versions"]}


def test_a_deprecated_core_says_so_in_its_headers_its_listing_and_its_history(
    registry: Served,
) -> None:
    form = published(registry, "s-old")
    before = registry.get(f"/forms/{form}/1.0.0.json", headers=PLAIN)
    done = say(registry, form, "1.0.0", **DEPRECATED)
    assert (done.status_code, done.json()["created"]) == (201, True), done.text

    core = registry.get(f"/forms/{form}/1.0.0.json", headers=PLAIN)
    assert core.content == before.content
    assert core.headers["etag"] == before.headers["etag"]
    since = datetime.fromtimestamp(int(core.headers["deprecation"].removeprefix("@")), UTC)
    assert since == datetime(2027, 3, 31, 15, tzinfo=UTC)  # midnight in Japan
    assert core.headers["sunset"] == "Fri, 31 Mar 2028 15:00:00 GMT"
    assert parsedate_to_datetime(core.headers["sunset"]) > since
    told = f"{PUBLIC_URL}/api/v1/forms/{form}/versions/1.0.0/state"
    assert core.headers["link"] == (
        f'<{PUBLIC_URL}/forms/{form}/1.1.0.json>; rel="successor-version", '
        f'<{told}>; rel="deprecation"; type="application/json"'
    )
    exposed = core.headers["access-control-expose-headers"]
    assert {"Deprecation", "Sunset", "Link"} <= set(exposed.split(", "))

    entry = entries(registry, form)["1.0.0"]
    assert entry["state"] == "deprecated"
    (said,) = entry["states"]
    assert {k: said[k] for k in DEPRECATED} == DEPRECATED
    assert entries(registry, form)["1.1.0"]["states"] == []
    history = registry.get(told.removeprefix(PUBLIC_URL)).json()
    assert (history["state"], len(history["history"])) == ("deprecated", 1)
    assert history["history"][0]["recordedBy"] == "steward"
    (act,) = rows(
        registry.database,
        "select action from audit where object = $1 and action <> 'publish-core'",
        f"forms/{form}/1.0.0",
    )
    assert act["action"] == "state-deprecated"


MARKS = ("deprecation", "sunset", "link")


def marks(registry: Served, path: str, method: str = "GET", **headers: str) -> list[str | None]:
    answer = registry.call(method, path, headers=headers)
    assert answer.status_code in (200, 304)
    return [answer.headers.get(name) for name in MARKS]


@pytest.mark.parametrize(
    "headers",
    [{"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}],
    ids=["plain", "compressed"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_kept_answers_do_not_go_on_without_the_headers(
    registry: Served, method: str, headers: dict[str, str]
) -> None:
    form = published(registry, f"s-kept-{method.lower()}-{headers['Accept-Encoding']}")
    path = f"/forms/{form}/1.0.0.json"
    for _ in range(3):  # by now the answer is kept
        tag = registry.call(method, path, headers=headers).headers["etag"]
    held = {**headers, "If-None-Match": tag}
    assert registry.call(method, path, headers=held).status_code == 304
    assert marks(registry, path, method, **held) == [None] * 3
    say(registry, form, "1.0.0", **DEPRECATED)
    first = marks(registry, path, method, **held)  # straight away
    assert all(first)
    for more in (headers, held):
        for _ in range(2):
            assert marks(registry, path, method, **more) == first
    say(registry, form, "1.0.0", state="published", reason="取り消すため")
    assert marks(registry, path, method, **held) == [None] * 3


def test_pointers_say_it_too(registry: Served) -> None:
    form = published(registry, "s-pointer")
    last = {**DEPRECATED, "effective": "2029-04-01", "removal": None, "replacement": "1.1.0"}
    assert say(registry, form, "1.2.0", **last).status_code == 201
    latest = registry.get(f"/forms/{form}/latest.json")
    assert latest.headers["content-location"].endswith("/1.2.0.json")
    assert 'rel="canonical"' in latest.headers["link"]
    assert 'rel="successor-version"' in latest.headers["link"]
    assert "deprecation" in latest.headers
    assert "sunset" not in latest.headers


def test_another_process_forgets_too(database: str, registry: Served) -> None:
    """Two processes on one database; what one is told, the other soon says as well."""
    with serving(database, registry.tokens) as one, serving(database, registry.tokens) as two:
        form = published(one, "s-two")
        path = f"/forms/{form}/1.0.0.json"
        assert [marks(two, path) for _ in range(3)] == [[None] * 3] * 3
        say(one, form, "1.0.0", **DEPRECATED)
        seen = until(lambda: marks(two, path)[0])
        assert seen == marks(one, path)[0]


def until(look: Callable[[], str | None]) -> str:
    """What `look` sees at last."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if found := look():
            return found
    raise AssertionError("it never says so")


def test_what_is_being_answered_while_something_is_said_is_not_kept() -> None:
    """An answer that was begun before, and ends after, was made of what is no longer so."""
    said: list[int] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if not said:
            said.append(1)
            front.forget()  # somebody says something while this answer is made
        headers = [
            (b"etag", b'"x"'),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"content-type", b"text/plain"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    front = Front(app, 100_000)

    async def ask() -> bool:
        async def nothing(*_: Any) -> Any:
            return None

        scope = {
            "type": "http", "method": "GET", "path": "/a", "query_string": b"", "headers": []
        }  # fmt: skip
        await front(dict(scope), nothing, nothing)
        return front.find(b"/a") is not None

    assert [asyncio.run(ask()), asyncio.run(ask())] == [False, True]
    front.forget()
    assert front.find(b"/a") is None


def test_watching_goes_on_when_connections_are_lost(database: str) -> None:
    """A connection that dies between two looks costs nothing: the next look sees what was said."""

    async def look(context: Any) -> None:
        forgotten: asyncio.Queue[int] = asyncio.Queue()
        watching = asyncio.create_task(watch(context.pool, lambda: forgotten.put_nowait(1)))
        await asyncio.wait_for(forgotten.get(), 30)
        await execute(database, CUT)
        await execute(database, SAID)
        await asyncio.wait_for(forgotten.get(), 30)
        assert not watching.done()
        watching.cancel()
        assert forgotten.empty()

    asyncio.run(with_context(database, look))


CUT = """select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()"""
SAID = """insert into core_state (form, version, state, reason)
  values ('small-form', '1.0.0', 'withdrawn', 'x')"""


def test_a_withdrawn_core_is_read_for_ever_and_offered_no_more(registry: Served) -> None:
    form = published(registry, "s-gone")
    body = registry.get(f"/forms/{form}/1.2.0.json").content
    assert say(registry, form, "1.2.0", state="withdrawn", reason="誤りのため").status_code == 201
    core = registry.get(f"/forms/{form}/1.2.0.json")
    assert (core.status_code, core.content) == (200, body)
    assert "deprecation" in core.headers
    assert "sunset" not in core.headers
    for pointer in ("latest", "1"):
        found = registry.get(f"/forms/{form}/{pointer}.json")
        assert found.headers["content-location"].endswith("/1.1.0.json")
    assert registry.get(f"/forms/{form}.json").json()["latest"] == "1.1.0"
    catalogue = next(
        e for e in registry.get("/catalog.json").json()["schemas"]
        if e["url"].endswith(f"/{form}/latest.json")
    )  # fmt: skip
    assert "1.2.0" not in catalogue["versions"]
    assert entries(registry, form)["1.2.0"]["states"][-1]["reason"] == "誤りのため"

    put = f"/api/v1/forms/{form}/local/{OWNER}/1"
    diff = encoded(
        {**small_diff(OWNER, form=form, core="1.2.0"), "effectiveFrom": APPLIES["1.2.0"]}
    )
    refused = registry.call("PUT", put, registry.tokens.owner, content=diff)
    assert (refused.status_code, problem(refused)) == (422, "core-withdrawn")
    assert refused.json()["at"] == "/core"
    assert refused.json()["params"]["known"] == "1.0.0, 1.1.0"
    below = put_core(registry, form, "1.2.0", small_core())
    assert problem(below) == "content-differs"  # its number is not free again
    assert say(registry, form, "1.2.0", state="published", reason="誤りではなかった").is_success
    assert registry.get(f"/forms/{form}.json").json()["latest"] == "1.2.0"
    assert registry.call("PUT", put, registry.tokens.owner, content=diff).status_code == 201
    told = registry.get(f"/api/v1/forms/{form}/versions/1.2.0/state").json()
    assert [h["state"] for h in told["history"]] == ["withdrawn", "published"]


def test_a_check_says_that_the_core_is_on_its_way_out(registry: Served) -> None:
    form = published(registry, "s-check")
    whole = encoded({"type": "object", "properties": {"name": {"type": "string"}}})

    def notes(version: str) -> list[Any]:
        path = f"/api/v1/check?form={form}&core={version}"
        told = registry.call("POST", path, content=whole).json().get("notes", [])
        return [note for note in told if note["type"].startswith("core-")]

    assert notes("1.0.0") == []
    say(registry, form, "1.0.0", **DEPRECATED)
    (note,) = notes("1.0.0")
    assert note["type"] == "core-deprecated"
    assert {k: note["params"][k] for k in ("replacement", "effective", "reason")} == {
        "replacement": "1.1.0", "effective": "2027-04-01", "reason": "法改正のため",
    }  # fmt: skip
    say(registry, form, "1.0.0", state="withdrawn", reason="誤り")
    assert [n["type"] for n in notes("1.0.0")] == ["core-withdrawn"]
    assert notes("latest") == []


def test_when_the_last_version_is_withdrawn_there_is_no_latest(registry: Served) -> None:
    assert put_core(registry, "s-only", "1.0.0", small_core()).status_code == 201
    assert say(registry, "s-only", "1.0.0", state="withdrawn", reason="x").status_code == 201
    assert problem(registry.get("/forms/s-only/latest.json")) == "no-such-version"
    assert registry.get("/forms/s-only.json").json()["latest"] is None


def test_a_withdrawal_leaves_the_successor_that_was_named(registry: Served) -> None:
    form = published(registry, "s-leave")
    say(registry, form, "1.0.0", **DEPRECATED)
    done = say(registry, form, "1.0.0", state="withdrawn", reason="期限が来たため")
    assert done.json()["standing"]["replacement"] == "1.1.0"
    assert 'rel="successor-version"' in registry.get(f"/forms/{form}/1.0.0.json").headers["link"]


def test_the_same_again_changes_nothing(registry: Served) -> None:
    form = published(registry, "s-same")
    assert say(registry, form, "1.0.0", state="published", reason="x").status_code == 200
    say(registry, form, "1.0.0", **DEPRECATED)
    before = counts(registry.database)
    again = say(registry, form, "1.0.0", **DEPRECATED)
    assert (again.status_code, again.json()["created"]) == (200, False)
    assert counts(registry.database) == before
    later = say(registry, form, "1.0.0", **{**DEPRECATED, "removal": "2028-10-01"})
    assert (later.status_code, later.json()["standing"]["removal"]) == (201, "2028-10-01")


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no replacement": ({"replacement": None}, "state-fact-missing", "/replacement"),
    "no first day": ({"effective": None}, "state-fact-missing", "/effective"),
    "a replacement that is not there": ({"replacement": "9.0.0"}, "replacement-unfit", "/replacement"),
    "itself": ({"replacement": "1.0.0"}, "replacement-unfit", "/replacement"),
    "not a version": ({"replacement": "new"}, "replacement-unfit", "/replacement"),
    "deprecated before it applies": (
        {"effective": "2026-03-31"}, "deprecated-before-effective", "/effective",
    ),
    "withdrawn before it is deprecated": (
        {"removal": "2027-03-31"}, "removal-not-after-deprecation", "/removal",
    ),
    "withdrawn on the day it is deprecated": (
        {"removal": "2027-04-01"}, "removal-not-after-deprecation", "/removal",
    ),
    "withdrawn before the replacement applies": (
        {"replacement": "1.2.0", "removal": "2028-03-31"}, "removal-before-replacement", "/removal",
    ),
    "no reason": ({"reason": " "}, "remark-unfit", "/reason"),
    "a long reason": ({"reason": "長" * 4001}, "remark-unfit", "/reason"),
    "not a state": ({"state": "draft"}, "request-invalid", "/state"),
    "not a day": ({"effective": "2027-02-30"}, "request-invalid", "/effective"),
    "a withdrawal with days": ({"state": "withdrawn"}, "state-fact-unfit", "/effective"),
    "publishing with days": ({"state": "published"}, "state-fact-unfit", "/effective"),
    "something else": ({"until": "2027-04-01"}, "request-invalid", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def wrong(registry: Served) -> str:
    return published(registry, "s-wrong")


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_true_is_refused(
    registry: Served, wrong: str, change: tuple[dict[str, Any], str, str]
) -> None:
    body, type_, at = change
    before = counts(registry.database)
    refused = say(registry, wrong, "1.0.0", **(DEPRECATED | body))
    assert (problem(refused), refused.json()["at"]) == (type_, at), refused.text
    assert refused.status_code in (400, 422)
    assert counts(registry.database) == before


def test_a_replacement_is_not_on_its_way_out_itself(registry: Served) -> None:
    form = published(registry, "s-chain")
    say(registry, form, "1.0.0", **DEPRECATED)
    next_ = {**DEPRECATED, "replacement": "1.2.0", "effective": "2028-04-01", "removal": None}
    back = say(registry, form, "1.1.0", **{**next_, "replacement": "1.0.0"})
    assert problem(back) == "replacement-unfit"
    assert back.json()["params"]["fit"] == "1.2.0"
    assert say(registry, form, "1.1.0", **next_).status_code == 201  # 1.0.0 → 1.1.0 → 1.2.0
    gone = say(registry, form, "1.1.0", state="withdrawn", reason="x")
    assert (gone.status_code, problem(gone)) == (409, "still-a-replacement")
    assert gone.json()["params"]["others"] == "1.0.0"
    assert say(registry, form, "1.0.0", state="withdrawn", reason="x").status_code == 201
    assert say(registry, form, "1.1.0", state="withdrawn", reason="x").status_code == 201


def test_a_version_that_is_not_there_has_no_state(registry: Served) -> None:
    form = published(registry, "s-none")
    for name, version in ((form, "9.0.0"), ("s-nobody", "1.0.0")):
        refused = say(registry, name, version, state="withdrawn", reason="x")
        assert (refused.status_code, problem(refused)) == (404, "no-such-version")
        there = registry.get(f"/api/v1/forms/{name}/versions/{version}/state")
        assert problem(there) == "no-such-version"


def test_of_stewards_who_contradict_each_other_at_once_one_is_refused(registry: Served) -> None:
    """One leads readers to a version while others withdraw it: never both."""
    form = published(registry, "s-race")

    def act(number: int) -> httpx.Response:
        if number % 2:
            return say(registry, form, "1.0.0", **{**DEPRECATED, "reason": str(number)})
        return say(registry, form, "1.1.0", state="withdrawn", reason=str(number))

    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(act, range(8)))
    refused = {problem(a) for a in answers if not a.is_success}
    assert refused in ({"replacement-unfit"}, {"still-a-replacement"})
    known = entries(registry, form)
    assert (known["1.0.0"]["state"], known["1.1.0"]["state"]) in (
        ("published", "withdrawn"), ("deprecated", "published"),
    )  # fmt: skip
    held = rows(
        registry.database,
        """select v.state, last_value(s.state) over (partition by s.version order by s.id
             rows between unbounded preceding and unbounded following) as said
           from core_state s join core_version v using (form, version) where form = $1""",
        form,
    )
    assert len(held) == 4
    assert all(row["state"] == row["said"] for row in held)
