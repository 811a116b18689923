"""Can a core be sent round, commented on, replaced, published or dropped, and only as promised?"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from registry.db.organisations import Kind
from registry.services import rights
from registry.services.create_organisation import create_organisation
from registry.services.issue_token import issue_token
from soroe.jsontext import digest
from tests.registry.databases import OTHER, OWNER, counts, execute, rows, with_context
from tests.registry.documents import encoded, small_core
from tests.registry.served import PUBLIC_URL, Served
from tests.registry.test_publishing import problem, put_core

CLOSES = "2999-01-31"
APPLIES = "2999-04-01"


def core(top: int = 6, **more: Any) -> dict[str, Any]:
    made = small_core() | more
    made["properties"]["grade"]["maximum"] = top
    return made


def place(form: str, version: str) -> str:
    return f"/api/v1/forms/{form}/reviews/{version}"


def send(
    registry: Served,
    form: str,
    version: str,
    document: Any,
    held: str | None = None,
    *,
    closes: str | None = CLOSES,
    **terms: str,
) -> httpx.Response:
    params = terms | ({} if closes is None else {"closesOn": closes})
    headers = {} if held is None else {"If-Match": held}
    return registry.call(
        "PUT",
        place(form, version),
        registry.tokens.steward,
        content=encoded(document),
        params=params,
        headers=headers,
    )


def say(
    registry: Served, form: str, version: str, act: str, token: str, **body: Any
) -> httpx.Response:
    return registry.call("POST", f"{place(form, version)}/{act}", token, content=encoded(body))


def published(registry: Served, form: str) -> None:
    assert put_core(registry, form, "1.0.0", core()).status_code == 201


def close(registry: Served, form: str) -> None:
    """Let the closing day pass: what a month of waiting does."""
    yesterday = date.today() - timedelta(days=2)  # noqa: DTZ011 - two days ago everywhere
    sql = "update review set closes_on = $2, effective_from = null where form = $1"
    asyncio.run(execute(registry.database, sql, form, yesterday))


def state(registry: Served, form: str, version: str) -> str:
    return str(registry.get(place(form, version)).json()["state"])


def test_a_review_is_open_for_everybody_to_read_before_there_is_a_version(
    registry: Served,
) -> None:
    published(registry, "r-open")
    opened = send(
        registry, "r-open", "1.1.0", core(8), effectiveFrom=APPLIES, note="学年を広げます。"
    )
    assert opened.status_code == 201, opened.text
    assert opened.headers["location"] == f"{PUBLIC_URL}{place('r-open', '1.1.0')}"
    review = registry.get(place("r-open", "1.1.0")).json()
    assert review == opened.json()
    assert (review["state"], review["edit"], review["comments"]) == ("open", 1, 0)
    assert (review["closesOn"], review["effectiveFrom"]) == (CLOSES, APPLIES)
    assert (review["note"], review["title"]) == ("学年を広げます。", "小さな様式")
    assert review["judgement"]["against"] == "1.0.0"
    assert (review["judgement"]["level"], review["judgement"]["smallest"]) == ("minor", "1.1.0")
    assert review["judgement"]["witness"]["grade"] in (7, 8)

    plain = {"Accept-Encoding": "identity"}
    document = registry.get(f"{place('r-open', '1.1.0')}/document", headers=plain)
    assert document.headers["etag"] == review["etag"]
    assert digest(document.json()) == review["digest"]
    assert document.json()["$id"] == f"{PUBLIC_URL}/forms/r-open/1.1.0.json"
    assert document.json()["properties"]["note"]["maxLength"] == 400

    assert problem(registry.get("/forms/r-open/1.1.0.json")) == "no-such-version"
    listed = registry.get("/forms/r-open.json").json()
    assert [v["version"] for v in listed["versions"]] == ["1.0.0"]
    assert [(r["version"], r["state"], r["closesOn"]) for r in listed["reviews"]] == [
        ("1.1.0", "open", CLOSES)
    ]
    (alone,) = registry.get("/api/v1/forms/r-open/reviews").json()["reviews"]
    assert alone in registry.get("/api/v1/reviews").json()["reviews"]


def test_a_first_version_can_be_sent_round_and_has_nothing_to_be_judged_by(
    registry: Served,
) -> None:
    assert send(registry, "r-first", "1.0.0", core()).status_code == 201
    assert registry.get(place("r-first", "1.0.0")).json()["judgement"] is None
    assert problem(registry.get("/forms/r-first.json")) == "no-such-form"


@pytest.mark.parametrize(
    ("version", "document", "type_", "smallest"),
    [
        ("1.0.1", core(8), "version-too-small-wider", "1.1.0"),
        ("1.1.0", core(3), "version-too-small", "2.0.0"),
    ],
)
def test_a_number_that_is_too_small_is_refused_with_an_application_that_shows_it(
    registry: Served, version: str, document: Any, type_: str, smallest: str
) -> None:
    form = f"r-small-{smallest[0]}"
    published(registry, form)
    before = counts(registry.database)
    refused = send(registry, form, version, document)
    assert (refused.status_code, problem(refused)) == (422, type_)
    assert refused.json()["params"]["smallest"] == smallest
    assert refused.json()["witness"]["grade"] in range(4, 9)
    assert counts(registry.database) == before


def test_what_cannot_be_a_core_cannot_be_sent_round(registry: Served) -> None:
    before = counts(registry.database)
    refused = send(registry, "r-bad", "1.0.0", {"type": "object", "properties": {"a": {}}})
    assert refused.status_code == 422
    assert problem(put_core(registry, "r-bad2", "1.0.0", {"type": 3})) == problem(
        send(registry, "r-bad2", "1.0.0", {"type": 3})
    )
    assert counts(registry.database) == before


@pytest.mark.parametrize(
    ("closes", "terms", "type_"),
    [
        (None, {}, "closing-day-missing"),
        ("2020-01-31", {}, "closing-day-past"),
        (CLOSES, {"effectiveFrom": "2998-04-01"}, "applies-before-closing"),
        ("tomorrow", {}, "parameter-invalid"),
        (CLOSES, {"note": "長" * 4001}, "remark-unfit"),
    ],
)
def test_terms_that_contradict_themselves_are_refused(
    registry: Served, closes: str | None, terms: dict[str, str], type_: str
) -> None:
    before = counts(registry.database)
    assert problem(send(registry, "r-terms", "1.0.0", core(), closes=closes, **terms)) == type_
    assert counts(registry.database) == before


def test_opening_again_changes_nothing(registry: Served) -> None:
    assert send(registry, "r-again", "1.0.0", core()).status_code == 201
    before = counts(registry.database)
    again = send(registry, "r-again", "1.0.0", core())
    assert (again.status_code, again.json()["edit"]) == (200, 1)
    assert counts(registry.database) == before


def test_the_text_is_replaced_only_by_who_has_read_it_and_every_text_is_kept(
    registry: Served,
) -> None:
    first = send(registry, "r-replace", "1.0.0", core())
    blind = send(registry, "r-replace", "1.0.0", core(7))
    assert (blind.status_code, problem(blind)) == (428, "precondition-required")
    second = send(registry, "r-replace", "1.0.0", core(7), first.json()["etag"], closes=None)
    assert (second.status_code, second.json()["edit"]) == (200, 2)
    assert second.json()["closesOn"] == CLOSES
    late = send(registry, "r-replace", "1.0.0", core(8), first.json()["etag"])
    assert (late.status_code, problem(late)) == (412, "edited-meanwhile")
    params = late.json()["params"]
    assert (params["number"], params["by"]) == ("2", "steward")
    assert params["current"] == f"sha256:{second.json()['etag'].strip(chr(34))}"

    review = registry.get(place("r-replace", "1.0.0")).json()
    assert [t["edit"] for t in review["texts"]] == [1, 2]
    for number, top in ((1, 6), (2, 7)):
        document = registry.get(f"{place('r-replace', '1.0.0')}/document", params={"edit": number})
        assert document.json()["properties"]["grade"]["maximum"] == top
        assert digest(document.json()) == review["texts"][number - 1]["digest"]
    none = registry.get(f"{place('r-replace', '1.0.0')}/document", params={"edit": 3})
    assert problem(none) == "parameter-invalid"


def test_the_closing_day_can_be_moved_without_touching_the_text(registry: Served) -> None:
    first = send(registry, "r-moved", "1.0.0", core())
    held = first.json()["etag"]
    moved = send(registry, "r-moved", "1.0.0", core(), held, closes="2999-02-28")
    assert (moved.json()["closesOn"], moved.json()["edit"]) == ("2999-02-28", 1)
    assert problem(send(registry, "r-moved", "1.0.0", core(), held, closes="2020-01-01")) == (
        "closing-day-past"
    )


def test_of_two_stewards_who_replace_the_same_text_one_is_told(registry: Served) -> None:
    held = send(registry, "r-race", "1.0.0", core()).json()["etag"]
    with ThreadPoolExecutor(8) as together:
        answers = list(
            together.map(lambda n: send(registry, "r-race", "1.0.0", core(10 + n), held), range(8))
        )
    assert sorted(a.status_code for a in answers) == [200] + [412] * 7
    review = registry.get(place("r-race", "1.0.0")).json()
    (winner,) = (a for a in answers if a.status_code == 200)
    assert (review["edit"], review["digest"]) == (2, winner.json()["digest"])


def test_of_two_stewards_who_open_the_same_review_one_opens_it(registry: Served) -> None:
    with ThreadPoolExecutor(8) as together:
        answers = list(
            together.map(lambda n: send(registry, "r-both", "1.0.0", core(10 + n % 2)), range(8))
        )
    assert sorted(a.status_code for a in answers) == [200] * 3 + [201] + [428] * 4
    assert registry.get(place("r-both", "1.0.0")).json()["edit"] == 1


def vendor(registry: Served) -> str:
    """A token of a vendor, who may comment and nothing else."""

    async def make(context: Any) -> str:
        kind: Kind = "vendor"
        await create_organisation(context, None, id_="maker", kind=kind, name="例示ソフト")
        _, secret = await issue_token(
            context, None, organisation="maker", label="v", scopes=rights.SCOPES[kind], days=1
        )
        return secret.reveal()

    return asyncio.run(with_context(registry.database, make))


def test_municipalities_and_vendors_comment_and_the_steward_answers_after_the_closing_day(
    registry: Served,
) -> None:
    form, version = "r-talk", "1.0.0"
    send(registry, form, version, core())
    city = say(
        registry, form, version, "comments", registry.tokens.owner,
        text=" 学年は3年生までとしてください。 ", item="/grade", stance="object",
    )  # fmt: skip
    assert city.status_code == 201, city.text
    maker = vendor(registry)
    asked = say(registry, form, version, "comments", maker, text="桁数は?", stance="question")
    assert (asked.json()["comment"], asked.json()["name"]) == (2, "例示ソフト")
    close(registry, form)
    assert state(registry, form, version) == "closed"
    late = say(registry, form, version, "comments", registry.tokens.other, text="遅れました。")
    assert (late.status_code, problem(late)) == (409, "review-closed")
    answer = say(
        registry, form, version, "comments", registry.tokens.steward, text="4桁です。", answers=2
    )
    assert answer.status_code == 201, answer.text

    again = say(
        registry, form, version, "comments", registry.tokens.steward, text="4桁です。", answers=2
    )
    assert (again.status_code, again.json()) == (200, answer.json())  # said once

    found = registry.get(f"{place(form, version)}/comments").json()
    assert found["next"] is None
    first, _, third = found["comments"]
    assert (first["organisation"], first["municipality"], first["kind"]) == (
        OWNER, OWNER, "municipality",
    )  # fmt: skip
    assert (first["text"], first["item"], first["stance"], first["edit"]) == (
        "学年は3年生までとしてください。", "/grade", "object", 1,
    )  # fmt: skip
    assert (third["answers"], third["kind"]) == (2, "steward")
    pages = registry.get(f"{place(form, version)}/comments", params={"limit": 2}).json()
    rest = registry.get(f"{place(form, version)}/comments", params={"cursor": pages["next"]}).json()
    assert pages["comments"] + rest["comments"] == found["comments"]
    assert registry.get(place(form, version)).json()["comments"] == 3


@pytest.mark.parametrize(
    ("body", "type_", "at"),
    [
        ({"text": "  "}, "remark-unfit", "/text"),
        ({"text": "長" * 4001}, "remark-unfit", "/text"),
        ({"text": "a", "item": "/grad"}, "comment-item-unknown", "/item"),
        ({"text": "a", "answers": 99}, "no-such-comment", "/answers"),
        ({"text": "a", "answers": 0}, "no-such-comment", "/answers"),
        ({"text": "a", "stance": "maybe"}, "request-invalid", "/stance"),
        ({"text": "a", "mood": "good"}, "request-invalid", ""),
    ],
)
def test_a_comment_that_says_nothing_or_hits_nothing_is_refused(
    registry: Served, body: Any, type_: str, at: str
) -> None:
    send(registry, "r-words", "1.0.0", core())
    before = counts(registry.database)
    refused = say(registry, "r-words", "1.0.0", "comments", registry.tokens.other, **body)
    assert (problem(refused), refused.json()["at"]) == (type_, at)
    assert counts(registry.database) == before


def test_comments_that_come_at_once_are_all_kept_and_numbered_without_gaps(
    registry: Served,
) -> None:
    send(registry, "r-many", "1.0.0", core())
    tokens = (registry.tokens.owner, registry.tokens.other)
    with ThreadPoolExecutor(8) as together:
        answers = list(
            together.map(
                lambda n: say(
                    registry, "r-many", "1.0.0", "comments", tokens[n % 2], text=f"意見{n}"
                ),
                range(24),
            )
        )
    assert {a.status_code for a in answers} == {201}
    assert sorted(a.json()["comment"] for a in answers) == list(range(1, 25))
    assert {a.json()["organisation"] for a in answers} == {OWNER, OTHER}


def test_a_comment_stays_with_the_text_it_was_made_on(registry: Served) -> None:
    held = send(registry, "r-stays", "1.0.0", core()).json()["etag"]
    say(registry, "r-stays", "1.0.0", "comments", registry.tokens.owner, text="一つ目")
    send(registry, "r-stays", "1.0.0", core(7), held)
    say(registry, "r-stays", "1.0.0", "comments", registry.tokens.owner, text="二つ目")
    found = registry.get(f"{place('r-stays', '1.0.0')}/comments").json()["comments"]
    assert [(c["comment"], c["edit"]) for c in found] == [(1, 1), (2, 2)]


def publish(registry: Served, form: str, version: str, held: str = "", **body: Any) -> Any:
    return registry.call(
        "POST",
        f"{place(form, version)}/publish",
        registry.tokens.steward,
        content=encoded(body),
        headers={"If-Match": held} if held else {},
    )


def test_before_the_closing_day_is_over_publishing_takes_a_reason_which_is_shown(
    registry: Served,
) -> None:
    form = "r-early"
    published(registry, form)
    opened = send(registry, form, "1.1.0", core(8), effectiveFrom=APPLIES)
    before = counts(registry.database)
    for body in ({}, {"reason": " "}):
        early = publish(registry, form, "1.1.0", **body)
        assert (early.status_code, problem(early)) == (409, "review-still-open")
    assert counts(registry.database) == before
    done = publish(registry, form, "1.1.0", reason="法改正の施行が早まったため")
    assert done.status_code == 201, done.text
    assert done.headers["location"] == f"{PUBLIC_URL}/forms/{form}/1.1.0.json"
    assert done.json()["digest"] == opened.json()["digest"]

    review = registry.get(place(form, "1.1.0")).json()
    assert (review["state"], review["earlyReason"]) == ("published", "法改正の施行が早まったため")
    assert (review["published"]["digest"], review["published"]["asReviewed"]) == (
        done.json()["digest"], True,
    )  # fmt: skip
    listed = registry.get(f"/forms/{form}.json").json()
    assert listed["reviews"] == []
    assert [(v["version"], v["effectiveFrom"]) for v in listed["versions"]][1:] == [
        ("1.1.0", APPLIES)
    ]
    assert registry.get(f"/forms/{form}/1.1.0.json").json()["properties"]["grade"]["maximum"] == 8
    acts = [r[0] for r in rows(
        registry.database, "select action from audit where object like $1 order by id",
        f"%{form}/1.1.0",
    )]  # fmt: skip
    assert acts == ["open-review", "publish-core", "publish-review"]

    before = counts(registry.database)
    again = publish(registry, form, "1.1.0")
    assert (again.status_code, again.json()["created"]) == (200, False)
    assert counts(registry.database) == before
    for late in (
        send(registry, form, "1.1.0", core(9), opened.json()["etag"]),
        say(registry, form, "1.1.0", "comments", registry.tokens.steward, text="x"),
        say(registry, form, "1.1.0", "drop", registry.tokens.steward, reason="x"),
    ):
        assert (late.status_code, problem(late)) == (409, "review-published")


def test_after_the_closing_day_publishing_takes_no_reason(registry: Served) -> None:
    send(registry, "r-late", "1.0.0", core())
    close(registry, "r-late")
    assert publish(registry, "r-late", "1.0.0").status_code == 201
    assert registry.get(place("r-late", "1.0.0")).json()["earlyReason"] is None


def test_the_number_is_judged_again_when_it_is_published(registry: Served) -> None:
    form = "r-passed"
    published(registry, form)
    send(registry, form, "1.1.0", core(8))
    assert put_core(registry, form, "1.0.1", core(description="x")).status_code == 201
    assert put_core(registry, form, "1.0.2", core(description="y")).status_code == 201
    assert publish(registry, form, "1.1.0", reason="x").status_code == 201
    send(registry, form, "1.2.0", core(9))
    assert put_core(registry, form, "1.1.1", core(8, description="z")).status_code == 201
    wider = core(8)
    wider["properties"]["memo"] = {"title": "追記", "type": "string"}
    send(registry, form, "1.3.0", wider)
    assert publish(registry, form, "1.2.0", reason="x").status_code == 201
    refused = publish(registry, form, "1.3.0", reason="x")  # what 1.2.0 takes, it does not
    assert (refused.status_code, problem(refused)) == (422, "version-too-small")
    assert refused.json()["witness"]["grade"] == 9
    assert state(registry, form, "1.3.0") == "open"
    assert registry.get(place(form, "1.3.0")).json()["earlyReason"] is None


def test_a_version_that_passed_it_by_ends_a_review(registry: Served) -> None:
    form = "r-overtaken"
    published(registry, form)
    held = send(registry, form, "1.1.0", core(8)).json()["etag"]
    assert put_core(registry, form, "2.0.0", core(3)).status_code == 201
    for refused in (
        publish(registry, form, "1.1.0", reason="x"),
        send(registry, form, "1.1.0", core(9), held),
        send(registry, form, "1.2.0", core(8)),
    ):
        assert (refused.status_code, problem(refused)) == (409, "version-not-greater")


def test_only_the_text_that_was_read_is_published_when_that_is_asked_for(
    registry: Served,
) -> None:
    form = "r-meant"
    first = send(registry, form, "1.0.0", core()).json()["etag"]
    second = send(registry, form, "1.0.0", core(7), first).json()["etag"]
    refused = publish(registry, form, "1.0.0", held=first, reason="x")
    assert (refused.status_code, problem(refused)) == (412, "edited-meanwhile")
    assert publish(registry, form, "1.0.0", held=second, reason="x").status_code == 201


def test_of_many_who_publish_a_review_at_once_one_creates_the_version(registry: Served) -> None:
    send(registry, "r-rush", "1.0.0", core())
    with ThreadPoolExecutor(8) as together:
        answers = list(
            together.map(lambda n: publish(registry, "r-rush", "1.0.0", reason=str(n)), range(8))
        )
    assert sorted(a.status_code for a in answers) == [200] * 7 + [201]
    (reason,) = {a.json()["digest"] for a in answers}
    assert registry.get(place("r-rush", "1.0.0")).json()["published"]["digest"] == reason


def test_a_review_beside_which_other_content_was_published_says_so(registry: Served) -> None:
    form = "r-beside"
    send(registry, form, "1.0.0", core())
    put_core(registry, form, "1.0.0", core(7))
    review = registry.get(place(form, "1.0.0")).json()
    assert (review["state"], review["published"]["asReviewed"]) == ("published", False)
    assert problem(publish(registry, form, "1.0.0", reason="x")) == "content-differs"


def test_a_dropped_review_says_why_and_takes_nothing_more(registry: Served) -> None:
    form = "r-drop"
    held = send(registry, form, "1.0.0", core()).json()["etag"]
    say(registry, form, "1.0.0", "comments", registry.tokens.owner, text="反対です。")
    assert problem(say(registry, form, "1.0.0", "drop", registry.tokens.steward, reason=" ")) == (
        "remark-unfit"
    )
    done = say(registry, form, "1.0.0", "drop", registry.tokens.steward, reason="作り直すため")
    assert (done.status_code, done.json()["state"]) == (200, "dropped")
    before = counts(registry.database)
    again = say(registry, form, "1.0.0", "drop", registry.tokens.steward, reason="作り直すため")
    assert again.status_code == 200
    for late in (
        send(registry, form, "1.0.0", core(7), held),
        say(registry, form, "1.0.0", "comments", registry.tokens.steward, text="x"),
        say(registry, form, "1.0.0", "drop", registry.tokens.steward, reason="別の理由"),
        publish(registry, form, "1.0.0", reason="x"),
    ):
        assert (late.status_code, problem(late)) == (409, "review-dropped")
        assert late.json()["params"]["reason"] == "作り直すため"
    assert counts(registry.database) == before
    assert registry.get(f"{place(form, '1.0.0')}/comments").json()["comments"][0]["text"]
    assert form not in {r["form"] for r in registry.get("/api/v1/reviews").json()["reviews"]}


@pytest.mark.parametrize("end", ["", "/document", "/comments"])
def test_what_is_not_there_is_named(registry: Served, end: str) -> None:
    answer = registry.get(f"{place('r-open', '9.0.0')}{end}")
    assert (answer.status_code, problem(answer)) == (404, "no-such-review")
    for act in ("publish", "drop", "comments"):
        body = {"reason": "x"} if act != "comments" else {"text": "x"}
        answer = say(registry, "r-open", "9.0.0", act, registry.tokens.steward, **body)
        assert (answer.status_code, problem(answer)) == (404, "no-such-review")
    assert registry.get("/api/v1/forms/nobody/reviews").json() == {"reviews": []}
