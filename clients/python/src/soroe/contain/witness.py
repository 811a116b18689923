"""From any counterexample to one that a person recognises: their own example, changed a little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from soroe.contain.judge import Judge, NoJudgement
from soroe.contain.values import copy, nodes_in, type_bit
from soroe.model import Json

_EFFORT = 40_000
_LARGE = 3_000
_TRIES = 40
_MISSING: Any = object()


class Polisher:
    """Makes a confirmed counterexample short and familiar; every step is judged again.

    The effort is counted in subschemas applied, so that large documents do not take long.
    """

    def __init__(self, accepts: Judge, refuses: Judge) -> None:
        """`accepts` is the judge of the first schema, `refuses` that of the second."""
        self._accepts = accepts
        self._refuses = refuses
        self._left = _EFFORT

    def polish(self, raw: Json, examples: list[Json]) -> Json:
        """A counterexample near one of the examples, or else a small one."""
        if not isinstance(raw, dict | list) or nodes_in(raw, _LARGE) >= _LARGE:
            return raw
        try:
            raw = self._hoisted(raw)
            for example in examples:
                if type_bit(example) == type_bit(raw) and nodes_in(example, _LARGE) < _LARGE:
                    found = self._near(example, raw)
                    if found is not _MISSING:
                        return found  # type: ignore[no-any-return]
            return self._shrunk(raw)
        except NoJudgement:
            return raw

    def _good(self, value: Json) -> bool:
        if self._left <= 0:
            return False
        good = self._accepts.accepts(value)
        self._left -= 20 + self._accepts.effort
        if good:
            good = not self._refuses.accepts(value)
            self._left -= self._refuses.effort
        return good

    def _paths(self, value: Json) -> list[tuple[Any, ...]]:
        """Where the second schema refuses, the innermost places first."""
        paths: list[tuple[Any, ...]] = []
        stack = self._refuses.errors(value)
        while stack and len(paths) < _TRIES:
            error = stack.pop()
            paths.append(tuple(error.absolute_path))
            stack.extend(error.context or ())
        return sorted(dict.fromkeys(paths), key=len, reverse=True)

    def _hoisted(self, raw: Json) -> Json:
        """What is wrong deep inside a recursive form is as wrong at its top."""
        for path in self._paths(raw)[:3]:
            for size in range(len(path), 0, -1):
                inner = _at(raw, path[:size])
                if inner is not _MISSING and type_bit(inner) == type_bit(raw) and self._good(inner):
                    return inner  # type: ignore[no-any-return]
            for start in range(1, len(path)):
                for size in range(len(path), start, -1):
                    inner = _at(raw, path[:size])
                    if inner is _MISSING or type_bit(inner) != type_bit(_at(raw, path[:start])):
                        continue
                    shorter = _with(raw, path[:start], inner)
                    if self._good(shorter):
                        return shorter
        return raw

    def _near(self, example: Json, raw: Json) -> Any:
        if not self._accepts.accepts(example):
            return _MISSING
        if not self._refuses.accepts(example):
            return example
        for tried, candidate in enumerate(_changed(example, raw, self._paths(raw))):
            if tried >= _TRIES:
                break
            if self._good(candidate):
                return candidate
        return _MISSING

    def _shrunk(self, raw: Json) -> Json:
        """Without the keys that the refusal does not need."""
        if not isinstance(raw, dict) or nodes_in(raw, _LARGE) > _LARGE // 5:
            return raw
        value = raw
        for k in list(raw)[:_TRIES]:
            less: Json = {n: v for n, v in value.items() if n != k}
            if self._good(less):
                value = less  # type: ignore[assignment]
        return value


def _changed(example: Json, raw: Json, paths: list[tuple[Any, ...]]) -> Iterator[Json]:
    """The example with the refused parts of `raw` in their places, smallest parts first."""
    for path in paths:
        target = _at(raw, path)
        if isinstance(target, dict):
            # The object as a whole is refused: one key is missing, or one is too many.
            original = _at(example, path)
            if isinstance(original, dict):
                yield from _key_changes(example, path, original, target)
        if target is not _MISSING:
            original = _at(example, path)
            if isinstance(target, str) and isinstance(original, str):
                for length in (len(original) + 1, max(len(original) - 1, 0), len(target)):
                    yield _with(example, path, _stretched(original, length))
            yield _with(example, path, target)


def _stretched(text: str, length: int) -> str:
    """The text shortened, or lengthened by its own end, for what is refused for its length."""
    return text[:length] + text[-1:] * (length - len(text))


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
        if (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        ):
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
