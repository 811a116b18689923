"""From any counterexample to one that a person recognises: their own example, changed a little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from soroe.contain.judge import Judge, NoJudgement
from soroe.contain.values import copy, type_bit
from soroe.model import Json

_TRIES = 40
_MISSING: Any = object()


def realistic(raw: Json, examples: list[Json], accepts: Judge, refuses: Judge) -> Json:
    """A witness like `raw`, but as near as possible to one of the examples.

    Every answer has been accepted by `accepts` and refused by `refuses`, provided `raw` has.
    """
    if not isinstance(raw, dict | list):
        return raw
    for example in examples:
        if type_bit(example) != type_bit(raw):
            continue
        try:
            if not accepts.accepts(example):
                continue
            if not refuses.accepts(example):
                return example
            for n, candidate in enumerate(_changed(example, raw, refuses)):
                if n >= _TRIES:
                    break
                if accepts.accepts(candidate) and not refuses.accepts(candidate):
                    return candidate
        except NoJudgement:
            continue
    return raw


def _changed(example: Json, raw: Json, refuses: Judge) -> Iterator[Json]:
    """The example with the refused part of `raw` in its place, smallest parts first."""
    paths: list[tuple[Any, ...]] = []
    stack = list(refuses.errors(raw))
    while stack and len(paths) < _TRIES:
        error = stack.pop()
        paths.append(tuple(error.absolute_path))
        stack.extend(error.context or ())
    for path in sorted(dict.fromkeys(paths), key=len, reverse=True):
        target = _at(raw, path)
        if isinstance(target, dict):
            # The object as a whole is refused: one key is missing, or one is too many.
            original = _at(example, path)
            if isinstance(original, dict):
                yield from _key_changes(example, path, original, target)
        yield _with(example, path, target)


def _key_changes(
    example: Json, path: tuple[Any, ...], original: dict[str, Json], target: dict[str, Json]
) -> Iterator[Json]:
    for k in original.keys() - target.keys():
        yield _with(example, path, {n: v for n, v in original.items() if n != k})
    for k in target.keys() - original.keys():
        yield _with(example, path, original | {k: target[k]})
    common = {k: v for k, v in original.items() if k in target}
    if len(common) < len(original):
        yield _with(example, path, common)
    for k in original.keys() & target.keys():
        if original[k] != target[k]:
            yield _with(example, path, original | {k: target[k]})


def _at(value: Json, path: tuple[Any, ...]) -> Any:
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return _MISSING
    return value


def _with(value: Json, path: tuple[Any, ...], part: Any) -> Json:
    """A copy of `value` that has `part` at `path`; missing parents are made."""
    if not path:
        return copy(part)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(value) if isinstance(value, list) else []
        if step < len(items):
            items[step] = _with(items[step], rest, part)
        else:
            items.append(_with(None, rest, part))
        return items
    members = dict(value) if isinstance(value, dict) else {}
    members[step] = _with(members.get(step), rest, part)
    return members


def shrink(raw: Json, accepts: Judge, refuses: Judge) -> Json:
    """`raw` without the keys and elements that the refusal does not need."""
    if not isinstance(raw, dict):
        return raw
    value = dict(raw)
    for k in list(value):
        if len(value) > _TRIES:
            break
        less = {n: v for n, v in value.items() if n != k}
        try:
            if accepts.accepts(less) and not refuses.accepts(less):
                value = less
        except NoJudgement:
            break
    return value
