"""Does a city's diff keep its meaning on a new core, and is a person asked where it cannot?"""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from soroe.contain import Budget, contains
from soroe.diff import apply, decode_diff, encode_diff
from soroe.diff.meaning import same_meaning
from soroe.diff.outcome import REASONS, Kind, Rebased
from soroe.diff.rebase import rebase
from soroe.diff.resolve import resolve, unresolved
from soroe.effect import effect_of
from soroe.errors import DiffError, DocumentError
from soroe.locale import table
from soroe.model import Basis, Change, Citation, Json, LocalDiff, Op, Proved, Refuted
from soroe.schema import subschemas
from tests.soroe.diffs import LINKED, NESTED, OPS, lives, local, merged, moved, variations

CORE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "grade": {"title": "学年", "type": "integer", "minimum": 1, "maximum": 6},
        "kind": {"title": "区分", "enum": ["year", "holiday", "spot"], "x-choices": {"year": "通年"}},
        "remark": {"title": "備考", "type": "string", "maxLength": 200},
        "child": {
            "title": "児童",
            "type": "object",
            "properties": {
                "name": {"title": "氏名", "type": "string"},
                "school": {"title": "学校", "type": "string"},
            },
            "required": ["name"],
            "additionalProperties": False,
        },
        "notes": {"title": "補足", "type": "object"},
        "plan": {"title": "計画", "enum": ["none"], "required": ["start"]},
    },
    "required": ["grade"],
    "allOf": [{"title": "長期休業だけのとき", "if": {"properties": {"kind": {"const": "holiday"}}}, "then": {"required": ["remark"]}}],
    "additionalProperties": False,
}  # fmt: skip
GRADE = Op("replace", "/properties/grade/maximum", was=6, value=3)
NO_SPOT = Op("remove", "/properties/kind/enum", value="spot")
NO_HOLIDAY = Op("remove", "/properties/kind/enum", value="holiday")
NO_REMARK = Op("remove", "/properties/remark", was=CORE["properties"]["remark"])
SNACK = {"title": "おやつ", "type": "boolean"}
ADD_SNACK = Op("add", "/properties/snack", value=SNACK)
ASK_SNACK = Op("add", "/required", value="snack")
TREAT = Op("add", "/properties/treat", value={**SNACK, "x-formerly": ["/snack", "/treat"]})
ADD_WAY = Op(
    "add", "/properties/road", value={"title": "通勤経路", "type": "string", "maxLength": 60}
)
WAY = Op(
    "add",
    "/properties/way",
    value={
        "title": "通勤の道",
        "x-synonyms": ["通勤経路"],
        "type": "string",
        "maxLength": 100,
        "x-formerly": ["/road"],
    },
)
RULE: dict[str, Any] = {"if": {"required": ["remark"]}, "then": {"required": ["kind"]}}
ASK_KIND = Op("add", "/allOf", value=RULE)
CLOSE_NOTES = Op("add", "/properties/notes/additionalProperties", value=False)
ADD_NOTE = Op("add", "/properties/notes/properties/bus", value={"type": "boolean"})
NO_START = Op("remove", "/properties/plan/required", value="start")
ANY_PLAN = Op("remove", "/properties/plan/enum", was=["none"])


def core(*ops: Op) -> Json:
    """The next core version: the old one with the steward's changes."""
    return moved(CORE, *ops)


def change(*ops: Op, item: str = "/x") -> Change:
    return Change(item=item, ops=ops, reason="例")


def on(new: Json, *ops: Op, **more: Any) -> Rebased:
    return rebase(CORE, new, local(change(*ops)), new_version="2.0.0", **more)


def parts(rebased: Rebased) -> list[tuple[Kind, str, tuple[int, ...]]]:
    return [(p.kind, p.reason, p.at) for o in rebased.outcomes for p in o.parts]


