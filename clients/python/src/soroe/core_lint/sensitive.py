"""Sensitive items that everybody must answer although no law asks for them."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.core_lint.nodes import is_item, item_of, plain
from soroe.errors import Problem
from soroe.model import Json
from soroe.pointer import find, join

INDIVIDUAL_NUMBER = "individual-number@"
"""The component that no form may ask for without a law, not even as an optional item."""


def without_law(published: Json) -> Iterator[Problem]:
    """`sensitive-without-law` where neither the item nor what it lies in names a law (`x-law`)."""
    for path, schema in plain(published):
        if not is_item(path) or "x-sensitive" not in schema:
            continue
        numbered = str(schema.get("x-component", "")).startswith(INDIVIDUAL_NUMBER)
        if (numbered or _required(published, path)) and not lawful(published, path):
            facts = {"item": item_of(path), "why": str(schema["x-sensitive"])}
            yield Problem("sensitive-without-law", join(path), facts)


def _required(published: Json, path: tuple[str, ...]) -> bool:
    """Whether the item and everything around it must be answered."""
    for end in range(len(path), 0, -1):
        if is_item(path[:end]):
            around = find(published, join(path[: end - 2]))
            asked = around.get("required") if isinstance(around, dict) else None
            if not isinstance(asked, list) or path[end - 1] not in asked:
                return False
    return True


def lawful(published: Json, path: tuple[str, ...]) -> bool:
    """Whether the core names a law for what stands at the path, or for what it lies in."""
    for end in range(len(path), -1, -1):
        here = find(published, join(path[:end]))
        if isinstance(here, dict) and ("x-law" in here or "x-delegated" in here):
            return True
    return False
