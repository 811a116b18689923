"""Does every municipality get its diff on the new core, and is nothing decided for it?"""

from __future__ import annotations

import asyncio
import csv
import json
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from registry.compute.workers import Workers
from registry.context import Context
from registry.db.pool import close_pool, open_pool
from registry.embedded import EmbeddedPostgres
from registry.services.prepare_rebases import prepare_rebases
from registry.services.publish_core import publish_core
from registry.services.publish_diff import publish_diff
from tests.registry import databases
from tests.registry.databases import OTHER, OWNER, ROOT, execute, rows
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Served, Tokens, serving

T = TypeVar("T")

ONE = f"/api/v1/forms/{FORM}/local/{OWNER}/rebase"


def core(maximum: int = 6, **more: Any) -> dict[str, Any]:
    """The small core with another limit of the grade, and more items."""
    made = small_core()
    made["properties"]["grade"]["maximum"] = maximum
    made["properties"] |= more
    return made


def act(url: str, *steps: Callable[[Context], Awaitable[T]]) -> list[T]:
    """Do these one after the other, as the operator, with worker processes as in a registry."""

    async def all_of_them() -> list[T]:
        pool = await open_pool(url, 4)
        try:
            context = Context(pool, Workers(1), PUBLIC_URL)
            return [await step(context) for step in steps]
        finally:
            await close_pool(pool)

    return asyncio.run(all_of_them())


def publishes(version: str, document: dict[str, Any]) -> Callable[[Context], Awaitable[Any]]:
    return lambda c: publish_core(c, None, form=FORM, version=version, body=encoded(document))


def revises(
    code: str, revision: int, document: dict[str, Any]
) -> Callable[[Context], Awaitable[Any]]:
    return lambda c: publish_diff(
        c, None, form=FORM, code=code, revision=revision, body=encoded(document)
    )


async def prepare_all(context: Context) -> int:
    """Work off what is due; how many that were."""
    done = 0
    while found := await prepare_rebases(context):
        done += found
    return done


def states(url: str) -> list[tuple[str, int, str, str]]:
    """Municipality, revision, version and state of all rebases, as they were queued."""
    found = rows(url, "select municipality, revision, version, state from rebase order by id")
    return [tuple(row) for row in found]


def drafts(url: str) -> list[tuple[str, str]]:
    found = rows(
        url, "select origin, state from draft where origin like 'rebase:%' order by number"
    )
    return [tuple(row) for row in found]


# ---- what is queued, and what becomes of it


def test_a_new_core_is_prepared_for_everybody_whose_diff_rests_on_an_older_one(
    database: str,
) -> None:
    act(database, revises(OTHER, 1, small_diff(OTHER)), publishes("2.0.0", core(5)))
    assert states(database) == [(OTHER, 1, "2.0.0", "waiting"), (OWNER, 1, "2.0.0", "waiting")]
    assert act(database, prepare_all, prepare_all) == [2, 0]
    assert {state for *_, state in states(database)} == {"prepared"}
    assert drafts(database) == [("rebase:2.0.0", "open")] * 2
    (draft,) = rows(
        database,
        "select body from draft join draft_edit on draft = id where municipality = $1",
        OWNER,
    )
    document = json.loads(draft["body"])
    assert (document["core"], document["changes"]) == ("2.0.0", [])
    assert not rows(database, "select from local_revision where core = '2.0.0'")


def test_a_first_version_and_a_form_without_diffs_queue_nothing(database: str) -> None:
    for version in ("1.0.0", "2.0.0"):
        body = encoded(core(6 if version == "1.0.0" else 5))
        act(
            database,
            lambda c, v=version, b=body: publish_core(  # type: ignore[misc]
                c, None, form="unused", version=v, body=b
            ),
        )
    assert states(database) == []


def test_a_diff_on_an_older_core_is_prepared_when_it_is_published(database: str) -> None:
    act(database, publishes("2.0.0", core(5)), prepare_all)
    act(database, revises(OTHER, 1, small_diff(OTHER)))
    assert states(database)[-1] == (OTHER, 1, "2.0.0", "waiting")


