"""Where in a JSON text each value stands, and where a reader's complaint is.

One iterative scanner over text that is known to be JSON in form: depth cannot hurt it. It is slower
than the reader in `jsontext`, so it runs when a place must be named, not on every document.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

import msgspec

from soroe.errors import Problem

_TOKEN = re.compile(r'[\s,]*(?:("(?:[^"\\]|\\.)*")([ \t\r\n]*:)?|([\[\]{}])|([^\s,\[\]{}":]+))')
_SURROGATE = re.compile("[\ud800-\udfff]")


class Spot(msgspec.Struct, frozen=True):
    """One value in the text: pointer, offset of its first character, `key` if it is a member."""

    pointer: str
    offset: int
    token: str
    key_offset: int | None = None
    duplicate: bool = False


def escape(segment: str) -> str:
    """A reference token of RFC 6901."""
    return segment.replace("~", "~0").replace("/", "~1")


def spots(text: str) -> Iterator[Spot]:
    """Every value of the text in reading order; members say whether their key was seen before."""
    stack: list[tuple[str, set[str] | None, int]] = []
    key: str | None = None
    key_offset: int | None = None
    at = 1 if text.startswith("\ufeff") else 0
    while match := _TOKEN.match(text, at):
        at = match.end()
        string, colon, bracket, scalar = match.groups()
        if string is not None and colon is not None:
            plain = "\\" not in string  # as nearly all keys are: ten times as fast
            key = string[1:-1] if plain else json.loads(string, strict=False)
            key_offset = match.start(1)
            continue
        if bracket in ("}", "]"):
            if stack:
                stack.pop()
            continue
        start = match.start(1 if string is not None else 3 if bracket is not None else 4)
        pointer, duplicate = "", False
        if stack:
            base, keys, index = stack[-1]
            if keys is not None and key is not None:
                pointer, duplicate = f"{base}/{escape(key)}", key in keys
                keys.add(key)
            else:
                pointer = f"{base}/{index}"
                stack[-1] = (base, keys, index + 1)
        yield Spot(pointer, start, string or bracket or scalar, key_offset, duplicate)
        key, key_offset = None, None
        if bracket is not None:
            stack.append((pointer, set() if bracket == "{" else None, 0))


class Lines:
    """Line and column, counted from 1, of an offset in a text."""

    def __init__(self, text: str) -> None:
        """Remember where each line starts."""
        self._starts = [0, *(m.end() for m in re.finditer(r"\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def positions(text: str) -> dict[str, tuple[int, int]]:
    """Line and column of each pointer's key (or, without a key, of its value)."""
    lines = Lines(text)
    return {
        s.pointer: lines.at(s.offset if s.key_offset is None else s.key_offset) for s in spots(text)
    }


def locate(text: str, kind: str, params: dict[str, str]) -> Problem:
    """The problem of this kind with the first place in the text that shows it."""
    lines = Lines(text)
    for spot in spots(text):
        offset = spot.offset if spot.key_offset is None else spot.key_offset
        if _shows(kind, spot, text, params):
            line, column = lines.at(offset)
            return Problem(
                kind, at=_printable(spot.pointer), params=params, line=line, column=column
            )
    return Problem(kind, params=params)


def _printable(pointer: str) -> str:
    """A place that can be printed and stored even where the place itself is what is wrong."""
    return pointer.replace("\0", "\\u0000").encode("utf-8", "backslashreplace").decode("utf-8")


def _shows(kind: str, spot: Spot, text: str, params: dict[str, str]) -> bool:
    if kind == "duplicate-key":
        return spot.duplicate
    if kind == "number-out-of-range":
        return spot.token.startswith(params.get("number", "\0"))
    bad = "\0" if kind == "null-character" else _SURROGATE
    strings = [spot.token] if spot.token.startswith('"') else []
    if spot.key_offset is not None:
        key = _TOKEN.match(text, spot.key_offset)
        strings += [key[1]] if key else []
    for string in strings:
        value = json.loads(string, strict=False)
        if (bad in value) if isinstance(bad, str) else bad.search(value):
            return True
    return False
