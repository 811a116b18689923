"""Generated forms, core versions and diffs, and a plain three-way merge to compare with."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from soroe.contain import contains
from soroe.diff import apply, apply_op
from soroe.diff.apply import same
from soroe.diff.derive import derive
from soroe.diff.meaning import same_meaning
from soroe.errors import DiffError
from soroe.model import Change, Json, LocalDiff, Op, Proved


def fragments(*, fewest: int) -> st.SearchStrategy[Any]:
    """Items; `fewest` is the smallest number of conditions (0 is read, though it is not legal)."""
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", ["string", "null"]]),
            "title": st.sampled_from(["甲", "乙"]),
            "enum": st.lists(
                st.sampled_from(["a", "b", 1, True]), min_size=1, max_size=3, unique_by=repr
            ),
            "maximum": st.integers(1, 4),
            "maxLength": st.integers(0, 4),
            "pattern": st.sampled_from(["^a", "b$"]),
            "required": st.lists(st.sampled_from(["p", "q"]), unique=True),
            "allOf": st.lists(
                st.sampled_from([{"minLength": 1}, {"minimum": 2}]),
                min_size=fewest,
                unique_by=repr,
            ),
        },
    )


def forms(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Closed objects with up to three items, some of them named like keywords."""
    return st.builds(
        lambda named, required: {
            "type": "object",
            "properties": named,
            "required": [n for n in required if n in named],
            "additionalProperties": False,
        },
        st.dictionaries(st.sampled_from(["a", "b", "required", "type"]), items, max_size=3),
        st.lists(st.sampled_from(["a", "b", "required", "type"]), unique=True),
    )


FORMS = forms(fragments(fewest=0))
_LEGAL = fragments(fewest=1)
_LISTS = st.builds(lambda entry: {"type": "array", "items": entry}, forms(_LEGAL))
NESTED = forms(st.one_of(_LEGAL, forms(_LEGAL), _LISTS))
"""Forms in which an item may be an object or a list of objects."""


_NAMES = st.sampled_from(["a", "b", "required", "type"])
_SIMPLE = st.sampled_from(
    [{"type": "string"}, {"enum": ["a", "b"]}, {"type": "integer", "maximum": 3}, {"const": "a"}]
)


@st.composite
def conditions(draw: st.DrawFn) -> Any:
    """What a form says about two of its items together."""
    one, two = draw(_NAMES), draw(_NAMES)
    return draw(
        st.sampled_from(
            [
                {"if": {"required": [one]}, "then": {"required": [two]}},
                {
                    "if": {"properties": {one: draw(_SIMPLE)}, "required": [one]},
                    "then": {"properties": {two: draw(_SIMPLE)}},
                    "else": {"required": [two]},
                },
                {"anyOf": [{"required": [one]}, {"required": [two]}]},
                {"not": {"required": sorted({one, two})}},
                {"dependentRequired": {one: [two]}, "title": "甲"},
            ]
        )
    )