def test_a_diff_on_the_newest_core_needs_nothing(database: str) -> None:
    act(database, publishes("2.0.0", core(7)))
    document = small_diff(OTHER, core="2.0.0")
    document["changes"][0]["ops"][0]["was"] = 7
    act(database, revises(OTHER, 1, document))
    assert OTHER not in {code for code, *_ in states(database)}


def test_a_newer_core_takes_the_place_of_what_nobody_has_worked_on(database: str) -> None:
    act(database, publishes("2.0.0", core(5)), prepare_all, publishes("3.0.0", core(4)))
    assert states(database) == [(OWNER, 1, "2.0.0", "prepared"), (OWNER, 1, "3.0.0", "waiting")]
    act(database, prepare_all)
    assert states(database) == [(OWNER, 1, "2.0.0", "superseded"), (OWNER, 1, "3.0.0", "prepared")]
    assert drafts(database) == [("rebase:2.0.0", "discarded"), ("rebase:3.0.0", "open")]


def test_what_is_queued_twice_is_prepared_for_the_newest_core_only(database: str) -> None:
    act(database, publishes("2.0.0", core(5)), publishes("3.0.0", core(4)), prepare_all)
    assert states(database) == [(OWNER, 1, "2.0.0", "superseded"), (OWNER, 1, "3.0.0", "prepared")]


def test_a_revision_of_ones_own_ends_what_was_prepared(database: str) -> None:
    document = small_diff(OWNER, core="2.0.0", top=2)
    document["changes"][0]["ops"][0]["was"] = 5
    act(database, publishes("2.0.0", core(5)), prepare_all, revises(OWNER, 2, document))
    assert states(database) == [(OWNER, 1, "2.0.0", "confirmed")]
    assert drafts(database) == [("rebase:2.0.0", "discarded")]


def test_a_revision_on_the_older_core_is_prepared_anew(database: str) -> None:
    act(database, publishes("2.0.0", core(5)), prepare_all)
    act(database, revises(OWNER, 2, small_diff(OWNER, top=2)), prepare_all)
    assert states(database) == [(OWNER, 1, "2.0.0", "superseded"), (OWNER, 2, "2.0.0", "prepared")]
    assert drafts(database) == [("rebase:2.0.0", "discarded"), ("rebase:2.0.0", "open")]


def test_a_withdrawn_core_is_carried_over_to_no_more(database: str) -> None:
    act(database, publishes("1.1.0", core(6, extra={"title": "追加", "type": "string"})))
    act(database, prepare_all, publishes("2.0.0", core(5)), prepare_all)
    withdraw = (
        "insert into core_state (form, version, state, reason) "
        f"values ('{FORM}', '2.0.0', 'withdrawn', '誤り')"
    )
    asyncio.run(execute(database, withdraw))
    assert states(database) == [(OWNER, 1, "1.1.0", "waiting"), (OWNER, 1, "2.0.0", "superseded")]
    act(database, prepare_all)
    assert states(database)[0] == (OWNER, 1, "1.1.0", "prepared")
    assert drafts(database)[1:] == [("rebase:2.0.0", "discarded"), ("rebase:1.1.0", "open")]


def test_a_core_and_a_diff_that_are_published_at_once_do_not_miss_each_other(
    database: str,
) -> None:
    forms = [f"race-{n}" for n in range(8)]

    async def race(context: Context) -> None:
        for form in forms:
            await publish_core(
                context, None, form=form, version="1.0.0", body=encoded(small_core())
            )
        await asyncio.gather(
            *(
                publish_core(context, None, form=form, version="2.0.0", body=encoded(core(5)))
                for form in forms
            ),
            *(
                publish_diff(
                    context,
                    None,
                    form=form,
                    code=OWNER,
                    revision=1,
                    body=encoded(small_diff(OWNER, form=form)),
                )
                for form in forms
            ),
        )

    act(database, race)
    found = rows(database, "select form from rebase where state = 'waiting' order by form")
    assert [row["form"] for row in found] == forms


