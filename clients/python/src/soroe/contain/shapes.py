"""The shapes that values of keywords must have; anything else is not a schema."""

from __future__ import annotations

from typing import Any

from soroe.contain.values import Number, exact
from soroe.model import Json


class NotASchema(Exception):  # noqa: N818 - a verdict about the document, caught at the seam
    """A keyword has a value that no draft allows."""


def is_a(kind: type[Any], value: Any) -> Any:
    """The value, if it is of this Python type."""
    if not isinstance(value, kind):
        raise NotASchema
    return value


def number(value: Json) -> Number:
    """The value as an exact number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotASchema
    return exact(value)


def count(value: Json) -> int:
    """The value as a size."""
    found = number(value)
    if not isinstance(found, int) or found < 0:
        raise NotASchema
    return found
