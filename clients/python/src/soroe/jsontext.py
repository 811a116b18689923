"""The strict door for JSON text, its canonical form (RFC 8785) and its digest.

Everything that comes from outside passes `read` before anything else looks at it. What it lets
through means the same to every JSON reader: no duplicate keys, no NaN, no number that a double
cannot hold, no lone surrogates, bounded size, depth and node count.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NoReturn, cast

import msgspec
import rfc8785

from soroe.errors import DocumentError, Problem
from soroe.model import Json
from soroe.positions import locate

MAX_SAFE_INTEGER = 2**53 - 1


class Limits(msgspec.Struct, frozen=True):
    """Bounds of the door: bytes of text, depth of nesting, number of values."""

    size: int = 1024 * 1024
    depth: int = 64
    nodes: int = 50_000


DOOR = Limits()

_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"
_sorted = msgspec.json.Encoder(order="sorted").encode


class _Refused(Exception):  # noqa: N818 - control flow inside this module
    """Raised inside the fast reader; the slow locator then names the place."""

    def __init__(self, kind: str, **params: str) -> None:
        self.kind = kind
        self.params = params


def read(data: bytes, limits: Limits = DOOR) -> Json:
    """The JSON value that `data` spells, or `DocumentError` naming place and kind.

    A UTF-8 byte order mark is tolerated, because files that cross into closed networks get one.
    """
    if len(data) > limits.size:
        _refuse("document-too-large", size=str(len(data)), limit=str(limits.size))
    body = data.removeprefix(_BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as e:
        line = body.count(b"\n", 0, e.start) + 1
        _refuse("not-utf-8", line=line, byte=f"0x{body[e.start]:02x}")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_float,
            parse_int=_int,
            parse_constant=_constant,
        )
    except RecursionError:
        _check_depth(body, limits)
        raise
    except _Refused as e:
        _check_depth(body, limits)
        raise DocumentError(locate(text, e.kind, e.params)) from None
    except json.JSONDecodeError as e:
        _check_depth(body, limits)
        raise DocumentError(
            Problem("not-json", params={"detail": e.msg}, line=e.lineno, column=e.colno)
        ) from None
    _check_values(body, text, value, limits)
    return cast("Json", value)


def canonical(value: Json) -> bytes:
    """The RFC 8785 form: one spelling per value."""
    if _is_plain(value):
        return _sorted(value)
    return rfc8785.dumps(cast("Any", value))


def digest(value: Json) -> str:
    """`sha256:` and the hex digest of the canonical form, however the text was laid out."""
    return digest_bytes(canonical(value))


def digest_bytes(data: bytes) -> str:
    """`sha256:` and the hex digest of these very bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def pretty(value: Json) -> str:
    """The text people read and files hold: two spaces, Japanese as it is, final newline."""
    return msgspec.json.format(json.dumps(value, ensure_ascii=False), indent=2) + "\n"


def _is_plain(value: Json) -> bool:
    """Whether the value has neither what RFC 8785 spells in its own way nor what it refuses.

    Those are numbers that are no safe integers, and strings beyond ASCII as names, which it sorts
    by UTF-16. All other values have the spelling of any compact writer that sorts names; that one
    is ten times as fast.
    """
    level: list[Any] = [value]
    while level:
        below: list[Any] = []
        for one in level:
            kind = type(one)
            if kind is dict:
                if not _are_ascii(one):
                    return False
                below.extend(one.values())
            elif kind is list:
                below.extend(one)
            elif kind is str:
                if _SURROGATE.search(one):
                    return False
            elif kind is int:
                if abs(one) > MAX_SAFE_INTEGER:
                    return False
            elif one is not None and kind is not bool:
                return False
        level = below
    return True


def _are_ascii(names: Iterable[Any]) -> bool:
    """Whether all are strings of ASCII alone."""
    try:
        return "".join(names).isascii()
    except TypeError:
        return False


def _refuse(kind: str, *, line: int | None = None, **params: str) -> NoReturn:
    raise DocumentError(Problem(kind, params=params, line=line))


def _check_depth(body: bytes, limits: Limits) -> None:
    """Refuse what is too deep, and name the line. It reads every token: not for every document."""
    depth = 0
    for token in _STRUCTURE.finditer(body):
        c = token[0]
        if c in (b"{", b"["):
            depth += 1
            if depth > limits.depth:
                line = body.count(b"\n", 0, token.start()) + 1
                _refuse("too-deep", line=line, limit=str(limits.depth))
        elif c in (b"}", b"]"):
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise _Refused("duplicate-key")
    return out


def _int(text: str) -> int | float:
    if len(text) <= 17 and abs(number := int(text)) <= MAX_SAFE_INTEGER:
        return number
    return _float(text)  # held as a double, exactly or not at all


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")) or Decimal(text) != Decimal(repr(number)):
        raise _Refused("number-out-of-range", number=text[:40])
    return number


def _constant(text: str) -> NoReturn:
    raise _Refused("number-out-of-range", number=text)


def _check_values(body: bytes, text: str, value: Any, limits: Limits) -> None:
    level = [value]
    nodes = depth = 0
    has_escape = "\\u" in text
    while level:
        nodes += len(level)
        depth += 1
        if depth > limits.depth:
            _check_depth(body, limits)
        below: list[Any] = []
        for one in level:
            kind = type(one)
            if kind is dict:
                below.extend(one.values())
                if has_escape:
                    for name in one:
                        _check_string(text, name)
            elif kind is list:
                below.extend(one)
            elif has_escape and kind is str:
                _check_string(text, one)
        level = below
    if nodes > limits.nodes:
        _refuse("too-many-values", nodes=str(nodes), limit=str(limits.nodes))


def _check_string(text: str, string: str) -> None:
    """NUL and lone surrogates can only be spelled by an escape."""
    if "\0" in string:
        raise DocumentError(locate(text, "null-character", {}))
    if _SURROGATE.search(string):
        raise DocumentError(locate(text, "lone-surrogate", {}))