def test_the_rebased_diff_does_not_apply_before_its_core(database: str) -> None:
    act(database, publishes("2.0.0", core(6, extra={"title": "追加", "type": "string"})))
    later = f"update core_version set effective_from = '2028-04-01' where form = '{FORM}'"
    asyncio.run(execute(database, later))
    act(database, prepare_all)
    (row,) = rows(database, "select body from draft_edit")
    assert json.loads(row["body"])["effectiveFrom"] == "2028-04-01"


PREFECTURE = "990001"


def prefecture(core_version: str = "1.0.0") -> dict[str, Any]:
    """The prefecture shortens the name."""
    document = small_diff(PREFECTURE, core=core_version)
    document["changes"][0] |= {
        "item": "/name",
        "ops": [{"op": "replace", "path": "/properties/name/maxLength", "was": 40, "value": 30}],
    }
    return document


def test_a_diff_over_another_waits_until_that_one_has_moved(database: str, filled: Tokens) -> None:
    over = small_diff(OWNER, top=2) | {"over": f"{PREFECTURE}@1"}
    act(database, revises(PREFECTURE, 1, prefecture()), revises(OWNER, 2, over))
    act(database, publishes("2.0.0", core(5)), prepare_all)
    assert states(database) == [(PREFECTURE, 1, "2.0.0", "prepared")]
    with serving(database, filled) as served:
        seen = look(served).json()
        assert (seen["state"], seen["waitsFor"]) == ("waiting", f"{PREFECTURE}@1")
        act(database, revises(PREFECTURE, 2, prefecture("2.0.0")))
        until(lambda: look(served).json()["state"] == "prepared")
        moved = look(served).json()
        assert (moved["liesOver"], moved["over"]) == (f"{PREFECTURE}@1", f"{PREFECTURE}@2")
        assert decide(served, {"0.0": "ours"}).status_code == 200
        assert confirm(served).status_code == 201
        diff = served.get(f"/forms/{FORM}/local/{OWNER}/3.diff.json").json()
        assert (diff["core"], diff["over"]) == ("2.0.0", f"{PREFECTURE}@2")
        form = served.get(f"/forms/{FORM}/local/{OWNER}/3.json").json()
        assert form["properties"]["name"]["maxLength"] == 30
        assert form["properties"]["grade"]["maximum"] == 2


def test_a_new_revision_below_is_followed_on_the_same_core(database: str) -> None:
    over = small_diff(OWNER, top=2) | {"over": f"{PREFECTURE}@1"}
    act(database, revises(PREFECTURE, 1, prefecture()), revises(OWNER, 2, over))
    longer = prefecture()
    longer["changes"][0]["ops"][0]["value"] = 20
    act(database, revises(PREFECTURE, 2, longer))
    assert states(database) == [(OWNER, 2, "1.0.0", "waiting")]
    act(database, prepare_all)
    (row,) = rows(database, "select body from draft_edit")
    document = json.loads(row["body"])
    assert document["over"] == f"{PREFECTURE}@2"
    assert document["changes"] == over["changes"]


# ---- what cannot be done, and what dies


def test_what_cannot_be_rebased_says_why_and_stops_nobody_else(database: str) -> None:
    act(database, revises(OTHER, 1, small_diff(OTHER)), publishes("2.0.0", core(5)))
    (kept,) = rows(database, "select submitted from local_revision where municipality = $1", OTHER)
    spoil = f"update local_revision set submitted = '[' where municipality = '{OTHER}'"
    asyncio.run(execute(database, spoil))
    assert act(database, prepare_all) == [2]
    assert [(code, state) for code, _, _, state in states(database)] == [
        (OTHER, "failed"),
        (OWNER, "prepared"),
    ]
    (failed,) = rows(database, "select problems from rebase where state = 'failed'")
    assert json.loads(failed["problems"])[0]["type"] == "not-json"
    mend = "update local_revision set submitted = $1 where municipality = $2"
    asyncio.run(execute(database, mend, kept["submitted"], OTHER))
    assert act(database, prepare_all) == [0]  # until somebody asks for it


