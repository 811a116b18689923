"""Is a change that goes beyond what the core leaves to it, or lacks its basis, found and placed?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe.check import check
from soroe.diff import apply, decode_diff
from soroe.diff.lint import lint_diff
from soroe.locale import explain
from soroe.model import Basis, Change, Citation, Input, LocalDiff, Op, Refuted, Report
from soroe.slots import findings, problem_of, slot
from tests.schemas.library import SCHEMAS, load, published

CORE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "day": {"title": "申請日", "type": "string", "maxLength": 10, "x-local": "wording"},
        "year": {"title": "年度", "type": "integer", "minimum": 2000, "maximum": 2100, "x-local": "narrow"},
        "hours": {
            "title": "時間", "type": "integer", "minimum": 1, "maximum": 200,
            "x-delegated": {"law": "例示法第1条", "range": {"minimum": 1, "maximum": 200}},
        },
        "place": {
            "title": "住所", "type": "object", "x-local": "narrow", "additionalProperties": False,
            "properties": {
                "town": {"title": "町", "type": "string", "maxLength": 20},
                "note": {"title": "備考", "type": "string", "maxLength": 9, "x-local": "open"},
            },
        },
        "kind": {"title": "区分", "enum": ["a", "b"]},
    },
    "required": ["day"],
    "additionalProperties": False,
}  # fmt: skip
RULE = Citation("規則", "例示市規則", "平成27年規則第11号", "2015-03-31", "2015-04-01")
P = "/properties"


def diff(*ops: Op, item: str = "", kind: str = "rule") -> LocalDiff:
    cited = {"rule": RULE, "practice": Citation("慣行", "窓口の運用")}
    basis = Basis(kind, "第1条") if kind else None
    return LocalDiff(
        "f", "1.0.0", "999903", (Change(item, ops, basis, "例のため。"),), citations=cited
    )


SLOTS: list[tuple[str, tuple[Op, ...], list[tuple[str, str]]]] = [
    ("another title where only words may change", (Op("replace", f"{P}/day/title", was="申請日", value="提出日"),), []),
    ("a shorter text where only words may change", (Op("replace", f"{P}/day/maxLength", was=10, value=8),), [("slot-wording", f"{P}/day")]),
    ("the same limit said twice where only words may change", (Op("add", f"{P}/day/minLength", value=0),), []),
    ("no demand any more where only words may change", (Op("remove", "/required", value="day"),), [("slot-wording", f"{P}/day")]),
    ("a condition on an item of which only words may change", (Op("add", "/allOf", value={"if": {"required": ["kind"]}, "then": {"properties": {"day": {"maxLength": 5}}}}),), [("slot-wording", f"{P}/day")]),
    ("a condition that only asks for such an item", (Op("add", "/allOf", value={"if": {"required": ["day"]}, "then": {"required": ["kind"]}}),), []),
    ("a narrower year", (Op("replace", f"{P}/year/minimum", was=2000, value=2020),), []),
    ("a wider year", (Op("replace", f"{P}/year/minimum", was=2000, value=1990),), [("slot-narrow", f"{P}/year")]),
    ("a year that is shifted", (Op("replace", f"{P}/year/minimum", was=2000, value=1990), Op("replace", f"{P}/year/maximum", was=2100, value=2050)), [("slot-narrow", f"{P}/year")]),
    ("the year is asked of everybody", (Op("add", "/required", value="year"),), []),
    ("no year at all", (Op("remove", f"{P}/year", was=CORE["properties"]["year"]),), []),
    ("wider inside an object that may only be narrowed", (Op("replace", f"{P}/place/properties/town/maxLength", was=20, value=30),), [("slot-narrow", f"{P}/place")]),
    ("a new item in an object that may only be narrowed", (Op("add", f"{P}/place/properties/lot", value={"title": "地番", "type": "string"}),), [("slot-narrow", f"{P}/place")]),
    ("wider where an inner item is open again", (Op("replace", f"{P}/place/properties/note/maxLength", was=9, value=30),), []),
    ("anything where nothing is said", (Op("add", f"{P}/kind/enum", value="c"),), []),
    ("a slot that is opened by the city", (Op("replace", f"{P}/year/x-local", was="narrow", value="open"),), [("slot-rewritten", f"{P}/year")]),
    ("what is no schema", (Op("replace", f"{P}/year/minimum", was=2000, value="二千"),), [("slot-undecided", f"{P}/year")]),
    ("a delegated value within its bounds", (Op("replace", f"{P}/hours/minimum", was=1, value=48),), []),
    ("a delegated value beyond its bounds", (Op("replace", f"{P}/hours/maximum", was=200, value=240),), [("delegated-outside", f"{P}/hours")]),
    ("a delegated value of another kind", (Op("add", f"{P}/hours/type", value="string"),), [("delegated-outside", f"{P}/hours")]),
    ("other words for a delegated value", (Op("replace", f"{P}/hours/title", was="時間", value="就労時間"),), []),
]  # fmt: skip


@pytest.mark.parametrize(("ops", "wanted"), [s[1:] for s in SLOTS], ids=[s[0] for s in SLOTS])
def test_what_is_found_about(ops, wanted):
    found = findings(CORE, diff(*ops))
    assert [(f.type, f.place) for f in found] == wanted
    assert all(all(explain(problem_of(f), "ja") + explain(problem_of(f), "en")) for f in found)


def test_a_finding_shows_an_application_that_proves_it():
    (found,) = findings(CORE, diff(Op("replace", f"{P}/year/minimum", was=2000, value=1990)))
    assert (found.effect, found.allowed, found.change) == ("widens", "narrow", 0)
    assert isinstance(found.form_in_core, Refuted)
    assert 1990 <= found.form_in_core.witness["year"] < 2000


def test_a_value_beyond_its_bounds_is_shown_with_its_law():
    (found,) = findings(CORE, diff(Op("replace", f"{P}/hours/maximum", was=200, value=240)))
    assert found.law == "例示法第1条"
    assert isinstance(found.form_in_core, Refuted)
    assert 200 < found.form_in_core.witness <= 240


@pytest.mark.parametrize(("kind", "wanted"), [("rule", []), ("practice", ["delegated-uncited"]), ("", ["delegated-uncited"])])  # fmt: skip
def test_a_delegated_value_rests_on_a_text(kind, wanted):
    op = Op("replace", f"{P}/hours/minimum", was=1, value=48)
    assert [f.type for f in findings(CORE, diff(op, kind=kind))] == wanted


def test_operations_that_rest_on_each_other_are_judged_together():
    core = apply(CORE, diff(Op("add", "/required", value="year")))
    ops = (
        Op("remove", f"{P}/year", was=CORE["properties"]["year"]),
        Op("remove", "/required", value="year"),
    )
    (found,) = findings(core, diff(*ops))
    assert (found.type, found.effect) == ("slot-narrow", "both")


def test_the_nearest_that_says_anything_decides():
    assert slot(CORE, ("properties", "place", "properties", "town")) == (("properties", "place"), "narrow")  # fmt: skip
    assert slot(CORE, ("properties", "kind")) == ((), "open")


# ---- in a check: what nobody declared


def checked(form: Any, declared: LocalDiff | None = None) -> Report:
    there = Input("f", "sha256:" + "0" * 64)
    return check(CORE, form, core_input=there, form_input=there, declared=declared)


SEEN = [s for s in SLOTS if s[0] not in {"a slot that is opened by the city", "what is no schema"}]
"""What a form shows by itself: it has no slots of its own, and is a schema."""


@pytest.mark.parametrize(("ops", "wanted"), [s[1:] for s in SEEN], ids=[s[0] for s in SEEN])
def test_a_difference_that_nobody_declared_is_held_to_the_same_slots(ops, wanted):
    found = checked(apply(CORE, diff(*ops))).slots
    assert [(f.type, f.place) for f in found] == wanted
    assert all(f.change is None and f.findings for f in found)


def test_two_differences_that_together_stay_within_the_slot_are_none():
    core = {**CORE, "required": [], "properties": {"code": {"title": "番号", "type": "integer", "minimum": 1, "maximum": 3, "x-local": "narrow"}}}  # fmt: skip
    form = {**core, "properties": {"code": {"title": "番号", "enum": [1, 2]}}}
    there = Input("f", "sha256:" + "0" * 64)
    report = check(core, form, core_input=there, form_input=there)
    assert any(f.effect == "widens" for f in report.findings)
    assert report.slots == ()


def test_the_same_difference_is_told_once_declared_or_not():
    declared = diff(Op("replace", f"{P}/year/minimum", was=2000, value=1990))
    form = apply(CORE, declared)
    for known, change in ((declared, 0), (None, None)):
        report = checked(form, known)
        (found,) = report.slots
        assert (found.type, found.change, found.findings) == ("slot-narrow", change, (report.findings[0].fingerprint,))  # fmt: skip
        assert report.summary["slots"] == {"slot-narrow": 1}


def test_a_report_without_such_differences_says_nothing_of_slots():
    assert "slots" not in checked(CORE).summary


# ---- what is missing before publishing

NARROW = Op("remove", f"{P}/kind/enum", value="b")
ALL = diff(NARROW, item="/kind")


def changed(**facts: Any) -> LocalDiff:
    change: dict[str, Any] = {
        "item": "/kind",
        "ops": (NARROW,),
        "basis": Basis("rule", "第1条"),
        "reason": "例。",
    }
    cited = facts.pop("citations", {"rule": RULE})
    return LocalDiff("f", "1.0.0", "999903", (Change(**(change | facts)),), citations=cited)


MISSING: list[tuple[str, LocalDiff, list[tuple[str, str]]]] = [
    ("nothing", changed(), []),
    ("no basis", changed(basis=None, citations={}), [("basis-missing", "/changes/0")]),
    ("no basis for a title", changed(basis=None, citations={}, ops=(Op("replace", f"{P}/kind/title", was="区分", value="種別"),)), []),
    ("no reason", changed(reason="　"), [("reason-missing", "/changes/0/reason")]),
    ("no reason for a title", changed(reason="", basis=None, citations={}, ops=(Op("replace", f"{P}/kind/title", was="区分", value="種別"),)), []),
    ("a choice taken out and put back", changed(ops=(NARROW, Op("add", f"{P}/kind/enum", value="b"))), [("operations-cancel", "/changes/0/ops/1")]),
    ("no article", changed(basis=Basis("rule")), [("article-missing", "/changes/0/basis")]),
    ("practice has no article", changed(basis=Basis("p"), citations={"p": Citation("慣行", "窓口の運用")}), []),
    ("a citation that nothing rests on", changed(citations={"rule": RULE, "old": RULE}), [("citation-unused", "/citations/old")]),
    ("a rule without its number and dates", changed(citations={"rule": Citation("規則", "例示市規則")}), [("citation-incomplete", "/citations/rule")] * 3),
    ("a guideline needs a number only", changed(citations={"rule": Citation("要綱", "例示市要綱")}), [("citation-incomplete", "/citations/rule")]),
    ("another item", changed(item="/year"), [("item-mismatch", "/changes/0/item")]),
    ("an operation that hits nothing", changed(ops=(Op("remove", "/required", value="kind"),)), [("operation-hits-nothing", "/changes/0/ops/0")]),
    ("beyond the slot", changed(item="/year", ops=(Op("replace", f"{P}/year/minimum", was=2000, value=1),)), [("slot-narrow", "/changes/0")]),
]  # fmt: skip


@pytest.mark.parametrize(("document", "wanted"), [m[1:] for m in MISSING], ids=[m[0] for m in MISSING])  # fmt: skip
def test_what_is_still_missing(document, wanted):
    found = lint_diff(CORE, document)
    assert [(p.type, p.at) for p in found] == wanted
    assert all(all(explain(p, "ja") + explain(p, "en")) for p in found)


def test_a_change_without_a_basis_is_told_its_effect():
    (problem,) = lint_diff(CORE, changed(basis=None, citations={}))
    assert problem.params == {"item": "/kind", "effect": "narrows"}


@pytest.mark.parametrize("code", sorted(p.name for p in (SCHEMAS / "samples").iterdir()))
def test_the_sample_cities_lack_nothing(code):
    core = published(SCHEMAS / "forms" / "gakudo-application" / "1.0.0.json")
    document = load(SCHEMAS / "samples" / code / "gakudo-application.diff.json")
    assert lint_diff(core, decode_diff(document)) == ()
