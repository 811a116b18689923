"""Does the registry tell a municipality everything that its handover document needs, and others not?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from registry import days
from registry.context import Context
from registry.db import local_revisions
from registry.db.handover import Revision
from registry.db.pool import Connection, close_pool, open_pool, snapshot
from registry.db.tokens import Holder
from registry.embedded import EmbeddedPostgres
from registry.problems import RefusedError
from registry.services import handover as service
from registry.services import rights
from registry.services.handover_texts import AROUND, Stack, choose
from registry.services.publish_diff import publish_diff
from soroe.cache import MemoryCache
from soroe.client import Client
from soroe.handover import HandoverFacts, handover
from soroe.handover.changes import forms_of
from soroe.handover.facts import FormFact
from soroe.handover.gather import owned, public
from tests.registry import databases
from tests.registry.busy import CLOSES, KEY, REMOVAL, make_busy
from tests.registry.busy import FORM as SAMPLE
from tests.registry.databases import OTHER, OWNER, counts, execute, with_context
from tests.registry.documents import FORM, encoded, small_diff
from tests.registry.served import Served, Tokens, serving
from tests.registry.test_layers import PREFECTURE, above, city

TODAY = days.today().isoformat()


def path(code: str = OWNER, **query: str) -> str:
    return str(httpx.URL(f"/api/v1/municipalities/{code}/handover", params=query))


def told(registry: Served, token: str, code: str = OWNER, **query: str) -> HandoverFacts:
    """The facts as a client reads them."""
    with Client(registry.url, token=token, cache=MemoryCache()) as client:
        return client.run(owned(code, query.get("day", TODAY), query.get("form")))


def part(facts: HandoverFacts, form: str) -> FormFact:
    return next(f for f in facts.forms if f.form == form)


def problem(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rpartition("/")[2])


def publishing(*diffs: tuple[str, int, Any]) -> Callable[[Context], Awaitable[None]]:
    """Publish diffs by code and revision, as the operator does."""

    async def act(context: Context) -> None:
        for code, number, document in diffs:
            body = encoded(document)
            await publish_diff(context, None, form=FORM, code=code, revision=number, body=body)

    return act


def publish(url: str, *diffs: tuple[str, int, Any]) -> None:
    asyncio.run(with_context(url, publishing(*diffs)))


@pytest.fixture(scope="module")
def busy(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[tuple[Served, str]]:
    """A registry in which everything awaits the sample city, and the id of its draft."""
    with (
        databases.made(cluster.url, databases.TEMPLATE) as url,
        serving(url, filled) as registry,
    ):
        yield registry, make_busy(registry)


# ---- what is told


def test_a_municipality_without_a_diff_is_told_the_forms_and_that_nothing_waits(
    registry: Served,
) -> None:
    facts = told(registry, registry.tokens.other, OTHER)
    assert facts.complete
    assert (facts.municipality.name, facts.day) == ("例示川市", TODAY)
    (form,) = facts.forms
    assert (form.form, form.title, form.documents, form.revisions) == (FORM, "小さな様式", {}, ())
    assert [version.version for version in form.versions] == ["1.0.0"]
    assert [*facts.drafts, *facts.rebases, *facts.amended, *facts.successions] == []
    assert "soroe derive" in handover(facts, "ja").first[-1].text


def test_all_that_awaits_a_municipality_is_told_at_once(busy: tuple[Served, str]) -> None:
    registry, draft = busy
    facts = told(registry, registry.tokens.owner)
    (rebase,) = facts.rebases
    assert (rebase.form, rebase.old_core, rebase.new_core) == (SAMPLE, "1.0.0", "2.0.0")
    assert rebase.outcomes == {"conflict": 1, "carried": 32}
    (amended,) = facts.amended
    assert (amended.key, amended.since, amended.note) == (KEY, TODAY, "利用料の改定")
    assert amended.citation.number == "令和8年条例第30号"
    assert (SAMPLE, "/child/school/grade") in amended.changes
    assert [(d.form, d.id, d.by) for d in facts.drafts] == [(SAMPLE, draft, OWNER)]
    review = next(r for r in facts.reviews if r.form == SAMPLE)
    assert (review.version, review.closes, review.commented) == ("2.0.1", str(CLOSES), False)
    core = next(v for v in part(facts, SAMPLE).versions if v.version == "1.0.0")
    assert (core.state, core.removal, core.replacement) == ("deprecated", str(REMOVAL), "2.0.0")
    (succession,) = facts.successions
    assert (succession.to, succession.names["992046"]) == ("992046", "例示浜市")
    document = handover(facts, "ja")
    kinds = [todo.kind for todo in document.waiting]
    assert kinds == ["rebase", "amended", "review", "review", "review", "review", "draft"]
    assert any("例示浜市に引き継がれる日" in day.text for day in document.deadlines)


def test_who_published_a_revision_is_told_with_its_core_and_the_newest_one(
    busy: tuple[Served, str],
) -> None:
    registry, _ = busy
    form = part(told(registry, registry.tokens.owner), SAMPLE)
    assert sorted(form.documents) == ["1.0.0", "2.0.0"]
    (revision,) = form.revisions
    assert (revision.revision, revision.by) == (1, OWNER)
    for version, document in form.documents.items():
        assert document == registry.get(f"/forms/{SAMPLE}/{version}.json").json()
    served = registry.get(f"/forms/{SAMPLE}/local/{OWNER}/1.json").json()
    made: Any = forms_of(form, revision)[1]
    assert {**made, "$id": served["$id"]} == served


def test_what_is_public_is_the_same_with_and_without_a_token(busy: tuple[Served, str]) -> None:
    registry, _ = busy
    mine = told(registry, registry.tokens.owner)
    with Client(registry.url, cache=MemoryCache()) as client:
        anybodys = client.run(public(OWNER, TODAY, mine.registry))
    for own in mine.forms:
        other = part(anybodys, own.form)
        assert set(own.documents) >= set(other.documents)
        unsigned = tuple(msgspec.structs.replace(r, by=None) for r in own.revisions)
        bare: dict[str, Any] = {"documents": {}, "revisions": ()}
        assert msgspec.structs.replace(own, **bare) == msgspec.structs.replace(other, **bare)
        moments = [datetime.fromisoformat(r.recorded_at or "") for r in unsigned]
        assert moments == [datetime.fromisoformat(r.recorded_at or "") for r in other.revisions]
        for own_revision, public_revision in zip(unsigned, other.revisions, strict=True):
            assert own_revision.diff == public_revision.diff
            assert own_revision.url == public_revision.url
    assert mine.municipality == anybodys.municipality
    assert {s.id for s in mine.successions} == {s.id for s in anybodys.successions}
    published = {form.form for form in anybodys.forms}
    assert {(r.form, r.version) for r in mine.reviews if r.form in published} == {
        (r.form, r.version) for r in anybodys.reviews
    }


def test_a_decided_conflict_a_comment_and_a_discarded_draft_no_longer_wait(
    cluster: EmbeddedPostgres, filled: Tokens
) -> None:
    with (
        databases.made(cluster.url, databases.TEMPLATE) as url,
        serving(url, filled) as registry,
    ):
        draft = make_busy(registry)
        owner = registry.tokens.owner
        there = f"/api/v1/forms/{SAMPLE}/local/{OWNER}/rebase"
        state = registry.call("GET", there, owner)
        decided = {"decisions": {state.json()["undecided"][0]: "ours"}}
        tag = {"If-Match": state.headers["etag"]}
        calls = [
            ("POST", there, decided, tag),
            ("POST", f"/api/v1/forms/{SAMPLE}/reviews/2.0.1/comments", {"text": "可"}, {}),
            ("POST", f"/api/v1/municipalities/{OWNER}/citations/{KEY}/confirm",
             {"form": SAMPLE, "note": "影響なし"}, {}),
        ]  # fmt: skip
        for method, address, body, headers in calls:
            answer = registry.call(method, address, owner, content=encoded(body), headers=headers)
            assert answer.status_code in (200, 201), answer.text
        assert registry.call("DELETE", f"/api/v1/drafts/{draft}", owner).status_code == 200
        state_path = f"/api/v1/forms/{SAMPLE}/versions/1.0.0/state"
        undone = encoded({"state": "published", "reason": "取り消し"})
        registry.call("POST", state_path, registry.tokens.steward, content=undone)
        facts = told(registry, owner)
        assert facts.rebases[0].outcomes == {"adjusted": 1, "carried": 32}
        assert [r.commented for r in facts.reviews if r.form == SAMPLE] == [True]
        assert not facts.amended
        assert [(d.id, d.discarded) for d in facts.drafts] == [(draft, True)]
        core = next(v for v in part(facts, SAMPLE).versions if v.version == "1.0.0")
        assert (core.state, core.deprecated_from, core.removal) == ("published", None, None)
        sql = "update draft set updated_at = now() - interval '61 days'"
        asyncio.run(execute(url, sql))
        assert not told(registry, owner).drafts


def test_the_diffs_below_are_told_lowest_first_so_that_the_form_can_be_made_again(
    database: str, filled: Tokens
) -> None:
    publish(database, (PREFECTURE, 1, above()), (OWNER, 2, city()))
    with serving(database, filled) as registry:
        form = part(told(registry, registry.tokens.owner), FORM)
        first, latest = form.revisions
        assert [layer.municipality for layer in first.layers] == []
        assert [layer.municipality for layer in latest.layers] == [PREFECTURE]
        served = registry.get(f"/forms/{FORM}/local/{OWNER}/2.json").json()
    made: Any = forms_of(form, latest)[1]
    assert {**made, "$id": served["$id"]} == served


@pytest.mark.parametrize(("day", "open_"), [(str(CLOSES), True), ("2998-01-01", False)])
def test_the_day_of_writing_says_which_reviews_are_open(
    busy: tuple[Served, str], day: str, open_: bool
) -> None:
    registry, _ = busy
    facts = told(registry, registry.tokens.owner, day=day)
    assert facts.day == day
    assert any(r.form == SAMPLE for r in facts.reviews) == open_


def test_one_form_can_be_asked_for_alone(busy: tuple[Served, str]) -> None:
    registry, _ = busy
    facts = told(registry, registry.tokens.owner, form=FORM)
    assert [form.form for form in facts.forms] == [FORM]
    assert [*facts.rebases, *facts.amended, *facts.drafts] == []
    assert {review.form for review in facts.reviews} == {FORM}


# ---- who is told


def test_another_municipality_is_refused_and_a_steward_is_not(busy: tuple[Served, str]) -> None:
    registry, _ = busy
    before = counts(registry.database)
    refused = registry.call("GET", path(), registry.tokens.other)
    assert (refused.status_code, problem(refused)) == (403, "not-your-municipality")
    assert SAMPLE not in refused.text
    steward = registry.call("GET", path(), registry.tokens.steward)
    assert steward.status_code == 200
    assert steward.headers["cache-control"] == "no-store"
    assert registry.get(path()).status_code == 401
    assert counts(registry.database) == before


def test_the_heir_reads_the_document_of_a_municipality_that_has_ended(database: str, filled: Tokens) -> None:  # fmt: skip
    with serving(database, filled) as registry:
        day = days.today() - timedelta(days=1)
        assert registry.call("GET", path(), registry.tokens.other).status_code == 403
        body = {"kind": "merger", "from": [OWNER], "to": OTHER, "effective": str(day)}
        recorded = registry.call(
            "POST", "/api/v1/successions", registry.tokens.steward, content=encoded(body)
        )
        assert recorded.status_code == 201, recorded.text
        facts = told(registry, registry.tokens.other)
        assert facts.municipality.successor is not None
        assert facts.municipality.successor.municipality == OTHER
        (draft,) = told(registry, registry.tokens.other, OTHER).drafts
        assert (draft.form, draft.by) == (FORM, None)


@pytest.mark.parametrize(
    ("code", "query", "status", "type_"),
    [
        ("992020", {}, 200, ""),
        ("999911", {}, 404, "no-such-municipality"),
        ("999904", {}, 400, "check-digit-wrong"),
        (OWNER, {"form": "nowhere"}, 404, "no-such-form"),
        (OWNER, {"form": "No Form"}, 400, "form-name-invalid"),
        (OWNER, {"day": "2027-02-30"}, 400, "parameter-invalid"),
        (OWNER, {"days": "2027-02-03"}, 400, "parameter-unknown"),
    ],
)
def test_what_cannot_be_meant_is_named(
    registry: Served, code: str, query: dict[str, str], status: int, type_: str
) -> None:
    answer = registry.call("GET", path(code, **query), registry.tokens.steward)
    assert answer.status_code == status, answer.text
    assert not type_ or problem(answer) == type_


# ---- long histories


def test_fifty_revisions_are_told_with_what_each_changed(database: str, filled: Tokens) -> None:
    publish(database, *((OWNER, n, small_diff(OWNER, top=2 + n % 3)) for n in range(2, 51)))
    with serving(database, filled) as registry:
        facts = told(registry, registry.tokens.owner)
    form = part(facts, FORM)
    assert [r.revision for r in form.revisions] == list(range(1, 51))
    assert (form.left_out, list(form.documents)) == (0, ["1.0.0"])
    document = handover(facts, "ja").forms[0]
    assert len(document.history) == 50
    assert document.changes[0].since == 50
    assert document.history[-1].differs == ("初めて公開した版です(変更 1 件)。",)


def stack(form: str, revision: int, size: int, core: str = "1.0.0") -> Stack:
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    return Stack(Revision(form, revision, core, None, size, moment, None), (), size)


def chosen(budget: int, *stacks: Stack) -> list[tuple[str, int]]:
    sizes = {("a", "1.0.0"): 500, ("a", "2.0.0"): 700, ("b", "1.0.0"): 300}
    found = choose(stacks, sizes, {"a": "2.0.0", "b": "1.0.0"}, budget)
    return [(s.revision.form, s.revision.revision) for s in found]


def test_the_oldest_revisions_are_left_out_where_all_would_be_too_much() -> None:
    stacks = (stack("a", 1, 10), stack("a", 2, 20), stack("a", 3, 30), stack("b", 1, 40))
    latest = 30 + AROUND + 500 + 700 + 40 + AROUND + 300
    everything = latest + 20 + AROUND + 10 + AROUND
    assert chosen(everything, *stacks) == [("a", 1), ("a", 2), ("a", 3), ("b", 1)]
    assert chosen(everything - 1, *stacks) == [("a", 2), ("a", 3), ("b", 1)]
    assert chosen(latest, *stacks) == [("a", 3), ("b", 1)]
    with pytest.raises(RefusedError) as refused:
        chosen(latest - 1, *stacks)
    assert refused.value.problem.type == "handover-too-large"
    assert refused.value.problem.params["form"] == "b"


def test_after_one_that_does_not_fit_nothing_older_is_told() -> None:
    stacks = (stack("b", 1, 1), stack("b", 2, 9000), stack("b", 3, 40))
    assert chosen(40 + AROUND + 300 + 8000, *stacks) == [("b", 3)]


def test_a_history_that_is_too_long_is_cut_and_says_so(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(database, *((OWNER, n, small_diff(OWNER, top=2 + n % 2)) for n in range(2, 9)))
    moment = datetime.now(UTC)
    steward = Holder(uuid4(), "x", "steward", None, (rights.CORE_PUBLISH,), moment, False, False)
    asked = service.Asked(OWNER, date(2026, 11, 22))

    def collect() -> HandoverFacts:
        made = with_context(database, lambda c: service.collect_handover(c, steward, asked))
        return msgspec.json.decode(asyncio.run(made), type=HandoverFacts)

    whole = collect()
    monkeypatch.setattr(service, "MAX_HANDOVER", len(msgspec.json.encode(whole)))
    form = part(collect(), FORM)
    assert form.left_out > 0
    assert [r.revision for r in form.revisions] == list(range(form.left_out + 1, 9))
    shown = handover(msgspec.structs.replace(whole, forms=(form,)), "ja").forms[0]
    left_out = f"これより前の {form.left_out} 版は、この引継書に入っていません"
    assert left_out in shown.history[-1].differs[0]
    monkeypatch.setattr(service, "MAX_HANDOVER", 1000)
    with pytest.raises(RefusedError) as refused:
        collect()
    assert refused.value.problem.type == "handover-too-large"


# ---- one moment


def test_what_is_published_meanwhile_is_not_seen_in_part(database: str) -> None:
    async def look() -> tuple[int, int, int]:
        pool = await open_pool(database, 2)

        async def twice(connection: Connection) -> tuple[int, int]:
            before, _ = await local_revisions.highest(connection, FORM, OWNER)
            await with_context(database, publishing((OWNER, 2, small_diff(OWNER, top=2))))
            during, _ = await local_revisions.highest(connection, FORM, OWNER)
            return before, during

        try:
            before, during = await snapshot(pool, twice)
            after, _ = await snapshot(pool, lambda c: local_revisions.highest(c, FORM, OWNER))
            return before, during, after
        finally:
            await close_pool(pool)

    assert asyncio.run(look()) == (1, 1, 2)