CASES: list[tuple[str, tuple[Op, ...], tuple[Op, ...], list[tuple[Kind, str]], tuple[Op, ...]]] = [
    ("nothing near it changed", (GRADE,), (NO_SPOT,), [("carried", "fits")], (GRADE,)),
    ("the core lowered the bound as the city did", (GRADE,), (GRADE,), [("absorbed", "core-says-so")], ()),
    ("the core took one of two choices out, too", (NO_SPOT, NO_HOLIDAY), (NO_SPOT,), [("absorbed", "core-says-so"), ("carried", "fits")], (NO_HOLIDAY,)),
    ("the core took the city's item up", (ADD_SNACK, ASK_SNACK), (ADD_SNACK, ASK_SNACK), [("absorbed", "core-says-so"), ("absorbed", "core-says-so")], ()),
    ("the core took the item up and asks nobody for it", (ADD_SNACK, ASK_SNACK), (ADD_SNACK,), [("absorbed", "core-says-so"), ("carried", "fits")], (ASK_SNACK,)),
    ("the core took the item up in other words", (ADD_SNACK,), (Op("add", "/properties/snack", value={**SNACK, "title": "間食"}),), [("absorbed", "core-says-so-in-other-words")], ()),
    ("the core says the condition in other words", (ASK_KIND,), (Op("add", "/allOf", value={**RULE, "title": "区分"}),), [("absorbed", "core-says-so-in-other-words")], ()),
    ("the item that the city left out is gone", (NO_REMARK,), (Op("remove", "/allOf", value=CORE["allOf"][0]), NO_REMARK), [("absorbed", "gone-with-the-core")], ()),
    ("the core reworded an item that the city left out", (NO_REMARK,), (Op("replace", "/properties/remark/title", was="備考", value="連絡"),), [("adjusted", "core-changed-around")], (Op("remove", "/properties/remark", was={**CORE["properties"]["remark"], "title": "連絡"}),)),
    ("the core reworded a condition that the city took out", (Op("remove", "/allOf", value=CORE["allOf"][0]),), (Op("remove", "/allOf", value=CORE["allOf"][0]), Op("add", "/allOf", value={**CORE["allOf"][0], "title": "休業"})), [("adjusted", "core-changed-around")], (Op("remove", "/allOf", value={**CORE["allOf"][0], "title": "休業"}),)),
    ("the city rewrote an item of which the core changed another part", (Op("replace", "/properties/grade", was=CORE["properties"]["grade"], value={**CORE["properties"]["grade"], "maximum": 3}),), (Op("replace", "/properties/grade/minimum", was=1, value=2),), [("adjusted", "merged")], (Op("replace", "/properties/grade", was={**CORE["properties"]["grade"], "minimum": 2}, value={**CORE["properties"]["grade"], "minimum": 2, "maximum": 3}),)),
    ("a new condition stands before the one that the city works in", (Op("add", "/allOf/0/then/required", value="child"),), (Op("remove", "/allOf", value=CORE["allOf"][0]), Op("add", "/allOf", value=RULE), Op("add", "/allOf", value=CORE["allOf"][0])), [("adjusted", "moved")], (Op("add", "/allOf/1/then/required", value="child"),)),
    ("both changed the bound", (GRADE,), (Op("replace", "/properties/grade/maximum", was=6, value=4),), [("conflict", "both-changed")], ()),
    ("the core dropped the bound", (GRADE,), (Op("remove", "/properties/grade/maximum", was=6),), [("conflict", "core-dropped-keyword")], ()),
    ("the core dropped the choices", (NO_SPOT, NO_HOLIDAY), (Op("remove", "/properties/kind/enum", was=["year", "holiday", "spot"]),), [("conflict", "core-dropped-keyword")], ()),
    ("both added an item of that name", (ADD_SNACK, ASK_SNACK), (Op("add", "/properties/snack", value={"title": "おやつ", "type": "string"}),), [("conflict", "both-added")], ()),
    ("the core asks for what the city left out", (NO_REMARK,), (Op("add", "/required", value="remark"),), [("conflict", "core-asks-for-it")], ()),
    ("the core leaves the one choice that the city took out", (NO_SPOT,), (Op("remove", "/properties/kind/enum", value="year"), NO_HOLIDAY), [("conflict", "core-leaves-nothing")], ()),
    ("both bounds together leave nothing", (Op("replace", "/properties/grade/minimum", was=1, value=4),), (Op("replace", "/properties/grade/maximum", was=6, value=3),), [("conflict", "bounds-cross")], ()),
    ("the core made the grade a text", (GRADE,), (Op("replace", "/properties/grade/type", was="integer", value="string"),), [("conflict", "means-something-else")], ()),
    ("the core rewrote a condition that the city took out", (Op("remove", "/allOf", value=CORE["allOf"][0]),), (Op("replace", "/allOf/0/then", was={"required": ["remark"]}, value={"required": ["child"]}),), [("conflict", "core-changed-what-is-removed")], ()),
    ("the core closed what the city closed, and the city's own item widens now", (CLOSE_NOTES, ADD_NOTE), (CLOSE_NOTES,), [("absorbed", "core-says-so"), ("adjusted", "effect-turned")], (ADD_NOTE,)),
    ("the core gave up what had made the city's change idle", (NO_START,), (ANY_PLAN,), [("conflict", "means-something-else")], ()),
    ("the item is gone", (Op("add", "/required", value="kind"),), (Op("remove", "/properties/kind", was=CORE["properties"]["kind"]),), [("orphan", "item-gone")], ()),
    ("the item around the place is gone", (NO_SPOT,), (Op("remove", "/properties/kind", was=CORE["properties"]["kind"]),), [("orphan", "place-gone")], ()),
    ("the city's condition speaks of an item that is gone", (ASK_KIND,), (Op("remove", "/properties/kind", was=CORE["properties"]["kind"]),), [("orphan", "speaks-of-gone-item")], ()),
    ("the core took the item up under another name", (ADD_SNACK, ASK_SNACK), (TREAT,), [("absorbed", "core-says-so-in-other-words"), ("adjusted", "moved")], (Op("add", "/required", value="treat"),)),
    ("the core took the item up and takes more", (ADD_WAY,), (WAY,), [("adjusted", "core-has-the-item")], (Op("replace", "/properties/way/maxLength", was=100, value=60),)),
    ("the core took the item up and takes something else", (Op("add", "/properties/treat", value={"title": "おやつ", "enum": ["要る", "要らない"]}),), (TREAT,), [("adjusted", "core-has-the-item")], (Op("replace", "/properties/treat", was=TREAT.value, value={"title": "おやつ", "x-formerly": ["/snack", "/treat"], "enum": ["要る", "要らない"]}),)),
    ("the core took the item up and asks for it", (ADD_SNACK,), (TREAT, Op("add", "/required", value="treat")), [("conflict", "core-asks-for-item")], ()),
    ("the core took the item up in another group", (ADD_SNACK, ASK_SNACK), (Op("add", "/properties/child/properties/treat", value=TREAT.value),), [("conflict", "core-has-it-elsewhere")], ()),
    ("it never fitted the core it names", (Op("remove", "/required", value="kind"),), (), [("orphan", "never-fitted")], ()),
]  # fmt: skip


