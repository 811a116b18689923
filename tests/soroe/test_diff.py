"""A local diff does what it says or says why it cannot; nothing is changed behind anybody's back."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings

from soroe.diff import apply, decode_diff, encode_diff
from soroe.diff.apply import is_set
from soroe.diff.cancel import cancelling
from soroe.diff.derive import derive
from soroe.diff.meaning import same_meaning
from soroe.errors import DiffError, DocumentError
from soroe.locale import explain
from soroe.model import Change, LocalDiff, Op
from tests.soroe.diffs import FORMS

CORE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "grade": {"title": "学年", "type": "integer", "minimum": 1, "maximum": 6},
        "kind": {"title": "区分", "enum": ["year", "holiday"]},
        "required": {"title": "必要な支援", "type": "string"},
        "household": {
            "title": "同居家族",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": {"title": "氏名", "type": "string"}},
                "required": ["name"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["grade"],
    "dependentRequired": {"kind": ["grade"]},
    "additionalProperties": False,
}


def diff(*ops: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "form": "f",
        "core": "1.0.0",
        "municipality": "999903",
        "changes": [{"item": "/x", "ops": list(ops), "reason": "例"}],
        **more,
    }


def applied(*ops: dict[str, Any]) -> Any:
    return apply(CORE, decode_diff(diff(*ops)))


FITS: list[tuple[str, dict[str, Any], str, Any]] = [
    ("replace a bound", {"op": "replace", "path": "/properties/grade/maximum", "was": 6, "value": 3}, "/properties/grade/maximum", 3),
    ("add a keyword", {"op": "add", "path": "/properties/required/maxLength", "value": 9}, "/properties/required/maxLength", 9),
    ("remove a keyword", {"op": "remove", "path": "/properties/grade/minimum", "was": 1}, "/properties/grade", {"title": "学年", "type": "integer", "maximum": 6}),
    ("add a member", {"op": "add", "path": "/required", "value": "kind"}, "/required", ["grade", "kind"]),
    ("remove the last member", {"op": "remove", "path": "/required", "value": "grade"}, "/required", None),
    ("remove a choice", {"op": "remove", "path": "/properties/kind/enum", "value": "year"}, "/properties/kind/enum", ["holiday"]),
    ("widen a single type", {"op": "add", "path": "/properties/grade/type", "value": "null"}, "/properties/grade/type", ["integer", "null"]),
    ("begin a set that may be absent", {"op": "add", "path": "/allOf", "value": {"not": {}}}, "/allOf", [{"not": {}}]),
    ("a companion", {"op": "add", "path": "/dependentRequired/kind", "value": "household"}, "/dependentRequired/kind", ["grade", "household"]),
    ("an item that is called like a keyword", {"op": "replace", "path": "/properties/required", "was": {"title": "必要な支援", "type": "string"}, "value": {"type": "string"}}, "/properties/required", {"type": "string"}),
    ("inside a list's members", {"op": "remove", "path": "/properties/household/items/required", "value": "name"}, "/properties/household/items/required", None),
    ("a whole set at once", {"op": "remove", "path": "/properties/kind/enum", "was": ["year", "holiday"]}, "/properties/kind/enum", None),
]  # fmt: skip


@pytest.mark.parametrize(("op", "at", "value"), [f[1:] for f in FITS], ids=[f[0] for f in FITS])
def test_an_operation_does_what_it_says(op, at, value):
    before = copy.deepcopy(CORE)
    place: Any = applied(op)
    for segment in at.split("/")[1:]:
        place = place.get(segment)
    assert place == value
    assert before == CORE


MISFITS: list[tuple[str, dict[str, Any], str]] = [
    ("a place that is not there", {"op": "replace", "path": "/properties/no/maximum", "was": 1, "value": 2}, "operation-hits-nothing"),
    ("a keyword that is not there", {"op": "remove", "path": "/properties/grade/pattern", "was": "x"}, "operation-hits-nothing"),
    ("a member that is not there", {"op": "remove", "path": "/required", "value": "kind"}, "operation-hits-nothing"),
    ("a choice where there are none", {"op": "add", "path": "/properties/grade/enum", "value": 1}, "operation-hits-nothing"),
    ("a place below a number", {"op": "add", "path": "/properties/grade/maximum/x", "value": 1}, "operation-hits-nothing"),
    ("another value stands there", {"op": "replace", "path": "/properties/grade/maximum", "was": 4, "value": 3}, "operation-was-differs"),
    ("true is not 1", {"op": "replace", "path": "/properties/grade/minimum", "was": True, "value": 3}, "operation-was-differs"),
    ("it is there already", {"op": "add", "path": "/properties/grade/maximum", "value": 3}, "operation-exists"),
    ("the member is there already", {"op": "add", "path": "/required", "value": "grade"}, "operation-exists"),
    ("the last type", {"op": "remove", "path": "/properties/grade/type", "value": "integer"}, "operation-leaves-nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("op", "kind"), [m[1:] for m in MISFITS], ids=[m[0] for m in MISFITS])
def test_an_operation_that_does_not_fit_is_an_error_with_its_place(op, kind):
    with pytest.raises(DiffError) as caught:
        applied(op)
    assert (caught.value.problem.type, caught.value.problem.at) == (kind, "/changes/0/ops/0")
    assert caught.value.problem.params["path"] == op["path"]


def test_all_operations_that_do_not_fit_are_named_at_once():
    ops = [m[1] for m in MISFITS[:3]]
    with pytest.raises(DiffError) as caught:
        applied(*ops)
    assert len(caught.value.problems) == 3


REFUSED: list[tuple[str, Any, str, str]] = [
    ("not an object", [1], "not-a-local-diff", ""),
    ("an unknown field", diff() | {"extra": 1}, "not-a-local-diff", ""),
    ("an unknown verb", diff({"op": "move", "path": "/a", "value": 1}), "not-a-local-diff", "/changes/0/ops/0/op"),
    ("no operations", diff(), "change-empty", "/changes/0/ops"),
    ("a path without a slash", diff({"op": "add", "path": "a", "value": 1}), "pointer-invalid", "/changes/0/ops/0/path"),
    ("the whole document", diff({"op": "replace", "path": "", "was": {}, "value": {}}), "pointer-invalid", "/changes/0/ops/0/path"),
    ("add without a value", diff({"op": "add", "path": "/a"}), "operation-incomplete", "/changes/0/ops/0"),
    ("replace without was", diff({"op": "replace", "path": "/a", "value": 1}), "operation-incomplete", "/changes/0/ops/0"),
    ("remove without was", diff({"op": "remove", "path": "/a"}), "operation-incomplete", "/changes/0/ops/0"),
    ("the same place twice", diff({"op": "add", "path": "/a", "value": 1}, {"op": "add", "path": "/a", "value": 1}), "operation-twice", "/changes/0/ops/1/path"),
    ("an own key of no item", diff({"op": "add", "path": "/a", "value": 1}, aliases={"a": "b"}), "pointer-invalid", "/aliases/a"),
    ("an own key of the whole form", diff({"op": "add", "path": "/a", "value": 1}, aliases={"": "b"}), "pointer-invalid", "/aliases/"),
    ("an own key that is empty", diff({"op": "add", "path": "/a", "value": 1}, aliases={"/a": ""}), "not-a-local-diff", "/aliases/~1a"),
    ("an impossible date", diff({"op": "add", "path": "/a", "value": 1}, effectiveFrom="2027-02-30"), "date-invalid", "/effectiveFrom"),
    ("an era date", diff({"op": "add", "path": "/a", "value": 1}, effectiveFrom="令和9年4月1日"), "date-invalid", "/effectiveFrom"),
    ("in force before promulgated", diff({"op": "add", "path": "/a", "value": 1}, citations={"r": {"kind": "規則", "title": "例示市規則", "promulgated": "2020-01-02", "inForceFrom": "2020-01-01"}}), "date-order", "/citations/r/inForceFrom"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("doc", "kind", "at"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_a_document_that_is_no_diff_is_refused_with_its_place(doc, kind, at):
    with pytest.raises(DocumentError) as caught:
        decode_diff(doc)
    assert (caught.value.problem.type, caught.value.problem.at) == (kind, at)


def test_a_basis_must_cite_what_the_document_holds():
    doc = diff({"op": "add", "path": "/a", "value": 1})
    doc["changes"][0]["basis"] = {"cite": "rule"}
    with pytest.raises(DocumentError) as caught:
        decode_diff(doc)
    assert caught.value.problem.type == "citation-unknown"


def test_set_valued_keywords_are_told_from_items_of_the_same_name():
    assert is_set("/required")
    assert is_set("/properties/a/enum")
    assert is_set("/properties/type/type")
    assert is_set("/allOf/0/then/required")
    assert is_set("/dependentRequired/type")
    assert not is_set("/properties/type")
    assert not is_set("/properties/a/title")
    assert not is_set("/dependentRequired")


@settings(max_examples=200)
@given(FORMS, FORMS)
def test_applying_what_was_derived_gives_the_form(core, form):
    changes = derive(core, form)
    made = apply(core, LocalDiff(form="f", core="1.0.0", municipality="999903", changes=changes))
    assert same_meaning(made, form), json.dumps([c.ops for c in changes], default=str)


@given(FORMS)
def test_nothing_is_derived_from_a_form_and_itself(form):
    assert derive(form, copy.deepcopy(form)) == ()


def test_a_diff_survives_writing_and_reading():
    document = diff(
        *[f[1] for f in FITS[:5]], aliases={"/grade": "学年"}, effectiveFrom="2027-04-01"
    )
    again = decode_diff(json.loads(json.dumps(encode_diff(decode_diff(document)))))
    assert again == decode_diff(document)
    assert isinstance(again.changes[0], Change)


NOTE = {"title": "備考", "type": "string"}
CANCELLING: list[tuple[str, list[Op], list[str]]] = [
    ("a member in and out", [Op("add", "/required", value="kind"), Op("remove", "/required", value="kind")], ["/changes/1/ops/0"]),
    ("a member out and in", [Op("remove", "/required", value="grade"), Op("add", "/required", value="grade")], ["/changes/1/ops/0"]),
    ("an item in and out", [Op("add", "/properties/note", value=NOTE), Op("remove", "/properties/note", was=NOTE)], ["/changes/1/ops/0"]),
    ("an item out and in again", [Op("remove", "/properties/note", was=NOTE), Op("add", "/properties/note", value=NOTE)], ["/changes/1/ops/0"]),
    ("a bound there and back", [Op("replace", "/properties/grade/maximum", was=6, value=3), Op("replace", "/properties/grade/maximum", was=3, value=6)], ["/changes/1/ops/0"]),
    ("a bound of an item that is taken out", [Op("replace", "/properties/grade/maximum", was=6, value=3), Op("remove", "/properties/grade", was={})], ["/changes/1/ops/0"]),
    ("an item out and another one in", [Op("remove", "/properties/note", was=NOTE), Op("add", "/properties/note", value={**NOTE, "maxLength": 9})], []),
    ("two members", [Op("add", "/required", value="kind"), Op("remove", "/required", value="grade")], []),
    ("a choice out and its label, too", [Op("remove", "/properties/kind/enum", value="year"), Op("remove", "/properties/kind/x-choices/year", was="通年")], []),
    ("an item in and asked for", [Op("add", "/properties/note", value=NOTE), Op("add", "/required", value="note")], []),
]  # fmt: skip


@pytest.mark.parametrize(("ops", "at"), [c[1:] for c in CANCELLING], ids=[c[0] for c in CANCELLING])
def test_operations_that_cancel_each_other_are_named_with_both_places(ops, at):
    changes = tuple(Change("/x", (op,), reason="例") for op in ops)
    found = list(cancelling(LocalDiff("f", "1.0.0", "999903", changes)))
    assert [p.at for p in found] == at
    assert all(p.params["first"] == "/changes/0/ops/0" for p in found)
    assert all(p.params["first"] in explain(p, "ja")[1] for p in found)
