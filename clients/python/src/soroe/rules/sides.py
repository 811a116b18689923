"""What all finders share: the two sides of a pair, and the hit that one keyword makes."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from soroe.diff.compare import Pair
from soroe.model import Json, Op
from soroe.pointer import join
from soroe.rules.rule import Hit

MISSING: Any = UNSET
"""A keyword that a schema does not have."""


def both(pair: Pair) -> tuple[dict[str, Json], dict[str, Json]] | None:
    """Core's and form's schema objects where the node stands in both."""
    if isinstance(pair.core, dict) and isinstance(pair.form, dict):
        return pair.core, pair.form
    return None


def keyword_op(pair: Pair, keyword: str, before: Any, after: Any) -> Op:
    """The operation on the core that turns the one value of a keyword into the other."""
    path = f"{pair.path}{join((keyword,))}"
    if before is UNSET:
        return Op("add", path, value=after)
    if after is UNSET:
        return Op("remove", path, was=before)
    return Op("replace", path, was=before, value=after)


def hit(pair: Pair, keyword: str, before: Any, after: Any) -> Hit:
    """One keyword went from one value to another."""
    op = keyword_op(pair, keyword, before, after)
    return Hit((op,), before, after, frozenset({keyword}))


def named(schema: dict[str, Json], keyword: str) -> dict[str, Json]:
    """The value of a keyword that maps names to something; {} where there is none."""
    value = schema.get(keyword)
    return value if isinstance(value, dict) else {}


def listed(schema: dict[str, Json], keyword: str) -> list[Json]:
    """The value of a keyword that lists something; [] where there is none."""
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def names(value: Any) -> list[str]:
    """The names in a list or a mapping."""
    return [str(v) for v in value] if isinstance(value, list | dict) else []
