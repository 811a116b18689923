"""A verdict is a proof, a confirmed counterexample, or an honest "undecided"; never a guess."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe.contain import Budget, contains
from soroe.model import Proved, Refuted, Undecided
from soroe.schema import validator

SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 5),
    st.sampled_from(["", "a", "ab", "abc"]),
    st.just(1.5),
)
INSTANCES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYWORDS = {
    "type": st.sampled_from(["string", "integer", "number", "object", "array", ["null", "string"]]),
    "enum": st.lists(SCALARS, min_size=1, max_size=3, unique_by=repr),
    "const": SCALARS,
    "minimum": st.integers(-1, 3),
    "maximum": st.integers(-1, 3),
    "exclusiveMinimum": st.integers(-1, 3),
    "exclusiveMaximum": st.integers(-1, 3),
    "multipleOf": st.sampled_from([1, 2, 0.5, 0.1]),
    "minLength": st.integers(0, 2),
    "maxLength": st.integers(0, 2),
    "pattern": st.sampled_from(["^a", "b$"]),
    "minItems": st.integers(0, 2),
    "maxItems": st.integers(0, 2),
    "uniqueItems": st.booleans(),
    "minProperties": st.integers(0, 2),
    "maxProperties": st.integers(0, 2),
    "required": st.lists(st.sampled_from("abc"), unique=True),
    "dependentRequired": st.dictionaries(
        st.sampled_from("ab"), st.lists(st.sampled_from("abc"), unique=True), max_size=2
    ),
}


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=2)
    named = st.dictionaries(st.sampled_from("abc"), inner, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            **KEYWORDS,
            "properties": named,
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "b"]), inner, max_size=1),
            "additionalProperties": inner,
            "unevaluatedProperties": inner,
            "propertyNames": inner,
            "items": inner,
            "prefixItems": several,
            "contains": inner,
            "minContains": st.integers(0, 2),
            "maxContains": st.integers(0, 2),
            "unevaluatedItems": inner,
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "dependentSchemas": named,
        },
    )


SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.fixed_dictionaries({}, optional=KEYWORDS), nested, max_leaves=4
)
SMALL = Budget(steps=2_000, candidates=30)
PROOF_ONLY = Budget(steps=2_000, candidates=0)


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[Any, Any]:
    """A schema and one that a few keywords away, which is where wrong proofs hide."""
    a = draw(nested(SCHEMAS))
    b = dict(a)
    b |= {k: v for k, v in draw(nested(SCHEMAS)).items() if draw(st.booleans())}
    for key in list(b):
        if draw(st.integers(0, 3)) == 0:
            del b[key]
    return a, b


@settings(max_examples=600, deadline=None)
@given(neighbours(), st.lists(INSTANCES, min_size=5, max_size=15))
def test_no_instance_contradicts_a_proof(pair, instances):
    a, b = pair
    for first, second in ((a, b), (b, a)):
        if isinstance(contains(first, second, PROOF_ONLY), Proved):
            accepts, demands = validator(first), validator(second)
            for instance in instances:
                assert demands.is_valid(instance) or not accepts.is_valid(instance)


@settings(max_examples=60, deadline=None)
@given(neighbours())
def test_a_witness_is_accepted_by_the_one_and_refused_by_the_other(pair):
    a, b = pair
    verdict = contains(a, b, SMALL)
    if isinstance(verdict, Refuted):
        assert validator(a).is_valid(verdict.witness)
        assert not validator(b).is_valid(verdict.witness)


@given(SCHEMAS)
def test_a_schema_contains_itself(schema):
    assert isinstance(contains(schema, schema), Proved)


def test_an_exhausted_budget_is_said():
    a: Any = {
        "type": "object",
        "properties": {f"p{i}": {"type": "integer", "minimum": 2} for i in range(50)},
    }
    b: Any = {
        "type": "object",
        "properties": {f"p{i}": {"type": "integer", "minimum": 1} for i in range(50)},
    }
    assert isinstance(contains(a, b), Proved)
    assert contains(a, b, Budget(steps=10, candidates=5)) == Undecided("budget")


def test_a_reference_is_never_proved_about():
    a: Any = {"$ref": "#/$defs/x", "$defs": {"x": {"minimum": 2}}}
    b: Any = {"$ref": "#/$defs/x", "$defs": {"x": {"minimum": 3}}}
    assert not isinstance(contains(a, b), Proved)


WITNESSES = [
    ("a grade", {"type": "integer", "minimum": 1, "maximum": 6}, {"type": "integer", "minimum": 1, "maximum": 3}),
    ("a choice", {"enum": ["work", "search"]}, {"enum": ["work"]}),
    ("kana", {"type": "string", "maxLength": 60}, {"type": "string", "maxLength": 60, "pattern": "^[ァ-ヶー]+$"}),
    ("a date", {"type": "string", "maxLength": 10}, {"type": "string", "format": "date"}),
    ("a list", {"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}, "maxItems": 3}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wide", "narrow"), [w[1:] for w in WITNESSES], ids=[w[0] for w in WITNESSES]
)
def test_ordinary_differences_of_forms_are_decided_both_ways(wide, narrow):
    def form(field: Any) -> Any:
        return {
            "type": "object",
            "properties": {"x": field},
            "required": ["x"],
            "additionalProperties": False,
        }

    assert isinstance(contains(form(wide), form(narrow)), Refuted)
