"""What an item takes after a change, as far as it can be told without the engine."""

from __future__ import annotations

from typing import Any

import msgspec

from soroe.promotion.answers import answers
from soroe.promotion.signature import Signature

_SPAN = 1000
"""The longest run of whole numbers that is written out."""


def may_be_equal(signature: Signature) -> object:
    """A key that two signatures share if the engine could find their answers equal.

    Whole numbers up to a bound and lists of choices are written out, so 3以下 and 1から3の選択
    share one; what cannot be written out shares the key of its type.
    """
    after = signature.after
    if signature.kind == "condition" or not isinstance(after, dict):
        return signature.keyword
    values = _values(after)
    if values is not None:
        return values
    bounds = {k: after[k] for k in sorted(after) if isinstance(after[k], int | float)}
    spelled = msgspec.json.encode([after.get("type"), bounds]) if "pattern" not in after else b""
    return spelled or str(after.get("type"))


def _values(after: dict[str, Any]) -> frozenset[str] | None:
    listed = after.get("enum", [after["const"]] if "const" in after else None)
    takes = answers(after)
    if isinstance(listed, list):
        inside = [v for v in listed if not isinstance(v, int | float) or _in(v, after)]
        return frozenset(str(v) for v in inside)
    low, high = takes.low, takes.high
    if not takes.whole or low is None or high is None or "multipleOf" in after:
        return None
    if high - low > _SPAN:
        return None
    return frozenset(str(v) for v in range(int(low), int(high) + 1))


def _in(value: float, after: dict[str, Any]) -> bool:
    low, high = after.get("minimum"), after.get("maximum")
    over, under = after.get("exclusiveMinimum"), after.get("exclusiveMaximum")
    return (
        (low is None or value >= low)
        and (high is None or value <= high)
        and (over is None or value > over)
        and (under is None or value < under)
    )
