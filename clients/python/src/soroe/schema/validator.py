"""`jsonschema` made safe: RE2 for every pattern, exact decimals, formats asserted, nothing fetched.

A submitted pattern never reaches Python's backtracking `re`, and a `$ref` that leaves the document
is an error, not a request (DESIGN: the strict door).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import re2
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator as Protocol
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import NoSuchResource

from soroe.model import Json
from soroe.pointer import join

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 8 << 20

FORMATS = FormatChecker(formats=("date", "email", "idn-email", "ipv4", "ipv6", "regex"))
"""The formats that are asserted; others are annotations."""


def pattern_error(pattern: str) -> str | None:
    """Why RE2 refuses the pattern, or None if it takes it."""
    try:
        compiled(pattern)
    except re2.error as e:
        reason = e.args[0] if e.args else e
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    return None


@lru_cache(4096)
def compiled(pattern: str) -> Any:
    """The RE2 program of a pattern; `re2.error` if it has none (lookaround, back references)."""
    return re2.compile(pattern, _OPTIONS)


def _pattern(v: Any, pattern: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    if v.is_type(instance, "string") and not compiled(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(
    v: Any, patterns: dict[str, Any], instance: Any, _: Any
) -> Iterator[ValidationError]:
    if not v.is_type(instance, "object"):
        return
    for pattern, subschema in patterns.items():
        for key, value in instance.items():
            if compiled(pattern).search(key):
                yield from v.descend(value, subschema, path=key, schema_path=pattern)


def _matches_any(schema: dict[str, Any], key: str) -> bool:
    return any(compiled(p).search(key) for p in schema.get("patternProperties", ()))


def _additional(v: Any, rest: Any, instance: Any, schema: dict[str, Any]) -> Iterator[Any]:
    if not v.is_type(instance, "object"):
        return
    named = schema.get("properties", {})
    for key, value in instance.items():
        if key not in named and not _matches_any(schema, key):
            if rest is False:
                yield ValidationError(f"{key!r} is not allowed", path=(key,))
            else:
                yield from v.descend(value, rest, path=key)


def _multiple_of(v: Any, step: float, instance: Any, _: Any) -> Iterator[ValidationError]:
    if v.is_type(instance, "number") and _exact(instance) % _exact(step):
        yield ValidationError(f"{instance!r} is not a multiple of {step!r}")


def _exact(number: float) -> Fraction:
    return Fraction(repr(number))


def _evaluated(v: Any, instance: dict[str, Any], schema: Any) -> set[str]:
    """Keys that `schema` evaluates in the instance (2020-12, 11.3), patterns by RE2."""
    if isinstance(schema, bool):
        return set()
    keys: set[str] = set()
    for ref in ("$ref", "$dynamicRef"):
        if ref in schema:
            found = v._resolver.lookup(schema[ref])  # noqa: SLF001 - jsonschema has no public way
            inner = v.evolve(schema=found.contents, _resolver=found.resolver)
            keys |= _evaluated(inner, instance, found.contents)
    keys |= schema.get("properties", {}).keys() & instance.keys()
    keys |= {k for k in instance if _matches_any(schema, k)}
    if "additionalProperties" in schema or "unevaluatedProperties" in schema:
        return set(instance)  # what they refuse is reported by themselves
    for name, subschema in schema.get("dependentSchemas", {}).items():
        if name in instance:
            keys |= _evaluated(v, instance, subschema)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for subschema in schema.get(keyword, ()):
            if v.evolve(schema=subschema).is_valid(instance):
                keys |= _evaluated(v, instance, subschema)
    if "if" in schema:
        holds = v.evolve(schema=schema["if"]).is_valid(instance)
        if holds:
            keys |= _evaluated(v, instance, schema["if"])
        branch = "then" if holds else "else"
        if branch in schema:
            keys |= _evaluated(v, instance, schema[branch])
    return keys


def _unevaluated(v: Any, rest: Any, instance: Any, schema: dict[str, Any]) -> Iterator[Any]:
    if not v.is_type(instance, "object"):
        return
    known = _evaluated(
        v, instance, {k: s for k, s in schema.items() if k != "unevaluatedProperties"}
    )
    for key, value in instance.items():
        if key not in known:
            if rest is False:
                yield ValidationError(f"{key!r} is not allowed", path=(key,))
            else:
                yield from v.descend(value, rest, path=key)


def _deny(uri: str) -> Any:
    error: Any = NoSuchResource  # attrs classes of `referencing` are opaque to the type checker
    raise error(ref=uri)


_extend: Any = extend
_SAFE: Any = _extend(
    Draft202012Validator,
    {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional,
        "unevaluatedProperties": _unevaluated,
        "multipleOf": _multiple_of,
    },
)
_registry: Any = Registry
_REGISTRY: Any = _registry(retrieve=_deny)


class Refusal(NamedTuple):
    """Why one value is refused: where it stands, the keyword, and where that stands in the schema.

    `names` are the properties that are missing, for `required` and `dependentRequired`.
    """

    pointer: str
    keyword: str
    place: str
    names: tuple[str, ...] = ()


class Validator:
    """Decides whether an application is accepted by a form."""

    def __init__(self, schema: Json, *, formats: bool = True) -> None:
        """Take a schema that `check_schema` passed; `formats` says whether they are asserted."""
        self._inner: Protocol = _SAFE(
            schema, registry=_REGISTRY, format_checker=FORMATS if formats else None
        )

    def is_valid(self, instance: Json) -> bool:
        """Whether the instance is accepted."""
        return bool(self._inner.is_valid(instance))

    def errors(self, instance: Json) -> list[tuple[str, str, str]]:
        """Instance pointer, keyword and message of each refusal, ordered by pointer."""
        found = [
            (join(e.absolute_path), str(e.validator), e.message)
            for e in self._inner.iter_errors(instance)
        ]
        return sorted(found)

    def refusals(self, instance: Json) -> list[Refusal]:
        """The same refusals with their places in the schema, each once, ordered by pointer."""
        return sorted({_refusal(e) for e in self._inner.iter_errors(instance)})


def _refusal(error: Any) -> Refusal:
    keyword, value = str(error.validator), error.validator_value
    wanted: list[str] = []
    if keyword == "required":
        wanted = list(value)
    elif keyword == "dependentRequired":
        wanted = [n for name, names in value.items() if name in error.instance for n in names]
    missing = tuple(dict.fromkeys(name for name in wanted if name not in error.instance))
    return Refusal(join(error.absolute_path), keyword, join(error.absolute_schema_path), missing)


def validator(schema: Json, *, formats: bool = True) -> Validator:
    """A safe validator for a schema."""
    return Validator(schema, formats=formats)
