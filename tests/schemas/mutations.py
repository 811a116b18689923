"""A value as its document, and every small way of breaking the shape that two readers judge."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import msgspec

WRONG: tuple[Any, ...] = (None, True, 5, 1.5, [], {}, [5], {"unknown": 5})


def document(value: object) -> Any:
    """The JSON document that the program writes of one of its values."""
    return msgspec.json.decode(msgspec.json.encode(value))


def broken(whole: Any) -> Iterator[tuple[str, Any]]:
    """Copies of the document, each with one value dropped, replaced, or added, and what was done."""
    for path in list(_paths(whole)):
        yield from _at(whole, path)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(below, (*path, key))


def _at(whole: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, Any]]:
    where = "/".join(map(str, path))
    for value in WRONG:
        if path:
            yield f"{where} = {value!r}", _set(whole, path, copy.deepcopy(value))
    here = _get(whole, path)
    if isinstance(here, dict):
        yield f"{where} + unknown", _set(whole, (*path, "unknown"), 5)
    if path:
        left = copy.deepcopy(whole)
        above = _get(left, path[:-1])
        del above[path[-1]]
        yield f"{where} dropped", left


def _get(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _set(whole: Any, path: tuple[str | int, ...], value: Any) -> Any:
    out = copy.deepcopy(whole)
    _get(out, path[:-1])[path[-1]] = value
    return out
