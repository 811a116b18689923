"""The independent judge: `jsonschema`, made safe.

Nothing is fetched (a registry of the meta-schemas alone), patterns are read as ECMA-262 and run in
RE2 (look-ahead: by derivatives), formats are asserted only when asked. All else is jsonschema's own
code, its quirks included: where it errs, a witness is not confirmed, and the verdict is undecided.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from types import FunctionType
from typing import Any, TypeVar

import jsonschema
import re2
from jsonschema import FormatChecker, _keywords, _legacy_keywords, _utils
from jsonschema.validators import extend
from jsonschema_specifications import REGISTRY
from referencing.exceptions import Unresolvable

from soroe.contain.automata import Language, Unsupported
from soroe.contain.automata.parse import parse, to_re2
from soroe.contain.automata.terms import Terms
from soroe.contain.dialect import Dialect
from soroe.contain.formats import MODELS
from soroe.model import Json

_T = TypeVar("_T")
_ERRORS = 20


class NoJudgement(Exception):  # noqa: N818 - leads to "undecided"
    """The judge cannot tell: a pattern no safe engine runs, a reference to nowhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_AUTOMATON_STEPS = 100_000


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


class _LinearRe:
    """Stands for `re` inside jsonschema's own functions."""

    @staticmethod
    def search(pattern: str, text: str) -> bool:
        return matcher(pattern)(text)


def _safe(function: Any, **names: Any) -> Any:
    """A copy of a function of jsonschema in which some global names mean something else."""
    return FunctionType(
        function.__code__,
        {**function.__globals__, "re": _LinearRe, **names},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )


def _safe_evaluated(module: Any) -> Any:
    name = "find_evaluated_property_keys_by_schema"
    function = _safe(getattr(module, name))
    function.__globals__[name] = function
    return function


class _Count(threading.local):
    """Subschemas applied in the judgement under way: a few lines can ask for billions."""

    left = 0
    nested = 0


_COUNT = _Count()
_MOST = 120_000
_NESTED = 70


def _counted(keyword: Any) -> Any:
    def apply(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        _COUNT.left -= len(value) if isinstance(value, list) else 1
        if _COUNT.left < 0:
            raise NoJudgement("judge-exhausted")
        return keyword(validator, value, instance, schema)

    return apply


def _nested(keyword: Any) -> Any:
    """References inside references: a stop before Python's stack ends, which jsonschema would not.

    Where the stack does end inside its compiled parts, they panic instead of raising.
    """

    def follow(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if _COUNT.nested >= _NESTED:
            raise NoJudgement("too-deep")
        _COUNT.nested += 1
        try:
            yield from keyword(validator, value, instance, schema) or ()
        finally:
            _COUNT.nested -= 1

    return _counted(follow)


def _counting(cls: Any) -> dict[str, Any]:
    plain = ("allOf", "anyOf", "oneOf", "not", "if", "items", "properties", "type")
    refs = ("$ref", "$dynamicRef", "$recursiveRef")
    known = cls.VALIDATORS
    return {k: _counted(known[k]) for k in plain if k in known} | {
        k: _nested(known[k]) for k in refs if k in known
    }


_COMMON = {
    "pattern": _safe(_keywords.pattern),
    "patternProperties": _safe(_keywords.patternProperties),
    "additionalProperties": _safe(
        _keywords.additionalProperties,
        find_additional_properties=_safe(_utils.find_additional_properties),
    ),
}
_MODERN = {
    "unevaluatedProperties": _safe(
        _keywords.unevaluatedProperties,
        find_evaluated_property_keys_by_schema=_safe_evaluated(_utils),
    )
}
_IN_2019 = {
    "unevaluatedProperties": _safe(
        _legacy_keywords.unevaluatedProperties_draft2019,
        find_evaluated_property_keys_by_schema=_safe_evaluated(_legacy_keywords),
    )
}
_extend: Any = extend
_CLASSES: dict[int, Any] = {
    year: _extend(cls, _counting(cls) | _COMMON | more)
    for year, cls, more in (
        (4, jsonschema.Draft4Validator, {}),
        (6, jsonschema.Draft6Validator, {}),
        (7, jsonschema.Draft7Validator, {}),
        (2019, jsonschema.Draft201909Validator, _IN_2019),
        (2020, jsonschema.Draft202012Validator, _MODERN),
    )
}


@lru_cache(16)
def _formats(asserted: frozenset[str]) -> FormatChecker:
    checker = FormatChecker(formats=asserted & FormatChecker.checkers.keys())
    for name in asserted & MODELS.keys():
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

    def __init__(self, schema: Json, dialect: Dialect, *, formats: frozenset[str]) -> None:
        cls = _CLASSES[dialect.year]
        self._validator = cls(
            schema,
            registry=REGISTRY,
            format_checker=_formats(formats) if formats else None,
        )

    def accepts(self, value: Json) -> bool:
        """Whether `jsonschema` accepts the value; raises `NoJudgement`."""
        return self._guarded(lambda: bool(self._validator.is_valid(value)))

    def errors(self, value: Json) -> list[Any]:
        """What `jsonschema` has against the value, at most a few; raises `NoJudgement`."""
        return self._guarded(lambda: list(islice(self._validator.iter_errors(value), _ERRORS)))

    @property
    def effort(self) -> int:
        """Subschemas applied in the last judgement of this thread."""
        return _MOST - _COUNT.left

    @staticmethod
    def _guarded(question: Callable[[], _T]) -> _T:
        _COUNT.left, _COUNT.nested = _MOST, 0
        try:
            return question()
        except NoJudgement:
            raise
        except RecursionError:
            raise NoJudgement("too-deep") from None
        except Unresolvable:
            raise NoJudgement("unresolved-reference") from None
        except Exception as e:
            raise NoJudgement("judge-failed") from e
        except BaseException as e:
            # A panic of a compiled part is no `Exception`; anything else goes its way.
            if type(e).__name__ == "PanicException":
                raise NoJudgement("judge-failed") from None
            raise
