"""Do the sample municipalities' forms and local diffs say the same, and say it with a basis?"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from soroe.check import check
from soroe.diff import apply, decode_diff
from soroe.diff.differences import differences
from soroe.importers import Imported, read_form
from soroe.jsontext import digest
from soroe.model import Input, LocalDiff, Report
from soroe.rules import catalogue
from soroe.schema import check_schema, items, validator
from tests.schemas.library import SCHEMAS, load, published

SAMPLES = sorted(path.name for path in (SCHEMAS / "samples").iterdir())
KINTONE = "999903"
JSON_FORMS = [code for code in SAMPLES if code != KINTONE]
CORE = published(SCHEMAS / "forms" / "gakudo-application" / "1.0.0.json")


def folder(code: str) -> Path:
    return SCHEMAS / "samples" / code


@cache
def about(code: str) -> Any:
    return load(folder(code) / "about.json")


@cache
def diff(code: str) -> LocalDiff:
    return decode_diff(load(folder(code) / about(code)["files"]["diff"]))


@cache
def imported(code: str) -> Imported:
    return read_form(load(folder(code) / about(code)["files"]["form"]), CORE, diff(code).aliases)


@cache
def report(code: str) -> Report:
    form = imported(code)
    return check(
        CORE,
        form.schema,
        core_input=Input("core", digest(CORE)),
        form_input=Input(about(code)["name"], digest(form.schema), municipality=code),
        declared=diff(code),
        notes=form.notes,
    )


def unexplained(code: str) -> list[str]:
    """Items that differ in more than words and for which the city has declared nothing."""
    found = [
        f.item
        for f in report(code).findings
        if f.klass == "unexplained" and catalogue()[f.rule].aspect != "wording"
    ]
    return list(dict.fromkeys(found))


def test_are_there_six_cities_of_which_one_uses_kintone() -> None:
    assert len(SAMPLES) == 6
    assert [c for c in SAMPLES if about(c)["files"]["form"] == "kintone-fields.json"] == [KINTONE]


@pytest.mark.parametrize("code", SAMPLES)
def test_is_every_city_a_fictional_one_of_the_directory(code: str) -> None:
    with (SCHEMAS / "municipalities-fictional.csv").open(encoding="utf-8", newline="") as rows:
        names = {row["code"]: row["name"] for row in csv.DictReader(rows)}
    assert code.startswith("99")
    assert about(code)["fictional"] is True
    assert about(code)["code"] == diff(code).municipality == code
    assert about(code)["name"] == names[code]
    assert "例示" in names[code]


@pytest.mark.parametrize("code", SAMPLES)
def test_does_every_change_have_a_reason_and_a_plainly_fictional_basis(code: str) -> None:
    declared = diff(code)
    assert declared.effective_from == "2027-04-01"
    assert {change.basis.cite for change in declared.changes if change.basis} == set(
        declared.citations
    )
    for change in declared.changes:
        assert change.basis is not None
        assert change.reason.endswith("。")
        kind = declared.citations[change.basis.cite].kind
        assert (change.basis.article is None) == (kind == "慣行")
    for cited in declared.citations.values():
        assert cited.kind == "慣行" or "例示" in cited.title
        assert cited.url is None or ".example/" in cited.url


def test_do_the_cities_cite_every_kind_of_text() -> None:
    kinds = {c.kind for code in SAMPLES for c in diff(code).citations.values()}
    assert kinds == {"条例", "規則", "要綱", "慣行"}


@pytest.mark.parametrize("code", SAMPLES)
def test_can_every_form_be_used_as_a_schema(code: str) -> None:
    assert check_schema(imported(code).schema) == ()
    assert check_schema(apply(CORE, diff(code))) == ()


@pytest.mark.parametrize("code", JSON_FORMS)
def test_does_the_diff_give_the_form_that_the_city_uses(code: str) -> None:
    left = differences(apply(CORE, diff(code)), imported(code).schema)
    assert [(d.rule.id, d.pair.item) for d in left if d.rule.aspect != "wording"] == []


@pytest.mark.parametrize("code", JSON_FORMS)
def test_is_the_form_worded_in_the_city_s_own_way(code: str) -> None:
    left = differences(apply(CORE, diff(code)), imported(code).schema)
    assert "title-changed" in {d.rule.id for d in left}


@pytest.mark.parametrize("code", JSON_FORMS)
def test_is_the_form_s_own_example_accepted_by_the_form_and_by_core_plus_diff(code: str) -> None:
    form: Any = imported(code).schema
    assert form["examples"]
    for example in form["examples"]:
        assert example["addressee"]["localGovernmentCode"] == code
        assert validator(form).errors(example) == []
        assert validator(apply(CORE, diff(code))).errors(example) == []


@pytest.mark.parametrize("code", SAMPLES)
def test_is_what_stays_unexplained_what_the_city_is_said_to_leave_open(code: str) -> None:
    assert unexplained(code) == about(code)["unexplained"]
    assert (code == KINTONE) == bool(about(code)["unexplained"])


@pytest.mark.parametrize("code", SAMPLES)
def test_does_the_form_make_every_change_that_the_diff_declares(code: str) -> None:
    assert report(code).unmet == ()
    explained = {f.change for f in report(code).findings if f.change is not None}
    assert explained == set(range(len(diff(code).changes)))


def test_is_the_kintone_app_as_large_and_mixed_as_a_real_one() -> None:
    fields = load(folder(KINTONE) / "kintone-fields.json")["properties"]
    kinds = [field["type"] for field in fields.values()]
    assert len(kinds) >= 40
    assert kinds.count("SUBTABLE") == 2
    assert {"GROUP", "RECORD_NUMBER", "STATUS", "CALC", "FILE", "REFERENCE_TABLE"} <= set(kinds)
    assert len(imported(KINTONE).keys) >= 50
    assert set(imported(KINTONE).keys) <= set(items(CORE))
    assert {f.klass for f in report(KINTONE).findings} == {"grounded", "practice", "unexplained"}
