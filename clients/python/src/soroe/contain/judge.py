"""The independent judge: `jsonschema`, made safe.

Nothing is fetched (an explicit empty registry), patterns run in RE2 after being read as ECMA-262,
formats are asserted only when asked. What the judge cannot judge raises `NoJudgement`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

import jsonschema
import re2
from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from jsonschema_specifications import REGISTRY
from referencing.jsonschema import lookup_recursive_ref

from soroe.contain.automata import Language, Unsupported
from soroe.contain.automata.parse import parse, to_re2
from soroe.contain.automata.terms import Terms
from soroe.contain.dialect import Dialect, dialect_of
from soroe.contain.formats import MODELS
from soroe.model import Json


_T = TypeVar("_T")
_ERRORS = 20


class NoJudgement(Exception):  # noqa: N818 - leads to "undecided"
    """The judge cannot tell: a pattern no safe engine runs, a reference to nowhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_AUTOMATON_STEPS = 20_000


def _too_much(steps: int) -> Callable[[int], None]:
    left = steps

    def charge(n: int) -> None:
        nonlocal left
        left -= n
        if left < 0:
            raise NoJudgement("pattern-too-large")

    return charge


@lru_cache(2048)
def matcher(pattern: str) -> Callable[[str], bool]:
    """A predicate for "the pattern matches somewhere"; linear time."""
    try:
        tree = parse(pattern)
    except Unsupported as e:
        raise NoJudgement(e.reason) from None
    try:
        options = re2.Options()
        options.log_errors = False
        compiled = re2.compile(to_re2(tree), options)
    except (Unsupported, re2.error):
        return _by_derivatives(pattern)
    return lambda text: compiled.search(text) is not None


def _by_derivatives(pattern: str) -> Callable[[str], bool]:
    """Look-ahead is beyond RE2."""
    language = Language(Terms(_too_much(_AUTOMATON_STEPS)))
    try:
        term = language.of(pattern)
    except Unsupported as e:
        raise NoJudgement(e.reason) from None
    return lambda text: language.accepts(term, text)


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "string") and not matcher(pattern)(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _s: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, sub in patterns.items():
        for k, v in instance.items():
            if matcher(pattern)(k):
                yield from validator.descend(v, sub, path=k, schema_path=pattern)


def _additional(validator: Any, sub: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    named = schema.get("properties", {})
    patterns = [matcher(p) for p in schema.get("patternProperties", {})]
    for k, v in instance.items():
        if k not in named and not any(m(k) for m in patterns):
            yield from validator.descend(v, sub, path=k)


def _unevaluated(validator: Any, sub: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    known = evaluated_keys(validator, instance, schema)
    for k, v in instance.items():
        if k not in known:
            yield from validator.descend(v, sub, path=k, schema_path=k)


def evaluated_keys(validator: Any, instance: dict[str, Any], schema: Any) -> set[str]:
    """The keys that subschemas which hold have looked at (after jsonschema, with safe patterns)."""
    if isinstance(schema, bool):
        return set()
    out: set[str] = set()
    for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
        if keyword in schema:
            inner, target = _followed(validator, keyword, schema[keyword])
            out |= evaluated_keys(inner, instance, target)
    out |= schema.get("properties", {}).keys() & instance.keys()
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if keyword in schema:
            inner = validator.evolve(schema=schema[keyword])
            out |= {k for k, v in instance.items() if inner.is_valid(v)}
    for pattern in schema.get("patternProperties", {}):
        out |= {k for k in instance if matcher(pattern)(k)}
    for name, sub in schema.get("dependentSchemas", {}).items():
        if name in instance:
            out |= evaluated_keys(validator, instance, sub)
    for keyword in ("allOf", "oneOf", "anyOf"):
        for sub in schema.get(keyword, []):
            if validator.evolve(schema=sub).is_valid(instance):
                out |= evaluated_keys(validator, instance, sub)
    if "if" in schema:
        if validator.evolve(schema=schema["if"]).is_valid(instance):
            out |= evaluated_keys(validator, instance, schema["if"])
            out |= evaluated_keys(validator, instance, schema.get("then", True))
        else:
            out |= evaluated_keys(validator, instance, schema.get("else", True))
    return out


def _followed(validator: Any, keyword: str, ref: str) -> tuple[Any, Any]:
    resolver = validator._resolver  # noqa: SLF001 - jsonschema offers no other way
    if keyword == "$recursiveRef":
        resolved = lookup_recursive_ref(resolver)
    else:
        resolved = resolver.lookup(ref)
    evolved = validator.evolve(schema=resolved.contents, _resolver=resolved.resolver)
    return evolved, resolved.contents


_SAFE: dict[str, Any] = {"pattern": _pattern, "patternProperties": _pattern_properties}
_CLASSES: dict[int, Any] = {
    4: extend(jsonschema.Draft4Validator, _SAFE | {"additionalProperties": _additional}),
    6: extend(jsonschema.Draft6Validator, _SAFE | {"additionalProperties": _additional}),
    7: extend(jsonschema.Draft7Validator, _SAFE | {"additionalProperties": _additional}),
    2019: extend(
        jsonschema.Draft201909Validator,
        _SAFE | {"additionalProperties": _additional, "unevaluatedProperties": _unevaluated},
    ),
    2020: extend(
        jsonschema.Draft202012Validator,
        _SAFE | {"additionalProperties": _additional, "unevaluatedProperties": _unevaluated},
    ),
}

@lru_cache(1)
def _formats() -> FormatChecker:
    checker = FormatChecker()
    for name in MODELS:
        checker.checks(name)(_reader(name, FormatChecker.checkers.get(name)))
    return checker


def _reader(name: str, builtin: Any) -> Callable[[object], bool]:
    """Decides by the model; where readers differ, `jsonschema`'s own reader has the word."""
    most, least = matcher(MODELS[name].most), matcher(MODELS[name].least)

    def check(text: object) -> bool:
        if not isinstance(text, str) or least(text):
            return True
        if not most(text):
            return False
        if builtin is None:
            raise NoJudgement("format-approximate")
        function, raises = builtin
        try:
            return bool(function(text))
        except raises:
            return False

    return check


class Judge:
    """Judges values under one schema."""

    def __init__(self, schema: Json, dialect: Dialect, *, asserted_formats: bool) -> None:
        cls = _CLASSES[dialect_of(schema, dialect).year]
        self._validator = cls(
            schema,
            registry=REGISTRY,
            format_checker=_formats() if asserted_formats else None,
        )

    def accepts(self, value: Json) -> bool:
        """Whether `jsonschema` accepts the value; raises `NoJudgement`."""
        return self._guarded(lambda: bool(self._validator.is_valid(value)))

    def errors(self, value: Json) -> list[Any]:
        """What `jsonschema` has against the value, at most a few; raises `NoJudgement`."""
        return self._guarded(lambda: list(islice(self._validator.iter_errors(value), _ERRORS)))

    @staticmethod
    def _guarded(question: Callable[[], _T]) -> _T:
        try:
            return question()
        except NoJudgement:
            raise
        except RecursionError:
            raise NoJudgement("too-deep") from None
        except Exception as e:  # noqa: BLE001 - whatever goes wrong there, there is no judgement
            raise NoJudgement("judge-failed") from e
