"""A quick answer where one example settles the question, so that the engine need not be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from soroe.contain.fill import fill
from soroe.diff.place import Path
from soroe.model import Json
from soroe.schema import validator


def shown(one: Json, two: Json, at: Path, answer: Json) -> bool:
    """Whether a filled-in form with this answer at a place is accepted by one and refused by two.

    True is certain, because both forms have judged it; False says nothing. `at` is the path of the
    schema that describes the answer.
    """
    if not isinstance(one, dict) or isinstance(two, bool):
        return False
    steps = _steps(at)
    made = None if steps is None else _put(fill(one), steps, answer)
    if made is None:
        return False
    return validator(one).is_valid(made) and not validator(two).is_valid(made)


def _steps(at: Path) -> list[str | int] | None:
    """From the path of a schema to the place of a value; None where it is not so plain."""
    out: list[str | int] = []
    rest = list(at)
    while rest:
        keyword = rest.pop(0)
        if keyword == "items":
            out.append(0)
        elif keyword == "properties" and rest:
            out.append(rest.pop(0))
        else:
            return None
    return out


def _put(value: Any, steps: Sequence[str | int], answer: Json) -> Any:
    """A copy with the answer at the place; None where the place is not there."""
    if not steps:
        return answer
    step, rest = steps[0], steps[1:]
    if isinstance(value, dict) and step in value:
        inner = _put(value[step], rest, answer)
        return None if inner is None else {**value, step: inner}
    if isinstance(value, list) and value and step == 0:
        inner = _put(value[0], rest, answer)
        return None if inner is None else [inner, *value[1:]]
    return None