def test_what_a_dead_process_had_taken_on_is_taken_on_again(database: str) -> None:
    act(database, publishes("2.0.0", core(5)))
    die = "update rebase set attempts = 1, due_at = now() + interval '1 hour'"
    asyncio.run(execute(database, die))
    assert act(database, prepare_all) == [0]
    asyncio.run(execute(database, "update rebase set due_at = now()"))
    assert act(database, prepare_all) == [1]
    assert states(database) == [(OWNER, 1, "2.0.0", "prepared")]


def test_what_kills_its_process_again_and_again_is_given_up(database: str) -> None:
    act(database, publishes("2.0.0", core(5)))
    asyncio.run(execute(database, "update rebase set attempts = 5"))
    act(database, prepare_all)
    (row,) = rows(database, "select state, problems from rebase")
    assert row["state"] == "failed"
    assert json.loads(row["problems"])[0]["type"] == "rebase-interrupted"


def test_two_processes_share_the_work_and_do_nothing_twice(database: str) -> None:
    many(database, 40)
    act(database, publishes("2.0.0", core(5)))

    async def together(context: Context) -> int:
        pool = await open_pool(database, 2)
        try:
            other = Context(pool, Workers(1), PUBLIC_URL)
            return sum(await asyncio.gather(prepare_all(context), prepare_all(other)))
        finally:
            await close_pool(pool)

    assert act(database, together) == [41]
    (count,) = rows(database, "select count(*), count(distinct municipality) from draft")
    assert tuple(count) == (41, 41)


def many(url: str, count: int) -> list[str]:
    """So many municipalities have the owner's diff; their codes. Digests are those of the owner."""
    with (ROOT / "schemas" / "municipalities.csv").open(encoding="utf-8", newline="") as lines:
        codes = [row["code"] for row in csv.DictReader(lines) if row["kind"] == "city"][:count]
    copy = """with named as (
        insert into name_ledger (name, kind, submitted_digest, digest)
        select replace(l.name, $1, c), l.kind, l.submitted_digest, l.digest
        from name_ledger l, unnest($2::text[]) c where l.kind = 'diff' returning name)
      insert into local_revision (form, municipality, revision, core, effective_from, submitted,
        submitted_digest, local_form, local_form_digest, name)
      select r.form, c, r.revision, r.core, r.effective_from,
        convert_to(replace(convert_from(r.submitted, 'utf8'), $1, c), 'utf8'),
        r.submitted_digest, r.local_form, r.local_form_digest, replace(r.name, $1, c)
      from local_revision r, unnest($2::text[]) c where (select count(*) from named) > 0"""
    asyncio.run(execute(url, copy, OWNER, codes))
    return codes


def test_a_restart_in_the_middle_loses_and_doubles_nothing(database: str, filled: Tokens) -> None:
    many(database, 200)
    with serving(database, filled) as served:
        published = served.call(
            "PUT",
            f"/api/v1/forms/{FORM}/versions/2.0.0",
            filled.steward,
            content=encoded(core(5)),
        )
        assert published.status_code == 201
        until(lambda: prepared(database) > 0)
    # The first process has stopped cleanly: what it had taken on is free at once.
    before = prepared(database)
    assert not rows(database, "select from rebase where state = 'waiting' and due_at > now()")
    with serving(database, filled) as served:
        until(lambda: prepared(database) == 201)
        listed = served.call("GET", f"/api/v1/forms/{FORM}/rebases?limit=500", filled.steward)
    assert 0 < before <= 201
    assert listed.json()["counts"] == {"prepared": 201}
    assert len(listed.json()["rebases"]) == 201
    (count,) = rows(database, "select count(*), count(distinct municipality) from draft")
    assert tuple(count) == (201, 201)


