"""Does the registry say how a form differs, and keep nothing of it?"""

from __future__ import annotations

from typing import Any

import httpx

from tests.registry.databases import OWNER, counts
from tests.registry.documents import FORM, encoded
from tests.registry.served import PUBLIC_URL, Served


def check(registry: Served, document: Any, **query: str) -> httpx.Response:
    content = encoded(document)
    return registry.call("POST", "/api/v1/check", params={"form": FORM, **query}, content=content)


def core(registry: Served) -> dict[str, Any]:
    document: dict[str, Any] = registry.get(f"/forms/{FORM}/1.0.0.json").json()
    return document


def test_a_form_that_is_the_core_has_no_findings(registry: Served) -> None:
    report = check(registry, core(registry)).json()
    assert report["findings"] == []
    assert report["coreInForm"]["verdict"] == report["formInCore"]["verdict"] == "proved"
    assert report["$schema"] == f"{PUBLIC_URL}/meta/findings-report.json"
    assert report["core"]["version"] == "1.0.0"


def test_a_difference_is_grounded_where_the_municipality_has_declared_it(registry: Served) -> None:
    before = counts(registry.database)
    form = core(registry)
    form["properties"]["grade"]["maximum"] = 3
    (unexplained,) = check(registry, form).json()["findings"]
    assert (unexplained["item"], unexplained["class"]) == ("/grade", "unexplained")
    report = check(registry, form, municipality=OWNER, core="1").json()
    (grounded,) = report["findings"]
    assert (grounded["class"], grounded["change"]) == ("grounded", 0)
    assert report["form"]["municipality"] == OWNER
    assert report["form"]["revision"] == 1
    assert counts(registry.database) == before


def test_a_municipality_without_a_diff_is_checked_all_the_same(registry: Served) -> None:
    report = check(registry, core(registry), municipality="992011").json()
    assert report["findings"] == []


def test_a_kintone_export_is_read(registry: Served) -> None:
    fields = {
        "properties": {
            "grade": {
                "type": "NUMBER", "code": "grade", "label": "学年", "required": False,
                "minValue": "1", "maxValue": "3",
            }
        },
        "revision": "1",
    }  # fmt: skip
    report = check(registry, fields).json()
    assert report["form"]["name"] == "kintone"
    assert "/grade" in {f["item"] for f in report["findings"]}


def test_what_cannot_be_checked_is_told_why(registry: Served) -> None:
    for query, type_ in (
        ({"core": "9.9.9"}, "no-such-version"),
        ({"core": "x"}, "version-invalid"),
        ({"form": "none"}, "no-such-version"),
        ({"municipality": "999901"}, "check-digit-wrong"),
        ({"municipality": "990043"}, "no-such-municipality"),
        ({"muncipality": OWNER}, "parameter-unknown"),
    ):
        answer = check(registry, core(registry), **query)
        assert 400 <= answer.status_code < 500
        assert answer.json()["type"].endswith(f"/problems/{type_}"), answer.text
    missing = registry.call("POST", "/api/v1/check", content=b"{}")
    assert (missing.status_code, missing.json()["params"]["name"]) == (400, "form")
