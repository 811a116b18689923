"""May groups of items inside items be dealt with one by one, and does that change no answer?"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from soroe.contain import Found, contains, instance
from soroe.diff import apply
from soroe.diff.memo import Memo
from soroe.diff.nests import Nest, around, cut, left
from soroe.diff.rebase import rebase
from soroe.impact import Memo as ImpactMemo
from soroe.impact import Subject, assess
from soroe.model import Json, Op, Proved, Refuted
from soroe.schema import validator
from tests.soroe.diffs import DEEP, lives
from tests.soroe.test_groups import InOnePiece, account

MORE = int(os.environ.get("SOROE_EXAMPLES", "60"))
CHILD: dict[str, Any] = {
    "type": "object",
    "title": "児童",
    "properties": {n: {"type": "string"} for n in "abc"},
    "required": ["a"],
    "additionalProperties": False,
    "allOf": [{"if": {"required": ["a"]}, "then": {"required": ["b"]}}],
}
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "child": CHILD,
        "others": {"type": "array", "items": CHILD, "maxItems": 3},
        "name": {"type": "string"},
    },
    "additionalProperties": False,
}
APART = {
    frozenset({"/child/a", "/child/b"}),
    frozenset({"/child/c"}),
    frozenset({"/others/*/a", "/others/*/b"}),
    frozenset({"/others/*/c"}),
    frozenset({"/name"}),
}


ASKED = {"if": {"required": ["child"]}, "then": {"required": ["child"]}}


def alive(schema: Json) -> bool:
    return isinstance(instance(schema), Found)


def nest(*forms: Json, **more: Any) -> Nest:
    return Nest(forms, alive, **more)


def whole(*names: str) -> set[frozenset[str]]:
    """The groups where these items are not open."""
    kept = {g for g in APART if not any(n.startswith(name + "/") for n in g for name in names)}
    return kept | {frozenset({name}) for name in names}


def test_groups_inside_an_item_and_inside_a_list_are_groups_of_the_form() -> None:
    assert set(nest(FORM).groups or ()) == APART
    assert cut(FORM, frozenset({"/others/*/c"})) == {
        "type": "object",
        "properties": {
            "others": {
                "type": "array",
                "items": {
                    "type": "object",
                    "title": "児童",
                    "properties": {"c": {"type": "string"}},
                    "required": [],
                    "additionalProperties": False,
                },
                "maxItems": 3,
            }
        },
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    ("more", "closed"),
    [
        ({"others": {"type": "array", "items": CHILD, "uniqueItems": True}}, "/others"),
        ({"others": {"type": "array", "items": CHILD, "maxItems": 0}}, "/others"),
        ({"others": {"type": "array", "items": CHILD, "contains": {"required": ["c"]}}}, "/others"),
        ({"child": {**CHILD, "additionalProperties": True}}, "/child"),
        ({"child": {**CHILD, "maxProperties": 2}}, "/child"),
        ({"child": {**CHILD, "properties": {**CHILD["properties"], "a": False}}}, "/child"),
    ],
)
def test_an_item_stays_whole_where_what_is_inside_hangs_together(
    more: dict[str, Any], closed: str
) -> None:
    other = {**FORM, "properties": {**FORM["properties"], **more}}
    assert set(nest(other).groups or ()) == whole(closed)
    assert set(nest(FORM, other).groups or ()) == whole(closed)


@pytest.mark.parametrize(
    ("more", "closed"),
    [
        ({"required": ["child"]}, "/child"),
        ({"allOf": [{"not": {"properties": {"child": {"minProperties": 2}}}}]}, "/child"),
        ({"allOf": [{"not": {"properties": {"child": {"required": ["c"]}}}}, ASKED]}, "/child"),
        ({"dependentRequired": {"child": ["child"]}}, "/child"),
        ({"properties": {n: s for n, s in FORM["properties"].items() if n != "child"}}, "/child"),
    ],
)
def test_an_item_is_open_only_where_all_forms_say_the_same_around_it(
    more: dict[str, Any], closed: str
) -> None:
    assert set(nest(FORM, {**FORM, **more}).groups or ()) == whole(closed)


@pytest.mark.parametrize(
    ("op", "about"),
    [
        (Op("replace", "/properties/child/properties/a/type", was="string", value="null"), "/child/a"),
        (Op("add", "/properties/child/properties/new", value={}), "/child/new"),
        (Op("add", "/properties/others/items/properties/new", value={}), "/others/*/new"),
        (Op("add", "/properties/others/items/required", value="c"), "/others/*/c"),
        (Op("replace", "/properties/others/maxItems", was=3, value=2), "/others"),
        (Op("add", "/properties/child/allOf", value={"required": ["c"]}), "/child"),
        (Op("replace", "/properties/child/title", was="児童", value="子"), "/child"),
        (Op("replace", "/properties/child/required", was=["a"], value=["b"]), "/child"),
        (Op("remove", "/properties/child", was=CHILD), "/child"),
        (Op("add", "/required", value="child"), "/child"),
        (Op("replace", "/properties/name/type", was="string", value="null"), "/name"),
    ],
)  # fmt: skip
def test_the_items_inside_an_item_that_an_operation_is_about(op: Op, about: str) -> None:
    assert nest(FORM).about(op) == frozenset({about})


def test_a_condition_around_an_item_joins_what_it_looks_at_inside() -> None:
    asked = {
        "if": {"properties": {"child": {"required": ["c"]}}, "required": ["child"]},
        "then": {"required": ["name"]},
    }
    form = {**FORM, "allOf": [asked]}
    apart = nest(form)
    both = frozenset({"/child/c", "/name"})
    assert set(apart.groups or ()) == {g for g in APART if not g & both} | {both}
    assert cut(form, both)["allOf"] == [asked]  # type: ignore[index,call-overload]
    assert "allOf" not in cut(form, frozenset({"/child/a", "/child/b"}))  # type: ignore[operator]
    made = apart.parted([frozenset({"/child"}), frozenset({"/name"})])
    assert made == [frozenset({"/child", "/name"})] * 2


def test_an_operation_on_an_item_makes_one_group_of_all_that_is_inside() -> None:
    apart = nest(FORM)
    assert apart.parted([frozenset({"/child/c"}), frozenset({"/name"})]) == [
        frozenset({"/child/c"}),
        frozenset({"/name"}),
    ]
    made = apart.parted([frozenset({"/child/c"}), frozenset({"/child"})])
    assert made == [frozenset({"/child"})] * 2
    assert set(apart.others(made)) == {g for g in APART if "/child" not in str(g)}


def test_items_that_are_linked_are_in_one_group() -> None:
    beside = nest(FORM, links=[frozenset({"/child/c", "/child/new"})])
    assert beside.home["/child/new"] == {"/child/c", "/child/new"}
    across = nest(FORM, links=[frozenset({"/child/c", "/others/*/c"})])
    assert across.home["/child"] == {"/child", "/others"}


ANSWERS = st.recursive(
    st.sampled_from(["a", "b", 1, None]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["a", "b", "required", "type"]), inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=MORE, deadline=None)
@given(DEEP, st.lists(ANSWERS, min_size=5, max_size=12))
def test_a_form_accepts_what_each_cut_accepts_of_what_is_left(form: Any, given_: list[Any]) -> None:
    apart = nest(form)
    assert apart.groups is not None
    found = instance(form)
    for answer in (*given_, *([found.value] if isinstance(found, Found) else ())):
        if isinstance(answer, dict) and answer.keys() <= form["properties"].keys():
            cuts = [(cut(form, names), left(answer, names)) for names in apart.groups]
            accepted = validator(form).is_valid(answer)
            known = validator(_opened(form)).is_valid(answer)
            assert accepted == (known and all(validator(c).is_valid(a) for c, a in cuts))


def _opened(form: Any) -> Any:
    """The form with nothing said but which items it has."""
    if form.get("type") == "array" and isinstance(form.get("items"), dict):
        return {"items": _opened(form["items"])}
    if "properties" not in form:
        return {}
    inner = {name: _opened(item) for name, item in form["properties"].items()}
    return {"properties": inner, "additionalProperties": False}


@settings(max_examples=MORE, deadline=None)
@given(lives(DEEP))
def test_a_form_lies_in_another_one_exactly_if_each_cut_does(life: Any) -> None:
    old, new, _ = life
    apart = nest(old, new)
    assert apart.groups is not None
    assume(all(alive(form) for form in (old, new)))
    assume(all(alive(cut(form, names)) for form in (old, new) for names in apart.groups))
    verdict = contains(old, new)
    cuts = [contains(cut(old, g), cut(new, g)) for g in apart.groups]
    if isinstance(verdict, Proved):
        assert not any(isinstance(c, Refuted) for c in cuts)
    if isinstance(verdict, Refuted):
        assert not all(isinstance(c, Proved) for c in cuts)


@settings(max_examples=MORE, deadline=None)
@given(lives(DEEP))
def test_a_rebase_of_nested_groups_says_what_a_rebase_in_one_piece_says(life: Any) -> None:
    old, new, diff = life
    # On the way, too: what nobody can fill in is changed by nothing, whatever stands elsewhere.
    made = [apply(old, replace(diff, changes=diff.changes[:n])) for n in range(len(diff.changes))]
    assume(all(alive(form) for form in (old, new, *made, apply(old, diff))))
    memo = Memo()
    apart = rebase(old, new, diff, new_version="2", choices=False, memo=memo)
    entire = rebase(old, new, diff, new_version="2", choices=False, memo=InOnePiece())
    assert account(apart) == account(entire)
    assert rebase(old, new, diff, new_version="2", choices=False, memo=memo) == apart


@settings(max_examples=MORE, deadline=None)
@given(lives(DEEP))
def test_the_step_of_nested_groups_is_that_of_the_whole(life: Any) -> None:
    old, new, diff = life
    subject = Subject("999903", "例示市", 1)
    found = assess(old, new, diff, subject=subject, new_version="2", memo=ImpactMemo())
    before = apply(old, diff)
    after = apply(new, rebase(old, new, diff, new_version="2", choices=False).diff)
    step = found.applicants
    for verdict, one, two in (
        (step.before_in_after, before, after),
        (step.after_in_before, after, before),
    ):
        full = contains(one, two)
        if isinstance(verdict, Proved):
            assert not isinstance(full, Refuted)
        if isinstance(full, Proved):
            assert not isinstance(verdict, Refuted)
        if isinstance(verdict, Refuted):
            assert validator(one).is_valid(verdict.witness)
            assert not validator(two).is_valid(verdict.witness)


def test_the_items_around_a_group() -> None:
    assert around(frozenset({"/a/*/b/c", "/d"})) == {"/a", "/a/*/b"}