def test_a_process_that_is_killed_leaves_its_work_to_the_next(
    database: str, filled: Tokens
) -> None:
    many(database, 60)
    with serving(database, filled) as served:
        served.call(
            "PUT", f"/api/v1/forms/{FORM}/versions/2.0.0", filled.steward, content=encoded(core(5))
        )
        until(lambda: prepared(database) > 0)
        served.process.send_signal(signal.SIGKILL)
        served.process.wait()
    asyncio.run(execute(database, "update rebase set due_at = now() where state = 'waiting'"))
    with serving(database, filled):
        until(lambda: prepared(database) == 61)
    (count,) = rows(database, "select count(*), count(distinct municipality) from draft")
    assert tuple(count) == (61, 61)


def test_a_database_that_is_lost_is_waited_for(database: str, filled: Tokens) -> None:
    with serving(database, filled) as served:
        name = database.rpartition("/")[2]
        cut = (
            "select pg_terminate_backend(pid) from pg_stat_activity "
            f"where datname = '{name}' and pid <> pg_backend_pid()"
        )
        asyncio.run(execute(database, cut))
        act(database, publishes("2.0.0", core(5)))
        until(lambda: prepared(database) == 1)
        assert served.get("/health").status_code == 200


def prepared(url: str) -> int:
    (row,) = rows(url, "select count(*) as n from rebase where state = 'prepared'")
    return int(row["n"])


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


# ---- looking, deciding, confirming


