"""Lengths, ranges and counts as people write them in a cell: 20文字以下, 1〜6, 1〜6件."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, TypeAlias

from soroe.model import Json

About: TypeAlias = Literal["length", "number", "count"]

KEYWORDS: dict[About, tuple[str, str, str, str]] = {
    "length": ("minLength", "", "maxLength", ""),
    "count": ("minItems", "", "maxItems", ""),
    "number": ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
}
"""Lower bound, lower bound that does not belong to the range, and the same for the upper one."""

_N = r"(?P<n>-?\d+(?:\.\d+)?)"
_UNIT = r"(?:文字|字|桁|件|人|個|回|characters?|entr(?:y|ies)|digits?)?"
_SPAN = re.compile(
    rf"(?P<low>-?\d+(?:\.\d+)?){_UNIT}(?:から|to|[~〜～‐−–—-])(?P<high>-?\d+(?:\.\d+)?){_UNIT}(?:まで)?"
)
_FORMS: tuple[tuple[str, tuple[int, ...]], ...] = (
    (rf"(?:exactly)?{_N}{_UNIT}(?:ちょうど|固定)", (0, 2)),
    (rf"exactly{_N}{_UNIT}", (0, 2)),
    (rf"{_N}{_UNIT}(?:以上|から)|atleast{_N.replace('n>', 'm>')}{_UNIT}", (0,)),
    (rf"{_N}{_UNIT}(?:以下|以内|まで)|(?:atmost|upto){_N.replace('n>', 'm>')}{_UNIT}", (2,)),
    (rf"{_N}{_UNIT}(?:より大きい|を超える|超)|morethan{_N.replace('n>', 'm>')}{_UNIT}", (1,)),
    (rf"{_N}{_UNIT}(?:未満|より小さい)|lessthan{_N.replace('n>', 'm>')}{_UNIT}", (3,)),
)
_PATTERNS = tuple((re.compile(pattern), ends) for pattern, ends in _FORMS)


def bounds(words: str, about: About, *, whole: bool = True) -> dict[str, Json] | None:
    """The keywords that the words mean, {} for an empty cell; None where they cannot be read.

    `whole`: only whole numbers bound it. A number alone is the most of a length or a count, and of
    a number means nothing certain. A range that nothing lies in cannot be read.
    """
    found: dict[str, Json] = {}
    folded = unicodedata.normalize("NFKC", words).casefold()
    for part in re.split(r"[、,]|\band\b", re.sub(r"(?<=\d),(?=\d{3})", "", folded)):
        said = re.sub(r"\s+", "", part)
        if not said:
            continue
        read = _part(said, about)
        if read is None or read.keys() & found.keys():
            return None
        found |= read
    numbers = [n for n in found.values() if isinstance(n, int | float)]
    if about != "number" and any(n < 0 for n in numbers):
        return None
    if whole and not all(isinstance(n, int) for n in numbers):
        return None
    return found if _holds(found, about) else None


def _part(said: str, about: About) -> dict[str, Json] | None:
    names = KEYWORDS[about]
    if match := _SPAN.fullmatch(said):
        return {names[0]: _number(match["low"]), names[2]: _number(match["high"])}
    for pattern, ends in _PATTERNS:
        if match := pattern.fullmatch(said):
            number = _number(next(n for n in match.groups() if n is not None))
            return {names[end]: number for end in ends} if all(names[e] for e in ends) else None
    if about != "number" and re.fullmatch(rf"\d+{_UNIT}", said):
        return {names[2]: _number(re.sub(r"\D+$", "", said))}
    return None


def _number(digits: str) -> int | float:
    value = float(digits)
    return int(value) if value == int(value) else value


def _holds(found: dict[str, Json], about: About) -> bool:
    """Whether anything lies between the bounds."""
    low, above, high, below = (found.get(name) for name in KEYWORDS[about])
    pairs = ((low, high, True), (low, below, False), (above, high, False), (above, below, False))
    for one, other, same in pairs:
        if not isinstance(one, int | float) or not isinstance(other, int | float):
            continue
        if one > other or (one == other and not same):
            return False
    return True
