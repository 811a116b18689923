"""Examples that are missing, or that are not what their folder says."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping

from soroe.core_lint.nodes import item_of
from soroe.errors import Problem
from soroe.model import Base, Json
from soroe.pointer import join
from soroe.schema import subschemas, validator

ENOUGH_ACCEPTED = 10
ENOUGH_REFUSED = 15
"""How many examples let somebody learn a form from them."""


class Examples(Base, frozen=True):
    """Filled-in applications by name: what the core accepts, and what it refuses."""

    accept: Mapping[str, Json] = {}
    reject: Mapping[str, Json] = {}


def untested(published: Json, examples: Examples) -> Iterator[Problem]:
    """`examples-too-few`, `example-refused`, `example-accepted`, `condition-untested`.

    A condition is tested where some refused example would be accepted without it. Those of
    components are tested beside the component.
    """
    yield from _too_few(examples)
    core = validator(published)
    for name, value in examples.accept.items():
        for pointer, keyword, _ in core.errors(value)[:1]:
            facts = {"example": name, "place": pointer or "/", "keyword": keyword}
            yield Problem("example-refused", "", facts)
    refused = [value for value in examples.reject.values() if not core.is_valid(value)]
    for name, value in examples.reject.items():
        if core.is_valid(value):
            yield Problem("example-accepted", "", {"example": name})
    for path, index, title in _own_conditions(published):
        looser = validator(_without(published, (*path, "allOf"), index))
        if not any(looser.is_valid(value) for value in refused):
            facts = {"item": item_of(path) or "/", "condition": title}
            yield Problem("condition-untested", join((*path, "allOf", str(index))), facts)


def _too_few(examples: Examples) -> Iterator[Problem]:
    for kind, found, wanted in (
        ("accept", len(examples.accept), ENOUGH_ACCEPTED),
        ("reject", len(examples.reject), ENOUGH_REFUSED),
    ):
        if found < wanted:
            facts = {"kind": kind, "found": str(found), "wanted": str(wanted)}
            yield Problem("examples-too-few", "", facts)


def _own_conditions(published: Json) -> Iterator[tuple[tuple[str, ...], int, str]]:
    borrowed: list[tuple[str, ...]] = []
    for path, schema in subschemas(published):
        if not isinstance(schema, dict) or any(path[: len(b)] == b for b in borrowed):
            continue
        if "x-component" in schema:
            borrowed.append(path)
            continue
        conditions = schema.get("allOf")
        for index, condition in enumerate(conditions if isinstance(conditions, list) else ()):
            title = condition.get("title") if isinstance(condition, dict) else None
            yield path, index, str(title or index)


def _without(published: Json, path: tuple[str, ...], index: int) -> Json:
    """A copy in which the condition asks for nothing."""
    out = copy.deepcopy(published)
    here: object = out
    for step in path:
        assert isinstance(here, dict | list)
        here = here[int(step)] if isinstance(here, list) else here[step]
    assert isinstance(here, list)
    here[index] = True
    return out