@pytest.fixture
def city(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry in which the owner's diff collides with a new core."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        act(url, publishes("2.0.0", core(5)), prepare_all)
        with serving(url, filled) as served:
            yield served


@pytest.fixture(scope="module")
def still(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """The same for tests that change nothing."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        act(url, publishes("2.0.0", core(5)), prepare_all)
        with serving(url, filled) as served:
            yield served


def look(city: Served, query: str = "") -> httpx.Response:
    return city.call("GET", ONE + query, city.tokens.owner)


def decide(city: Served, decisions: Any, tag: str | None = None) -> httpx.Response:
    tag = tag or look(city).headers["etag"]
    body = encoded({"decisions": decisions})
    return city.call("POST", ONE, city.tokens.owner, content=body, headers={"If-Match": tag})


def confirm(city: Served, tag: str | None = None) -> httpx.Response:
    tag = tag or look(city).headers["etag"]
    return city.call("POST", ONE + "/confirm", city.tokens.owner, headers={"If-Match": tag})


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rpartition("/")[2])


def test_a_conflict_is_decided_and_confirmed_and_the_local_form_changes(city: Served) -> None:
    seen = look(city).json()
    assert (seen["state"], seen["core"], seen["version"]) == ("prepared", "1.0.0", "2.0.0")
    assert seen["undecided"] == ["0.0"]
    (outcome,) = seen["rebased"]["outcomes"]
    (part,) = outcome["parts"]
    assert (part["was"], part["ours"], part["theirs"]) == (6, 3, 5)
    assert part["choices"][0]["coreInForm"] == {"verdict": "refuted", "witness": 4}

    decided = decide(city, {"0.0": "ours"})
    assert decided.status_code == 200, decided.text
    assert (decided.json().get("undecided"), decided.json()["decisions"]) == (None, {"0.0": "ours"})
    receipt = confirm(city, decided.headers["etag"])
    assert receipt.status_code == 201, receipt.text
    assert receipt.headers["location"].endswith(f"/local/{OWNER}/2.diff.json")

    form = city.get(f"/forms/{FORM}/local/{OWNER}/2.json").json()
    assert form["properties"]["grade"]["maximum"] == 3
    diff = city.get(f"/forms/{FORM}/local/{OWNER}/2.diff.json").json()
    assert (diff["core"], diff["changes"][0]["ops"][0]["was"]) == ("2.0.0", 5)
    assert diff["changes"][0]["reason"] == "対象は小学校低学年"
    after = look(city).json()
    assert (after["state"], after["published"]) == ("confirmed", 2)
    assert drafts(city.database) == [("rebase:2.0.0", "published")]


def test_confirming_again_changes_nothing(city: Served) -> None:
    tag = decide(city, {"0.0": "core"}).headers["etag"]
    first, again = confirm(city, tag), confirm(city, tag)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["name"] == first.json()["name"] == f"forms/{FORM}/local/{OWNER}/2"
    assert len(rows(city.database, "select from local_revision")) == 2


def test_what_is_undecided_is_named_and_not_published(still: Served) -> None:
    refused = confirm(still)
    assert (refused.status_code, kind(refused)) == (409, "rebase-undecided")
    assert refused.json()["params"] == {"count": "1", "parts": "0.0 /grade"}
    assert len(rows(still.database, "select from local_revision")) == 1


def test_a_decision_can_be_ones_own_and_be_taken_back(city: Served) -> None:
    own = [{"op": "replace", "path": "/properties/grade/maximum", "was": 5, "value": 4}]
    assert decide(city, {"0.0": own}).json()["decisions"] == {"0.0": own}
    assert decide(city, {"0.0": None}).json()["undecided"] == ["0.0"]
    assert decide(city, {"0.0": own}).status_code == 200
    assert confirm(city).status_code == 201
    form = city.get(f"/forms/{FORM}/local/{OWNER}/2.json").json()
    assert form["properties"]["grade"]["maximum"] == 4


@pytest.mark.parametrize(
    ("body", "status", "type_"),
    [
        ({"decisions": {"9.9": "ours"}}, 422, "rebase-part-unknown"),
        ({"decisions": {"0.0": "theirs"}}, 422, "rebase-choice-unknown"),
        ({"decisions": {"0.0": [{"op": "replace"}]}}, 400, "request-invalid"),
        (
            {"decisions": {"0.0": [{"op": "replace", "path": "/properties/grade/maximum"}]}},
            422,
            "operation-incomplete",
        ),
        ({"decisions": {"0.0": 3}}, 400, "request-invalid"),
        ({"decide": {}}, 400, "request-invalid"),
        ([], 400, "request-invalid"),
    ],
)
def test_what_is_no_decision_is_refused_and_the_draft_stays(
    still: Served, body: Any, status: int, type_: str
) -> None:
    tag = look(still).headers["etag"]
    refused = still.call(
        "POST", ONE, still.tokens.owner, content=encoded(body), headers={"If-Match": tag}
    )
    assert (refused.status_code, kind(refused)) == (status, type_)
    assert look(still).headers["etag"] == tag


def test_who_comes_too_late_is_told_so(city: Served) -> None:
    tag = look(city).headers["etag"]
    assert decide(city, {"0.0": "core"}, tag).status_code == 200
    for late in (decide(city, {"0.0": "ours"}, tag), confirm(city, tag)):
        assert (late.status_code, kind(late)) == (412, "edited-meanwhile")
    blind = city.call("POST", ONE, city.tokens.owner, content=encoded({"decisions": {}}))
    assert (blind.status_code, kind(blind)) == (428, "precondition-required")
    assert look(city).json()["decisions"] == {"0.0": "core"}


def test_nobody_else_decides_and_only_stewards_look(still: Served) -> None:
    tokens = still.tokens
    body = encoded({"decisions": {"0.0": "ours"}})
    tag = {"If-Match": look(still).headers["etag"]}
    assert still.call("GET", ONE, tokens.steward).json()["undecided"] == ["0.0"]
    assert kind(still.call("GET", ONE, tokens.other)) == "not-your-municipality"
    for token, why in ((tokens.other, "not-your-municipality"), (tokens.steward, "scope-missing")):
        for path in (ONE, ONE + "/confirm"):
            refused = still.call("POST", path, token, content=body, headers=tag)
            assert (refused.status_code, kind(refused)) == (403, why)


def test_what_was_edited_by_hand_and_what_is_decided_come_together(city: Served) -> None:
    id_ = look(city).json()["draft"]
    draft = f"/api/v1/drafts/{id_}/document"
    text = city.call("GET", draft, city.tokens.owner)
    edited = text.json() | {"effectiveFrom": "2029-04-01"}
    saved = city.call(
        "PUT",
        draft,
        city.tokens.owner,
        content=encoded(edited),
        headers={"If-Match": text.headers["etag"]},
    )
    assert saved.status_code == 200, saved.text
    assert look(city).json()["edited"] is True
    assert decide(city, {"0.0": "ours"}).status_code == 200
    merged = city.call("GET", draft, city.tokens.owner).json()
    assert merged["effectiveFrom"] == "2029-04-01"
    assert merged["changes"][0]["ops"][0]["value"] == 3


def test_a_decision_does_not_go_over_what_was_edited_in_the_same_place(city: Served) -> None:
    id_ = look(city).json()["draft"]
    draft = f"/api/v1/drafts/{id_}/document"
    text = city.call("GET", draft, city.tokens.owner)
    own = small_diff(OWNER, core="2.0.0", top=4)["changes"]
    own[0]["ops"][0]["was"] = 5
    city.call(
        "PUT",
        draft,
        city.tokens.owner,
        content=encoded(text.json() | {"changes": own}),
        headers={"If-Match": text.headers["etag"]},
    )
    refused = decide(city, {"0.0": "ours"})
    assert (refused.status_code, kind(refused)) == (409, "rebase-text-differs")
    assert refused.json()["params"] == {"places": "/grade"}
    assert decide(city, {"0.0": "core"}).status_code == 200  # the hand's text stands
    assert confirm(city).status_code == 201
    form = city.get(f"/forms/{FORM}/local/{OWNER}/2.json").json()
    assert form["properties"]["grade"]["maximum"] == 4


def test_what_somebody_has_worked_on_outlives_a_newer_core(city: Served) -> None:
    decide(city, {"0.0": "ours"})
    act(city.database, publishes("3.0.0", core(4)), prepare_all)
    seen = look(city).json()
    assert (seen["version"], seen["undecided"]) == ("3.0.0", ["0.0"])
    assert [(o["version"], o["state"]) for o in seen["others"]] == [("2.0.0", "prepared")]
    older = look(city, "?onto=2.0.0")
    assert older.json()["decisions"] == {"0.0": "ours"}
    receipt = city.call(
        "POST",
        ONE + "/confirm?onto=2.0.0",
        city.tokens.owner,
        headers={"If-Match": older.headers["etag"]},
    )
    assert receipt.status_code == 201, receipt.text
    until(lambda: look(city).json()["state"] == "prepared")
    after = look(city).json()
    assert (after["revision"], after["core"], after["version"]) == (2, "2.0.0", "3.0.0")


def test_who_has_nothing_to_do_is_told_so(still: Served) -> None:
    path = f"/api/v1/forms/{FORM}/local/{OTHER}/rebase"
    seen = still.call("GET", path, still.tokens.other)
    assert seen.json() == {
        "form": FORM, "municipality": OTHER, "name": "例示川市", "state": "none",
    }  # fmt: skip
    refused = still.call(
        "POST", path + "/confirm", still.tokens.other, headers={"If-Match": '"rebase-0"'}
    )
    assert (refused.status_code, kind(refused)) == (409, "rebase-missing")
    unknown = still.call("GET", ONE.replace(FORM, "nothing"), still.tokens.owner)
    assert (unknown.status_code, kind(unknown)) == (404, "no-such-form")


def test_a_failure_is_seen_and_can_be_tried_again(city: Served) -> None:
    fail = (
        "update rebase set state = 'failed', draft = null, edit = null, result = null, "
        """problems = '[{"type": "rebase-interrupted"}]'"""
    )
    asyncio.run(execute(city.database, fail))
    seen = look(city).json()
    assert (seen["state"], seen["problems"]) == ("failed", [{"type": "rebase-interrupted"}])
    listed = city.call("GET", f"/api/v1/forms/{FORM}/rebases", city.tokens.steward).json()
    assert listed["counts"] == {"failed": 1}
    assert listed["rebases"][0]["problems"] == [{"type": "rebase-interrupted"}]
    again = city.call("POST", ONE + "/retry", city.tokens.owner)
    assert again.status_code == 200, again.text
    until(lambda: look(city).json()["state"] == "prepared")
    refused = city.call("POST", ONE + "/retry", city.tokens.owner)
    assert (refused.status_code, kind(refused)) == (409, "rebase-not-failed")


def test_a_steward_sees_who_confirmed_and_who_waits(city: Served) -> None:
    act(city.database, revises(OTHER, 1, small_diff(OTHER)), prepare_all)
    decide(city, {"0.0": "ours"})
    confirm(city)
    path = f"/api/v1/forms/{FORM}/rebases"
    listed = city.call("GET", path, city.tokens.steward).json()
    assert (listed["version"], listed["counts"]) == ("2.0.0", {"confirmed": 1, "prepared": 1})
    told = {r["municipality"]: r for r in listed["rebases"]}
    assert told[OTHER]["undecided"] == 1
    assert (told[OWNER]["state"], told[OWNER]["published"]) == ("confirmed", 2)
    first = city.call("GET", path + "?limit=1", city.tokens.steward).json()
    second = city.call("GET", f"{path}?limit=1&cursor={first['next']}", city.tokens.steward)
    assert [r["municipality"] for r in (*first["rebases"], *second.json()["rebases"])] == [
        OTHER,
        OWNER,
    ]
    waiting = city.call("GET", path + "?state=prepared", city.tokens.steward).json()
    assert [r["municipality"] for r in waiting["rebases"]] == [OTHER]
    assert kind(city.call("GET", path, city.tokens.owner)) == "scope-missing"


def test_it_can_be_read_in_words(still: Served) -> None:
    text = look(still, "?format=markdown").text
    assert "## 決めてください 1件" in text
    assert "| 貴団体 | 3以下 |" in text
    assert "受け付けなくなる例: 4" in text
    page = look(still, "?format=html&lang=en")
    assert page.headers["content-type"].startswith("text/html")
    assert "Please decide" in page.text
    policy = page.headers["content-security-policy"]
    assert f'content="{policy}"' in page.text
    assert "script" not in policy
    wrong = look(still, "?format=pdf")
    assert (wrong.status_code, kind(wrong)) == (400, "parameter-invalid")


def test_every_step_is_in_the_audit(city: Served) -> None:
    decide(city, {"0.0": "ours"})
    confirm(city)
    actions = [row["action"] for row in rows(city.database, "select action from audit order by id")]
    assert actions[-4:] == ["prepare-rebase", "decide-rebase", "publish-diff", "publish-draft"]


def test_reads_go_on_while_drafts_are_prepared(database: str, filled: Tokens) -> None:
    many(database, 60)
    with serving(database, filled) as served:
        act(database, publishes("2.0.0", core(5)))
        while prepared(database) < 61:
            assert served.get(f"/forms/{FORM}/latest.json").status_code == 200
            checked = served.call(
                "POST", f"/api/v1/check?form={FORM}", content=encoded(small_core())
            )
            assert checked.status_code in (200, 422)
        assert "failure" not in served.log()


def test_the_log_says_what_failed(database: str, filled: Tokens, tmp_path: Path) -> None:
    asyncio.run(execute(database, "update local_revision set submitted = '['"))
    with serving(database, filled) as served:
        act(database, publishes("2.0.0", core(5)))
        until(lambda: states(database)[0][3] == "failed")
        (line,) = [json.loads(x) for x in served.log().splitlines() if "rebase-failed" in x]
    assert (line["municipality"], line["problems"]) == (OWNER, ["not-json"])
