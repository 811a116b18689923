"""Who is like us, what separates us, who has solved this, and how is it taken over?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from soroe.codes import complete_local_government_code
from soroe.contain import contains
from soroe.diff import apply
from soroe.diff.layers import Layer
from soroe.divergence import Field
from soroe.errors import DocumentError
from soroe.model import Refuted
from soroe.neighbours import Neighbourhood, adopt, between, changes_on, find, since_when, solved
from tests.client.samples import CORE, core
from tests.divergence.towns import (
    ASKED,
    GRADE,
    KIND,
    NOTE,
    WORDS,
    A,
    B,
    C,
    D,
    add,
    change,
    put,
    town,
    without,
)

RESPELLED = change(
    "/grade", without("/properties/grade/maximum", 6), add("/properties/grade/exclusiveMaximum", 4)
)
FOURTH = change("/grade", put("/properties/grade/maximum", 6, 4), cite="practice")
POOL = [GRADE, FOURTH, RESPELLED, KIND, NOTE, ASKED, WORDS]


def test_the_most_similar_come_first() -> None:
    field = Field(
        [town(A, GRADE, KIND, NOTE), town(B, GRADE, KIND), town(C, FOURTH, KIND), town(D)]
    )
    found = [
        (near.subject.code, near.alike, near.apart, near.similarity)
        for _, near in Neighbourhood(field).nearest(0, 9)
    ]
    assert found == [(B, 2, 1, 2 / 3), (C, 1, 2, 1 / 3), (D, 0, 3, 0.0)]
    assert [near.subject.code for _, near in Neighbourhood(field).nearest(0, 1)] == [B]


def test_who_changes_nothing_but_words_is_like_the_core() -> None:
    field = Field([town(A, WORDS), town(B), town(C, GRADE)])
    near = Neighbourhood(field).near(0, 1)
    assert (near.alike, near.apart, near.similarity) == (0, 0, 1.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(POOL), unique_by=id, max_size=4),
    st.lists(st.sampled_from(POOL), unique_by=id, max_size=4),
)
def test_both_see_the_same_between_them(one: Any, two: Any) -> None:
    mine, yours = (_fitting(changes) for changes in (one, two))
    field = Field([town(A, *mine), town(B, *yours)])
    there, back = Neighbourhood(field).near(0, 1), Neighbourhood(field).near(1, 0)
    assert (there.alike, there.apart, there.similarity) == (back.alike, back.apart, back.similarity)
    ours, theirs = between(field, 0, 1, "ja"), between(field, 1, 0, "ja")
    turned = {"narrows": "widens", "widens": "narrows"}
    assert [(s.item, s.ours, s.theirs, s.effect) for s in ours] == [
        (s.item, s.theirs, s.ours, turned.get(s.effect, s.effect)) for s in theirs
    ]
    forms = field.form(0), field.form(1)
    differ = any(isinstance(contains(x, y), Refuted) for x, y in (forms, forms[::-1]))
    assert bool(ours) == differ


def _fitting(changes: list[Any]) -> list[Any]:
    """One change for each item."""
    return list({one["item"]: one for one in changes}.values())


def test_what_separates_is_said_in_words_of_both_sides() -> None:
    field = Field([town(A, GRADE, NOTE), town(B, ASKED)])
    found = {s.item: s for s in between(field, 0, 1, "ja")}
    assert list(found) == ["/grade", "/saturday", "/note"]
    assert found["/grade"].ours == ("書ける内容: 整数、1〜3",)
    assert found["/grade"].theirs == ("書ける内容: 整数、1〜6",)
    assert found["/saturday"].adopt == (f"{B}#1",)
    assert found["/grade"].adopt == ()
    assert found["/note"].theirs == ()
    assert found["/note"].ours[0] == "名前: 備考"


def test_an_item_that_a_rule_is_about_shows_the_rule() -> None:
    rule = {
        "title": "高学年は土曜日を答える",
        "if": {"properties": {"grade": {"minimum": 4}}, "required": ["grade"]},
        "then": {"required": ["saturday"]},
    }
    field = Field([town(A), town(B, change("/grade", add("/allOf", rule)))])
    (found,) = between(field, 0, 1, "ja")
    assert (found.item, found.adopt) == ("/saturday", (f"{B}#1",))
    assert any("土曜日" in line for line in found.theirs)


def test_forms_on_two_cores_are_compared_whole() -> None:
    field = Field(
        [
            town(A, GRADE),
            town(B, core=core(maximum=3), version="2.0.0"),
            town(C, core=core(maximum=4), version="3.0.0"),
        ]
    )
    assert between(field, 0, 1, "ja") == ()
    assert [s.item for s in between(field, 0, 2, "ja")] == ["/grade"]


def test_who_has_solved_it_is_told_by_what_they_do() -> None:
    field = Field(
        [
            town(A, GRADE),
            town(B, FOURTH, effectiveFrom="2027-04-01"),
            town(C, GRADE, KIND),
            town(D, NOTE),
        ]
    )
    most, other = solved(field, "/grade", "ja", {A: "2026-04-01"})
    assert most.words == ("記入: 必須", "書ける内容: 整数、1〜3")
    assert [(h.subject.code, h.change, h.klass, h.since) for h in most.holders] == [
        (A, f"{A}#1", "grounded", "2026-04-01"),
        (C, f"{C}#1", "grounded", None),
    ]
    assert most.holders[0].basis == "例示市規則（平成27年規則第11号）"
    (holder,) = other.holders
    assert (holder.subject.code, holder.klass, holder.since) == (B, "practice", "2027-04-01")
    assert solved(field, "/name", "ja") == ()


def test_a_group_is_solved_by_whoever_changes_something_in_it() -> None:
    group = {
        "title": "口座",
        "type": "object",
        "additionalProperties": False,
        "properties": {"bank": {"title": "銀行", "type": "string"}},
    }
    base = {**CORE, "properties": {**CORE["properties"], "account": group}}
    inner = change("/account/bank", add("/properties/account/required", "bank"))
    gone = change("/account", without("/properties/account", group))
    field = Field([town(A, inner, core=base), town(B, gone, core=base)])
    assert {s.holders[0].subject.code for s in solved(field, "/account", "ja")} == {A, B}
    only = {s.holders[0].subject.code: s.words for s in solved(field, "/account/bank", "ja")}
    assert only[B] == ("（削る）",)


def test_a_change_below_belongs_to_nobody_above() -> None:
    lower = town("990001", GRADE)
    field = Field([town(A, NOTE, over="990001@1", below=(Layer(lower.diff, 1),)), town(B)])
    assert {s.item: s.adopt for s in between(field, 1, 0, "ja")} == {
        "/grade": (),
        "/note": (f"{A}#1",),
    }


def test_since_when_is_the_first_day_without_a_break() -> None:
    first, second, third = town(A, GRADE).diff, town(A, KIND).diff, town(A, GRADE, KIND).diff
    days = [
        ("2024-04-01", first),
        ("2025-04-01", second),
        ("2026-04-01", third),
        ("2027-04-01", third),
    ]
    assert since_when(first.changes, days) == "2026-04-01"
    assert since_when(second.changes, days) == "2025-04-01"
    assert since_when(third.changes, [(None, third)]) is None


def test_a_taken_over_change_has_no_basis_but_shows_theirs() -> None:
    theirs, mine = town(B, KIND, GRADE), town(A, NOTE)
    made = adopt(CORE, mine.diff, theirs, 1)
    assert made.diff.municipality == A
    assert (made.diff.changes[0], made.change) == (mine.diff.changes[0], 1)
    taken = made.diff.changes[1]
    assert (taken.item, taken.ops) == ("/grade", theirs.diff.changes[1].ops)
    assert (taken.basis, taken.reason) == (None, "")
    assert made.diff.citations == mine.diff.citations
    assert (made.municipality, made.basis, made.reason) == (
        B,
        "例示市規則（平成27年規則第11号）",
        "/grade の例",
    )
    assert apply(CORE, made.diff) == apply(CORE, town(A, NOTE, GRADE).diff)


@pytest.mark.parametrize(
    ("mine", "problem"),
    [((GRADE,), "adopt-there-already"), ((FOURTH,), "adopt-does-not-fit")],
)
def test_what_cannot_be_taken_over_says_why(mine: tuple[Any, ...], problem: str) -> None:
    with pytest.raises(DocumentError) as refused:
        adopt(CORE, town(A, *mine).diff, town(B, GRADE), 0)
    assert refused.value.problem.type == problem
    assert refused.value.problem.params["name"] == f"{B}#1"


def test_it_is_taken_over_on_top_of_the_prefecture() -> None:
    lower = Layer(town("990001", FOURTH).diff, 1)
    mine = replace(town(A, NOTE).diff, over="990001@1")
    with pytest.raises(DocumentError):
        adopt(CORE, mine, town(B, GRADE), 0, (lower,))
    assert adopt(CORE, mine, town(B, KIND), 0, (lower,)).change == 1


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("grade", "change-name-invalid"),
        (f"{B}#0", "change-name-invalid"),
        ("992021#1", "change-name-invalid"),
        (f"{C}#1", "change-of-nobody"),
        (f"{B}#2", "change-number-unknown"),
    ],
)
def test_a_name_that_names_no_change_is_refused(name: str, problem: str) -> None:
    with pytest.raises(DocumentError) as refused:
        find([town(B, GRADE)], name)
    assert refused.value.problem.type == problem
    assert find([town(B, GRADE)], f"{B}#1")[1] == 0


def test_1741_municipalities_are_looked_at_in_one_pass() -> None:
    towns = [
        town(
            complete_local_government_code(str(10000 + n)),
            *_fitting([POOL[n % 7], POOL[n % 5], POOL[n % 3]]),
        )
        for n in range(1741)
    ]
    field = Field(towns)
    assert len(Neighbourhood(field).nearest(0, 5)) == 5
    assert len({id(p) for at in range(1741) for p in field.parts(at)}) <= 20
    assert changes_on(field, 0, "/grade")
