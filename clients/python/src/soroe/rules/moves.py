"""Finders: the handful of ways in which a keyword can differ between core and form.

Each function here makes a finder for one keyword; a rule names the finder it uses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from msgspec import UNSET
from msgspec.structs import replace

from soroe.diff.align import rest
from soroe.diff.apply import same
from soroe.diff.compare import Pair
from soroe.model import Json, Op
from soroe.pointer import join
from soroe.rules.rule import Finder, Hit

_MISSING: Any = UNSET
Direction = Literal["raised", "lowered"]


def both(pair: Pair) -> tuple[dict[str, Json], dict[str, Json]] | None:
    """Core's and form's schema objects where the node stands in both."""
    if isinstance(pair.core, dict) and isinstance(pair.form, dict):
        return pair.core, pair.form
    return None


def keyword_op(pair: Pair, keyword: str, before: Any, after: Any) -> Op:
    """The operation on the core that turns the one value of a keyword into the other."""
    path = f"{pair.path}{join((keyword,))}"
    if before is UNSET:
        return Op("add", path, value=after)
    if after is UNSET:
        return Op("remove", path, was=before)
    return Op("replace", path, was=before, value=after)


def bound(keyword: str, side: Literal["lower", "upper"], direction: Direction) -> Finder:
    """A bound that moved; a bound that is absent lies at infinity."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        before, after = (_number(s.get(keyword, _MISSING)) for s in sides)
        if before is UNSET and after is UNSET:
            return
        infinity = float("-inf") if side == "lower" else float("inf")
        old = infinity if before is UNSET else before
        new = infinity if after is UNSET else after
        moved = "raised" if new > old else "lowered" if new < old else None
        if moved == direction:
            yield _hit(pair, keyword, before, after)

    return find


def introduced(keyword: str) -> Finder:
    """The form has a keyword that the core has not."""

    def find(pair: Pair) -> Iterable[Hit]:
        sides = both(pair)
        if sides and keyword not in sides[0] and keyword in sides[1]:
            yield _hit(pair, keyword, _MISSING, sides[1][keyword])

    return find


def dropped(keyword: str) -> Finder:
    """The core has a keyword that the form has not."""

    def find(pair: Pair) -> Iterable[Hit]:
        sides = both(pair)
        if sides and keyword in sides[0] and keyword not in sides[1]:
            yield _hit(pair, keyword, sides[0][keyword], _MISSING)

    return find


def replaced(keyword: str) -> Finder:
    """Core and form give a keyword different values."""

    def find(pair: Pair) -> Iterable[Hit]:
        sides = both(pair)
        if sides and keyword in sides[0] and keyword in sides[1]:
            before, after = sides[0][keyword], sides[1][keyword]
            if not same(before, after):
                yield _hit(pair, keyword, before, after)

    return find


def differs(*keywords: str) -> Finder:
    """Keywords that mean something only together differ in any way; one hit for all of them.

    What has a counterpart in the other form (`soroe.diff.align`) is compared there, not here.
    """

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        left, right = rest(*sides)
        moved = [k for k in keywords if not same(left.get(k, _MISSING), right.get(k, _MISSING))]
        if not moved:
            return
        old, new = ({k: s[k] for k in keywords if k in s} for s in sides)
        ops = tuple(keyword_op(pair, k, old.get(k, _MISSING), new.get(k, _MISSING)) for k in moved)
        before = old.get(keywords[0], _MISSING) if len(keywords) == 1 else old or _MISSING
        after = new.get(keywords[0], _MISSING) if len(keywords) == 1 else new or _MISSING
        yield Hit(ops, before, after, frozenset(keywords))

    return find


