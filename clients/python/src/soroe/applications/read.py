"""Reading applications one after the other, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import IO, Any

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.jsontext import DOOR, Limits, read
from soroe.model import Base, Json

WHOLE = Limits(size=64 * 1024 * 1024, nodes=2_000_000)
"""Bounds of a file that holds its applications as one JSON text."""

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_QUOTE = b'"'
_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n\xef\xbb\xbf"
_CUT = "truncated"
_DIGITS = bytes.maketrans(b"123456789.", b"0000000000")
_LONG = b"0" * 16
_MANY = 10_000


class Entry(Base, frozen=True):
    """One application with its line in the file, or why that line cannot be read."""

    line: int
    value: Any = None
    problem: Problem | None = None


def read_applications(data: IO[bytes]) -> Iterator[Entry]:
    """The applications in a file: NDJSON (one in a line), one JSON object, or a list of them.

    NDJSON is read line by line, so that memory does not grow with the file; a line that cannot be
    read is an entry with its problem, and the reading goes on. Raises `DocumentError` where the
    file is one JSON text that cannot be read, or is too large (write it as NDJSON then).
    """
    first, number = _first(data)
    second = _line(data)
    if _is_whole(first, second):
        yield from _whole(first + second, data)
        return
    for line in chain([first, second], iter(partial(_line, data), b"")):
        if line.strip(_BLANK):
            yield _entry(number, line)
        number += 1


def _first(data: IO[bytes]) -> tuple[bytes, int]:
    """The first line that holds anything, and its number."""
    number = 1
    while (line := _line(data)) and not line.strip(_BLANK):
        number += 1
    return line.removeprefix(_BOM), number


def _is_whole(first: bytes, second: bytes) -> bool:
    """Whether the file is one JSON text: a list, or an object that goes on in the next line."""
    if first.lstrip().startswith(b"["):
        return True
    try:
        _decode(first)
    except msgspec.DecodeError as e:
        return _CUT in str(e) and bool(first) and not second.lstrip().startswith(b"{")
    except UnicodeDecodeError:
        return False
    return False


def _line(data: IO[bytes]) -> bytes:
    """The next line; of one that is too long, the beginning, and the rest is passed over."""
    line = data.readline(DOOR.size + 2)
    while len(line) > DOOR.size + 1 and not line.endswith(b"\n"):
        more = data.readline(1 << 20)
        if not more or more.endswith(b"\n"):
            line = line[: DOOR.size + 1] + b"\n"
            break
    return line


def _entry(number: int, line: bytes) -> Entry:
    try:
        return Entry(number, _quick(line))
    except DocumentError as e:
        return Entry(number, problem=msgspec.structs.replace(e.problem, line=number))


def _quick(line: bytes) -> Json:
    """The value of a line as the strict door reads it, in a fraction of the time.

    The fast reader takes two things that the door does not: a name that stands twice, and a number
    that is not held exactly. Where the value is written as it was read, it had neither; where only
    the spacing differs, as many quotes come out as went in and no number is long. The rest is left
    to the door.
    """
    if line.count(b"{") + line.count(b"[") > DOOR.depth or line.count(b",") > _MANY:
        return read(line)
    if len(line) > DOOR.size or b"\\" in line:
        return read(line)
    try:
        value: Json = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return read(line)
    written = _encode(value)
    if written == line.strip():
        return value
    if written.count(_QUOTE) != line.count(_QUOTE) or _delicate(line):
        return read(line)
    return value


def _delicate(line: bytes) -> bool:
    """Whether a number may stand there that a double does not hold.

    Digits in a text look the same, which costs only time.
    """
    digits = line.translate(_DIGITS)
    return _LONG in digits or b"0e" in digits or b"0E" in digits


def _whole(first: bytes, data: IO[bytes]) -> Iterator[Entry]:
    body = first + data.read(WHOLE.size + 1 - min(len(first), WHOLE.size))
    if len(body) > WHOLE.size:
        params = {"size": f"> {WHOLE.size}", "limit": str(WHOLE.size)}
        raise DocumentError(Problem("applications-too-large", params=params))
    value = read(body, WHOLE)
    for number, one in enumerate(value if isinstance(value, list) else [value], 1):
        yield Entry(number, one)
