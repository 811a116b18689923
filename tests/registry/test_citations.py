"""Are citations shared, amended in one place, and is what rests on them looked at again?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.registry.databases import OTHER, OWNER, counts, rows
from tests.registry.documents import FORM, encoded, small_diff
from tests.registry.served import Served
from tests.registry.test_publishing import problem, put_diff

ALL = f"/api/v1/municipalities/{OWNER}/citations"
RULE = {"kind": "規則", "title": "例示規則", "number": "平成27年規則第11号"}
AMENDED = RULE | {"number": "令和8年規則第3号", "promulgated": "2026-03-31"}


def send(registry: Served, key: str, body: Any, *, token: str = "", **headers: str) -> httpx.Response:  # fmt: skip
    return registry.call(
        "PUT",
        f"{ALL}/{key}",
        token or registry.tokens.owner,
        content=encoded(body),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def share(registry: Served, key: str, citation: dict[str, Any] = RULE) -> httpx.Response:
    return send(registry, key, {"citation": citation}, if_none_match="*")


def amend(registry: Served, key: str, citation: dict[str, Any], note: str = "") -> httpx.Response:
    tag = registry.get(f"{ALL}/{key}").headers["etag"]
    return send(registry, key, {"citation": citation, "note": note}, if_match=tag)


def awaiting(registry: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = registry.get(
        f"/api/v1/municipalities/{OWNER}/needs-review"
    ).json()["changes"]
    return found


def confirm(registry: Served, key: str, **body: Any) -> httpx.Response:
    return registry.call(
        "POST", f"{ALL}/{key}/confirm", registry.tokens.owner, content=encoded(body)
    )


def diff(key: str, citation: dict[str, Any], top: int = 3) -> dict[str, Any]:
    document = small_diff(OWNER, top=top)
    document["citations"] = {key: citation}
    document["changes"][0]["basis"]["cite"] = key
    return document


def publish(registry: Served, document: dict[str, Any]) -> dict[str, Any]:
    """The receipt of the document as the next revision."""
    listing = registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()
    answer = put_diff(registry, len(listing["revisions"]) + 1, document)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def types(receipt: dict[str, Any]) -> set[str]:
    return {remark["type"] for remark in receipt.get("remarks", ())}


def test_what_a_diff_cites_is_shared_when_it_is_published(registry: Served) -> None:
    receipt = publish(registry, diff("published", RULE))
    shared = registry.get(f"{ALL}/published").json()
    assert shared["citation"] == RULE
    assert (shared["edition"], shared["source"]) == (1, receipt["name"])
    assert shared["shown"] == "例示規則（平成27年規則第11号）"
    (listed,) = (c for c in registry.get(ALL).json()["citations"] if c["key"] == "published")
    assert listed["uses"] == [{"form": FORM, "revision": shared_revision(receipt), "changes": 1}]
    (row,) = rows(
        registry.database,
        "select cite, article, citation from change where cite = 'published'",
    )
    assert (row["cite"], row["article"]) == ("published", "第3条")
    assert row["citation"].startswith("sha256:")


def shared_revision(receipt: dict[str, Any]) -> int:
    return int(receipt["name"].rpartition("/")[2])


def test_a_citation_is_shared_amended_and_its_history_kept(registry: Served) -> None:
    made = share(registry, "life")
    assert made.status_code == 201, made.text
    changed = amend(registry, "life", AMENDED, "全部改正")
    assert changed.status_code == 200, changed.text
    now = registry.get(f"{ALL}/life")
    assert now.content == changed.content
    assert now.headers["etag"] == changed.headers["etag"] != made.headers["etag"]
    editions = registry.get(f"{ALL}/life/history").json()["editions"]
    assert [e["citation"]["number"] for e in editions] == [RULE["number"], AMENDED["number"]]
    assert [e["note"] for e in editions] == ["", "全部改正"]
    (entry,) = rows(
        registry.database,
        "select organisation, digest_before, digest_after from audit "
        "where object = $1 and digest_before is not null",
        f"municipalities/{OWNER}/citations/life",
    )
    assert entry["organisation"] == OWNER
    assert entry["digest_after"] == editions[1]["digest"]


def test_the_same_again_changes_nothing(registry: Served) -> None:
    share(registry, "same")
    before = counts(registry.database)
    for headers in ({"if_none_match": "*"}, {"if_match": '"' + "0" * 64 + '"'}):
        answer = send(registry, "same", {"citation": dict(reversed(RULE.items()))}, **headers)
        assert (answer.status_code, answer.json()["edition"]) == (200, 1)
    assert counts(registry.database) == before


def test_nothing_is_written_over_what_the_writer_has_not_seen(registry: Served) -> None:
    share(registry, "seen")
    stale = registry.get(f"{ALL}/seen").headers["etag"]
    amend(registry, "seen", AMENDED)
    before = counts(registry.database)
    refused = send(registry, "seen", {"citation": RULE}, if_match=stale)
    assert (refused.status_code, problem(refused)) == (412, "edited-meanwhile")
    assert refused.json()["params"]["by"] == OWNER
    again = share(registry, "seen", RULE | {"title": "例示別規則"})
    assert (again.status_code, problem(again)) == (412, "citation-exists")
    blind = send(registry, "seen", {"citation": RULE})
    assert (blind.status_code, problem(blind)) == (428, "precondition-required")
    nowhere = send(registry, "nowhere", {"citation": RULE}, if_match=stale)
    assert (nowhere.status_code, problem(nowhere)) == (404, "no-such-citation")
    assert counts(registry.database) == before


def test_of_two_who_amend_at_once_one_is_told(registry: Served) -> None:
    share(registry, "race")
    tag = registry.get(f"{ALL}/race").headers["etag"]
    bodies = [{"citation": RULE | {"title": f"例示規則その{n}"}} for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda b: send(registry, "race", b, if_match=tag), bodies))
    assert sorted(a.status_code for a in answers) == [200, 412, 412, 412, 412, 412]
    assert len(registry.get(f"{ALL}/race/history").json()["editions"]) == 2


def test_an_amendment_asks_for_a_look_until_somebody_has_looked(registry: Served) -> None:
    publish(registry, diff("amended", RULE))
    assert not [c for c in awaiting(registry) if c["cite"] == "amended"]
    amend(registry, "amended", AMENDED, "第3条を改めた")
    (change,) = awaiting(registry)
    assert (change["item"], change["why"], change["note"]) == ("/grade", "amended", "第3条を改めた")
    assert (change["before"], change["citation"]) == (RULE, AMENDED)
    assert change["shown"] == "例示規則（令和8年規則第3号）第3条"
    wrong = confirm(registry, "amended", form=FORM, note="確認", items=["/name"])
    assert (wrong.status_code, problem(wrong)) == (409, "nothing-to-confirm")
    assert confirm(registry, "amended", form=FORM, note="  ").status_code == 422
    done = confirm(registry, "amended", form=FORM, note="対象学年は同じ", items=["/grade"])
    assert done.json()["items"] == ["/grade"]
    assert awaiting(registry) == []
    again = confirm(registry, "amended", form=FORM, note="対象学年は同じ")
    assert (again.status_code, problem(again)) == (409, "nothing-to-confirm")
    amend(registry, "amended", AMENDED | {"number": "令和9年規則第1号", "promulgated": "2027-03-31"})  # fmt: skip
    assert len(awaiting(registry)) == 1
    publish(registry, diff("amended", AMENDED | {"number": "令和9年規則第1号", "promulgated": "2027-03-31"}))  # fmt: skip
    assert awaiting(registry) == []


def test_what_was_confirmed_holds_in_later_revisions_of_the_same_change(registry: Served) -> None:
    publish(registry, diff("kept", RULE))
    amend(registry, "kept", AMENDED)
    confirm(registry, "kept", form=FORM, note="確認")
    receipt = publish(registry, diff("kept", RULE) | {"effectiveFrom": "2028-04-01"})
    assert types(receipt) == {"citation-differs-from-shared"}
    assert awaiting(registry) == []
    publish(registry, diff("kept", RULE, top=2))
    assert len(awaiting(registry)) == 1  # another change, which nobody has looked at
    confirm(registry, "kept", form=FORM, note="確認")


def test_a_look_at_the_text_or_another_address_is_no_amendment(registry: Served) -> None:
    publish(registry, diff("looked", RULE))
    amend(registry, "looked", RULE | {"asOf": "2026-11-01", "url": "https://reiki.example/1"})
    assert awaiting(registry) == []
    assert publish(registry, diff("looked", RULE)).get("remarks") is None


def test_a_text_that_has_ended_asks_for_a_look(registry: Served) -> None:
    ended = AMENDED | {"inForceFrom": "2026-04-01", "inForceUntil": "2026-06-30"}
    receipt = publish(registry, diff("ended", ended))
    assert "citation-repealed" in types(receipt)
    (change,) = awaiting(registry)
    assert (change["why"], change["since"]) == ("ended", "2026-07-01")
    confirm(registry, "ended", form=FORM, note="附則の経過措置が残る")
    assert awaiting(registry) == []


def test_another_text_of_the_same_name_is_told_and_not_mixed_up(registry: Served) -> None:
    publish(registry, diff("name", RULE))
    other = RULE | {"title": "例示要領", "kind": "要綱", "number": "8例第1号"}
    receipt = publish(registry, diff("name", other))
    assert types(receipt) == {"citation-key-of-another"}
    assert receipt["remarks"][0]["at"] == "/citations/name"
    assert all(receipt["remarks"][0][part] for part in ("title", "titleEn", "remedy", "remedyEn"))
    assert registry.get(f"{ALL}/name").json()["citation"] == RULE
    shown = registry.get(f"/ja/municipalities/{OWNER}").text
    assert other["title"] in shown
    assert RULE["title"] not in shown
    amend(registry, "name", AMENDED)
    assert awaiting(registry) == []


def test_a_name_that_cannot_be_shared_is_told(registry: Served) -> None:
    receipt = publish(registry, diff("規則 第1", RULE))
    assert types(receipt) == {"citation-key-unfit"}
    refused = share(registry, "a%20b")
    assert (refused.status_code, problem(refused)) == (400, "citation-key-invalid")
    assert share(registry, "規則").status_code == 201


WRONG: list[tuple[str, Any, str, str]] = [
    ("no kind", {"title": "例示規則"}, "not-a-citation", "/citation"),
    ("an unknown field", RULE | {"x": 1}, "not-a-citation", "/citation"),
    ("no date", RULE | {"promulgated": "令和8年"}, "date-invalid", "/citation/promulgated"),
    ("in force before it was made", RULE | {"promulgated": "2015-04-01", "inForceFrom": "2015-03-31"}, "date-order", "/citation/inForceFrom"),
    ("ended before it began", RULE | {"inForceFrom": "2015-04-01", "inForceUntil": "2015-03-31"}, "date-order-until", "/citation/inForceUntil"),
    ("a year that never was", RULE | {"number": "昭和65年規則第3号"}, "citation-year-impossible", "/citation/number"),
    ("a number of another kind", RULE | {"number": "平成27年条例第3号"}, "citation-kind-differs", "/citation/number"),
    ("a national law", RULE | {"number": "昭和22年法律第164号"}, "citation-national", "/citation/number"),
    ("no law id", RULE | {"upper": [{"law": "児童福祉法", "lawId": "322"}]}, "law-id-invalid", "/citation/upper/0/lawId"),
]  # fmt: skip


@pytest.mark.parametrize(("citation", "type_", "at"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])  # fmt: skip
def test_what_cannot_be_true_is_refused_with_its_place(
    registry: Served, citation: Any, type_: str, at: str
) -> None:
    before = counts(registry.database)
    answer = share(registry, "wrong", citation)
    assert (answer.status_code, problem(answer), answer.json()["at"]) == (422, type_, at)
    assert counts(registry.database) == before


def test_what_is_doubtful_is_taken_and_remarked(registry: Served) -> None:
    old = {"law": "児童福祉法", "lawId": "322AC0000000164", "article": "第34条の7"}
    answer = share(registry, "doubt", RULE | {"promulgated": "2016-03-31", "upper": [old]})
    assert answer.status_code == 201, answer.text
    told = {remark["type"]: remark["at"] for remark in answer.json()["remarks"]}
    assert told == {
        "citation-year-differs": "/citation/number",
        "citation-superseded": "/citation/upper/0/article",
    }


def test_only_the_municipality_itself_amends_its_citations(registry: Served) -> None:
    share(registry, "own")
    before = counts(registry.database)
    for token in (registry.tokens.other, registry.tokens.steward, registry.tokens.revoked):
        answer = send(registry, "own", {"citation": AMENDED}, token=token, if_match='"x"')
        assert answer.status_code in {401, 403}
    assert counts(registry.database) == before
    assert registry.get(f"/api/v1/municipalities/{OTHER}/citations").json()["citations"] == []
    unknown = registry.get("/api/v1/municipalities/472018/citations/x")
    assert (unknown.status_code, problem(unknown)) == (404, "no-such-citation")
