"""Finders for items that one form has and the other has not, or insists on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import UNSET

from soroe.diff.apply import same
from soroe.diff.compare import Pair
from soroe.model import Op
from soroe.rules.rule import Finder, Hit
from soroe.rules.sides import both, names


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
        before, after = (set(names(s.get("required"))) for s in sides)
        named = {n for s in sides for n in names(s.get("properties"))} | pair.known
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


def refused_altogether() -> Finder:
    """One of the two says `false` where the other has a schema, or the reverse."""

    def find(pair: Pair) -> Iterable[Hit]:
        if isinstance(pair.core, bool) or isinstance(pair.form, bool):
            if pair.core is None or pair.form is None or same(pair.core, pair.form):
                return
            op = Op("replace", pair.path, was=pair.core, value=pair.form)
            yield Hit((op,), pair.core, pair.form)

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