@pytest.mark.parametrize(("ops", "news", "wanted", "left"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])  # fmt: skip
def test_what_becomes_of_a_change_when(ops, news, wanted, left):
    rebased = on(core(*news), *ops)
    assert [(kind, reason) for kind, reason, _ in parts(rebased)] == wanted
    assert tuple(op for c in rebased.diff.changes for op in c.ops) == left
    apply(core(*news), rebased.diff)


def test_every_reason_is_named_and_belongs_to_one_kind_and_has_its_words():
    named = [reason for reasons in REASONS.values() for reason in reasons]
    assert len(named) == len(set(named))
    assert set(REASONS) == set(get_args(Kind))
    for words in (table("rebase", "ja"), table("rebase", "en")):
        assert set(words) == {*named, *REASONS, *(f"choice-{c}" for c in ("ours", "core", "both"))}
    seen = {reason for case in CASES for _, reason in case[3]}
    assert set(named) - seen == {"moved-apart", "rests-on-conflict", "does-not-fit"}


def test_a_change_that_is_absorbed_in_part_stays_itself_and_counts_as_adjusted():
    basis = Basis("rule", "第3条")
    diff = local(
        Change("/kind", (NO_SPOT, NO_HOLIDAY), basis, "通年だけ"),
        Change("/grade", (GRADE,)),
        citations={"rule": Citation("規則", "例示市規則")},
    )
    rebased = rebase(CORE, core(NO_SPOT), diff, new_version="1.1.0")
    assert rebased.diff.changes == (
        Change("/kind", (NO_HOLIDAY,), basis, "通年だけ"),
        diff.changes[1],
    )
    assert rebased.diff.core == "1.1.0"
    assert [o.kind for o in rebased.outcomes] == ["adjusted", "carried"]
    assert rebased.outcomes[0].before is diff.changes[0]
    assert rebased.summary == {"adjusted": 1, "carried": 1}


