"""An application carried to another municipality: what a resident who moves is asked anew."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from soroe.applications.build import build
from soroe.applications.judge import Judge, Mistake
from soroe.model import Base, Json
from soroe.pointer import join, split
from soroe.schema import Item, items, validator


class Answer(Base, frozen=True):
    """An answer of the application: its place, and the titles that lead to the item."""

    at: str
    title: str


class Carried(Base, frozen=True):
    """The application as far as the other form takes it.

    `value` has every answer that both forms have and the other one accepts. `asked`: what the
    other form still asks. `changed`: answers that it has an item for but does not accept as they
    are; they are not in `value`. `dropped`: answers that it has no item for. `complete`: whether
    the other form accepts `value` as it is.
    """

    value: Any
    asked: tuple[Mistake, ...]
    changed: tuple[Mistake, ...]
    dropped: tuple[Answer, ...]
    complete: bool


def carry(
    application: Json, here: Json, there: Json, names: Mapping[str, str] | None = None
) -> Carried:
    """Carry an application for the form `here` to the form `there`.

    `names` maps items of `here` to those of `there` where they are called differently (both
    municipalities' aliases of one core item). An answer is kept where the item of the other form
    accepts it by itself; what only together breaks a condition is in `asked`, with the condition.
    """
    theirs = items(there)
    dropped: list[Answer] = []
    changed: list[Mistake] = []
    kept: list[tuple[tuple[str, ...], Json]] = []
    for steps, item, answer in _leaves(application, "", ()):
        target = (names or {}).get(item, item)
        known = theirs.get(target)
        where = _renamed(steps, item, target)
        if known is None or where is None:
            dropped.append(Answer(join(steps), _title(items(here).get(item), item)))
        elif found := _alone(known, answer):
            title = _title(known, target)
            changed += [Mistake(join(where), target, title, keyword) for keyword in found[:1]]
        else:
            kept.append((where, answer))
    value = build(kept)
    places = {mistake.at for mistake in changed}
    unmet = Judge(there).mistakes(value)
    asked = tuple(mistake for mistake in unmet if mistake.at not in places)
    return Carried(value, asked, tuple(changed), tuple(dropped), complete=not unmet)


def _alone(item: Item, answer: Json) -> list[str]:
    """The keywords by which the item refuses the answer, wherever the answer stands."""
    return [r.keyword for r in validator(item.schema).refusals(answer)]


def _title(item: Item | None, name: str) -> str:
    return " › ".join((*item.parents, item.title)) if item else name


def _leaves(value: Any, item: str, at: tuple[str, ...]) -> list[tuple[tuple[str, ...], str, Any]]:
    """The single answers with their item and place; a list of single answers is one answer."""
    out: list[tuple[tuple[str, ...], str, Any]] = []
    if isinstance(value, dict) and value:
        for name, one in value.items():
            out += _leaves(one, join((*split(item), name)), (*at, name))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for index, one in enumerate(value):
            out += _leaves(one, f"{item}/*", (*at, str(index)))
    else:
        out.append((at, item, copy.deepcopy(value)))
    return out


def _renamed(steps: tuple[str, ...], item: str, target: str) -> tuple[str, ...] | None:
    """The place under the other name; None where the lists around it are others."""
    indexes = [step for step, name in zip(steps, split(item), strict=True) if name == "*"]
    out: list[str] = []
    for name in split(target):
        if name == "*":
            if not indexes:
                return None
            out.append(indexes.pop(0))
        else:
            out.append(name)
    return None if indexes else tuple(out)
