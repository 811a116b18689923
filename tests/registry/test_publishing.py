"""Is what is published there, unchanged, once, and only as it was meant?"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from soroe.jsontext import digest, read
from tests.registry.databases import OWNER, counts, rows
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Served


def put_core(
    registry: Served, form: str, version: str, document: Any, **more: Any
) -> httpx.Response:
    content = document if isinstance(document, bytes) else encoded(document)
    path = f"/api/v1/forms/{form}/versions/{version}"
    return registry.call("PUT", path, registry.tokens.steward, content=content, **more)


def put_diff(registry: Served, revision: int, document: Any, form: str = FORM) -> httpx.Response:
    path = f"/api/v1/forms/{form}/local/{OWNER}/{revision}"
    return registry.call("PUT", path, registry.tokens.owner, content=encoded(document))


def problem(response: httpx.Response) -> str:
    assert response.headers["content-type"] == "application/problem+json", response.text
    return str(response.json()["type"]).rpartition("/")[2]


def test_a_published_core_is_read_back_complete_and_with_its_address(registry: Served) -> None:
    source = small_core()
    answer = put_core(registry, "form-a", "1.0.0", source)
    assert answer.status_code == 201
    receipt = answer.json()
    assert answer.headers["location"] == receipt["url"] == f"{PUBLIC_URL}/forms/form-a/1.0.0.json"
    assert receipt["submittedDigest"] == digest(source)

    core = registry.get("/forms/form-a/1.0.0.json")
    assert core.headers["content-type"] == "application/schema+json"
    document = core.json()
    assert document["$id"] == receipt["url"]
    assert digest(document) == receipt["digest"]
    assert document["properties"]["note"]["maxLength"] == 400
    assert document["properties"]["note"]["x-component"] == "note@1.0.0"
    assert list(document["properties"]) == list(source["properties"])

    (version,) = registry.get("/forms/form-a.json").json()["versions"]
    assert version["digest"] == receipt["digest"]
    assert version["state"] == "published"


def test_the_same_content_again_changes_nothing_however_it_is_laid_out(registry: Served) -> None:
    assert put_core(registry, "form-b", "1.0.0", small_core()).status_code == 201
    before = counts(registry.database)
    spread = json.dumps(small_core(), indent=4, sort_keys=True).encode()
    for content in (encoded(small_core()), spread, b"\xef\xbb\xbf" + encoded(small_core())):
        answer = put_core(registry, "form-b", "1.0.0", content)
        assert (answer.status_code, answer.json()["created"]) == (200, False)
    assert counts(registry.database) == before


def test_other_content_under_the_same_name_is_refused_with_both_digests(registry: Served) -> None:
    put_core(registry, "form-c", "1.0.0", small_core())
    before = counts(registry.database)
    other = small_core() | {"title": "別の様式"}
    answer = put_core(registry, "form-c", "1.0.0", other)
    assert (answer.status_code, problem(answer)) == (409, "content-differs")
    params = answer.json()["params"]
    assert (params["published"], params["submitted"]) == (digest(small_core()), digest(other))
    assert counts(registry.database) == before


@pytest.mark.parametrize("lower", ["1.0.9", "0.9.0", "1.1.0"])
def test_a_version_goes_up_only(registry: Served, lower: str) -> None:
    put_core(registry, "form-d", "1.1.0", small_core())
    other = small_core() | {"description": lower}
    answer = put_core(registry, "form-d", lower, other)
    assert answer.status_code == 409
    assert problem(answer) == ("content-differs" if lower == "1.1.0" else "version-not-greater")


def test_pointers_lead_to_the_highest_version_by_number(registry: Served) -> None:
    for version in ("1.2.0", "1.10.0", "2.0.0"):
        put_core(registry, "form-e", version, small_core() | {"description": version})
    for pointer, version in (("1", "1.10.0"), ("2", "2.0.0"), ("latest", "2.0.0")):
        answer = registry.get(f"/forms/form-e/{pointer}.json")
        assert answer.json()["description"] == version
        assert answer.headers["content-location"] == f"{PUBLIC_URL}/forms/form-e/{version}.json"
    assert problem(registry.get("/forms/form-e/3.json")) == "no-such-version"
    assert registry.get("/forms/form-e.json").json()["latest"] == "2.0.0"


def test_the_day_a_version_applies_is_kept_and_does_not_move(registry: Served) -> None:
    day = {"params": {"effectiveFrom": "2027-04-01"}}
    assert put_core(registry, "form-f", "1.0.0", small_core(), **day).status_code == 201
    assert put_core(registry, "form-f", "1.0.0", small_core(), **day).status_code == 200
    assert put_core(registry, "form-f", "1.0.0", small_core()).status_code == 200
    (version,) = registry.get("/forms/form-f.json").json()["versions"]
    assert version["effectiveFrom"] == "2027-04-01"
    moved = put_core(
        registry, "form-f", "1.0.0", small_core(), params={"effectiveFrom": "2028-04-01"}
    )
    assert (moved.status_code, problem(moved)) == (409, "effective-date-differs")


def test_a_diff_is_read_back_as_it_was_sent_and_its_form_is_the_core_with_it(
    registry: Served,
) -> None:
    document = small_diff(OWNER)
    before = registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()
    assert [r["revision"] for r in before["revisions"]] == [1]
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    path = f"/api/v1/forms/{FORM}/local/{OWNER}/2"
    answer = registry.call("PUT", path, registry.tokens.owner, content=b"\xef\xbb\xbf" + content)
    assert answer.status_code == 201, answer.text

    assert registry.get(f"/forms/{FORM}/local/{OWNER}/2.diff.json").content == content
    form = registry.get(f"/forms/{FORM}/local/{OWNER}/2.json")
    assert form.json()["properties"]["grade"]["maximum"] == 3
    assert form.json()["$id"] == f"{PUBLIC_URL}/forms/{FORM}/local/{OWNER}/2.json"
    entry = registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()["revisions"][1]
    assert entry["digest"] == digest(document)
    assert entry["formDigest"] == digest(read(form.content))
    assert entry["changes"] == {"all": 1, "grounded": 1, "practice": 0, "unexplained": 0}
    (change,) = rows(
        registry.database,
        "select item, effect, class, basis_kind from change where revision = 2 and municipality = $1",
        OWNER,
    )
    assert tuple(change) == ("/grade", "narrows", "grounded", "規則")


def test_equal_changes_of_two_cities_have_one_signature(registry: Served) -> None:
    put_diff(registry, 2, small_diff(OWNER))
    path = f"/api/v1/forms/{FORM}/local/992011/1"
    document = small_diff("992011") | {"citations": {"rule": {"kind": "慣行", "title": "運用"}}}
    answer = registry.call("PUT", path, registry.tokens.other, content=encoded(document))
    assert answer.status_code == 201, answer.text
    found = rows(registry.database, "select signature, class from change where item = '/grade'")
    assert len({r["signature"] for r in found}) == 1
    assert {r["class"] for r in found} == {"grounded", "practice"}


def test_revisions_are_dense(registry: Served) -> None:
    last = registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()["revisions"][-1]["revision"]
    answer = put_diff(registry, last + 2, small_diff(OWNER, top=2))
    assert (answer.status_code, problem(answer)) == (409, "revision-gap")
    assert answer.json()["params"]["next"] == str(last + 1)


def without_basis(document: dict[str, Any]) -> dict[str, Any]:
    del document["changes"][0]["basis"]
    return document


def test_a_change_with_an_effect_needs_a_basis(registry: Served) -> None:
    answer = put_diff(registry, 9, without_basis(small_diff(OWNER)))
    assert (answer.status_code, problem(answer)) == (422, "basis-missing")
    assert answer.json()["at"] == "/changes/0"
    assert answer.json()["params"] == {"item": "/grade", "effect": "narrows"}


def test_a_change_of_wording_needs_none(registry: Served) -> None:
    last = registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()["revisions"][-1]["revision"]
    document = without_basis(small_diff(OWNER))
    document["changes"][0]["ops"] = [
        {"op": "replace", "path": "/properties/grade/title", "was": "学年", "value": "いまの学年"}
    ]
    assert put_diff(registry, last + 1, document).status_code == 201
    entry = registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()["revisions"][-1]
    assert entry["changes"]["unexplained"] == 1


@pytest.mark.parametrize(
    ("member", "value", "type_"),
    [
        ("form", "other-form", "path-and-document-differ"),
        ("municipality", "992011", "path-and-document-differ"),
        ("core", "9.9.9", "no-such-version"),
    ],
)
def test_address_and_document_agree_and_the_core_exists(
    registry: Served, member: str, value: str, type_: str
) -> None:
    before = counts(registry.database)
    answer = put_diff(registry, 2, small_diff(OWNER) | {member: value})
    assert problem(answer) == type_
    assert answer.json()["at"] == f"/{member}"
    assert counts(registry.database) == before


def test_every_write_is_in_the_audit_and_in_the_log(registry: Served) -> None:
    put_core(registry, "form-z", "1.0.0", small_core())
    (entry,) = rows(
        registry.database,
        "select organisation, token, action, digest_after from audit where object = $1",
        "forms/form-z/1.0.0",
    )
    assert (entry["organisation"], entry["action"]) == ("steward", "publish-core")
    assert entry["token"] is not None
    torn = rows(
        registry.database,
        """select name from name_ledger full join log_leaf using (name, digest)
           full join (select * from outbox where digest is not null) outbox using (name, digest)
           where log_leaf.index is null or outbox.id is null or name_ledger.kind is null""",
    )
    assert not torn
    indexes = [r[0] for r in rows(registry.database, "select index from log_leaf order by index")]
    assert indexes == list(range(len(indexes)))
    first = registry.call("GET", "/api/v1/audit", registry.tokens.auditor, params={"limit": 1})
    (newest,) = first.json()["entries"]
    assert newest["object"] == "forms/form-z/1.0.0"
    assert newest["digestAfter"] == entry["digest_after"]
    assert "digestBefore" not in newest or newest["digestBefore"] is None
    put_core(registry, "form-z", "2.0.0", small_core() | {"description": "z"})
    (later,) = registry.call(
        "GET", "/api/v1/audit", registry.tokens.auditor, params={"limit": 1}
    ).json()["entries"]
    assert later["digestBefore"] == entry["digest_after"]
    older = registry.call(
        "GET", "/api/v1/audit", registry.tokens.auditor, params={"cursor": first.json()["next"]}
    ).json()["entries"]
    assert newest["id"] not in {e["id"] for e in older}
    assert len(older) >= 5
