"""What a form document must be: a legal 2020-12 schema, and for a core the house dialect on top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import relevance

from soroe.errors import Problem
from soroe.model import Json
from soroe.pointer import join, split
from soroe.schema.inline import COMPONENT
from soroe.schema.keywords import annotation_keywords, assertion_keywords, vocabulary
from soroe.schema.shape import is_plainly_legal
from soroe.schema.validator import pattern_error
from soroe.schema.walk import items, subschemas

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_UNSAFE_NAMES = frozenset({"__proto__", "prototype", "constructor"})
_NAME = re.compile(r"^[a-z][A-Za-z0-9]{0,63}$")


def check_schema(document: Json) -> tuple[Problem, ...]:
    """What keeps the document from being used as a schema at all; empty if nothing does.

    `not-a-schema` (the 2020-12 meta-schema refuses it), `dialect-unknown`, `pattern-refused` (RE2
    does not take it), `reference-unknown` (a reference that leaves the document).
    """
    if not isinstance(document, dict):
        return (Problem("not-a-schema", "", {"detail": "object expected"}),)
    dialect = document.get("$schema", DIALECT)
    if dialect != DIALECT:
        return (Problem("dialect-unknown", "/$schema", {"dialect": str(dialect)}),)
    problem = _meta(document)
    return (problem,) if problem else tuple(_usable(document))


@cache
def _meta_validator() -> Any:
    return Draft202012Validator(Draft202012Validator.META_SCHEMA)


def _meta(document: Json) -> Problem | None:
    if is_plainly_legal(document):
        return None
    errors = sorted(
        _meta_validator().iter_errors(document),
        key=lambda e: (relevance(e), list(map(str, e.path))),
    )
    if not errors:
        return None
    error = errors[0]
    while error.context:
        error = max(error.context, key=lambda e: len(e.absolute_path))
    return Problem("not-a-schema", join(error.absolute_path), {"detail": error.message[:200]})


def _usable(document: Json) -> Iterator[Problem]:
    for path, schema in subschemas(document):
        if not isinstance(schema, dict):
            continue
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and (reason := pattern_error(pattern)):
            params = {"pattern": pattern, "detail": reason}
            yield Problem("pattern-refused", join((*path, "pattern")), params)
        named = schema.get("patternProperties")
        for key in named if isinstance(named, dict) else ():
            if reason := pattern_error(key):
                where = join((*path, "patternProperties", key))
                yield Problem("pattern-refused", where, {"pattern": key, "detail": reason})
        for keyword in ("$ref", "$dynamicRef"):
            ref = schema.get(keyword)
            if isinstance(ref, str) and not ref.startswith("#") and not COMPONENT.match(ref):
                yield Problem("reference-unknown", join((*path, keyword)), {"ref": ref})


def lint_core(document: Json) -> tuple[Problem, ...]:
    """What keeps a legal schema from being a core (DESIGN: documents); empty if nothing does."""
    problems: list[Problem] = []
    if isinstance(document, dict) and document.get("$schema") != DIALECT:
        problems.append(Problem("dialect-unknown", "/$schema", {"dialect": "-"}))
    for path, schema in subschemas(document):
        if isinstance(schema, dict):
            problems.extend(_house(path, schema))
    problems.extend(_formerly(document))
    return tuple(problems)


def _formerly(document: Json) -> Iterator[Problem]:
    """What of `x-formerly` nobody could follow: no item pointer, or an item that still stands."""
    known = items(document)
    for pointer, item in known.items():
        said = item.schema.get("x-formerly", []) if isinstance(item.schema, dict) else []
        for former in said if isinstance(said, list) else [said]:
            stands = former in known and former != pointer
            if not (isinstance(former, str) and former.startswith("/")) or stands:
                params = {"item": pointer, "pointer": str(former)}
                yield Problem("formerly-invalid", join((*split(item.path), "x-formerly")), params)


@cache
def _known() -> frozenset[str]:
    return assertion_keywords() | annotation_keywords() | vocabulary("core")


def _house(path: tuple[str, ...], schema: dict[str, Json]) -> Iterator[Problem]:
    for keyword in schema:
        if keyword not in _known():
            yield Problem("keyword-unknown", join((*path, keyword)), {"keyword": keyword})
    conditional = any(s in {"if", "then", "else", "not", "allOf", "anyOf", "oneOf"} for s in path)
    named = schema.get("properties")
    if isinstance(named, dict):
        for name in named:
            if name in _UNSAFE_NAMES or not _NAME.match(name):
                yield Problem(
                    "item-name-refused", join((*path, "properties", name)), {"name": name}
                )
        if not conditional and not _closed(schema):
            yield Problem("object-open", join(path))
    is_item = len(path) >= 2 and path[-2] == "properties" and not conditional
    if is_item and "$ref" not in schema and not _is_text(schema.get("title")):
        yield Problem("title-missing", join(path))
    ref = schema.get("$ref")
    if isinstance(ref, str) and not (COMPONENT.match(ref) or ref.startswith("#/$defs/")):
        yield Problem("reference-unknown", join((*path, "$ref")), {"ref": ref})


def _closed(schema: dict[str, Json]) -> bool:
    return (
        schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False
    )


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())
