"""May the groups of items be dealt with one by one, and does that change no answer?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from soroe.contain import contains
from soroe.diff import apply
from soroe.diff.memo import Memo
from soroe.diff.outcome import Rebased
from soroe.diff.rebase import rebase
from soroe.diff.regions import NOBODY, cut, groups, reach
from soroe.diff.settle import Ground
from soroe.model import Change, Op, Proved, Refuted
from soroe.schema import validator
from tests.soroe.diffs import LINKED, NESTED, lives, local

CORE: dict[str, Any] = {
    "type": "object",
    "title": "例",
    "properties": {n: {"type": "string"} for n in "abcd"},
    "required": ["a"],
    "additionalProperties": False,
    "allOf": [{"title": "条件", "if": {"required": ["a"]}, "then": {"required": ["b"]}}],
}


class InOnePiece(Memo):
    """Everything is looked at together, as if there were no groups."""

    def ground(self, old: Any, new: Any, renames: Any, elsewhere: Any = frozenset()) -> Ground:
        return Ground(old, new, renames, self.known, whole=True, elsewhere=elsewhere)


def test_items_that_a_condition_joins_are_one_group():
    assert set(groups((CORE,), {}) or ()) == {frozenset("ab"), frozenset("c"), frozenset("d")}
    assert set(groups((CORE,), {"/c": "/d/e"}) or ()) == {frozenset("ab"), frozenset("cd")}
    assert cut(CORE, frozenset("c")) == {
        "type": "object",
        "properties": {"c": {"type": "string"}},
        "required": [],
        "additionalProperties": False,
    }
    assert cut(CORE, frozenset("ab"))["allOf"] == CORE["allOf"]  # type: ignore[index,call-overload]
    assert cut(CORE, NOBODY)["title"] == "例"  # type: ignore[index,call-overload]


@pytest.mark.parametrize(
    "more",
    [
        {"additionalProperties": True},
        {"additionalProperties": {"type": "string"}},
        {"patternProperties": {"^x": {}}},
        {"minProperties": 1},
        {"type": ["object", "null"]},
        {"allOf": [{"maxProperties": 2}]},
        {"allOf": [{"not": {"properties": {"a": {"$ref": "#/properties/b"}}}}]},
        {"properties": {"a": {"$ref": "#/$defs/x"}}, "$defs": {"x": {}}},
    ],
)
def test_a_form_stays_in_one_piece_where_something_speaks_of_more_than_it_names(more):
    assert groups(({**CORE, **more},), {}) is None
    assert groups((CORE, {**CORE, **more}), {}) is None


@pytest.mark.parametrize(
    ("op", "about"),
    [
        (Op("replace", "/properties/a/title", was="x", value="y"), {"a"}),
        (Op("add", "/required", value="c"), {"c"}),
        (Op("add", "/allOf", value={"required": ["c", "d"]}), {"c", "d"}),
        (Op("add", "/dependentRequired/c", value="d"), {"c", "d"}),
        (Op("add", "/description", value="…"), set()),
        (Op("replace", "/required", was=["a"], value=["b"]), None),
        (Op("add", "/allOf/0/then/required", value="c"), None),
        (Op("add", "/allOf", value={"minProperties": 2}), None),
        (Op("add", "/additionalProperties", value=True), None),
        (Op("add", "/properties/c/anyOf", value=[{"$ref": "#/properties/a"}]), None),
    ],
)
def test_the_items_that_an_operation_is_about(op, about):
    assert reach(op) == about


ANSWERS = st.dictionaries(
    st.sampled_from(["a", "b", "required", "type", "z"]),
    st.sampled_from(["a", "b", 1, 5, None]),
    max_size=4,
)


@settings(max_examples=100, deadline=None)
@given(LINKED, st.lists(ANSWERS, min_size=5, max_size=12))
def test_a_form_accepts_what_each_of_its_cuts_accepts(form, applications):
    apart = groups((form,), {})
    assert apart is not None
    assert {n for g in apart for n in g} >= set(form["properties"])
    for given_ in applications:
        known = {n for g in apart for n in g}
        parts = [
            validator(cut(form, g)).is_valid({k: v for k, v in given_.items() if k in g})
            for g in (*apart, NOBODY)
        ]
        assert validator(form).is_valid(given_) == (all(parts) and given_.keys() <= known)


def account(rebased: Rebased) -> Any:
    """What a rebase says, without the verdicts of choices."""
    return rebased.diff, [
        (o.kind, o.item, [(p.id, p.kind, p.reason, p.ops) for p in o.parts])
        for o in rebased.outcomes
    ]


@settings(max_examples=100, deadline=None)
@given(st.one_of(lives(LINKED), lives(NESTED)))
def test_a_rebase_group_by_group_says_what_a_rebase_in_one_piece_says(life):
    """Of forms that somebody can fill in: where nobody can, nothing in them has an effect."""
    old, new, diff = life
    assume(not any(isinstance(contains(f, False), Proved) for f in (old, new, apply(old, diff))))
    memo = Memo()
    apart = rebase(old, new, diff, new_version="2", choices=False, memo=memo)
    whole = rebase(old, new, diff, new_version="2", choices=False, memo=InOnePiece())
    assert account(apart) == account(whole)
    assert rebase(old, new, diff, new_version="2", choices=False, memo=memo) == apart


@settings(max_examples=80, deadline=None)
@given(LINKED, LINKED)
def test_a_form_lies_in_another_one_where_each_of_its_cuts_does(one, two):
    apart = groups((one, two), {})
    assert apart is not None
    whole = contains(one, two)
    cuts = [contains(cut(one, g), cut(two, g)) for g in apart]
    if all(isinstance(v, Proved) for v in cuts):
        assert not isinstance(whole, Refuted)
    if isinstance(whole, Refuted):
        assert not all(isinstance(v, Proved) for v in cuts)


def test_a_memo_that_has_seen_other_cores_answers_as_a_new_one():
    memo = Memo()
    shut = apply_op_everywhere(CORE)
    for old, new in ((CORE, shut), (shut, CORE), (CORE, CORE)):
        diff = lives_of(old)
        used = rebase(old, new, diff, new_version="2", memo=memo)
        assert used == rebase(old, new, diff, new_version="2")
        apply(new, used.diff)


def apply_op_everywhere(core: dict[str, Any]) -> dict[str, Any]:
    """The core with every item shorter."""
    items = {n: {**s, "maxLength": 3} for n, s in core["properties"].items()}
    return {**core, "properties": items}


def lives_of(core: dict[str, Any]) -> Any:
    """A city that leaves one item out."""
    was = core["properties"]["d"]
    return local(Change("/d", (Op("remove", "/properties/d", was=was),)))
