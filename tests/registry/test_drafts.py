"""Is nothing lost between the first text of a draft and its publication, whoever works on it?"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from registry.db import drafts as db
from registry.limits import MAX_EDITS
from tests.registry.databases import OTHER, OWNER, counts, execute, rows
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import Served

NOBODY = "00000000-0000-0000-0000-000000000000"
DRAFTS = "/api/v1/drafts"

_numbers = itertools.count(1)


def begin(registry: Served, content: bytes, form: str = FORM, **more: str) -> dict[str, Any]:
    """A new draft of a municipality."""
    title = f"下書き{next(_numbers)}"
    query = {"kind": "diff", "form": form, "municipality": OWNER, "title": title, **more}
    answer = registry.call("POST", DRAFTS, registry.tokens.owner, content=content, params=query)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"].endswith(f"{DRAFTS}/{made['id']}")
    return made


def tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()}"'


def save(
    registry: Served, draft: str, content: bytes, seen: bytes, token: str | None = None
) -> httpx.Response:
    """Save over a text that was read before."""
    return registry.call(
        "PUT",
        f"{DRAFTS}/{draft}/document",
        token or registry.tokens.owner,
        content=content,
        headers={"If-Match": tag(seen)},
    )


def publish(
    registry: Served, draft: str, seen: bytes, token: str | None = None, **wish: Any
) -> httpx.Response:
    more: dict[str, Any] = {"content": encoded(wish)} if wish else {}
    return registry.call(
        "POST",
        f"{DRAFTS}/{draft}/publish",
        token or registry.tokens.owner,
        headers={"If-Match": tag(seen)},
        **more,
    )


def look(registry: Served, path: str, token: str | None = None) -> Any:
    answer = registry.get(f"{DRAFTS}{path}", token=token or registry.tokens.owner)
    assert answer.status_code == 200, answer.text
    return answer.json()


def types(answer: httpx.Response) -> list[str]:
    value = answer.json()
    several = value.get("problems") or [value]
    return [problem["type"].rpartition("/")[2] for problem in several]


def diff(number: int, form: str = FORM) -> bytes:
    """A diff unlike the others of these tests."""
    document = small_diff(OWNER, form=form)
    document["changes"][0]["reason"] = f"理由その{number}"
    return encoded(document)


@pytest.fixture
def form(registry: Served) -> str:
    """A form of its own, so that revisions of one test do not disturb another."""
    name = f"form-{next(_numbers)}"
    path = f"/api/v1/forms/{name}/versions/1.0.0"
    made = registry.call("PUT", path, registry.tokens.steward, content=encoded(small_core()))
    assert made.status_code == 201, made.text
    return name


def test_a_draft_keeps_the_very_bytes_finished_or_not(registry: Served) -> None:
    for content in (
        b"{}",
        b'{ "changes": "\xe6\x9c\xaa\xe5\xae\x9a",  "1": [1.50, null] }\n',
        diff(1),
    ):
        made = begin(registry, content, title="夏の見直し")
        assert (made["edit"], made["state"], made["title"]) == (1, "open", "夏の見直し")
        assert (made["organisation"], made["editedBy"]) == (OWNER, OWNER)
        assert made["size"] == len(content)
        answer = registry.get(f"{DRAFTS}/{made['id']}/document", token=registry.tokens.owner)
        assert answer.content == content
        assert answer.headers["etag"] == tag(content)
        assert answer.headers["cache-control"] == "no-store"


def test_a_byte_order_mark_is_dropped_and_no_more(registry: Served) -> None:
    made = begin(registry, b"\xef\xbb\xbf" + b'{"bom": 1}')
    answer = registry.get(f"{DRAFTS}/{made['id']}/document", token=registry.tokens.owner)
    assert answer.content == b'{"bom": 1}'


@pytest.mark.parametrize(
    ("content", "status", "type_"),
    [
        (b"[]", 422, "draft-not-object"),
        (b'"text"', 422, "draft-not-object"),
        (b"{", 400, "not-json"),
        (b'{"a": 1, "a": 2}', 400, "duplicate-key"),
        (b'{"a": "\xff"}', 400, "not-utf-8"),
        (b"{" + b" " * 1024 * 1024 + b"}", 413, "document-too-large"),
    ],
)
def test_what_is_no_document_is_refused_and_leaves_nothing(
    registry: Served, content: bytes, status: int, type_: str
) -> None:
    made = begin(registry, diff(2))
    before = counts(registry.database)
    path = f"{DRAFTS}?kind=diff&form={FORM}&municipality={OWNER}"
    begun = registry.call("POST", path, registry.tokens.owner, content=content)
    saved = save(registry, made["id"], content, diff(2))
    assert [begun.status_code, saved.status_code] == [status, status]
    assert types(begun) == types(saved) == [type_]
    assert counts(registry.database) == before


@pytest.mark.parametrize(
    ("query", "type_"),
    [
        ({"kind": "diff"}, "draft-municipality"),
        ({"kind": "core", "municipality": OWNER}, "draft-municipality"),
        ({"kind": "diff", "municipality": OTHER}, "not-your-municipality"),
        ({"kind": "diff", "municipality": "999904"}, "check-digit-wrong"),
        ({"kind": "core"}, "scope-missing"),
        ({"kind": "both"}, "parameter-invalid"),
        ({"kind": "diff", "municipality": OWNER, "form": "Ümlaut"}, "form-name-invalid"),
        ({"kind": "diff", "municipality": OWNER, "title": "長" * 201}, "parameter-invalid"),
        ({"kind": "diff", "municipality": OWNER, "owner": "x"}, "parameter-unknown"),
    ],
)
def test_a_draft_must_be_somebodys(registry: Served, query: dict[str, str], type_: str) -> None:
    before = counts(registry.database)
    answer = registry.call(
        "POST", DRAFTS, registry.tokens.owner, content=b"{}", params={"form": FORM, **query}
    )
    assert type_ in types(answer), answer.text
    assert counts(registry.database) == before


def test_beginning_again_with_the_same_text_is_the_same_draft(registry: Served) -> None:
    content = diff(3)
    made = begin(registry, content, title="二度")
    path = f"{DRAFTS}?kind=diff&form={FORM}&municipality={OWNER}&title=二度"
    again = registry.call("POST", path, registry.tokens.owner, content=content)
    assert (again.status_code, again.json()["id"]) == (200, made["id"])
    assert save(registry, made["id"], b"{}", content).status_code == 200
    other = registry.call("POST", path, registry.tokens.owner, content=content)
    assert (other.status_code, other.json()["id"] != made["id"]) == (201, True)


def test_of_two_who_edit_at_once_one_is_refused_and_neither_is_lost(registry: Served) -> None:
    first = diff(10)
    draft = begin(registry, first)["id"]
    texts = [diff(11), diff(12)]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda text: save(registry, draft, text, first), texts))
    assert sorted(a.status_code for a in answers) == [200, 412]
    late = next(a for a in answers if a.status_code == 412)
    lost, won = texts[answers.index(late)], texts[1 - answers.index(late)]
    assert types(late) == ["edited-meanwhile", "draft-text-kept"]
    told, kept = (problem["params"] for problem in late.json()["problems"])
    assert told["yours"] == f"sha256:{hashlib.sha256(first).hexdigest()}"
    assert told["current"] == f"sha256:{hashlib.sha256(won).hexdigest()}"
    assert (told["by"], told["number"], kept["edit"]) == (OWNER, "2", "3")

    listed = look(registry, f"/{draft}/edits")["edits"]
    assert [(e["edit"], e["base"], e["accepted"]) for e in listed] == [
        (3, 1, False),
        (2, 1, True),
        (1, None, True),
    ]
    for number, text in ((1, first), (2, won), (3, lost)):
        answer = registry.get(f"{DRAFTS}/{draft}/edits/{number}", token=registry.tokens.owner)
        assert answer.content == text
    assert look(registry, f"/{draft}")["edit"] == 2


def test_a_refused_text_is_kept_once_however_often_it_comes(registry: Served) -> None:
    draft = begin(registry, diff(20))["id"]
    assert save(registry, draft, diff(21), diff(20)).status_code == 200
    for _ in range(3):
        late = save(registry, draft, diff(22), diff(20))
        assert late.json()["problems"][1]["params"]["edit"] == "3"
    assert look(registry, f"/{draft}/edits")["edits"][0]["edit"] == 3


def test_saving_again_after_a_lost_answer_changes_nothing(registry: Served) -> None:
    draft = begin(registry, diff(30))["id"]
    for _ in range(2):
        assert save(registry, draft, diff(31), diff(30)).json()["edit"] == 2
    assert len(look(registry, f"/{draft}/edits")["edits"]) == 2


def test_who_read_a_compressed_answer_may_write(registry: Served) -> None:
    content = encoded({"text": "様式" * 2000})
    draft = begin(registry, content)["id"]
    path = f"{DRAFTS}/{draft}/document"
    read = registry.get(path, token=registry.tokens.owner, headers={"Accept-Encoding": "gzip"})
    assert read.headers["content-encoding"] == "gzip"
    assert read.headers["etag"].endswith('-gzip"')
    answer = registry.call(
        "PUT",
        path,
        registry.tokens.owner,
        content=b"{}",
        headers={"If-Match": read.headers["etag"]},
    )
    assert (answer.status_code, answer.json()["edit"]) == (200, 2)


@pytest.mark.parametrize("given", [None, "*", '"a", "b"', 'W/"a"', "a", '""'])
def test_who_does_not_say_what_was_read_is_refused(registry: Served, given: str | None) -> None:
    draft = begin(registry, diff(40))["id"]
    headers = {} if given is None else {"If-Match": given}
    for method, path in (("PUT", "document"), ("POST", "publish")):
        answer = registry.call(
            method,
            f"{DRAFTS}/{draft}/{path}",
            registry.tokens.owner,
            content=b"{}",
            headers=headers,
        )
        assert (answer.status_code, types(answer)) == (428, ["precondition-required"])
    assert look(registry, f"/{draft}")["edit"] == 1


def test_a_text_made_from_one_that_was_never_there_is_kept_beside(registry: Served) -> None:
    draft = begin(registry, diff(41))["id"]
    late = save(registry, draft, diff(42), b"never")
    assert types(late) == ["edited-meanwhile", "draft-text-kept"]
    edit = look(registry, f"/{draft}/edits")["edits"][0]
    assert (edit["edit"], edit["base"], edit["accepted"]) == (2, None, False)


def test_a_draft_of_a_whole_mebibyte_is_saved_and_read(registry: Served) -> None:
    def large(size: int) -> bytes:
        return b'{"text": "' + b"x" * (size - 12) + b'"}'

    content = large(1024 * 1024)
    draft = begin(registry, large(1024 * 1024 - 1))["id"]
    saved = save(registry, draft, content, large(1024 * 1024 - 1))
    assert (saved.status_code, saved.json()["size"]) == (200, 1024 * 1024)
    answer = registry.get(f"{DRAFTS}/{draft}/document", token=registry.tokens.owner)
    assert answer.content == content
    late = save(registry, draft, large(1024 * 1024 - 2), b"x")
    assert late.status_code == 412
    lacks = look(registry, f"/{draft}/missing")
    assert not lacks["complete"]


def test_a_discarded_draft_comes_back_as_it_was(registry: Served) -> None:
    content = diff(50)
    draft = begin(registry, content)["id"]
    path = f"{DRAFTS}/{draft}"
    for _ in range(2):
        gone = registry.call("DELETE", path, registry.tokens.owner)
        assert (gone.status_code, gone.json()["state"]) == (200, "discarded")
    late = save(registry, draft, diff(51), content)
    assert (late.status_code, types(late)) == (409, ["draft-discarded", "draft-text-kept"])
    assert types(publish(registry, draft, content)) == ["draft-discarded"]
    for _ in range(2):
        back = registry.call("POST", f"{path}/restore", registry.tokens.owner)
        assert (back.status_code, back.json()["state"], back.json()["edit"]) == (200, "open", 1)
    text = registry.get(f"{path}/edits/2", token=registry.tokens.owner)
    assert text.content == diff(51)
    assert save(registry, draft, diff(51), content).status_code == 200


def test_the_list_has_ones_own_drafts_page_by_page(registry: Served, form: str) -> None:
    made = [begin(registry, diff(n, form), form)["id"] for n in range(5)]
    registry.call("DELETE", f"{DRAFTS}/{made[0]}", registry.tokens.owner)
    seen, cursor = [], ""
    while True:
        page = look(registry, f"?form={form}&limit=2&cursor={cursor}")
        seen += [d["id"] for d in page["drafts"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]
    for state, wanted in (("discarded", made[:1]), ("open", made[:0:-1]), ("published", [])):
        page = look(registry, f"?form={form}&state={state}&municipality={OWNER}")
        assert [d["id"] for d in page["drafts"]] == wanted
    assert look(registry, f"?form={form}", registry.tokens.other)["drafts"] == []
    assert look(registry, f"?form={form}", registry.tokens.steward)["drafts"] == []
    for query in (f"municipality={OTHER}", "cursor=x", "limit=0", "limit=501", "state=lost"):
        answer = registry.get(f"{DRAFTS}?{query}", token=registry.tokens.owner)
        assert (answer.status_code, types(answer)) == (400, ["parameter-invalid"])


def test_edits_are_listed_page_by_page(registry: Served) -> None:
    texts = [diff(60 + n) for n in range(4)]
    draft = begin(registry, texts[0])["id"]
    for before, after in itertools.pairwise(texts):
        assert save(registry, draft, after, before).status_code == 200
    first = look(registry, f"/{draft}/edits?limit=3")
    assert [e["edit"] for e in first["edits"]] == [4, 3, 2]
    rest = look(registry, f"/{draft}/edits?limit=3&cursor={first['next']}")
    assert ([e["edit"] for e in rest["edits"]], rest["next"]) == ([1], None)


@pytest.mark.parametrize("actor", ["other", "steward"])
def test_nobody_else_sees_or_touches_a_draft(registry: Served, actor: str) -> None:
    content = diff(70)
    draft = begin(registry, content)["id"]
    token = getattr(registry.tokens, actor)
    before = counts(registry.database)
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/document"),
        ("PUT", "/document"),
        ("GET", "/edits"),
        ("GET", "/edits/1"),
        ("GET", "/missing"),
        ("POST", "/restore"),
        ("POST", "/publish"),
    ):
        answer = registry.call(
            method,
            f"{DRAFTS}/{draft}{path}",
            token,
            headers={"If-Match": tag(content)},
            **({"content": b"{}"} if method in {"PUT", "POST"} else {}),
        )
        assert (answer.status_code, types(answer)) == (404, ["no-such-draft"]), path
    assert counts(registry.database) == before


def test_what_is_not_there_is_named(registry: Served) -> None:
    draft = begin(registry, diff(71))["id"]
    for path in ("2", "0", "-1", str(2**31), str(10**30)):
        answer = registry.get(f"{DRAFTS}/{draft}/edits/{path}", token=registry.tokens.owner)
        assert (answer.status_code, types(answer)) == (404, ["no-such-edit"]), path
    answer = registry.get(f"{DRAFTS}/{NOBODY}", token=registry.tokens.owner)
    assert types(answer) == ["no-such-draft"]
    answer = registry.get(f"{DRAFTS}/not-a-uuid", token=registry.tokens.owner)
    assert types(answer) == ["not-found"]


def test_a_draft_becomes_the_next_revision_and_only_once(registry: Served, form: str) -> None:
    content = diff(80, form)
    draft = begin(registry, content, form)["id"]
    published = publish(registry, draft, content)
    assert published.status_code == 201, published.text
    name = f"forms/{form}/local/{OWNER}/1"
    assert published.json()["name"] == name
    again = publish(registry, draft, content)
    assert (again.status_code, again.json()) == (200, published.json() | {"created": False})
    after = look(registry, f"/{draft}")
    assert (after["state"], after["published"]) == ("published", name)
    assert registry.get(f"/{name}.diff.json").content == content
    late = save(registry, draft, diff(81, form), content)
    assert (late.status_code, types(late)) == (409, ["draft-published", "draft-text-kept"])
    for method, path in (("DELETE", ""), ("POST", "/restore")):
        answer = registry.call(method, f"{DRAFTS}/{draft}{path}", registry.tokens.owner)
        assert (answer.status_code, types(answer)) == (409, ["draft-published"])
    audit = rows(
        registry.database,
        "select action from audit where object = $1 order by id",
        f"drafts/{draft}",
    )
    assert [row["action"] for row in audit] == ["begin-draft", "publish-draft"]


def test_a_crash_between_publishing_and_noting_it_is_harmless(registry: Served, form: str) -> None:
    content = diff(82, form)
    draft = begin(registry, content, form)["id"]
    # What a registry leaves behind that dies after the first of the two transactions.
    path = f"/api/v1/forms/{form}/local/{OWNER}/1"
    assert registry.call("PUT", path, registry.tokens.owner, content=content).status_code == 201
    assert look(registry, f"/{draft}")["state"] == "open"
    retried = publish(registry, draft, content)
    assert (retried.status_code, retried.json()["name"]) == (
        200,
        f"forms/{form}/local/{OWNER}/1",
    )
    assert look(registry, f"/{draft}")["state"] == "published"
    listing = registry.get(f"/forms/{form}/local/{OWNER}.json").json()
    assert [r["revision"] for r in listing["revisions"]] == [1]


def test_many_who_publish_one_draft_publish_one_revision(registry: Served, form: str) -> None:
    content = diff(83, form)
    draft = begin(registry, content, form)["id"]
    with ThreadPoolExecutor(4) as all_:
        answers = list(all_.map(lambda _: publish(registry, draft, content), range(4)))
    assert sorted(a.status_code for a in answers) == [200, 200, 200, 201]
    assert len({a.json()["name"] for a in answers}) == 1


def test_a_revision_that_came_between_is_not_undone_unseen(registry: Served, form: str) -> None:
    content = diff(84, form)
    draft = begin(registry, content, form)["id"]
    path = f"/api/v1/forms/{form}/local/{OWNER}/1"
    other = diff(85, form)
    assert registry.call("PUT", path, registry.tokens.owner, content=other).status_code == 201
    behind = publish(registry, draft, content)
    assert (behind.status_code, types(behind)) == (409, ["draft-behind"])
    assert (behind.json()["params"]["latest"], behind.json()["params"]["next"]) == ("1", "2")
    assert publish(registry, draft, content, revision=1).status_code == 409
    assert publish(registry, draft, content, revision=3).status_code == 409
    seen = publish(registry, draft, content, revision=2)
    assert (seen.status_code, seen.json()["name"]) == (201, f"forms/{form}/local/{OWNER}/2")


def test_only_the_text_that_was_read_is_published(registry: Served, form: str) -> None:
    first, second = diff(86, form), diff(87, form)
    draft = begin(registry, first, form)["id"]
    assert save(registry, draft, second, first).status_code == 200
    stale = publish(registry, draft, first)
    assert (stale.status_code, types(stale)) == (412, ["edited-meanwhile"])
    assert registry.get(f"/forms/{form}/local/{OWNER}.json").status_code == 404


def test_what_cannot_be_published_stays_an_open_draft(registry: Served, form: str) -> None:
    wrong = small_diff(OWNER, form=form)
    wrong["changes"][0]["ops"][0]["was"] = 9
    elsewhere = small_diff(OTHER, form=form)
    for content, status, type_ in (
        (b'{"note": "later"}', 422, "draft-document-differs"),
        (encoded(elsewhere), 422, "draft-document-differs"),
        (encoded({"form": form, "municipality": OWNER, "core": "1.0.0"}), 422, "not-a-local-diff"),
        (encoded(wrong), 422, "operation-was-differs"),
    ):
        draft = begin(registry, content, form)["id"]
        answer = publish(registry, draft, content)
        assert (answer.status_code, types(answer)[0]) == (status, type_), answer.text
        assert look(registry, f"/{draft}")["state"] == "open"


def test_a_wish_that_is_not_of_the_kind_is_refused(registry: Served) -> None:
    content = diff(88)
    draft = begin(registry, content)["id"]
    for wish in ({"version": "1.0.0"}, {"effectiveFrom": "2027-04-01"}, {"reason": "x"}):
        answer = publish(registry, draft, content, **wish)
        assert (answer.status_code, types(answer)) == (400, ["request-invalid"]), wish


def test_what_is_missing_is_listed_with_its_places(registry: Served, form: str) -> None:
    document = small_diff(OWNER, form=form)
    whole = look(registry, f"/{begin(registry, encoded(document), form)['id']}/missing")
    assert whole["complete"]
    del document["effectiveFrom"]
    del document["changes"][0]["basis"]
    document["changes"][0]["reason"] = ""
    draft = begin(registry, encoded(document), form)["id"]
    lacks = look(registry, f"/{draft}/missing")
    assert not lacks["complete"]
    missing = [(lack["type"], lack["at"]) for lack in lacks["lacks"] if lack["missing"]]
    assert missing == [
        ("basis-missing", "/changes/0"),
        ("reason-missing", "/changes/0/reason"),
    ]
    advice = {lack["type"] for lack in lacks["lacks"] if not lack["missing"]}
    assert {"effective-from-missing", "citation-unused"} <= advice
    for lack in lacks["lacks"]:
        assert lack["title"]
        assert lack["titleEn"]
        assert lack["remedy"]


@pytest.mark.parametrize(
    ("change", "type_", "at"),
    [
        ({"core": "9.9.9"}, "no-such-version", "/core"),
        ({"municipality": OTHER}, "draft-document-differs", "/municipality"),
        ({"form": "another"}, "draft-document-differs", "/form"),
        ({"changes": "later"}, "not-a-local-diff", "/changes"),
        ({"over": "992011@9"}, "layer-missing", "/over"),
        ({"over": "prefecture"}, "layer-name-invalid", "/over"),
    ],
)
def test_what_the_document_says_of_itself_is_checked(
    registry: Served, form: str, change: dict[str, Any], type_: str, at: str
) -> None:
    content = encoded({**small_diff(OWNER, form=form), **change})
    lacks = look(registry, f"/{begin(registry, content, form)['id']}/missing")
    assert (type_, at, True) in {(i["type"], i["at"], i["missing"]) for i in lacks["lacks"]}
    assert not lacks["complete"]


def test_a_steward_drafts_a_core_and_publishes_it(registry: Served, form: str) -> None:
    wrong = small_core()
    del wrong["properties"]["name"]["title"]
    token = registry.tokens.steward
    content = encoded(wrong)
    path = f"{DRAFTS}?kind=core&form={form}"
    made = registry.call("POST", path, token, content=content).json()
    draft = made["id"]
    assert (made["municipality"], made["follows"]) == (None, 0)
    lacks = look(registry, f"/{draft}/missing", token)
    assert (lacks["complete"], lacks["lacks"][0]["type"]) == (False, "title-missing")
    right = small_core()
    right["properties"]["name"]["maxLength"] = 60
    saved = save(registry, draft, encoded(right), content, token)
    assert saved.status_code == 200
    assert look(registry, f"/{draft}/missing", token) | {"digest": ""} == {
        "complete": True,
        "digest": "",
        "edit": 2,
        "lacks": [],
    }
    seen = encoded(right)
    assert types(publish(registry, draft, seen, token)) == ["draft-version-missing"]
    small = publish(registry, draft, seen, token, version="1.0.1")
    assert (small.status_code, look(registry, f"/{draft}", token)["state"]) == (422, "open")
    wish = {"version": "1.1.0", "effectiveFrom": "2027-04-01"}
    done = publish(registry, draft, seen, token, **wish)
    assert (done.status_code, done.json()["name"]) == (201, f"forms/{form}/1.1.0")
    assert publish(registry, draft, seen, token, **wish).json()["created"] is False
    entry = registry.get(f"/forms/{form}.json").json()["versions"][-1]
    assert (entry["version"], entry["effectiveFrom"]) == ("1.1.0", "2027-04-01")
    assert draft not in {d["id"] for d in look(registry, "")["drafts"]}


def test_a_municipality_works_on_what_the_registry_prepared_for_it(
    registry: Served, form: str
) -> None:
    async def prepare() -> str:
        import asyncpg  # noqa: PLC0415 - as the registry itself writes

        connection = await asyncpg.connect(registry.database)
        try:
            new = db.NewDraft(
                kind="diff",
                form=form,
                municipality=OWNER,
                body=diff(90, form),
                origin="rebase:1.1.0",
            )
            made = await db.insert(connection, new)
            found = await db.open_of(connection, "diff", form, OWNER, "rebase:1.1.0")
            assert found is not None
            assert found.id == made
            assert await db.open_of(connection, "diff", form, OWNER, None) is None
            return str(made)
        finally:
            await connection.close()

    draft = asyncio.run(prepare())
    seen = look(registry, f"/{draft}")
    assert (seen["organisation"], seen["origin"]) == (None, "rebase:1.1.0")
    assert save(registry, draft, diff(91, form), diff(90, form)).status_code == 200
    assert publish(registry, draft, diff(91, form)).status_code == 201


def test_every_edit_is_in_the_audit(registry: Served) -> None:
    draft = begin(registry, diff(92))["id"]
    save(registry, draft, diff(93), diff(92))
    save(registry, draft, diff(94), diff(92))
    registry.call("DELETE", f"{DRAFTS}/{draft}", registry.tokens.owner)
    registry.call("POST", f"{DRAFTS}/{draft}/restore", registry.tokens.owner)
    found = rows(
        registry.database,
        "select action, object, organisation, digest_before, digest_after from audit "
        "where object like $1 order by id",
        f"drafts/{draft}%",
    )
    assert [(r["action"], r["object"].rpartition(draft)[2]) for r in found] == [
        ("begin-draft", ""),
        ("save-draft", "/edits/2"),
        ("keep-edit", "/edits/3"),
        ("discard-draft", ""),
        ("restore-draft", ""),
    ]
    assert {r["organisation"] for r in found} == {OWNER}
    assert found[1]["digest_before"] == f"sha256:{hashlib.sha256(diff(92)).hexdigest()}"


def test_a_draft_takes_so_many_edits_and_no_more(registry: Served) -> None:
    draft = begin(registry, diff(95))["id"]
    fill = (
        "insert into draft_edit (draft, edit, base, accepted, body, digest) "
        "select $1, n, 1, false, '{}', 'sha256:' || repeat('0', 64) "
        f"from generate_series(2, {MAX_EDITS - 2}) n"
    )
    asyncio.run(execute(registry.database, fill, draft))
    assert save(registry, draft, diff(96), diff(95)).json()["edit"] == MAX_EDITS - 1
    assert save(registry, draft, diff(97), diff(96)).json()["edit"] == MAX_EDITS
    full = save(registry, draft, diff(98), diff(97))
    assert (full.status_code, types(full)) == (409, ["draft-full"])
    text = registry.get(f"{DRAFTS}/{draft}/document", token=registry.tokens.owner)
    assert text.content == diff(97)


def test_the_database_itself_keeps_every_edit(registry: Served) -> None:
    begin(registry, diff(99))
    for sql in ("delete from draft_edit", "update draft_edit set accepted = true"):
        with pytest.raises(Exception, match="append-only"):
            asyncio.run(execute(registry.database, sql))


def test_a_page_of_drafts_is_json_for_anybody(registry: Served) -> None:
    page = registry.get(f"{DRAFTS}?limit=1", token=registry.tokens.owner)
    assert page.headers["content-type"] == "application/json"
    (one,) = json.loads(page.content)["drafts"]
    assert {"id", "number", "kind", "form", "state", "edit", "digest", "updatedAt"} <= set(one)
