"""Putting single answers together to an application."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from soroe.model import Json


def build(answers: Iterable[tuple[tuple[str, ...], Json]]) -> Any:
    """The application that has these answers at these places.

    A step of digits is a place in a list; places that are left out close up.
    """
    value: dict[str, Any] = {}
    for steps, answer in answers:
        here = value
        for step in steps[:-1]:
            here = here.setdefault(step, {})
        here[steps[-1]] = answer
    return _lists(value)


def _lists(value: Any) -> Any:
    """Groups whose names are all numbers are lists, in the order of the numbers."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(one) for name, one in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