def test_a_conflict_shows_both_values_and_is_not_applied_before_somebody_decides():
    new = core(Op("replace", "/properties/grade/maximum", was=6, value=4))
    rebased = on(new, GRADE)
    (part,) = rebased.conflicts
    assert (part.was, part.ours, part.theirs) == (6, 3, 4)
    assert [(c.id, c.effect) for c in part.choices] == [("ours", "narrows"), ("core", "none")]
    assert isinstance(part.choices[0].core_in_form, Refuted)
    assert rebased.diff.changes == ()
    assert unresolved(rebased, {}) == (part,)
    assert unresolved(rebased, {part.id: "ours"}) == ()


@pytest.mark.parametrize(
    ("decision", "maximum"),
    [("ours", 3), ("core", 4), ((Op("replace", "/properties/grade/maximum", was=4, value=2),), 2)],
    ids=["keep ours", "take the core's", "another one"],
)
def test_a_decision_is_what_the_city_gets(decision, maximum):
    new: Any = core(Op("replace", "/properties/grade/maximum", was=6, value=4))
    rebased = on(new, GRADE)
    form: Any = apply(new, resolve(rebased, {rebased.conflicts[0].id: decision}))
    assert form["properties"]["grade"]["maximum"] == maximum


def test_both_sides_can_be_kept_where_only_a_part_of_a_value_is_disputed():
    grade = CORE["properties"]["grade"]
    mine = {**grade, "maximum": 3, "description": "3年生まで"}
    new = core(Op("replace", "/properties/grade/maximum", was=6, value=4))
    rebased = on(new, Op("replace", "/properties/grade", was=grade, value=mine))
    (part,) = rebased.conflicts
    assert [c.id for c in part.choices] == ["ours", "core", "both"]
    form: Any = apply(new, resolve(rebased, {part.id: "both"}))
    assert form["properties"]["grade"] == {**mine, "maximum": 4}


def test_an_item_and_the_demand_for_it_are_decided_together():
    theirs = {"title": "おやつ", "type": "string"}
    new = core(Op("add", "/properties/snack", value=theirs))
    rebased = on(new, ASK_SNACK, ADD_SNACK)
    (part,) = rebased.conflicts
    assert (part.reason, part.at) == ("both-added", (0, 1))
    ours: Any = apply(new, resolve(rebased, {part.id: "ours"}))
    assert ours["properties"]["snack"] == SNACK
    assert "snack" in ours["required"]
    assert same_meaning(apply(new, resolve(rebased, {part.id: "core"})), new)


def test_what_rests_on_an_open_conflict_waits_with_it():
    new = core(Op("add", "/properties/snack", value={"title": "おやつ", "type": "string"}))
    diff = local(
        change(ADD_SNACK), change(Op("add", "/properties/snack/description", value="月2,000円"))
    )
    rebased = rebase(CORE, new, diff, new_version="2.0.0")
    assert [(k, r) for k, r, _ in parts(rebased)] == [
        ("conflict", "both-added"),
        ("conflict", "rests-on-conflict"),
    ]
    form: Any = apply(new, resolve(rebased, {p.id: "ours" for p in rebased.conflicts}))
    assert form["properties"]["snack"] == {**SNACK, "description": "月2,000円"}


