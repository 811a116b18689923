"""Can a change be proposed, talked about, decided and published, and only as promised?"""

from __future__ import annotations

import asyncio
import csv
import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import httpx
import openpyxl
import pytest

from registry import days
from registry.context import Context
from registry.limits import MAX_PROPOSALS
from registry.problems import RefusedError
from registry.services.open_proposal import Asked, open_proposal
from registry.services.record_succession import record_succession
from registry.services.voice_on_proposal import voice_on_proposal
from soroe.jsontext import digest
from soroe.model import Change, Op
from tests.registry.databases import OTHER, OWNER, counts, execute, rows, with_context
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Served
from tests.registry.test_publishing import problem, put_core
from tests.registry.test_reviews import vendor

CLOSES = "2999-01-31"


def wider(top: int, was: int = 6) -> list[dict[str, Any]]:
    """Changes that let more grades in."""
    op = {"op": "replace", "path": "/properties/grade/maximum", "was": was, "value": top}
    return [{"item": "/grade", "ops": [op]}]


def place(form: str, number: int | str = "") -> str:
    return f"/api/v1/forms/{form}/proposals" + (f"/{number}" if number else "")


def start(registry: Served, form: str) -> None:
    assert put_core(registry, form, "1.0.0", small_core()).status_code == 201


def propose(registry: Served, form: str, token: str | None = None, **more: Any) -> httpx.Response:
    said: dict[str, Any] = {
        "title": "学年を広げる",
        "text": "多くの市が6年生より上も受けています。",
        "closesOn": CLOSES,
    } | more
    if not {"changes", "candidates", "core"} & said.keys():
        said["changes"] = wider(8)
    return registry.call(
        "POST", place(form), token or registry.tokens.steward, content=encoded(said)
    )


def act(
    registry: Served,
    form: str,
    what: str,
    token: str | None = None,
    *,
    number: int = 1,
    **body: Any,
) -> httpx.Response:
    return registry.call(
        "POST",
        f"{place(form, number)}/{what}",
        token or registry.tokens.steward,
        content=encoded(body),
    )


def voice(
    registry: Served, form: str, code: str, token: str, stance: str = "support", **more: Any
) -> httpx.Response:
    body = {"stance": stance, "reason": "条例と合います。"} | more
    return registry.call("PUT", f"{place(form, 1)}/voices/{code}", token, content=encoded(body))


def close(registry: Served, form: str) -> None:
    """Let the closing day pass: what a month of waiting does."""
    gone = date.today() - timedelta(days=2)  # noqa: DTZ011 - two days ago everywhere
    sql = "update proposal set closes_on = $2, effective_from = null where form = $1"
    asyncio.run(execute(registry.database, sql, form, gone))


