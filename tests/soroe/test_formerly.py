"""Does a city's own item follow what the core made of it, with every application still accepted?"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe.contain import contains
from soroe.diff import apply
from soroe.diff.formerly import Formerly
from soroe.diff.rebase import rebase
from soroe.diff.resolve import resolve
from soroe.impact import Subject, assess
from soroe.model import Change, Json, LocalDiff, Op, Proved, Refuted
from soroe.own_keys import (
    answers_in_core_names,
    own_items,
    schema_in_core_names,
    unambiguous,
)
from tests.soroe.diffs import local

MEMBER: dict[str, Any] = {
    "type": "object",
    "properties": {"name": {"title": "氏名", "type": "string"}},
    "additionalProperties": False,
}
CORE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"title": "区分", "enum": ["year", "spot"]},
        "siblings": {"title": "きょうだい", "type": "array", "items": MEMBER},
    },
    "additionalProperties": False,
}
ORDER: dict[str, Any] = {"title": "第何子か", "type": "integer", "minimum": 1, "maximum": 10}
SNACK: dict[str, Any] = {"title": "おやつ", "type": "boolean"}


def core(at: str, name: str, schema: dict[str, Any], *formerly: str, **more: Any) -> Any:
    """The core with an item more, in the group at the path."""
    out: Any = msgspec.json.decode(msgspec.json.encode({**CORE, **more}))
    group = out if not at else out["properties"]["siblings"]["items"]
    group["properties"][name] = {**schema, "x-formerly": [*formerly]}
    return out


def adds(item: str, schema: Any, *more: Op) -> Change:
    *_, name = item.split("/")
    inside = "/properties/siblings/items" if item.startswith("/siblings/*/") else ""
    return Change(
        item, (Op("add", f"{inside}/properties/{name}", value=schema), *more), reason="例"
    )


def test_an_item_inside_a_list_is_absorbed_under_its_new_name_and_keeps_its_key():
    new = core("siblings", "birthOrder", ORDER, "/siblings/*/junban")
    ask = Op("add", "/properties/siblings/items/required", value="junban")
    done = rebase(CORE, new, local(adds("/siblings/*/junban", ORDER, ask)), new_version="2.0.0")
    (change,) = done.diff.changes
    assert change.item == "/siblings/*/birthOrder"
    assert change.ops == (msgspec.structs.replace(ask, value="birthOrder"),)
    assert done.diff.aliases == {"/siblings/*/birthOrder": "junban"}


def test_a_key_that_was_written_down_already_stays():
    new = core("", "snack", SNACK, "/oyatsu")
    diff = local(adds("/oyatsu", SNACK), aliases={"/oyatsu": "field_12"})
    assert rebase(CORE, new, diff, new_version="2").diff.aliases == {"/snack": "field_12"}


def test_what_else_speaks_of_the_item_speaks_of_the_new_name():
    rule = {"if": {"properties": {"oyatsu": {"const": True}}, "required": ["oyatsu"]}, "then": {"required": ["kind"]}}  # fmt: skip
    changes = (
        adds("/oyatsu", SNACK),
        Change("/kind", (Op("add", "/allOf", value=rule), Op("add", "/dependentRequired", value={"kind": ["oyatsu"]})), reason="例"),
    )  # fmt: skip
    new = core("", "snack", SNACK, "/oyatsu")
    done = rebase(CORE, new, local(*changes), new_version="2")
    assert {o.kind for o in done.outcomes} == {"absorbed", "adjusted"}
    assert "oyatsu" not in str(done.diff.changes)
    old = schema_in_core_names(apply(CORE, local(*changes)), {"/oyatsu": "/snack"})
    form = apply(new, done.diff)
    assert contains(old, form) == contains(form, old) == Proved()


ALONE: list[tuple[str, Json, LocalDiff]] = [
    ("another city uses the name for something else", core("", "snack", SNACK, "/note"), local(adds("/note", {"title": "連絡", "type": "boolean"}))),
    ("two items would become one", core("", "snack", SNACK, "/a", "/b"), local(adds("/a", SNACK), adds("/b", SNACK))),
    ("the city has the new name for something, too", core("", "snack", SNACK, "/a"), local(adds("/a", SNACK), adds("/snack", {"title": "間食", "type": "string"}))),
    ("the core says nothing", core("", "snack", SNACK), local(adds("/a", SNACK))),
]  # fmt: skip


def test_a_core_that_says_nonsense_about_earlier_items_is_rebased_onto_all_the_same():
    new = core("", "snack", SNACK)
    for said in ("oyatsu", ["oyatsu", "", 3, None, "/a//b", "/*"]):
        new["properties"]["snack"]["x-formerly"] = said
        done = rebase(CORE, new, local(adds("/oyatsu", SNACK)), new_version="2")
        assert done.summary == {"carried": 1}


def test_an_item_that_a_city_added_beside_the_cores_stays_its_own():
    has = core("", "snack", SNACK, "/oyatsu")
    diff = local(adds("/oyatsu", SNACK))
    for new in (has, {**has, "title": "新しい題"}):
        assert rebase(has, new, diff, new_version="2").diff.changes == diff.changes


@pytest.mark.parametrize(("new", "diff"), [a[1:] for a in ALONE], ids=[a[0] for a in ALONE])
def test_an_item_is_left_alone_where(new, diff):
    found = Formerly(new).renamed(CORE, diff)
    assert not set(found.names) & {"/a", "/b", "/note"}
    assert not found.elsewhere


def test_another_spelling_of_the_label_is_known():
    new = core("", "snack", {**SNACK, "x-synonyms": ["オヤツ の希望"]}, "/a")
    diff = local(adds("/a", {"title": "おやつの希望", "type": "boolean"}))
    assert Formerly(new).renamed(CORE, diff).names == {"/a": "/snack"}


def test_an_item_that_an_older_core_called_otherwise_is_followed():
    old = core("", "oyatsu", SNACK)
    new = core("", "snack", SNACK, "/oyatsu")
    ask = Change("/oyatsu", (Op("add", "/required", value="oyatsu"),), reason="例")
    done = rebase(old, new, local(ask), new_version="2")
    assert done.diff.changes[0].ops == (Op("add", "/required", value="snack"),)
    still = core("", "snack", SNACK, "/kind")
    assert Formerly(still).renamed(CORE, local()).names == {}


def test_what_waits_because_the_core_has_it_elsewhere_can_be_kept_or_dropped():
    new = core("siblings", "birthOrder", ORDER, "/junban")
    ask = Op("add", "/required", value="junban")
    diff = local(adds("/junban", ORDER, ask))
    done = rebase(CORE, new, diff, new_version="2")
    (part,) = done.conflicts
    assert (part.reason, done.diff.changes) == ("core-has-it-elsewhere", ())
    assert resolve(done, {part.id: "ours"}).changes == diff.changes
    assert resolve(done, {part.id: "core"}).changes == ()


def test_whoever_must_not_ask_can_stay_so_where_the_core_asks_for_the_item():
    new = core("", "snack", SNACK, "/oyatsu", required=["snack"])
    done = rebase(CORE, new, local(adds("/oyatsu", SNACK)), new_version="2")
    (part,) = done.conflicts
    ours = next(c for c in part.choices if c.id == "ours")
    assert isinstance(ours.core_in_form, Proved)
    kept = apply(new, resolve(done, {part.id: "ours"}))
    assert (
        contains(
            {
                "type": "object",
                "properties": {"kind": {"const": "year"}},
                "additionalProperties": False,
            },
            kept,
        )
        == Proved()
    )


def test_applicants_notice_nothing_where_only_the_name_is_another_one():
    new = core("", "snack", SNACK, "/oyatsu")
    diff = local(adds("/oyatsu", SNACK))
    found = assess(CORE, new, diff, subject=Subject("992020", "例示が丘市", 1), new_version="2")
    assert found.applicants.effect == "none"


# ---- the law

NUMBERS = st.builds(
    lambda low, more: {"type": "integer", "minimum": low, "maximum": low + more},
    st.integers(0, 3),
    st.integers(0, 5),
)
TEXTS = st.builds(lambda most: {"type": "string", "maxLength": most}, st.integers(1, 5))
PICKED = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, unique=True).map(
    lambda several: {
        "type": "string",
        "enum": several,
        "x-choices": {v: f"選択{v}" for v in several},
    }
)
GROUPS = st.builds(
    lambda inner, asked: {
        "type": "object",
        "properties": {"p": {"title": "P", **inner}},
        "required": ["p"] if asked else [],
        "additionalProperties": False,
    },
    st.one_of(NUMBERS, TEXTS),
    st.booleans(),
)
ITEMS = st.one_of(NUMBERS, TEXTS, PICKED, GROUPS, st.just({"type": "boolean"}))


class City(NamedTuple):
    """How a city has the item: where, under which name, what it takes, and what speaks of it."""

    takes: Json
    where: str
    name: str
    asked: bool
    reworded: bool
    dependent: bool


CITIES = st.builds(
    City,
    ITEMS,
    st.sampled_from(["", "/siblings/*"]),
    st.sampled_from(["own", "item"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(theirs=ITEMS, city=CITIES)
@settings(deadline=None)
def test_the_citys_form_takes_exactly_what_it_took_under_the_new_names(theirs, city):
    ours, where, name, asked, reworded, dependent = city
    pointer, inside = f"{where}/{name}", "/properties/siblings/items" if where else ""
    new = core(where, "item", {"title": "項目", "x-order": 10, **theirs}, pointer)
    change = adds(pointer, {"title": "項目", "x-order": 90, **ours})
    more = [Op("add", f"{inside}/required", value=name)] if asked else []
    beside = "name" if where else "kind"
    more += [Op("add", f"{inside}/dependentRequired", value={beside: [name]})] if dependent else []
    if reworded:
        at = f"{inside}/properties/{name}/description"
        more.append(Op("add", at, value="説明"))
    diff = local(change, *([Change(pointer, tuple(more), reason="例")] if more else []))
    done = rebase(CORE, new, diff, new_version="2.0.0")
    assert not done.conflicts
    old = schema_in_core_names(apply(CORE, diff), {pointer: f"{where}/item"})
    form = apply(new, done.diff)
    assert contains(old, form) == Proved()
    assert contains(form, old) == Proved()
    assert done.diff.aliases == ({} if name == "item" else {f"{where}/item": "own"})
    if theirs == ours:
        assert done.outcomes[0].kind == "absorbed"


def test_the_law_can_fail():
    """The engine sees it where something of the city's is lost."""
    new = core("", "item", {"title": "項目", "type": "integer", "maximum": 5}, "/own")
    old = apply(CORE, local(adds("/own", {"title": "項目", "type": "integer"})))
    assert isinstance(contains(schema_in_core_names(old, {"/own": "/item"}), new), Refuted)


