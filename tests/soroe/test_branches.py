"""Is an item named that two forms treat differently inside a condition or an alternative?"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe.check import check
from soroe.diff import apply
from soroe.diff.derive import derive
from soroe.diff.differences import differences
from soroe.diff.meaning import same_meaning
from soroe.model import Input, LocalDiff

NAMED = Input("様式", "sha256:" + "0" * 64)
BASE: dict[str, Any] = {
    "title": "学童クラブ利用申請",
    "type": "object",
    "properties": {
        "kind": {"title": "利用区分", "enum": ["year", "holiday"]},
        "grade": {"title": "学年", "type": "integer"},
        "reason": {"title": "理由", "type": "string"},
        "tags": {"title": "分類", "type": "array"},
    },
    "additionalProperties": False,
}
HOLIDAY = {"properties": {"kind": {"const": "holiday"}}, "required": ["kind"]}
YEAR = {"properties": {"kind": {"const": "year"}}, "required": ["kind"]}


def upto(n: int) -> dict[str, Any]:
    return {"properties": {"grade": {"maximum": n}}}


def when(then: Any, condition: Any = HOLIDAY, **more: Any) -> dict[str, Any]:
    return {"if": condition, "then": then, **more}


CASES: list[tuple[str, Any, Any, list[tuple[str, str, str]]]] = [
    (
        "a bound in a condition",
        {"allOf": [when(upto(6))]},
        {"allOf": [when(upto(3))]},
        [("maximum-lowered", "/grade", "学年")],
    ),
    (
        "the same condition among others, in another order",
        {"allOf": [when({"required": ["grade"]}, YEAR), when(upto(6))]},
        {"allOf": [when(upto(3)), when({"required": ["grade"]}, YEAR)]},
        [("maximum-lowered", "/grade", "学年")],
    ),
    (
        "an item asked for in a condition",
        {"allOf": [when({"required": ["grade"]})]},
        {"allOf": [when({"required": ["grade", "reason"]})]},
        [("item-required", "/reason", "理由")],
    ),
    (
        "an item no longer asked for in a condition",
        {"if": HOLIDAY, "then": {"required": ["reason"], "minProperties": 1}},
        {"if": HOLIDAY, "then": {"minProperties": 1}},
        [("item-optional", "/reason", "理由")],
    ),
    (
        "a rule about one more item in a condition",
        {"if": HOLIDAY, "then": upto(6)},
        {"if": HOLIDAY, "then": {"properties": {"grade": {"maximum": 6}, "reason": False}}},
        [("condition-added", "/reason", "理由")],
    ),
    (
        "a rule about one item fewer, otherwise",
        {"if": HOLIDAY, "then": upto(6), "else": {"properties": {"reason": False}}},
        {"if": HOLIDAY, "then": upto(6), "else": {}},
        [("condition-removed", "/reason", "理由")],
    ),
    (
        "another condition is not looked into",
        {"if": HOLIDAY, "then": upto(6)},
        {"if": YEAR, "then": upto(6)},
        [("condition-changed", "", "")],
    ),
    (
        "an alternative",
        {"anyOf": [upto(3), {"required": ["reason"]}]},
        {"anyOf": [{"required": ["reason"]}, upto(4)]},
        [("maximum-raised", "/grade", "学年")],
    ),
    (
        "alternatives in another order are the same",
        {"anyOf": [upto(3), {"required": ["reason"]}]},
        {"anyOf": [{"required": ["reason"]}, upto(3)]},
        [],
    ),
    (
        "an alternative fewer is one difference",
        {"anyOf": [upto(3), {"required": ["reason"]}]},
        {"anyOf": [upto(4)]},
        [("alternatives-changed", "", "")],
    ),
    (
        "when an item is filled in",
        {"dependentSchemas": {"kind": upto(6), "reason": upto(5)}},
        {"dependentSchemas": {"reason": upto(5), "kind": upto(3)}},
        [("maximum-lowered", "/grade", "学年")],
    ),
    (
        "companions in another order are the same",
        {"dependentRequired": {"kind": ["grade", "reason"]}},
        {"dependentRequired": {"kind": ["reason", "grade"]}},
        [],
    ),
    (
        "nested conditions",
        {"allOf": [when({"allOf": [when(upto(6), YEAR)]})]},
        {"allOf": [when({"allOf": [when(upto(3), YEAR)]})]},
        [("maximum-lowered", "/grade", "学年")],
    ),
]


@pytest.mark.parametrize(
    ("core", "form", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_item_and_what_differs_are_named(core, form, expected):
    found = differences({**BASE, **core}, {**BASE, **form})
    assert [(d.rule.id, d.pair.item, d.pair.title) for d in found] == expected


def test_entries_by_place_and_items_by_pattern_are_looked_into():
    core: Any = {
        "prefixItems": [{"maxLength": 3}, {}],
        "patternProperties": {"^x": {"maxLength": 3}},
    }
    form: Any = {
        "prefixItems": [{"maxLength": 2}, {}],
        "patternProperties": {"^x": {"maxLength": 2}},
    }
    found = differences(core, form)
    assert [(d.rule.id, d.pair.item) for d in found] == [
        ("max-length-lowered", "/0"),
        ("max-length-lowered", "/*"),
    ]


def test_one_rule_in_two_conditions_is_two_findings_with_two_fingerprints():
    core = {**BASE, "allOf": [when(upto(6)), when(upto(6), YEAR)]}
    form = {**BASE, "allOf": [when(upto(3)), when(upto(3), YEAR)]}
    found = differences(core, form)
    assert len({d.fingerprint for d in found}) == len(found) == 2


def test_a_finding_in_a_condition_points_into_it_and_has_its_effect():
    core = {**BASE, "allOf": [when({"required": ["grade"]}, YEAR), when(upto(6))]}
    form = {**BASE, "allOf": [when(upto(3)), when({"required": ["grade"]}, YEAR)]}
    (finding,) = check(core, form, core_input=NAMED, form_input=NAMED).findings
    assert finding.core is not None
    assert finding.form is not None
    assert finding.core.pointer == "/allOf/1/then/properties/grade"
    assert finding.form.pointer == "/allOf/0/then/properties/grade"


NAMES = st.sampled_from(["a", "b", "allOf", "properties"])
CONDITIONS = st.sampled_from([{"required": ["a"]}, {"required": ["b"]}])


def members(inner: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(
        inner, min_size=1, max_size=most, unique_by=lambda v: json.dumps(v, sort_keys=True)
    )


def named(names: st.SearchStrategy[str], inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(names, inner, min_size=1, max_size=2)


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3) -> dict[str, Any]:
    """A schema with at most three keywords, nested so deep."""
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": st.sampled_from(["string", "integer", ["string", "null"]]),
        "maxLength": st.integers(0, 3),
        "enum": st.lists(st.sampled_from(["a", "b", 1]), min_size=1, max_size=2, unique=True),
        "required": st.lists(NAMES, unique=True, min_size=1, max_size=2),
        "maxProperties": st.integers(1, 3),
    }
    if depth:
        inner = schemas(depth - 1)
        keywords |= {
            "properties": named(NAMES, st.one_of(inner, st.booleans())),
            "allOf": members(inner, 3),
            "anyOf": members(inner, 2),
            "if": CONDITIONS,
            "then": inner,
            "else": inner,
            "dependentSchemas": named(NAMES, inner),
            "patternProperties": named(st.sampled_from(["^x", "^y"]), inner),
            "additionalProperties": st.one_of(st.booleans(), inner),
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
        }
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), unique=True, max_size=4))
    return {keyword: draw(keywords[keyword]) for keyword in chosen}


@settings(max_examples=300, deadline=None)
@given(schemas(), schemas())
def test_what_was_derived_gives_the_form_whatever_it_is_nested_in(core, form):
    changes = derive(core, form)
    made = apply(core, LocalDiff(form="f", core="1.0.0", municipality="999903", changes=changes))
    assert same_meaning(made, form), [c.ops for c in changes]