def now(registry: Served, form: str, number: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = registry.get(place(form, number)).json()
    return found


def acts(registry: Served, form: str) -> list[str]:
    sql = "select action from audit where object like $1 or object = $2 order by id"
    names = (f"proposals/{form}/%", f"proposals/{form}/1")
    return [row[0] for row in rows(registry.database, sql, *names)]


def test_a_proposal_shows_its_draft_its_number_and_what_it_would_do(registry: Served) -> None:
    start(registry, "p-open")
    diff = small_diff(OWNER, form="p-open", top=8)
    sent = registry.call(
        "PUT", f"/api/v1/forms/p-open/local/{OWNER}/1", registry.tokens.owner, content=encoded(diff)
    )
    assert sent.status_code == 201, sent.text
    opened = propose(registry, "p-open", effectiveFrom="2999-04-01")
    assert opened.status_code == 201, opened.text
    assert opened.headers["location"] == f"{PUBLIC_URL}{place('p-open', 1)}"
    found = now(registry, "p-open")
    assert found == opened.json()
    assert (found["state"], found["against"], found["version"]) == ("open", "1.0.0", "1.1.0")
    assert (found["stale"], found["edit"], found["openedBy"]) == (False, 1, "steward")
    assert (found["measured"]["step"]["level"], found["measured"]["step"]["outcomes"]) == (
        "minor",
        {"absorbed": 1},
    )
    before, after = (found["measured"][side]["changed"] for side in ("before", "after"))
    assert (before, after) == (1, 0)
    assert "1.1.0" in found["evidence"]["ja"]
    assert found["evidence"]["en"]

    plain = {"Accept-Encoding": "identity"}
    document = registry.get(f"{place('p-open', 1)}/document", headers=plain)
    assert digest(document.json()) == found["digest"]
    assert document.json()["$id"] == f"{PUBLIC_URL}/forms/p-open/1.1.0.json"
    assert document.json()["properties"]["grade"]["maximum"] == 8
    assert document.json()["properties"]["note"]["maxLength"] == 400
    impact = registry.get(f"{place('p-open', 1)}/impact").json()
    assert [m["code"] for m in impact["municipalities"]] == [OWNER]
    assert problem(registry.get("/forms/p-open/1.1.0.json")) == "no-such-version"

    (listed,) = registry.get(place("p-open")).json()["proposals"]
    assert listed in registry.get("/api/v1/proposals").json()["proposals"]
    assert registry.get(place("p-open"), params={"state": "closed"}).json() == {"proposals": []}
    assert registry.get(place("p-open"), params={"state": "running"}).json()["proposals"] == [
        listed
    ]
    assert acts(registry, "p-open") == ["open-proposal"]


def test_a_whole_draft_of_a_core_is_taken_apart_into_its_changes(registry: Served) -> None:
    start(registry, "p-core")
    core = small_core()
    core["properties"]["bus"] = {"title": "バス", "type": "boolean"}
    core["properties"]["grade"]["maximum"] = 8
    opened = propose(registry, "p-core", core=core)
    assert opened.status_code == 201, opened.text
    items = [change["item"] for change in opened.json()["source"]["changes"]]
    assert sorted(items) == ["/bus", "/grade"]
    document = registry.get(f"{place('p-core', 1)}/document").json()
    assert document["properties"]["bus"]["title"] == "バス"
    assert document["properties"]["note"]["maxLength"] == 400
    assert problem(propose(registry, "p-core", core=small_core())) == "proposal-nothing-left"


def test_the_same_proposal_twice_is_one_and_municipalities_may_propose(registry: Served) -> None:
    start(registry, "p-twice")
    first = propose(registry, "p-twice", registry.tokens.owner)
    assert (first.status_code, first.json()["openedBy"]) == (201, OWNER)
    before = counts(registry.database)
    again = propose(registry, "p-twice", registry.tokens.owner)
    assert (again.status_code, again.json()["proposal"]) == (200, 1)
    assert counts(registry.database) == before
    other = propose(registry, "p-twice", registry.tokens.other)
    assert (other.status_code, other.json()["proposal"]) == (201, 2)
    vendors = propose(registry, "p-twice", vendor(registry))
    assert (vendors.status_code, problem(vendors)) == (403, "scope-missing")


@pytest.mark.parametrize(
    ("more", "type_"),
    [
        ({"closesOn": None}, "closing-day-missing"),
        ({"closesOn": "2020-01-31"}, "closing-day-past"),
        ({"effectiveFrom": "2998-04-01"}, "applies-before-closing"),
        ({"title": " "}, "remark-unfit"),
        ({"title": "長" * 201}, "remark-unfit"),
        ({"text": "長" * 4001}, "remark-unfit"),
        ({"changes": []}, "proposal-source"),
        ({"changes": wider(8), "core": small_core()}, "proposal-source"),
        ({"changes": wider(8, was=7)}, "promotion-does-not-fit"),
        ({"changes": wider(6)}, "proposal-nothing-left"),
        ({"changes": [{"item": "grade", "ops": []}]}, "pointer-invalid"),
        ({"changes": [{"item": "/grade"}]}, "request-invalid"),
        ({"mood": "good"}, "request-invalid"),
    ],
)
def test_what_cannot_be_proposed_is_refused_and_nothing_is_kept(
    registry: Served, more: dict[str, Any], type_: str
) -> None:
    if registry.get("/forms/p-bad.json").status_code == 404:
        start(registry, "p-bad")
    before = counts(registry.database)
    refused = propose(registry, "p-bad", **more)
    assert problem(refused) == type_, refused.text
    assert counts(registry.database) == before


def test_of_a_form_that_is_not_there_nothing_is_proposed(registry: Served) -> None:
    assert problem(propose(registry, "p-nowhere")) == "no-such-form"
    assert registry.get(place("p-nowhere")).json() == {"proposals": []}
    for number in ("9", "0", "99999999999999999999"):
        answer = registry.get(place("p-nowhere", number))
        assert (answer.status_code, problem(answer)) == (404, "no-such-proposal")


def test_an_organisation_has_only_so_many_proposals_that_are_not_over(registry: Served) -> None:
    start(registry, "p-many")
    assert propose(registry, "p-many").status_code == 201
    copy = """with more as (insert into proposal (form, proposal, closes_on, edit, opened_by)
        select form, n, closes_on, edit, opened_by from proposal, generate_series(2, $1) n
        where form = 'p-many' returning proposal)
      insert into proposal_text select t.form, m.proposal, t.edit, 'copy', t.text, t.against,
        t.version, t.source, t.basis, t.submitted, t.submitted_digest, t.document, t.digest,
        t.impact, t.measured, t.evidence, t.recorded_at, t.recorded_by
      from proposal_text t, more m where t.form = 'p-many'"""
    asyncio.run(execute(registry.database, copy, MAX_PROPOSALS - 1))
    assert propose(registry, "p-many", changes=wider(9)).status_code == 201
    refused = propose(registry, "p-many", changes=wider(10))
    assert (refused.status_code, problem(refused)) == (409, "proposal-too-many")
    assert act(registry, "p-many", "withdraw", reason="重なったため").status_code == 200
    assert propose(registry, "p-many", changes=wider(10)).status_code == 201


def test_each_municipality_has_one_voice_and_the_last_one_counts(registry: Served) -> None:
    form = "p-voice"
    start(registry, form)
    propose(registry, form)
    owner, other = registry.tokens.owner, registry.tokens.other
    assert voice(registry, form, OWNER, owner).status_code == 201
    assert voice(registry, form, OTHER, other, "neutral").status_code == 201
    again = voice(registry, form, OWNER, owner)
    assert (again.status_code, again.json()["voice"]) == (200, 1)
    changed = voice(registry, form, OWNER, owner, "object", reason=" 規則では6年生までです。 ")
    assert (changed.status_code, changed.json()["reason"]) == (201, "規則では6年生までです。")
    found = now(registry, form)
    assert (found["support"], found["object"], found["neutral"]) == (0, 1, 1)

    given = registry.get(f"{place(form, 1)}/voices").json()
    assert given["next"] is None
    assert [(v["municipality"], v["stance"], v["counts"]) for v in given["voices"]] == [
        (OWNER, "support", False), (OTHER, "neutral", True), (OWNER, "object", True),
    ]  # fmt: skip
    pages = registry.get(f"{place(form, 1)}/voices", params={"limit": 2}).json()
    rest = registry.get(f"{place(form, 1)}/voices", params={"cursor": pages["next"]}).json()
    assert pages["voices"] + rest["voices"] == given["voices"]
    assert acts(registry, form) == ["open-proposal"] + ["voice-on-proposal"] * 3


def test_nobody_votes_for_another_and_vendors_and_stewards_only_comment(registry: Served) -> None:
    form = "p-mine"
    start(registry, form)
    propose(registry, form)
    maker = vendor_once(registry)
    before = counts(registry.database)
    for token, type_ in (
        (registry.tokens.other, "not-your-municipality"),
        (registry.tokens.steward, "proposal-no-voice"),
        (maker, "proposal-no-voice"),
    ):
        refused = voice(registry, form, OWNER, token)
        assert (refused.status_code, problem(refused)) == (403, type_)
    assert problem(voice(registry, form, "999904", registry.tokens.owner)) == "check-digit-wrong"
    assert (
        problem(voice(registry, form, OWNER, registry.tokens.owner, reason=" ")) == "remark-unfit"
    )
    moved = voice(registry, form, OWNER, registry.tokens.owner, edit=2)
    assert (moved.status_code, problem(moved)) == (409, "proposal-text-moved")
    assert counts(registry.database) == before

    said = act(registry, form, "comments", maker, text="桁数は変わりますか。")
    assert (said.status_code, said.json()["comment"]) == (201, 1)
    answer = act(registry, form, "comments", text="変わりません。", answers=1)
    assert (answer.status_code, answer.json()["answers"]) == (201, 1)
    assert act(registry, form, "comments", text="変わりません。", answers=1).status_code == 200
    assert problem(act(registry, form, "comments", text="a", answers=9)) == "no-such-comment"
    found = registry.get(f"{place(form, 1)}/comments").json()["comments"]
    assert [(c["kind"], c["edit"]) for c in found] == [("vendor", 1), ("steward", 1)]


def vendor_once(registry: Served) -> str:
    """A vendor's token; the organisation may be there from another test."""
    sql = "delete from organisation where id = 'maker' and not exists (select from token t where t.organisation = 'maker')"
    asyncio.run(execute(registry.database, sql))
    known = rows(registry.database, "select 1 from organisation where id = 'maker'")
    if not known:
        return vendor(registry)
    issued = registry.call(
        "POST",
        "/api/v1/organisations/maker/tokens",
        registry.tokens.steward,
        content=encoded({"label": "v", "scopes": ["review:comment"], "days": 1}),
    )
    assert issued.status_code == 201, issued.text
    return str(issued.json()["token"])


def test_a_municipality_that_became_another_has_no_voice(database: str) -> None:
    async def act(context: Context) -> list[str]:
        change = Change("/grade", (Op("replace", "/properties/grade/maximum", was=6, value=8),))
        asked = Asked("学年を広げる", "受けています。", date(2999, 1, 31), changes=(change,))
        await open_proposal(context, None, form=FORM, asked=asked)
        day = days.today() - timedelta(days=1)
        await record_succession(
            context,
            None,
            kind="code-change",
            codes=["993018"],
            heir="993026",
            effective=day,
            note="",
        )
        told = []
        for code in ("993018", "993026"):
            try:
                await voice_on_proposal(
                    context, None, form=FORM, number=1, code=code, said=("support", "合います。")
                )
            except RefusedError as refusal:
                told.append(refusal.problem.type)
            else:
                told.append("kept")
        return told

    assert asyncio.run(with_context(database, act)) == ["municipality-ended", "kept"]


def test_voices_that_come_at_once_all_count_once(registry: Served) -> None:
    form = "p-rush"
    start(registry, form)
    propose(registry, form)
    tokens = ((OWNER, registry.tokens.owner), (OTHER, registry.tokens.other))
    with ThreadPoolExecutor(8) as together:
        answers = list(
            together.map(
                lambda n: voice(registry, form, *tokens[n % 2], "support", reason=f"理由{n}"),
                range(16),
            )
        )
    assert {a.status_code for a in answers} == {201}
    found = now(registry, form)
    assert (found["support"], found["object"]) == (2, 0)
    numbers = [v["voice"] for v in registry.get(f"{place(form, 1)}/voices").json()["voices"]]
    assert numbers == list(range(1, 17))


def test_after_the_closing_day_voices_are_closed_and_only_stewards_comment(
    registry: Served,
) -> None:
    form = "p-late"
    start(registry, form)
    propose(registry, form)
    close(registry, form)
    assert now(registry, form)["state"] == "closed"
    late = voice(registry, form, OWNER, registry.tokens.owner)
    assert (late.status_code, problem(late)) == (409, "proposal-closed")
    assert problem(act(registry, form, "comments", registry.tokens.owner, text="x")) == (
        "proposal-closed"
    )
    assert act(registry, form, "comments", text="お礼を申し上げます。").status_code == 201


def decide(registry: Served, form: str, verdict: str = "accept", **more: Any) -> httpx.Response:
    body: dict[str, Any] = {"edit": 1, "verdict": verdict, "reason": "多くの市が賛成したため"}
    body |= more
    return act(registry, form, "decide", **body)


def test_what_is_accepted_is_published_as_the_computed_version_and_ends_the_proposal(
    registry: Served,
) -> None:
    form = "p-whole"
    start(registry, form)
    opened = propose(registry, form, effectiveFrom="2999-04-01").json()
    refused = act(registry, form, "publish", reason="至急")
    assert (refused.status_code, problem(refused)) == (409, "proposal-not-accepted")
    accepted = decide(registry, form)
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    early_words: tuple[dict[str, Any], ...] = ({}, {"reason": " "})
    for body in early_words:
        early = act(registry, form, "publish", **body)
        assert (early.status_code, problem(early)) == (409, "proposal-still-open")
    done = act(registry, form, "publish", reason="施行が早まったため", edit=1)
    assert done.status_code == 201, done.text
    assert done.headers["location"] == f"{PUBLIC_URL}/forms/{form}/1.1.0.json"
    assert done.json()["digest"] == opened["digest"]
    found = now(registry, form)
    assert (found["state"], found["published"], found["stale"]) == ("published", "1.1.0", False)
    assert found["earlyReason"] == "施行が早まったため"
    (_, version) = registry.get(f"/forms/{form}.json").json()["versions"]
    assert (version["version"], version["effectiveFrom"]) == ("1.1.0", "2999-04-01")
    assert acts(registry, form) == ["open-proposal", "accept-proposal", "publish-proposal"]

    before = counts(registry.database)
    again = act(registry, form, "publish")
    assert (again.status_code, again.json()["created"]) == (200, False)
    for late in (
        decide(registry, form, "reject"),
        act(registry, form, "undo", reason="x"),
        act(registry, form, "refresh"),
        act(registry, form, "withdraw", reason="x"),
        act(registry, form, "comments", text="x"),
        voice(registry, form, OWNER, registry.tokens.owner),
    ):
        assert (late.status_code, problem(late)) == (409, "proposal-published")
    assert counts(registry.database) == before


def test_after_the_closing_day_publishing_takes_no_reason(registry: Served) -> None:
    form = "p-closed"
    start(registry, form)
    propose(registry, form)
    close(registry, form)
    assert decide(registry, form).status_code == 200
    assert act(registry, form, "publish").status_code == 201
    assert now(registry, form)["earlyReason"] is None


def test_a_decision_is_taken_back_before_the_closing_day_and_not_after(registry: Served) -> None:
    form = "p-undo"
    start(registry, form)
    propose(registry, form)
    nothing = act(registry, form, "undo", reason="x")
    assert (nothing.status_code, problem(nothing)) == (409, "proposal-not-decided")
    assert decide(registry, form, "reject").json()["state"] == "rejected"
    before = counts(registry.database)
    assert decide(registry, form, "reject").status_code == 200
    assert counts(registry.database) == before
    other = decide(registry, form, "accept")
    assert (other.status_code, problem(other)) == (409, "proposal-decided")
    assert problem(act(registry, form, "refresh")) == "proposal-decided"
    undone = act(registry, form, "undo", reason="書き誤り")
    assert (undone.status_code, undone.json()["state"]) == (200, "open")
    assert problem(act(registry, form, "undo", reason="書き誤り")) == "proposal-not-decided"
    assert decide(registry, form, "postpone").json()["state"] == "postponed"
    assert decide(registry, form, "accept").json()["state"] == "accepted"
    said = [(d["verdict"], d["reason"]) for d in now(registry, form)["decisions"]]
    assert said[1] == ("undo", "書き誤り")
    assert [verdict for verdict, _ in said] == ["reject", "undo", "postpone", "accept"]
    close(registry, form)
    late = act(registry, form, "undo", reason="x")
    assert (late.status_code, problem(late)) == (409, "proposal-undo-late")


def test_a_decision_on_a_stale_draft_is_refused_until_it_is_made_anew(registry: Served) -> None:
    form = "p-stale"
    start(registry, form)
    propose(registry, form)
    voice(registry, form, OWNER, registry.tokens.owner)
    newer = small_core()
    newer["properties"]["bus"] = {"title": "バス", "type": "boolean"}
    assert put_core(registry, form, "1.1.0", newer).status_code == 201
    assert now(registry, form)["stale"] is True
    before = counts(registry.database)
    for verdict in ("accept", "reject", "postpone"):
        refused = decide(registry, form, verdict)
        assert (refused.status_code, problem(refused)) == (409, "proposal-stale")
        assert refused.json()["params"]["newest"] == "1.1.0"
        assert "soroe proposal refresh" in refused.json()["remedy"]
    assert counts(registry.database) == before
    fresh = act(registry, form, "refresh")
    assert fresh.status_code == 200, fresh.text
    found = fresh.json()
    assert (found["edit"], found["against"], found["version"]) == (2, "1.1.0", "1.2.0")
    assert (found["stale"], found["support"], found["earlier"]) == (False, 1, 1)
    document = registry.get(f"{place(form, 1)}/document").json()
    assert document["properties"]["bus"]["title"] == "バス"
    first = registry.get(f"{place(form, 1)}/document", params={"edit": 1}).json()
    assert "bus" not in first["properties"]
    assert problem(decide(registry, form)) == "proposal-text-moved"
    before = counts(registry.database)
    assert act(registry, form, "refresh").json() == found  # it comes out the same
    assert counts(registry.database) == before
    assert decide(registry, form, edit=2).json()["state"] == "accepted"


def test_of_two_proposals_for_the_next_version_the_second_is_refused_and_made_anew(
    registry: Served,
) -> None:
    form = "p-next"
    start(registry, form)
    propose(registry, form)
    longer = {"op": "replace", "path": "/properties/name/maxLength", "was": 40, "value": 60}
    second = propose(registry, form, changes=[{"item": "/name", "ops": [longer]}])
    assert (second.json()["proposal"], second.json()["version"]) == (2, "1.1.0")
    for number in (1, 2):
        body: dict[str, Any] = {"edit": 1, "verdict": "accept", "reason": "合意"}
        assert act(registry, form, "decide", number=number, **body).status_code == 200
    with ThreadPoolExecutor(2) as together:
        answers = dict(
            zip(
                (1, 2),
                together.map(
                    lambda n: act(registry, form, "publish", number=n, reason="至急"), (1, 2)
                ),
                strict=True,
            )
        )
    assert sorted(a.status_code for a in answers.values()) == [201, 409]
    (late,) = (n for n, a in answers.items() if a.status_code == 409)
    assert problem(answers[late]) == "proposal-stale"
    assert act(registry, form, "refresh", number=late).json()["version"] == "1.2.0"
    not_yet = act(registry, form, "publish", number=late, reason="至急")
    assert problem(not_yet) == "proposal-not-accepted"  # the text is another one
    body = {"edit": 2, "verdict": "accept", "reason": "合意"}
    assert act(registry, form, "decide", number=late, **body).status_code == 200
    assert act(registry, form, "publish", number=late, reason="至急").status_code == 201
    core = registry.get(f"/forms/{form}/1.2.0.json").json()["properties"]
    assert (core["grade"]["maximum"], core["name"]["maxLength"]) == (8, 60)


def test_a_number_that_a_review_has_is_left_to_it(registry: Served) -> None:
    form = "p-review"
    start(registry, form)
    core = small_core()
    core["properties"]["grade"]["maximum"] = 9
    sent = registry.call(
        "PUT", f"/api/v1/forms/{form}/reviews/1.1.0", registry.tokens.steward,
        content=encoded(core), params={"closesOn": CLOSES},
    )  # fmt: skip
    assert sent.status_code == 201, sent.text
    assert propose(registry, form).json()["version"] == "1.2.0"


def test_what_the_newer_core_changed_otherwise_has_to_be_written_anew(registry: Served) -> None:
    form = "p-clash"
    start(registry, form)
    propose(registry, form, registry.tokens.owner)
    newer = small_core()
    newer["properties"]["grade"]["maximum"] = 7
    assert put_core(registry, form, "1.1.0", newer).status_code == 201
    refused = act(registry, form, "refresh", registry.tokens.owner)
    assert (refused.status_code, problem(refused)) == (409, "proposal-clashes")
    assert refused.json()["params"]["items"] == "/grade"
    blind = act(registry, form, "refresh", registry.tokens.owner, changes=wider(8, was=7))
    assert (blind.status_code, problem(blind)) == (428, "proposal-edit-missing")
    done = act(
        registry, form, "refresh", registry.tokens.owner, edit=1, changes=wider(8, was=7),
        title="題を直す", closesOn="2999-02-28",
    )  # fmt: skip
    assert done.status_code == 200, done.text
    found = done.json()
    assert (found["title"], found["closesOn"], found["edit"]) == ("題を直す", "2999-02-28", 2)
    assert [t["title"] for t in found["texts"]] == ["学年を広げる", "題を直す"]


def test_only_who_opened_it_and_stewards_change_a_proposal(registry: Served) -> None:
    form = "p-owner"
    start(registry, form)
    propose(registry, form, registry.tokens.owner)
    before = counts(registry.database)
    wrong: dict[str, dict[str, Any]] = {
        "refresh": {"edit": 1, "title": "x"},
        "withdraw": {"reason": "x"},
    }
    for what, body in wrong.items():
        refused = act(registry, form, what, registry.tokens.other, **body)
        assert (refused.status_code, problem(refused)) == (403, "proposal-not-yours")
    assert counts(registry.database) == before
    assert decide(registry, form).status_code == 200
    own = act(registry, form, "withdraw", registry.tokens.owner, reason="x")
    assert (own.status_code, problem(own)) == (403, "proposal-not-yours")
    done = act(registry, form, "withdraw", reason="様式を見直すため")
    assert (done.json()["state"], done.json()["withdrawReason"]) == (
        "withdrawn",
        "様式を見直すため",
    )
    before = counts(registry.database)
    assert act(registry, form, "withdraw", reason="様式を見直すため").status_code == 200
    late = act(registry, form, "publish", reason="x")
    assert (late.status_code, problem(late)) == (409, "proposal-withdrawn")
    assert counts(registry.database) == before
    assert registry.get("/api/v1/proposals").json()["proposals"] == [
        one for one in registry.get("/api/v1/proposals").json()["proposals"] if one["form"] != form
    ]


def snack(code: str, form: str, name: str, most: int) -> dict[str, Any]:
    """A diff that narrows the grade and asks for the snack under a name of its own."""
    diff = small_diff(code, form=form)
    value = {"title": "おやつの希望", "type": "string", "maxLength": most}
    op = {"op": "add", "path": f"/properties/{name}", "value": value}
    basis = {"cite": "rule", "article": "第4条"}
    item = {"item": f"/{name}", "ops": [op], "basis": basis, "reason": "おやつの用意のため"}
    return diff | {"changes": [*diff["changes"], item]}


def publish_diff(registry: Served, diff: dict[str, Any], token: str, revision: int = 1) -> None:
    address = f"/api/v1/forms/{diff['form']}/local/{diff['municipality']}/{revision}"
    sent = registry.call("PUT", address, token, content=encoded(diff))
    assert sent.status_code == 201, sent.text


def until(registry: Served, path: str, wanted: Callable[[Any], bool], token: str = "") -> Any:
    """What is there once the registry has done what it does beside the requests."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        answer = registry.call("GET", path, token or None)
        if answer.status_code == 200 and wanted(answer.json()):
            return answer.json()
        time.sleep(0.1)
    raise AssertionError(registry.log())


def test_a_candidate_becomes_core_and_every_city_finds_its_item_there(registry: Served) -> None:
    form = "p-snack"
    start(registry, form)
    tokens = {OWNER: registry.tokens.owner, OTHER: registry.tokens.other}
    publish_diff(registry, snack(OWNER, form, "snack", 40), registry.tokens.owner)
    publish_diff(registry, snack(OTHER, form, "oyatsu", 40), registry.tokens.other)
    path = f"/api/v1/forms/{form}/candidates"
    below = until(
        registry, path, lambda told: told["below"]["municipalities"] == 2
    )["below"]  # fmt: skip
    (candidate,) = (c for c in below["candidates"] if c["kind"] == "added")
    before = counts(registry.database)
    unknown = propose(registry, form, candidates=[candidate["id"], "nobody"])
    assert (unknown.status_code, problem(unknown)) == (404, "candidate-unknown")
    assert counts(registry.database) == before

    opened = propose(
        registry, form, registry.tokens.owner, title="おやつの希望を聞く",
        candidates=[candidate["id"]], names={candidate["id"]: "snackWish"},
    )  # fmt: skip
    assert opened.status_code == 201, opened.text
    found = opened.json()
    assert found["version"] == "1.1.0"
    assert found["measured"]["step"]["outcomes"]["absorbed"] == 2
    assert {one["code"]: one["names"] for one in found["measured"]["kept"]} == {
        OWNER: {"/snack": "/snackWish"}, OTHER: {"/oyatsu": "/snackWish"},
    }  # fmt: skip
    assert {one["verdict"]["verdict"] for one in found["measured"]["kept"]} == {"proved"}

    # One of the two leaves it out again: what was proposed is no candidate any more.
    publish_diff(registry, small_diff(OTHER, form=form), registry.tokens.other, 2)
    until(
        registry, path, lambda told: all(c["kind"] != "added" for c in told["below"]["candidates"])
    )
    gone = decide(registry, form)
    assert (gone.status_code, problem(gone)) == (409, "proposal-candidate-changed")
    anew = act(registry, form, "refresh")
    assert (anew.status_code, problem(anew)) == (409, "proposal-candidate-gone")
    publish_diff(registry, snack(OTHER, form, "oyatsu", 40), registry.tokens.other, 3)
    until(
        registry, path, lambda told: any(c["kind"] == "added" for c in told["below"]["candidates"])
    )

    accepted = decide(registry, form)
    assert accepted.status_code == 200, accepted.text
    assert act(registry, form, "publish", reason="至急のため").status_code == 201
    core = registry.get(f"/forms/{form}/1.1.0.json").json()
    assert core["properties"]["snackWish"]["title"] == "おやつの希望"
    for code, token in tokens.items():
        rebase = f"/api/v1/forms/{form}/local/{code}/rebase"
        told = until(registry, rebase, lambda one: one["state"] == "prepared", token)
        assert "undecided" not in told
        confirmed = registry.call(
            "POST", f"{rebase}/confirm", token,
            headers={"If-Match": registry.call("GET", rebase, token).headers["etag"]},
        )  # fmt: skip
        assert confirmed.status_code in {200, 201}, confirmed.text
        listed = registry.get(f"/forms/{form}/local/{code}.json").json()["revisions"]
        last = max(one["revision"] for one in listed)
        diff = registry.get(f"/forms/{form}/local/{code}/{last}.diff.json").json()
        assert diff["core"] == "1.1.0"
        assert [change["item"] for change in diff["changes"]] == ["/grade"]
        assert diff["aliases"] == {"/snackWish": {OWNER: "snack", OTHER: "oyatsu"}[code]}


def test_tables_open_in_a_spreadsheet_and_run_nothing(registry: Served) -> None:
    form = "p-table"
    start(registry, form)
    propose(registry, form, title="=cmd()")
    voice(registry, form, OWNER, registry.tokens.owner, reason="+1")
    voice(registry, form, OWNER, registry.tokens.owner, "object", reason="-1")
    answer = registry.get(place(form), params={"as": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["題"], row["反対"], row["版の番号"]) == ("'=cmd()", "1", "1.1.0")
    voices = registry.get(f"{place(form, 1)}/voices", params={"as": "csv", "lang": "en"})
    (row,) = csv.DictReader(io.StringIO(voices.content.decode("utf-8-sig")))
    assert (row["Code"], row["Voice"], row["Reason"]) == (OWNER, "object", "'-1")
    book = registry.get(place(form), params={"as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert sheet["D2"].value == "=cmd()"
    assert sheet["D2"].data_type == "s"