def named_schemas(keyword: str) -> Finder:
    """Schemas under names (a pattern, an item's name) of which only one of the two has any."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        if not all(_map(s, keyword) for s in sides):
            yield from differs(keyword)(pair)
            return
        old, new = (_map(s, keyword) for s in rest(*sides))
        inside = replace(pair, path=f"{pair.path}/{keyword}")
        moved = [n for n in [*old, *new] if not same(old.get(n, _MISSING), new.get(n, _MISSING))]
        ops = [
            keyword_op(inside, n, old.get(n, _MISSING), new.get(n, _MISSING))
            for n in dict.fromkeys(moved)
        ]
        if ops:
            yield Hit(tuple(ops), old or _MISSING, new or _MISSING, frozenset({keyword}))

    return find


def companions() -> Finder:
    """What must be filled in together with an item; the order of names says nothing."""
    keyword = "dependentRequired"

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        old, new = ({n: sorted(_names(v)) for n, v in _map(s, keyword).items()} for s in sides)
        if not old or not new:
            if old or new:
                yield from differs(keyword)(pair)
            return
        inside = replace(pair, path=f"{pair.path}/{keyword}")
        left, right = (_map(s, keyword) for s in sides)
        ops = [
            keyword_op(inside, n, left.get(n, _MISSING), right.get(n, _MISSING))
            for n in dict.fromkeys([*old, *new])
            if old.get(n) != new.get(n)
        ]
        if ops:
            yield Hit(tuple(ops), left, right, frozenset({keyword}))

    return find


def refined(direction: Literal["added", "removed"]) -> Finder:
    """An item of which only one side says more inside a condition or an alternative of both."""

    def find(pair: Pair) -> Iterable[Hit]:
        if not pair.branch or (pair.core is None) == (pair.form is None):
            return
        if direction == "added" and pair.core is None:
            yield Hit((Op("add", pair.path, value=pair.form),), UNSET, pair.form)
        if direction == "removed" and pair.form is None:
            yield Hit((Op("remove", pair.path, was=pair.core),), pair.core, UNSET)

    return find


def any_of(*finders: Finder) -> Finder:
    """What any of the finders finds."""

    def find(pair: Pair) -> Iterable[Hit]:
        for finder in finders:
            yield from finder(pair)

    return find


def reworded(*keywords: str) -> Finder:
    """Annotations that both give and that differ; one that only one gives is no divergence."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        shared = [k for k in keywords if k in sides[0] and k in sides[1]]
        for keyword in shared:
            if not same(sides[0][keyword], sides[1][keyword]):
                yield _hit(pair, keyword, sides[0][keyword], sides[1][keyword])

    return find


def member(keyword: str, direction: Literal["added", "removed"]) -> Finder:
    """Members of a set-valued keyword that stands in both; one hit for each member."""

    def find(pair: Pair) -> Iterable[Hit]:
        sides = both(pair)
        if not sides:
            return
        if not all(isinstance(s.get(keyword), list) for s in sides):
            return
        before, after = (_list(s, keyword) for s in rest(*sides))
        more, less = (after, before) if direction == "added" else (before, after)
        path = f"{pair.path}/{keyword}"
        seen: list[Any] = []
        for value in more:
            if any(same(value, other) for other in (*less, *seen)):
                continue
            seen.append(value)
            keywords = frozenset({keyword})
            if direction == "added":
                yield Hit((Op("add", path, value=value),), UNSET, value, keywords)
            else:
                yield Hit((Op("remove", path, value=value),), value, UNSET, keywords)

    return find


def added_item(*, required: bool) -> Finder:
    """The form asks for an item that the core does not have."""

    def find(pair: Pair) -> Iterable[Hit]:
        if pair.branch or pair.core is not None or pair.form is None:
            return
        if pair.form_required != required:
            return
        yield Hit((Op("add", pair.path, value=pair.form), *_asked(pair)), UNSET, pair.form)

    return find


def removed_item(*, required: bool) -> Finder:
    """The core has an item that the form does not ask for."""

    def find(pair: Pair) -> Iterable[Hit]:
        if pair.branch or pair.form is not None or pair.core is None:
            return
        if pair.core_required != required:
            return
        yield Hit((Op("remove", pair.path, was=pair.core), *_asked(pair)), pair.core, UNSET)

    return find


def requiredness(*, becomes: bool) -> Finder:
    """An item of both forms that only one of them insists on."""

    def find(pair: Pair) -> Iterable[Hit]:
        if pair.core is None or pair.form is None or pair.core_required == pair.form_required:
            return
        if pair.form_required == becomes:
            required = frozenset({"required"})
            yield Hit(_asked(pair), pair.core_required, pair.form_required, required)

    return find


