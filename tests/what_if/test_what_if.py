"""What would promoting do, and are the best promotions as good as they are said to be?"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from soroe.contain import contains
from soroe.diff import apply
from soroe.diff.derive import derive
from soroe.diff.layers import Layer
from soroe.divergence import Field, Member, Memory
from soroe.errors import DocumentError
from soroe.impact import Subject
from soroe.model import LocalDiff, Proved
from soroe.schema import check_schema
from soroe.what_if import Promotion, candidates, exact, greedy, promoted, what_if
from tests.client.samples import CORE, FORM, core
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
from tests.soroe.diffs import DEEP, LINKED, NESTED, lives, variations

FOURTH = change("/grade", put("/properties/grade/maximum", 6, 4), cite="practice")
GONE = change("/saturday", without("/properties/saturday", CORE["properties"]["saturday"]))
SECOND = change("/grade", put("/properties/grade/minimum", 1, 2))


def asked(members: list[Member], *changes: Any) -> Any:
    diff = town(D, *changes).diff
    return what_if(members, CORE, diff.changes, form=FORM, version="1.0.0")


def test_what_is_promoted_disappears_from_those_who_had_it() -> None:
    found = asked([town(A, GRADE, NOTE), town(B, GRADE), town(C, KIND)], GRADE)
    after = {m.before.subject.code: [c.item for c in m.after.changed] for m in found.municipalities}
    assert after == {A: ["/note"], B: [], C: ["/kind"]}
    assert (found.before.changed, found.after.changed) == (4, 2)
    assert (found.impact.level, found.impact.smallest, found.impact.new.version) == (
        "major",
        "2.0.0",
        "2.0.0",
    )
    assert found.core["properties"]["grade"]["maximum"] == 3
    (quiet,) = (m for m in found.impact.municipalities if m.code == C)
    assert quiet.applicants.effect == "narrows"
    assert "学年" in quiet.applicants.refused[0].ja
    assert (found.forms_before.forms, found.forms_after.forms) == (3, 3)


def test_an_optional_item_costs_a_minor_version_and_unites_forms() -> None:
    found = asked([town(A, NOTE), town(B)], NOTE)
    assert found.impact.smallest == "1.1.0"
    assert (found.forms_before.forms, found.forms_after.forms) == (2, 1)
    assert found.after.index == 0


def test_what_clashes_is_still_counted_until_it_is_decided() -> None:
    found = asked([town(A, GRADE), town(B, FOURTH, KIND)], GRADE)
    clash = next(m for m in found.municipalities if m.before.subject.code == B)
    assert clash.waiting == ("/grade",)
    assert {c.item for c in clash.after.changed} == {"/grade", "/kind"}
    assert found.impact.summary.decide == 1


def test_a_diff_on_an_older_core_is_rebased_from_there() -> None:
    older = town(A, put_grade(9, 3), core=core(maximum=9), version="0.9.0")
    found = asked([older], GRADE)
    assert [len(m.after.changed) for m in found.municipalities] == [0]


def put_grade(was: int, value: object) -> dict[str, Any]:
    return change("/grade", put("/properties/grade/maximum", was, value))


def test_layers_are_rebased_below_their_city() -> None:
    lower = town("990001", GRADE)
    city = town(A, NOTE, over="990001@1", below=(Layer(lower.diff, 1),))
    found = asked([city], GRADE)
    (one,) = found.municipalities
    assert ([c.item for c in one.before.changed], [c.item for c in one.after.changed]) == (
        ["/grade", "/note"],
        ["/note"],
    )


@settings(max_examples=40, deadline=None)
@given(st.one_of(lives(NESTED), lives(LINKED)))
def test_promoting_all_that_a_city_does_leaves_it_nothing(life: Any) -> None:
    old, _, diff = life
    member = Member(Subject(A, "", 1), old, diff)
    assume(not check_schema(apply(old, diff)))
    found = what_if([member], old, diff.changes, form="f", version="1.0.0")
    (one,) = found.municipalities
    assert one.after.changed == one.after.undecided == ()
    assert found.after.index == 0


def test_nothing_promoted_changes_nothing() -> None:
    found = asked([town(A, GRADE)])
    assert found.before == found.after
    assert found.impact.level == "patch"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [((GRADE, FOURTH), "promotion-does-not-fit"), ((put_grade(6, "三"),), "not-a-schema"), ((GONE, ASKED), "promotion-accepts-nothing")],
)  # fmt: skip
def test_what_makes_no_core_is_refused(changes: tuple[Any, ...], problem: str) -> None:
    documents = [town(A, one).diff.changes[0] for one in changes]
    with pytest.raises(DocumentError) as refused:
        promoted(CORE, documents)
    assert refused.value.problem.type == problem


def test_the_same_of_two_cities_is_made_once() -> None:
    one, two = town(A, GRADE).diff.changes, town(B, GRADE).diff.changes
    assert promoted(CORE, (*one, *two)) == promoted(CORE, one)


def test_a_candidate_is_what_puts_an_item_right() -> None:
    field = Field([town(A, GRADE, SECOND, KIND), town(B, GRADE), town(C, KIND, WORDS)])
    found = {p.names: (p.items, p.codes, p.gain) for p in candidates(field)}
    assert found == {
        (f"{A}#3",): (("/kind",), (A, C), 2),
        (f"{A}#1", f"{A}#2"): (("/grade",), (A, B), 2),
        (f"{B}#1",): (("/grade",), (B,), 1),
    }


def test_a_removed_group_clashes_with_what_is_done_inside_it() -> None:
    group = {
        "title": "口座",
        "type": "object",
        "additionalProperties": False,
        "properties": {"bank": {"title": "銀行", "type": "string"}},
    }
    base = {**CORE, "properties": {**CORE["properties"], "account": group}}
    gone = change("/account", without("/properties/account", group))
    more = change(
        "/account/holder",
        add("/properties/account/properties/holder", {"title": "名義", "type": "string"}),
    )
    found = candidates(Field([town(A, gone, core=base), town(B, more, core=base)]))
    assert {p.names[0]: p.items for p in found} == {
        f"{A}#1": ("/account", "/account/bank", "/account/holder"),
        f"{B}#1": ("/account/holder",),
    }
    best = greedy(base, found, 2)
    assert ([p.names for p in best.chosen], best.gain, best.guarantee) == ([(f"{A}#1",)], 2, 3)


def test_what_rests_on_something_else_is_no_candidate() -> None:
    inner = change("/note", add("/required", "note"))
    field = Field([town(A, NOTE, inner), town(B, NOTE)])
    assert [p.names for p in candidates(field)] == [(f"{A}#1", f"{A}#2"), (f"{B}#1",)]


def test_what_the_best_win_is_won() -> None:
    members = [
        town(A, GRADE, KIND),
        town(B, GRADE, NOTE),
        town(C, GRADE, KIND, ASKED),
        town(D, FOURTH),
    ]
    best = greedy(CORE, candidates(Field(members)), 2)
    assert ([p.names for p in best.chosen], best.gain, best.guarantee) == (
        [(f"{A}#1",), (f"{A}#2",)],
        5,
        1,
    )
    found = what_if(
        members, CORE, [c for p in best.chosen for c in p.changes], form=FORM, version="1.0.0"
    )
    assert found.before.changed - found.after.changed == best.gain


def test_too_many_sets_are_given_up() -> None:
    offered = [offer(str(n), {str(n)}, 1) for n in range(30)]
    assert exact(CORE, offered, 6, steps=5) is None


def offer(name: str, items: set[str], gain: int) -> Promotion:
    """A promotion that writes nothing, so that its items alone say what it clashes with."""
    return Promotion((name,), (), tuple(sorted(items)), (A,), gain)


OFFERS = st.lists(
    st.tuples(st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=3), st.integers(1, 9)),
    max_size=8,
).map(lambda rows: [offer(str(n), set(items), gain) for n, (items, gain) in enumerate(rows)])


@settings(max_examples=200, deadline=None)
@given(OFFERS, st.integers(1, 4))
def test_greedy_keeps_its_guarantee_and_exact_is_best(offered: list[Promotion], k: int) -> None:
    best = max(
        (
            sum(p.gain for p in some)
            for n in range(k + 1)
            for some in combinations(offered, n)
            if len({i for p in some for i in p.items}) == sum(len(p.items) for p in some)
        ),
        default=0,
    )
    quick, sure = greedy(CORE, offered, k), exact(CORE, offered, k)
    assert sure is not None
    assert sure.gain == sum(p.gain for p in sure.chosen) == best
    assert quick.guarantee is not None
    assert best / quick.guarantee <= quick.gain <= best
    assert len(quick.chosen) <= k
    assert len(sure.chosen) <= k
    if quick.guarantee == 1:
        assert quick.gain == best


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_greedy_and_exact_on_generated_cities(data: st.DataObject) -> None:
    base = data.draw(NESTED)
    members = []
    for code in (A, B, C):
        form = data.draw(NESTED)
        diff = LocalDiff(form="f", core="1.0.0", municipality=code, changes=derive(base, form))
        members.append(Member(Subject(code, "", 1), base, diff))
    found = candidates(Field(members))
    k = data.draw(st.integers(1, 3))
    quick, sure = greedy(base, found, k), exact(base, found, k)
    assert sure is not None
    assert quick.gain <= sure.gain
    if quick.guarantee is not None:
        assert quick.gain * quick.guarantee >= sure.gain
    for best in (quick, sure):
        promoted(base, [c for p in best.chosen for c in p.changes])


def test_what_was_measured_before_is_not_asked_again() -> None:
    members = [town(A, GRADE, KIND), town(B, NOTE)]
    memory = Memory()
    Field(members, memory=memory).divergences()
    known = len(memory.compared)
    changes = town(D, GRADE).diff.changes
    found = what_if(members, CORE, changes, form=FORM, version="1.0.0", memory=memory)
    fresh = what_if(members, CORE, changes, form=FORM, version="1.0.0")
    assert found == fresh
    assert len(memory.compared) == known
    other = what_if(
        members, CORE, town(D, NOTE).diff.changes, form=FORM, version="1.0.0", memory=memory
    )
    assert other.forms_after.forms == 2
    assert other == what_if(members, CORE, town(D, NOTE).diff.changes, form=FORM, version="1.0.0")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whom_a_promotion_does_not_touch_is_told_the_same(data: Any) -> None:
    every = (GRADE, FOURTH, KIND, NOTE, ASKED, WORDS, GONE)
    members = []
    for code in (A, B, C, D):
        picked = data.draw(st.lists(st.sampled_from(range(len(every))), unique=True, max_size=4))
        one = [every[n] for n in picked if n != 1 or 0 not in picked]
        members.append(town(code, *(c for c in one if c is not ASKED or GONE not in one)))
    wanted = data.draw(st.sampled_from((GRADE, FOURTH, KIND, NOTE, ASKED, WORDS)))
    changes = town(D, wanted).diff.changes
    short = what_if(members, CORE, changes, form=FORM, version="1.0.0")
    # Cores that only read the same are not taken for the same one: everybody is rebased.
    copied = [replace(m, core=dict(CORE)) for m in members]
    assert short == what_if(copied, CORE, changes, form=FORM, version="1.0.0")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_of_nested_groups_it_is_told_the_same(data: Any) -> None:
    base = data.draw(DEEP)
    forms = [base]
    members = []
    for code in (A, B, C, D):
        diff = replace(town(code).diff, changes=data.draw(variations(base, DEEP)))
        forms.append(apply(base, diff))
        members.append(Member(Subject(code, "", 1), base, diff))
    assume(not any(isinstance(contains(form, False), Proved) for form in forms))
    changes = data.draw(st.sampled_from([m.diff.changes[:n] for m in members for n in (1, 3)]))
    try:
        short = what_if(members, base, changes, form=FORM, version="1.0.0")
    except DocumentError:
        assume(False)
        raise
    copied = [replace(m, core=dict(base)) for m in members]
    assert short == what_if(copied, base, changes, form=FORM, version="1.0.0")
