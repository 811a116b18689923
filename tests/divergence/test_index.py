"""Is the index the share of items that are changed in meaning, of the items of both forms?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe.contain import contains
from soroe.diff import apply
from soroe.diff.layers import Layer
from soroe.divergence import Field, Member, compare, share
from soroe.errors import DiffError
from soroe.impact import Subject
from soroe.model import Proved, Refuted
from soroe.schema import items
from tests.client.samples import CORE
from tests.divergence.towns import (
    ASKED,
    GRADE,
    KIND,
    NOTE,
    WORDS,
    A,
    B,
    C,
    add,
    change,
    drop,
    put,
    town,
    without,
)
from tests.soroe.diffs import DEEP, LINKED, NESTED, lives

LABEL = change("/kind", put("/properties/kind/x-choices/new", "新規", "はじめて"))
RESPELLED = change(
    "/saturday",
    without("/properties/saturday/type", "boolean"),
    add("/properties/saturday/enum", [True, False]),
)
GROUP = {
    "title": "口座", "type": "object", "additionalProperties": False, "required": ["bank"],
    "properties": {"bank": {"title": "銀行", "type": "string"}, "holder": {"title": "名義", "type": "string"}},
}  # fmt: skip
WITH_GROUP: dict[str, Any] = {**CORE, "properties": {**CORE["properties"], "account": GROUP}}
CONDITION = {
    "if": {"properties": {"grade": {"minimum": 4}}, "required": ["grade"]},
    "then": {"required": ["saturday"]},
}


@pytest.mark.parametrize(
    ("core", "changes", "changed", "union"),
    [
        (CORE, (), [], 4),
        (CORE, (GRADE,), ["/grade"], 4),
        (CORE, (GRADE, KIND), ["/grade", "/kind"], 4),
        (CORE, (NOTE,), ["/note"], 5),
        (CORE, (ASKED,), ["/saturday"], 4),
        (CORE, (WORDS, LABEL), [], 4),
        (CORE, (RESPELLED,), [], 4),
        (CORE, (change("/saturday", without("/properties/saturday", CORE["properties"]["saturday"])),), ["/saturday"], 4),
        (WITH_GROUP, (change("/account", without("/properties/account", GROUP)),), ["/account", "/account/bank", "/account/holder"], 7),
        (CORE, (change("/account", add("/properties/account", GROUP)),), ["/account", "/account/bank", "/account/holder"], 7),
        (WITH_GROUP, (change("/account/bank", drop("/properties/account/required", "bank")),), ["/account/bank"], 7),
        (CORE, (change("/grade", add("/allOf", CONDITION)),), ["/saturday"], 4),
        (CORE, (change("", {"op": "remove", "path": "/additionalProperties", "was": False}),), [""], 5),
    ],
    ids=["nothing", "a bound", "two items", "one added", "asked for", "words only", "spelled otherwise", "one removed", "a group removed", "a group added", "inside a group", "a condition counts where it asks", "the form itself"],
)  # fmt: skip
def test_it_is_as_counted_by_hand(
    core: Any, changes: tuple[Any, ...], changed: list[str], union: int
) -> None:
    found = Field([town(A, *changes, core=core)]).divergence(0)
    assert ([c.item for c in found.changed], found.items) == (changed, union)
    assert found.index == len(changed) / union
    assert not found.undecided


def test_what_only_two_differences_together_change_is_found() -> None:
    twice = {**CORE, "allOf": [{"properties": {"grade": {"maximum": 6}}}]}
    both = (
        without("/properties/grade/maximum", 6),
        drop("/allOf", {"properties": {"grade": {"maximum": 6}}}),
    )
    assert Field([town(A, change("/grade", both[0]), core=twice)]).divergence(0).index == 0
    found = Field([town(A, change("/grade", *both), core=twice)]).divergence(0)
    assert [c.item for c in found.changed] == ["/grade"]


def test_an_item_has_the_weakest_class_of_what_changes_it() -> None:
    more = change("/grade", put("/properties/grade/minimum", 1, 2))
    field = Field([town(A, GRADE, more, KIND, NOTE), town(B, GRADE, ASKED)])
    one, two = field.divergences()
    assert {c.item: c.klass for c in one.changed} == {"/grade": "unexplained", "/kind": "practice", "/note": "unexplained"}  # fmt: skip
    assert {c.item: c.changes for c in one.changed} == {"/grade": (0, 1), "/kind": (2,), "/note": (3,)}  # fmt: skip
    assert {c.klass for c in two.changed} == {"grounded"}
    every = share((one, two))
    assert (every.municipalities, every.items, every.changed) == (2, 9, 5)
    assert every.classes == {"grounded": 2, "practice": 1, "unexplained": 2}
    assert every.index == 5 / 9
    assert share(()).index == 0


def test_members_of_one_set_are_told_apart() -> None:
    name = change("/name", drop("/required", "name"), cite="practice")
    found = Field([town(A, name, ASKED)]).divergence(0)
    assert {c.item: (c.klass, c.changes) for c in found.changed} == {
        "/name": ("practice", (0,)),
        "/saturday": ("grounded", (1,)),
    }


def test_a_layer_below_counts_with_its_own_basis() -> None:
    prefecture = town("990001", GRADE)
    city = town(A, NOTE, over="990001@1", below=(Layer(prefecture.diff, 1),))
    found = Field([city]).divergence(0)
    assert {c.item: c.klass for c in found.changed} == {
        "/grade": "grounded",
        "/note": "unexplained",
    }
    with pytest.raises(DiffError):
        Field([town(A, NOTE, over="990001@1")])


def test_a_diff_that_does_not_fit_its_core_is_refused() -> None:
    with pytest.raises(DiffError):
        Field([town(A, change("/grade", put("/properties/grade/maximum", 9, 3)))])


def test_what_the_engine_cannot_decide_is_counted_apart() -> None:
    hard = change("/name", add("/properties/name/pattern", r"^(a|b)*c\1$"))
    found = Field([town(A, hard)]).divergence(0)
    whole = share((found,))
    assert (len(found.changed), [c.item for c in found.undecided]) == (0, ["/name"])
    assert (whole.index, whole.at_most) == (0, 1 / 4)


@settings(max_examples=60, deadline=None)
@given(st.one_of(lives(NESTED), lives(LINKED), lives(DEEP)))
def test_it_is_nothing_exactly_for_forms_that_mean_the_same(life: Any) -> None:
    core, _, diff = life
    form = apply(core, diff)
    verdicts = contains(core, form), contains(form, core)
    found = Field([Member(Subject(A, "", 1), core, diff)]).divergence(0)
    told = (*found.changed, *found.undecided)
    if any(isinstance(v, Refuted) for v in verdicts):
        assert told
    elif all(isinstance(v, Proved) for v in verdicts):
        assert not found.changed
        # Group by group less may be undecided than in one piece, never more.
        assert not found.undecided
    assert len({c.item for c in told}) == len(told) <= found.items
    assert found.items >= len(items(core).keys() | items(form).keys())


@settings(max_examples=40, deadline=None)
@given(st.one_of(lives(LINKED), lives(DEEP)))
def test_group_by_group_it_is_what_the_whole_forms_say(life: Any) -> None:
    core, _, diff = life
    whole = compare(core, apply(core, diff))
    found = Field([Member(Subject(A, "", 1), core, diff)]).divergence(0)
    empty = isinstance(contains(core, False), Proved)
    if (
        not empty
        and not any(d.effect == "undecided" for d in whole.differences)
        and not found.undecided
    ):
        assert (bool(found.changed), found.items - _itself(found.changed)) == (
            bool(whole.differences),
            whole.union - _itself(whole.differences),
        )


def _itself(found: Any) -> bool:
    return any(one.item == "" for one in found)


def test_equal_changes_are_asked_about_once() -> None:
    field = Field([town(A, GRADE), town(B, GRADE, NOTE), town(C, NOTE)])
    first, second, third = (field.parts(at) for at in range(3))
    assert first[0] is second[0]
    assert second[1] is third[0]