def _asked(pair: Pair) -> tuple[Op, ...]:
    """The operation that makes the form ask for the item, or no longer ask for it."""
    if pair.core_required == pair.form_required:
        return ()
    verb: Literal["add", "remove"] = "add" if pair.form_required else "remove"
    return (Op(verb, f"{pair.owner}/required", value=pair.name),)


def unnamed_required(direction: Literal["added", "removed"]) -> Finder:
    """Names in `required` that neither form has among its items; a name is one hit."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        before, after = (set(_names(s.get("required"))) for s in sides)
        named = {n for s in sides for n in _names(s.get("properties"))} | pair.known
        more = (after - before if direction == "added" else before - after) - named
        verb: Literal["add", "remove"] = "add" if direction == "added" else "remove"
        for name in sorted(more):
            op = Op(verb, f"{pair.path}/required", value=name)
            keywords = frozenset({"required"})
            if direction == "added":
                yield Hit((op,), UNSET, name, keywords)
            else:
                yield Hit((op,), name, UNSET, keywords)

    return find


def types(direction: Literal["narrowed", "widened", "replaced"]) -> Finder:
    """The JSON types that an item may have; `integer` is part of `number`."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        before, after = (s.get("type", _MISSING) for s in sides)
        old, new = _types(before), _types(after)
        if old == new:
            return
        moved = "narrowed" if new < old else "widened" if old < new else "replaced"
        if moved == direction:
            yield _hit(pair, "type", before, after)

    return find


def switched(keyword: str, *, on: bool) -> Finder:
    """A keyword that is true or absent."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        before, after = (s.get(keyword, _MISSING) for s in sides)
        if (before is True) != (after is True) and (after is True) == on:
            yield _hit(pair, keyword, before, after)

    return find


def closing(*, closes: bool) -> Finder:
    """Whether an object accepts items that it does not name."""
    keywords = ("additionalProperties", "unevaluatedProperties")

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        was, now = (any(s.get(k) is False for k in keywords) for s in sides)
        if was != now and now == closes:
            yield from differs(*keywords)(pair)

    return find


def rest_schema() -> Finder:
    """The schema for unnamed items differs, closed on both sides or open on both."""
    keywords = ("additionalProperties", "unevaluatedProperties")

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        was, now = (any(s.get(k) is False for k in keywords) for s in sides)
        if was == now:
            yield from differs(*keywords)(pair)

    return find


def member_items() -> Finder:
    """What the members of a list must be, where it is not an object schema on both sides."""

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) and not all(isinstance(s.get("items"), dict) for s in sides):
            yield from differs("items")(pair)

    return find


def unheard_of(known: Iterable[str]) -> Finder:
    """Keywords outside the catalogue: what they do is not known, and that is said."""
    heard = frozenset(known) | {"properties", "items", "required", "$defs"}

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        for keyword in sorted((sides[0].keys() | sides[1].keys()) - heard):
            yield from differs(keyword)(pair)

    return find


def refused_altogether() -> Finder:
    """One of the two says `false` where the other has a schema, or the reverse."""

    def find(pair: Pair) -> Iterable[Hit]:
        if isinstance(pair.core, bool) or isinstance(pair.form, bool):
            if pair.core is None or pair.form is None or same(pair.core, pair.form):
                return
            op = Op("replace", pair.path, was=pair.core, value=pair.form)
            yield Hit((op,), pair.core, pair.form)

    return find


def _hit(pair: Pair, keyword: str, before: Any, after: Any) -> Hit:
    op = keyword_op(pair, keyword, before, after)
    return Hit((op,), before, after, frozenset({keyword}))


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else UNSET


def _map(schema: dict[str, Json], keyword: str) -> dict[str, Json]:
    value = schema.get(keyword)
    return value if isinstance(value, dict) else {}


def _list(schema: dict[str, Json], keyword: str) -> list[Json]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def _names(value: Any) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list | dict) else []


_ALL_TYPES = frozenset({"null", "boolean", "object", "array", "string", "number", "integer"})


def _types(value: Any) -> frozenset[str]:
    if value is UNSET:
        return _ALL_TYPES
    names = {value} if isinstance(value, str) else {str(v) for v in value}
    return frozenset(names | ({"integer"} if "number" in names else set()))
