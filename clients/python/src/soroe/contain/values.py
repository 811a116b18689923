"""JSON values compared as JSON Schema does: exact numbers, 1 equals 1.0, true is not 1."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from fractions import Fraction
from math import isfinite
from typing import Any, TypeAlias

import msgspec

from soroe.model import Json

Number: TypeAlias = "int | Fraction"

NULL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT = 1, 2, 4, 8, 16, 32
ANY_TYPE = 63

_TYPES: dict[type, int] = {
    type(None): NULL,
    bool: BOOLEAN,
    int: NUMBER,
    float: NUMBER,
    str: STRING,
    list: ARRAY,
    dict: OBJECT,
}


def type_bit(value: Json) -> int:
    """The JSON type of a value as one bit."""
    return _TYPES[type(value)]


def exact(value: float | Fraction) -> Number:
    """The number that the shortest decimal text of `value` spells, exactly."""
    if isinstance(value, int):
        return value
    number = value if isinstance(value, Fraction) else Fraction(repr(value))
    return number.numerator if number.denominator == 1 else number


def to_json(number: Number) -> int | float:
    """The number as a JSON value; the nearest double where no double is exact."""
    if isinstance(number, int):
        return number
    return number.numerator if number.denominator == 1 else float(number)


def key(value: Json) -> Hashable:
    """Equal for exactly the values that JSON Schema calls equal."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool):
        return ("b", value)
    if isinstance(value, int | float):
        return exact(value)
    if isinstance(value, list):
        return ("a", tuple([key(v) for v in value]))
    return ("o", frozenset([(k, key(v)) for k, v in value.items()]))


def unique(values: Iterable[Json]) -> bool:
    """Whether no two values are equal."""
    seen: set[Hashable] = set()
    for v in values:
        k = key(v)
        if k in seen:
            return False
        seen.add(k)
    return True


def text(value: Any) -> bytes:
    """One spelling per JSON text (sorted keys; 1 and 1.0 stay apart), for identity of schemas."""
    try:
        return msgspec.json.encode(value, order="sorted")
    except (OverflowError, UnicodeEncodeError, msgspec.ValidationError, TypeError):
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def nodes_in(value: Json, limit: int) -> int:
    """How many values there are in a value, counted up to about `limit`."""
    stack: list[Json] = [value]
    count = 0
    while stack and count < limit:
        v = stack.pop()
        count += 1
        if isinstance(v, dict):
            stack.extend(v.values())
        elif isinstance(v, list):
            stack.extend(v)
    return count


def readable(value: Json, limit: int) -> bool:
    """Whether the nesting is at most `limit` and all numbers are finite.

    Iterative, for values nobody has checked yet.
    """
    layer: list[Json] = [value]
    for _ in range(limit + 1):
        following: list[Json] = []
        for v in layer:
            if isinstance(v, dict):
                following.extend(v.values())
            elif isinstance(v, list):
                following.extend(v)
            elif isinstance(v, float) and not isfinite(v):
                return False
        if not following:
            return True
        layer = following
    return False


def copy(value: Json) -> Json:
    """A deep copy that shares nothing."""
    if isinstance(value, dict):
        return {k: copy(v) for k, v in value.items()}
    if isinstance(value, list):
        return [copy(v) for v in value]
    return value
