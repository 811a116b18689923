"""JSON Pointers (RFC 6901) and item pointers (the same, with `*` for any member of an array)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soroe.positions import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from soroe.model import Json

MISSING: object = object()
"""What `find` returns where nothing stands; `None` is a JSON value."""


def split(pointer: str) -> tuple[str, ...]:
    """The unescaped segments; ValueError if it is not a pointer."""
    if pointer == "":
        return ()
    if not pointer.startswith("/"):
        raise ValueError(pointer)
    return tuple(s.replace("~1", "/").replace("~0", "~") for s in pointer[1:].split("/"))


def join(segments: Iterable[str | int]) -> str:
    """The pointer that `split` takes apart."""
    return "".join("/" + escape(str(s)) for s in segments)


def find(document: Json, pointer: str) -> Json | object:
    """The value at the pointer, or `MISSING`."""
    value: Json = document
    for segment in split(pointer):
        if isinstance(value, dict):
            if segment not in value:
                return MISSING
            value = value[segment]
        elif isinstance(value, list):
            if not (segment.isascii() and segment.isdigit() and int(segment) < len(value)):
                return MISSING
            value = value[int(segment)]
        else:
            return MISSING
    return value
