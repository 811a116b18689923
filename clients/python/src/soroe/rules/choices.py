"""Finders for members of sets: choices with their labels, rules in `allOf`."""

from __future__ import annotations

import json
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
from soroe.rules.sides import both, keyword_op, listed, named


def member(keyword: str, direction: Literal["added", "removed"]) -> Finder:
    """Members of a set-valued keyword that stands in both; one hit for each member."""

    def find(pair: Pair) -> Iterable[Hit]:
        sides = both(pair)
        if not sides:
            return
        if not all(isinstance(s.get(keyword), list) for s in sides):
            return
        before, after = (listed(s, keyword) for s in rest(*sides))
        more, less = (after, before) if direction == "added" else (before, after)
        path = f"{pair.path}/{keyword}"
        seen: list[Any] = []
        for value in more:
            if any(same(value, other) for other in (*less, *seen)):
                continue
            seen.append(value)
            keywords = frozenset({keyword})
            verb: Literal["add", "remove"] = "add" if direction == "added" else "remove"
            label = _label(pair, sides, value, verb) if keyword == "enum" else ()
            ops = (Op(verb, path, value=value), *label)
            if direction == "added":
                yield Hit(ops, UNSET, value, keywords)
            else:
                yield Hit(ops, value, UNSET, keywords)

    return find


def _label(
    pair: Pair,
    sides: tuple[dict[str, Json], dict[str, Json]],
    choice: Json,
    verb: Literal["add", "remove"],
) -> tuple[Op, ...]:
    """The label of a choice comes and goes with it."""
    name = choice if isinstance(choice, str) else json.dumps(choice)
    if not isinstance(choice, str) and any(name in listed(s, "enum") for s in sides):
        return ()  # 1 and "1" share one label
    mine, theirs = (named(s, "x-choices") for s in sides)
    path = pair.path + join(("x-choices", name))
    if verb == "add" and mine and name in theirs and name not in mine:
        return (Op("add", path, value=theirs[name]),)
    if verb == "remove" and name in mine and name not in theirs:
        return (Op("remove", path, was=mine[name]),)
    return ()


def relabelled() -> Finder:
    """Choices of both forms that are called differently; of others, the choice is the news."""
    keyword = "x-choices"

    def find(pair: Pair) -> Iterable[Hit]:
        if (sides := both(pair)) is None:
            return
        mine, theirs = (named(s, keyword) for s in sides)
        moved = [n for n in mine if n in theirs and not same(mine[n], theirs[n])]
        if moved:
            inside = replace(pair, path=f"{pair.path}/{keyword}")
            ops = tuple(keyword_op(inside, n, mine[n], theirs[n]) for n in moved)
            before, after = ({n: side[n] for n in moved} for side in (mine, theirs))
            yield Hit(ops, before, after, frozenset({keyword}))

    return find
