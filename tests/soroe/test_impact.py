"""Does the impact report say what publishing would do, and the same as asking about everything?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe.contain import Budget, contains
from soroe.diff import apply
from soroe.diff.evidence import shown
from soroe.diff.place import item_of
from soroe.diff.rebase import rebase
from soroe.errors import DiffError, Problem
from soroe.impact import Impact, Memo, MunicipalityImpact, Subject, assemble, assess, bases
from soroe.locale import explain
from soroe.model import Change, Json, LocalDiff, Op, Proved, Refuted
from soroe.schema import validator
from tests.soroe.diffs import LINKED, NESTED, OPS, lives, local

CORE: dict[str, Any] = {
    "type": "object",
    "title": "利用申請",
    "properties": {
        "name": {"title": "氏名", "type": "string", "minLength": 1},
        "grade": {"title": "学年", "type": "integer", "minimum": 1, "maximum": 6},
        "kind": {"title": "区分", "enum": ["year", "spot"], "x-choices": {"year": "通年", "spot": "一時"}},
        "remark": {"title": "備考", "type": "string"},
    },
    "required": ["name", "grade"],
    "additionalProperties": False,
    "examples": [{"name": "例示 花子", "grade": 2, "kind": "year"}],
}  # fmt: skip
SUBJECT = Subject("999903", "例示市", 1)
TO_THREE = Op("replace", "/properties/grade/maximum", was=6, value=3)
TO_FIVE = Op("replace", "/properties/grade/maximum", was=6, value=5)
NO_SPOT = Op("remove", "/properties/kind/enum", value="spot")
NO_REMARK = Op("remove", "/properties/remark", was=CORE["properties"]["remark"])
ASK_REMARK = Op("add", "/required", value="remark")


def core(*ops: Op) -> Json:
    return apply(CORE, local(Change("/x", ops)))


def of(*ops: Op, new: Json, code: str = "999903", **more: Any) -> MunicipalityImpact:
    """One change for each operation."""
    diff = local(*(Change(item_of(op), (op,)) for op in ops))
    subject = Subject(code, "例示市", 4)
    return assess(CORE, new, diff, subject=subject, new_version="2.0.0", **more)


def test_a_diff_that_the_core_does_not_touch_goes_on_and_nobody_notices():
    found = of(TO_THREE, new=core(Op("replace", "/title", was="利用申請", value="入会申請")))
    assert found.applies
    assert not found.needs_decision
    assert found.counts == {"carried": 1}
    assert found.applicants.effect == "none"
    assert found.applicants.refused == found.applicants.accepted == ()


def test_where_both_changed_the_same_somebody_has_to_decide():
    found = of(TO_THREE, new=core(TO_FIVE))
    assert not found.applies
    assert [(p.type, p.at) for p in found.misfits] == [
        ("operation-was-differs", "/changes/0/ops/0")
    ]
    assert found.needs_decision
    (change,) = found.outcomes
    assert (change.kind, change.item, change.title) == ("conflict", "/grade", "学年")
    assert change.reasons == ("both-changed",)
    assert found.applicants.effect == "widens"  # undecided, the core's 5 stands
    assert [w.ja for w in found.applicants.accepted] == ["学年: 4"]


def test_an_example_is_the_form_s_own_with_one_answer_changed():
    found = of(TO_THREE, new=core(NO_SPOT))
    verdict = found.applicants.before_in_after
    assert verdict == Refuted({"name": "例示 花子", "grade": 2, "kind": "spot"})
    assert [w.ja for w in found.applicants.refused] == ["区分: 一時"]
    assert found.counts == {"carried": 1}


def test_what_the_city_did_already_changes_nothing_for_its_applicants():
    found = of(NO_SPOT, new=core(NO_SPOT))
    assert found.counts == {"absorbed": 1}
    assert found.applicants.effect == "none"
    assert not found.applies
    assert not found.needs_decision


def test_every_difference_that_applicants_notice_is_shown_once():
    found = of(NO_REMARK, new=core(NO_SPOT, TO_FIVE, ASK_REMARK))
    assert {w.ja for w in found.applicants.refused} == {"区分: 一時", "学年: 6", "備考: (記入なし)"}
    assert found.outcomes[0].reasons == ("core-asks-for-it",)


def test_a_change_without_its_object_needs_a_decision_and_keeps_its_title():
    found = of(Op("add", "/properties/remark/maxLength", value=9), new=core(NO_REMARK))
    assert found.needs_decision
    assert [(o.kind, o.title) for o in found.outcomes] == [("orphan", "備考")]


def test_the_most_urgent_come_first_and_everything_is_counted():
    new = core(TO_FIVE)
    all_of_them = [
        of(NO_SPOT, new=new, code="999911"),
        of(TO_THREE, new=new, code="999920"),
        of(TO_THREE, new=new, code="999903"),
        of(new=new, code="999938"),
    ]
    impact = assemble(CORE, new, all_of_them, form="f", old_version="1.2.0", new_version="2.0.0")
    assert [m.code for m in impact.municipalities] == ["999903", "999920", "999911", "999938"]
    assert (impact.level, impact.smallest, impact.title) == ("major", "2.0.0", "利用申請")
    assert [w.ja for w in impact.applicants.refused] == ["学年: 6"]
    summary = impact.summary
    assert (summary.municipalities, summary.apply, summary.decide) == (4, 2, 2)
    assert (summary.changed, summary.undecided) == (4, 0)
    assert summary.outcomes == {"carried": 1, "conflict": 2}
    assert impact.old.digest != impact.new.digest
    assert msgspec.json.decode(msgspec.json.encode(impact), type=Impact) == impact


def test_nobody_has_published_a_diff_yet():
    impact = assemble(CORE, CORE, [], form="f", old_version="1.0.0", new_version="1.0.1")
    assert (impact.level, impact.smallest) == ("patch", "1.0.1")
    assert impact.summary.municipalities == 0


def test_municipalities_with_the_same_changes_differ_in_their_names_only():
    memo = Memo()
    one = of(TO_THREE, new=core(TO_FIVE), code="999903", memo=memo)
    two = of(TO_THREE, new=core(TO_FIVE), code="999911", memo=memo)
    assert two == msgspec.structs.replace(one, code="999911")


def test_a_diff_over_another_one_is_assessed_on_the_forms_it_lies_on():
    prefecture = Change("/kind", (NO_SPOT,))
    old, new = apply(CORE, local(prefecture)), core(NO_SPOT)
    city = local(Change("/grade", (TO_THREE,)), over="990001@1")
    found = assess(old, new, city, subject=Subject("999903", "例示市", 1), new_version="2.0.0")
    assert found.counts == {"carried": 1}
    assert found.applicants.effect == "none"


@pytest.mark.parametrize(
    "broken", [Op("remove", "/required", value="x"), Op("add", "/a/b", value=1)]
)
def test_a_diff_that_never_fitted_is_reported_and_stops_nothing(broken):
    found = of(broken, NO_SPOT, new=core(TO_FIVE))
    assert [o.kind for o in found.outcomes] == ["orphan", "carried"]
    assert [p.at for p in found.misfits] == ["/changes/0/ops/0"]


def test_below_a_diff_lies_what_the_lower_one_becomes():
    memo = Memo()
    prefecture = local(Change("/kind", (NO_SPOT,)), Change("/grade", (TO_THREE,)))
    for _ in range(2):
        old, new = bases(CORE, core(TO_FIVE), [prefecture], new_version="2", memo=memo)
        assert old == apply(CORE, prefecture)
        assert new == core(TO_FIVE, NO_SPOT)  # what waits for a decision is left out
    assert bases(CORE, core(TO_FIVE), [], new_version="2") == (CORE, core(TO_FIVE))


@pytest.mark.parametrize(
    ("at", "answer", "wanted"),
    [
        (("properties", "grade"), 5, True),
        (("properties", "grade"), 2, False),
        (("properties", "unknown"), 5, False),
        (("allOf", "0"), 5, False),
    ],
)
def test_an_example_settles_what_it_shows_and_nothing_else(at, answer, wanted):
    assert shown(CORE, core(TO_THREE), at, answer) is wanted


PERSON = {"type": "object", "properties": {"phone": {"title": "電話", "type": "string"}}}
PEOPLE: dict[str, Any] = {**CORE, "properties": {"applicant": PERSON}, "required": []}
GROUPED: dict[str, Any] = {
    **PEOPLE,
    "properties": {"people": {"type": "object", "properties": {"applicant": PERSON}}},
}
EMPTIED: dict[str, Any] = {
    **PEOPLE,
    "properties": {"people": {"type": "object", "properties": {"applicant": {"type": "object"}}}},
}
SHORT = Change("/applicant/phone", (Op("add", "/properties/applicant/properties/phone/maxLength", value=9),))  # fmt: skip
TO_PEOPLE = {"/applicant": "/people/applicant"}
INSIDE: list[tuple[str, Any, dict[str, str], tuple[str, str], tuple[str, dict[str, str]]]] = [
    ("it moved and the core says so", GROUPED, TO_PEOPLE, ("adjusted", "/people/applicant/phone"), ("operation-moved", {"to": "/properties/people/properties/applicant/properties/phone/maxLength"})),
    ("it moved and nobody says so", GROUPED, {}, ("orphan", "/applicant/phone"), ("operation-hits-nothing", {})),
    ("it moved and is empty there", EMPTIED, TO_PEOPLE, ("orphan", "/people/applicant/phone"), ("operation-moved", {})),
]  # fmt: skip


@pytest.mark.parametrize(("new", "renames", "outcome", "misfit"), [c[1:] for c in INSIDE], ids=[c[0] for c in INSIDE])  # fmt: skip
def test_an_operation_inside_a_component_that_moved_is_named_and_placed(
    new, renames, outcome, misfit
):
    found = assess(PEOPLE, new, local(SHORT), subject=SUBJECT, new_version="2", renames=renames)
    assert [(o.kind, o.item) for o in found.outcomes] == [outcome]
    (problem,) = found.misfits
    kind, facts = misfit
    assert (problem.type, problem.at) == (kind, "/changes/0/ops/0")
    assert problem.params.items() >= {"item": "/applicant/phone", **facts}.items()
    assert all(explain(problem, "ja") + explain(problem, "en"))


def test_a_diff_that_writes_no_legal_schema_is_assessed_without_words():
    broken = Op("add", "/properties/remark/items", value=None)
    found = of(broken, new=core(NO_SPOT))
    assert found.counts == {"carried": 1}
    assert [w.ja for w in found.applicants.refused] == ["区分: 一時"]
    assert of(Op("add", "/properties/kind/items", value=None), new=core(NO_SPOT)).counts


SMALL = Budget(steps=20_000)


@settings(max_examples=80, deadline=None)
@given(st.one_of(lives(LINKED), lives(NESTED)))
def test_it_says_what_full_recomputation_says(life):
    old, new, diff = life
    found = assess(old, new, diff, subject=SUBJECT, new_version="2", memo=Memo())
    rebased = rebase(old, new, diff, new_version="2")
    before, after = apply(old, diff), apply(new, rebased.diff)
    assert found.counts == rebased.summary
    assert [o.kind for o in found.outcomes] == [o.kind for o in rebased.outcomes]
    assert found.needs_decision == bool({"conflict", "orphan"} & set(rebased.summary))
    step = found.applicants
    for verdict, one, two in (
        (step.before_in_after, before, after),
        (step.after_in_before, after, before),
    ):
        full = contains(one, two, SMALL)
        if isinstance(verdict, Proved):
            assert not isinstance(full, Refuted)
        if isinstance(full, Proved):
            assert not isinstance(verdict, Refuted)
        if isinstance(verdict, Refuted):
            assert validator(one).is_valid(verdict.witness)
            assert not validator(two).is_valid(verdict.witness)
    raised = _misfits(new, diff)
    assert [p.at for p in found.misfits] == [p.at for p in raised]
    assert all(p in raised or p.type == "operation-moved" for p in found.misfits)
    assert found.applies == (not found.misfits)


def _misfits(new: Json, diff: LocalDiff) -> tuple[Problem, ...]:
    try:
        apply(new, diff)
    except DiffError as e:
        return e.problems
    return ()


@settings(max_examples=40, deadline=None)
@given(lives(LINKED), st.data())
def test_what_was_assessed_before_changes_no_answer(life, data):
    old, new, diff = life
    memo = Memo()
    _, _, other = data.draw(lives(LINKED))
    assess(old, new, other, subject=SUBJECT, new_version="2", memo=memo)
    used = assess(old, new, diff, subject=SUBJECT, new_version="2", memo=memo)
    assert used == assess(old, new, diff, subject=SUBJECT, new_version="2")


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(NESTED, LINKED),
    st.one_of(NESTED, LINKED),
    st.lists(st.lists(OPS, min_size=1, max_size=3), max_size=4),
)
def test_any_diff_that_can_be_read_is_assessed(old, new, changes):
    diff = local(*(Change("/a", tuple(ops)) for ops in changes))
    found = assess(old, new, diff, subject=SUBJECT, new_version="2")
    assert [o.change for o in found.outcomes] == list(range(len(changes)))
    assert found.applies == (_misfits(new, diff) == ())
    assert msgspec.json.decode(msgspec.json.encode(found), type=MunicipalityImpact) == found
