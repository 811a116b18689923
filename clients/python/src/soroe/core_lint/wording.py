"""Items without the words that a person needs to fill them in."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.core_lint.nodes import Path, is_item, item_of, plain
from soroe.errors import Problem
from soroe.model import Json
from soroe.pointer import join


def unworded(published: Json) -> Iterator[Problem]:
    """`title-missing`, `description-missing`, `order-missing`, `order-twice`, `label-missing`."""
    places: dict[tuple[Path, object], str] = {}
    for path, schema in plain(published):
        at, item = join(path), item_of(path)
        if is_item(path):
            for keyword, lack in (
                ("title", "title-missing"),
                ("description", "description-missing"),
            ):
                if not str(schema.get(keyword, "")).strip():
                    yield Problem(lack, at, {"item": item})
            order = schema.get("x-order")
            first = places.setdefault((path[:-1], order), item)
            if order is None:
                yield Problem("order-missing", at, {"item": item})
            elif first != item:
                yield Problem("order-twice", at, {"item": item, "other": first})
        yield from _labels(schema, at, item)


def _labels(schema: dict[str, Json], at: str, item: str) -> Iterator[Problem]:
    values, labels = schema.get("enum"), schema.get("x-choices")
    if isinstance(values, list):
        named = labels if isinstance(labels, dict) else {}
        missing = [str(v) for v in values if not str(named.get(str(v), "")).strip()]
        if missing:
            facts = {"item": item or "/", "values": ", ".join(missing[:10])}
            yield Problem("label-missing", at, facts)