def test_what_the_core_says_in_other_words_can_still_be_said_in_the_city_s():
    theirs = {**SNACK, "title": "間食"}
    new = core(Op("add", "/properties/snack", value=theirs))
    rebased = on(new, ADD_SNACK)
    (part,) = rebased.outcomes[0].parts
    assert (part.ours, part.theirs) == (SNACK, theirs)
    assert {c.effect for c in part.choices} == {"none"}
    form: Any = apply(new, resolve(rebased, {part.id: "ours"}))
    assert form["properties"]["snack"] == SNACK


def test_the_city_s_removal_brings_the_end_of_the_demand_with_it():
    new = core(Op("add", "/required", value="remark"))
    rebased = on(new, NO_REMARK)
    form: Any = apply(new, resolve(rebased, {rebased.conflicts[0].id: "ours"}))
    assert "remark" not in form["properties"]
    assert "remark" not in form["required"]


@pytest.mark.parametrize(
    ("decisions", "kind"),
    [({"9.9": "ours"}, "rebase-part-unknown"), ({"0.0": "theirs"}, "rebase-choice-unknown")],
)
def test_a_decision_about_nothing_is_refused(decisions, kind):
    rebased = on(core(Op("replace", "/properties/grade/maximum", was=6, value=4)), GRADE)
    with pytest.raises(DiffError) as caught:
        resolve(rebased, decisions)
    assert caught.value.problem.type == kind


def test_an_own_decision_that_is_no_operation_is_refused():
    rebased = on(core(Op("replace", "/properties/grade/maximum", was=6, value=4)), GRADE)
    with pytest.raises(DocumentError):
        resolve(rebased, {"0.0": (Op("replace", "/properties/grade/maximum", value=2),)})


# ---- renames


def _renamed(form: Any) -> Any:
    """`/child/school` is now `/child/primarySchool`, `/grade` moved to `/child/grade`."""
    out = msgspec.json.decode(msgspec.json.encode(form))
    child = out["properties"]["child"]
    child["properties"] = {
        ("primarySchool" if k == "school" else k): v for k, v in child["properties"].items()
    }
    child["required"] = [
        ("primarySchool" if k == "school" else k) for k in child.get("required", [])
    ]
    if "grade" in out["properties"]:
        child["properties"]["grade"] = out["properties"].pop("grade")
    if "grade" in out.get("required", []):
        out["required"].remove("grade")
        child["required"].append("grade")
    for condition in child.get("allOf", []):
        condition["then"]["required"] = ["primarySchool"]
    return out


RENAMES = {"/child/school": "/child/primarySchool", "/grade": "/child/grade"}
ASK_SCHOOL = Op("add", "/properties/child/required", value="school")
SCHOOL = {"if": {"required": ["name"]}, "then": {"required": ["school"]}}
FOLLOWED: list[tuple[str, tuple[Op, ...]]] = [
    ("a bound of an item that moved", (GRADE,)),
    ("a demand for an item that is called otherwise", (ASK_SCHOOL,)),
    ("no demand any more for an item that moved", (Op("remove", "/required", value="grade"),)),
    ("an item that moved is left out", (Op("remove", "/required", value="grade"), Op("remove", "/properties/grade", was=CORE["properties"]["grade"]))),
    ("a condition that names it", (Op("add", "/properties/child/allOf", value=SCHOOL),)),
]  # fmt: skip


@pytest.mark.parametrize("ops", [f[1] for f in FOLLOWED], ids=[f[0] for f in FOLLOWED])
def test_a_change_follows_a_renamed_item(ops):
    new = _renamed(CORE)
    rebased = on(new, *ops, renames=RENAMES)
    assert {o.kind for o in rebased.outcomes} == {"adjusted"}
    assert same_meaning(apply(new, rebased.diff), _renamed(moved(CORE, *ops)))


def test_items_and_aliases_are_called_by_their_new_names():
    diff = local(change(GRADE, item="/grade"), aliases={"/grade": "gakunen", "/kind": "kubun"})
    rebased = rebase(CORE, _renamed(CORE), diff, new_version="2.0.0", renames=RENAMES)
    assert rebased.diff.aliases == {"/child/grade": "gakunen", "/kind": "kubun"}
    assert rebased.outcomes[0].item == rebased.diff.changes[0].item == "/child/grade"


def test_without_being_told_a_renamed_item_is_gone():
    assert parts(on(_renamed(CORE), GRADE)) == [("orphan", "place-gone", (0,))]