def linked(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Forms with conditions between their items, asked for in several ways."""

    def build(form: Any, asked: list[Any], depending: Any, wording: Any) -> Any:
        out = {**form, **wording}
        if asked:
            out["allOf"] = asked
        return out | ({"dependentRequired": depending} if depending else {})

    return st.builds(
        build,
        forms(items),
        st.lists(conditions(), max_size=2, unique_by=repr),
        st.dictionaries(_NAMES, st.lists(_NAMES, min_size=1, max_size=1), max_size=1),
        st.fixed_dictionaries({}, optional={"title": st.sampled_from(["甲", "乙"])}),
    )


LINKED = linked(st.one_of(_SIMPLE, _LEGAL))
"""Closed forms with conditions between their items."""

_INSIDE = linked(st.one_of(_SIMPLE, _LEGAL))
_A: Json = {"const": "a"}
_AROUND = st.builds(
    lambda form, asked: {
        **form,
        "allOf": [
            *form.get("allOf", ()),
            *(condition(one, two) for condition, (one, two) in asked),
        ],
    },
    linked(st.one_of(_SIMPLE, _INSIDE)),
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    lambda one, two: {
                        "if": {"properties": {one: {"required": [two]}}},
                        "then": {"required": [two]},
                    },
                    lambda one, two: {
                        "if": {"properties": {one: {"required": [two]}}, "required": [one]},
                        "then": {"properties": {two: {"enum": ["a", {}]}}},
                    },
                    lambda one, two: {
                        "not": {
                            "properties": {one: {"properties": {one: _A}, "required": [one]}},
                            "required": [one, two],
                        }
                    },
                ]
            ),
            st.tuples(_NAMES, _NAMES),
        ),
        min_size=1,
        max_size=2,
        unique_by=repr,
    ),
)
_SEVERAL = st.builds(
    lambda entry, bounds: {"type": "array", "items": entry, **bounds},
    st.one_of(_INSIDE, linked(st.one_of(_SIMPLE, _INSIDE))),
    st.sampled_from([{}, {"minItems": 1}, {"maxItems": 2}, {"maxItems": 0}, {"uniqueItems": True}]),
)
DEEP = st.one_of(
    linked(st.one_of(_SIMPLE, _INSIDE, _SEVERAL)),
    linked(linked(st.one_of(_SIMPLE, _INSIDE, _SEVERAL))),
    _AROUND,
)
"""Closed forms in closed forms and in lists, with conditions inside and around them."""


def local(*changes: Change, **more: Any) -> LocalDiff:
    """A diff of a fictional city."""
    return LocalDiff(form="f", core="1.0.0", municipality="999903", changes=changes, **more)


@st.composite
def variations(
    draw: st.DrawFn, core: Any, pool: st.SearchStrategy[Any] = NESTED
) -> tuple[Change, ...]:
    """Some of the changes that lead from the core to another form; they apply to the core."""
    wanted = derive(core, draw(pool))
    takes = draw(st.lists(st.booleans(), min_size=len(wanted), max_size=len(wanted)))
    chosen: list[Change] = []
    for change, taken in zip(wanted, takes, strict=True):
        if taken:
            try:
                apply(core, local(*chosen, change))
            except DiffError:
                continue
            chosen.append(change)
    return tuple(chosen)


@st.composite
def lives(draw: st.DrawFn, forms: st.SearchStrategy[Any] = NESTED) -> tuple[Any, Any, LocalDiff]:
    """An old core, a new core, and a city's diff of the old core; both may want the same."""
    old = draw(forms)
    aim = draw(forms)
    pool = st.one_of(st.just(aim), forms)
    new = apply(old, local(*draw(variations(old, pool))))
    return old, new, local(*draw(variations(old, pool)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(["a", "b", "string", "^a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["a", "type", "enum", "properties", "required", "allOf", "items", "minimum"]),
        inner, max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip
STEPS = st.sampled_from(
    ["properties", "a", "b", "items", "required", "enum", "allOf", "0", "1", "type", "maximum",
     "minimum", "x-choices", "dependentRequired", "if", "then", "title", "anyOf"]
)  # fmt: skip
OPS = st.builds(
    lambda verb, path, was, value: Op(verb, "/" + "/".join(path), was=was, value=value),
    st.sampled_from(["add", "remove", "replace"]),
    st.lists(STEPS, min_size=1, max_size=5),
    JSON,
    JSON,
)
"""Operations that may fit anything or nothing."""


class ClashError(Exception):
    """Both sides changed the same."""


_SETS = {"required", "enum", "type", "allOf"}


def merged(old: Any, new: Any, city: Any, key: str = "", *, item: bool = False) -> Any:
    """Both changes to a form in one, written without regard to operations; `...` is nothing."""
    if key == "properties" and isinstance(new, dict) and isinstance(city, dict) and old is ...:
        old = {}  # no items yet
    if city is ... or new is ... or old is ... or not isinstance(old, dict):
        return _settled(old, new, city, key, item=item)
    if not isinstance(new, dict) or not isinstance(city, dict):
        return _settled(old, new, city, key, item=item)
    out = {}
    for name in [*new, *(n for n in city if n not in new)]:
        before, core, mine = (side.get(name, ...) for side in (old, new, city))
        inner = not item and key == "properties"
        value = merged(before, core, mine, name if not inner else "", item=inner)
        if value is not ...:
            out[name] = value
    return out


def _settled(old: Any, new: Any, city: Any, key: str, *, item: bool) -> Any:
    if _equal(city, new) or _equal(city, old):
        return new
    if _equal(new, old):
        return city
    if item and ... in (new, city):
        return ...
    if (item or old is ...) and isinstance(new, dict) and same_meaning(new, city):
        return new  # in other words
    if item and old is ... and isinstance(new, dict) and isinstance(city, dict):
        both = contains(new, city), contains(city, new)
        if all(isinstance(verdict, Proved) for verdict in both):
            return new  # both added what accepts the same
    if key in _SETS and not item:
        sides = [_members(side, key) for side in (old, new, city)]
        before, core, mine = sides
        lost = [m for m in before if not _in(m, mine)]
        kept = [m for m in core if not _in(m, lost)]
        kept += [m for m in mine if not _in(m, before) and not _in(m, kept)]
        if kept or key in {"required", "allOf"}:
            return kept
    raise ClashError


def _members(side: Any, key: str) -> list[Any]:
    if side is ... and key not in {"required", "allOf"}:
        raise ClashError
    return [] if side is ... else side if isinstance(side, list) else [side]


def _in(member: Any, members: list[Any]) -> bool:
    return any(same(m, member) for m in members)


def _equal(one: Any, two: Any) -> bool:
    return one is two or (... not in (one, two) and same(one, two))


def moved(form: Json, *ops: Op) -> Json:
    """The form with the operations made."""
    for op in ops:
        form = apply_op(form, op)
    return form