# ---- own keys in what a city wrote itself


def test_a_schema_and_an_application_with_own_keys_are_read_under_the_cores_names():
    aliases = {"/siblings/*/birthOrder": "junban", "/snack": "oyatsu", "/kind": "kubun"}
    form = apply(CORE, local(adds("/siblings/*/junban", ORDER), adds("/oyatsu", SNACK)))
    own = own_items(form, aliases)
    assert own == {"/siblings/*/junban": "/siblings/*/birthOrder", "/oyatsu": "/snack"}
    read = schema_in_core_names(form, own)
    application = {
        "oyatsu": True,
        "siblings": [{"name": "例示 二葉", "junban": 2}, {"name": "例示"}],
    }
    answers = answers_in_core_names(application, aliases)
    assert answers == {
        "snack": True,
        "siblings": [{"name": "例示 二葉", "birthOrder": 2}, {"name": "例示"}],
    }
    assert contains({"const": answers}, read) == Proved()
    both = {"oyatsu": True, "snack": False}
    assert answers_in_core_names(both, aliases) == both


def test_a_key_that_another_item_has_now_is_no_other_name_any_more():
    """Else an answer to the one would be taken for an answer to the other."""
    aliases = {"/snack": "oyatsu", "/kind": "kubun"}
    form = apply(CORE, local(adds("/oyatsu", SNACK)))
    assert unambiguous(form, aliases) == {"/kind": "kubun"}
    assert unambiguous(CORE, aliases) == aliases