def test_a_condition_about_items_that_moved_apart_is_asked_about():
    rule = {"if": {"required": ["grade"]}, "then": {"required": ["kind"]}}
    rebased = on(_renamed(CORE), Op("add", "/allOf", value=rule), renames=RENAMES)
    assert parts(rebased) == [("conflict", "moved-apart", (0,))]


# ---- laws

SMALL = Budget(steps=5_000)
SETTLED: set[Kind] = {"absorbed", "carried", "adjusted"}


def _settled(*all_of_them: Rebased) -> bool:
    return all(o.kind in SETTLED for r in all_of_them for o in r.outcomes)


@settings(max_examples=300, deadline=None)
@given(lives())
def test_the_result_is_the_merge_of_both_intentions(life):
    old, new, diff = life
    rebased = rebase(old, new, diff, new_version="2.0.0")
    form = apply(new, rebased.diff)
    if _settled(rebased):
        assert same_meaning(form, merged(old, new, apply(old, diff)))


DIRECTIONS: dict[str, set[str]] = {
    "none": set(),
    "narrows": {"narrows"},
    "widens": {"widens"},
    "both": {"narrows", "widens"},
}


@settings(max_examples=200, deadline=None)
@given(st.one_of(lives(), lives(LINKED)))
def test_a_change_acts_in_no_new_direction_unless_it_is_said(life):
    """Whatever else the diff does; of forms in which every item can be filled in.

    What comes after a change that leaves nothing to fill in has no effect before the next one.
    """
    old, new, diff = life
    city = apply(old, diff)
    items = [s for form in (old, new, city) for _, s in subschemas(form) if isinstance(s, dict)]
    assume(not any(map(_empty, items)))
    rebased = rebase(old, new, diff, new_version="2.0.0")
    now: Json = new
    was: Json = old
    for outcome in rebased.outcomes:
        before, was = was, moved(was, *outcome.before.ops)
        start, now = now, moved(now, *(outcome.after.ops if outcome.after else ()))
        reasons = {p.reason for p in outcome.parts}
        if _empty(before) or _empty(start):
            continue
        acted, acts = _effect(before, was), _effect(start, now)
        if "undecided" in {acted, acts} or "effect-turned" in reasons:
            continue
        assert DIRECTIONS[acts] <= DIRECTIONS[acted]


@settings(max_examples=200, deadline=None)
@given(st.one_of(lives(), lives(LINKED)))
def test_a_change_that_turned_around_surprises_no_applicant(life):
    """What city and new core both accept stays accepted, what both refuse stays refused.

    Of forms that somebody can fill in: where nobody can, nothing in them has an effect.
    """
    old, new, diff = life
    diff = msgspec.structs.replace(diff, changes=diff.changes[:1])
    filled = (old, new, apply(old, diff))
    assume(not any(map(_empty, filled)))
    rebased = rebase(old, new, diff, new_version="2.0.0")
    if any(p.reason == "effect-turned" for o in rebased.outcomes for p in o.parts):
        city, form = apply(old, diff), apply(new, rebased.diff)
        acted, acts = _effect(old, city), _effect(new, form)
        if "narrows" in DIRECTIONS[acts] - DIRECTIONS[acted]:
            assert not isinstance(contains({"allOf": [city, new]}, form, SMALL), Refuted)
        if "widens" in DIRECTIONS[acts] - DIRECTIONS[acted]:
            assert not isinstance(contains(form, {"anyOf": [city, new]}, SMALL), Refuted)


def _empty(form: Json) -> bool:
    return isinstance(contains(form, False, SMALL), Proved)


def _effect(before: Json, after: Json) -> str:
    return effect_of(contains(before, after, SMALL), contains(after, before, SMALL))


@settings(max_examples=200, deadline=None)
@given(lives())
def test_where_everything_is_absorbed_the_core_alone_says_what_the_city_said(life):
    old, new, diff = life
    rebased = rebase(old, new, diff, new_version="2.0.0")
    if all(o.kind == "absorbed" for o in rebased.outcomes):
        assert rebased.diff.changes == ()
        assert same_meaning(new, merged(old, new, apply(old, diff)))


@settings(deadline=None)
@given(NESTED.flatmap(lambda form: st.tuples(st.just(form), variations(form))))
def test_a_rebase_with_nothing_to_do_changes_not_a_byte(life):
    old, changes = life
    again = msgspec.json.decode(msgspec.json.encode(old))
    diff = local(*changes, aliases={"/a": "甲"}, effective_from="2027-04-01")
    rebased = rebase(old, again, diff, new_version="1.0.0")
    assert msgspec.json.encode(rebased.diff) == msgspec.json.encode(diff)
    assert {o.kind for o in rebased.outcomes} <= {"carried"}


def _side_by_side(form: Any) -> Any:
    return {"type": "object", "properties": {"left": form, "right": form}, "additionalProperties": False}  # fmt: skip


def _inside(name: str, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    at = f"/properties/{name}"
    return tuple(
        Change(
            f"/{name}{c.item}",
            tuple(msgspec.structs.replace(op, path=at + op.path) for op in c.ops),
        )
        for c in changes
    )


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_order_of_independent_core_changes_does_not_matter(data):
    form = data.draw(NESTED)
    old = _side_by_side(form)
    left = _inside("left", data.draw(variations(form)))
    right = _inside("right", data.draw(variations(form)))
    city = _inside("left", data.draw(variations(form))) + _inside(
        "right", data.draw(variations(form))
    )
    one, other = apply(old, local(*left)), apply(old, local(*right))
    both = apply(one, local(*right))
    straight = rebase(old, both, local(*city), new_version="3")
    ways = []
    for between in (one, other):
        first = rebase(old, between, local(*city), new_version="2")
        ways.append((first, rebase(between, both, first.diff, new_version="3")))
    for first, second in ways:
        assert encode_diff(second.diff) == encode_diff(straight.diff)
        conflicts = len(first.conflicts) + len(second.conflicts)
        assert conflicts == len(straight.conflicts)


@settings(max_examples=300, deadline=None)
@given(NESTED, NESTED, st.lists(st.lists(OPS, min_size=1, max_size=3), max_size=4), st.booleans())
def test_any_diff_that_can_be_read_has_one_outcome_for_every_change(old, new, changes, same):
    diff = local(*(Change("/a", tuple(ops)) for ops in changes))
    new = old if same else new
    rebased = rebase(old, new, diff, new_version="2.0.0")
    assert [o.change for o in rebased.outcomes] == list(range(len(changes)))
    for before, outcome in zip(diff.changes, rebased.outcomes, strict=True):
        assert sorted(i for p in outcome.parts for i in p.at) == list(range(len(before.ops)))
        assert {p.reason for p in outcome.parts} <= set().union(*REASONS.values())
    apply(new, rebased.diff)


@settings(max_examples=100, deadline=None)
@given(lives())
def test_every_outcome_can_be_stored_and_read_again(life):
    old, new, diff = life
    rebased = rebase(old, new, diff, new_version="2.0.0")
    assert msgspec.json.decode(msgspec.json.encode(rebased), type=Rebased) == rebased


@settings(max_examples=150, deadline=None)
@given(lives(), st.data())
def test_whatever_is_decided_can_be_applied(life, data):
    old, new, diff = life
    rebased = rebase(old, new, diff, new_version="2.0.0")
    pick = data.draw(st.sampled_from(["ours", "core"]))
    decisions = {p.id: pick for p in rebased.conflicts if pick in {c.id for c in p.choices}}
    form = apply(new, resolve(rebased, decisions))
    if pick == "core":
        assert same_meaning(form, apply(new, rebased.diff))


def test_a_diff_read_from_a_document_is_rebased_like_any_other():
    document = encode_diff(local(change(GRADE)))
    rebased = rebase(CORE, core(NO_SPOT), decode_diff(document), new_version="2.0.0")
    assert isinstance(rebased.diff, LocalDiff)
    assert rebased.outcomes[0].parts[0].was == 6
    assert rebased.outcomes[0].parts[0].choices == ()
    assert rebased.outcomes[0].parts[0].ours is not UNSET
