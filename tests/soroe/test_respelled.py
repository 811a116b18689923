"""Is one rule spelled in two ways never called a difference that matters to applicants?"""

from typing import Any

import pytest

from soroe.check import check
from soroe.contain import contains
from soroe.model import Input, Proved

NAMED = Input("様式", "sha256:" + "0" * 64)


def form(a: Any, **b: Any) -> Any:
    items = {"a": {"title": "項目", **a}, "b": {"title": "別の項目", "type": "string", **b}}
    return {"type": "object", "properties": items, "additionalProperties": False}


GROUP = {"type": "object", "properties": {"p": {"type": "string"}}, "required": ["p"]}
SAME: dict[str, tuple[Any, Any]] = {
    "one type in a list": ({"type": ["integer"]}, {"type": "integer"}),
    "types in another order": ({"type": ["string", "null"]}, {"type": ["null", "string"]}),
    "choices in another order": ({"enum": ["x", "y"]}, {"enum": ["y", "x"]}),
    "a single choice is a fixed value": ({"enum": ["x"]}, {"const": "x"}),
    "a type that the choices imply": ({"type": "string", "enum": ["x"]}, {"enum": ["x"]}),
    "required in another order": (
        {"required": ["p", "q"], "properties": {"p": {}, "q": {}}},
        {"required": ["q", "p"], "properties": {"q": {}, "p": {}}},
    ),
    "words alone": (
        {"type": "string", "description": "甲", "examples": ["x"], "x-order": 1},
        {"type": "string", "description": "乙", "examples": ["y"], "x-order": 2},
    ),
    "an empty bound": ({"type": "string", "minLength": 0}, {"type": "string"}),
    "true and the empty schema": (
        {"type": "array", "items": True},
        {"type": "array", "items": {}},
    ),
}
"""What any engine has to see."""

ALIKE: dict[str, tuple[Any, Any]] = {
    **SAME,
    "above 0 is at least 1": (
        {"type": "integer", "exclusiveMinimum": 0},
        {"type": "integer", "minimum": 1},
    ),
    "wrapped": (
        {"type": "string", "maxLength": 5},
        {"allOf": [{"type": "string", "maxLength": 5}]},
    ),
    "a wrapped group": (GROUP, {"allOf": [GROUP]}),
    "an alternative without a choice": ({"type": "string"}, {"anyOf": [{"type": "string"}]}),
    "not not": ({"type": "string"}, {"not": {"not": {"type": "string"}}}),
    "a length in the pattern": (
        {"type": "string", "pattern": "^[0-9]{3}$"},
        {"type": "string", "pattern": "^[0-9]+$", "minLength": 3, "maxLength": 3},
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_another_spelling_has_no_effect(name):
    one, two = (form(s) for s in SAME[name])
    for core, other in ((one, two), (two, one)):
        report = check(core, other, core_input=NAMED, form_input=NAMED)
        assert {f.effect for f in report.findings} <= {"none"}


@pytest.mark.parametrize("beside", [{}, {"maxLength": 3}], ids=["alone", "beside a difference"])
@pytest.mark.parametrize("name", ALIKE)
def test_where_the_engine_proves_that_an_item_is_the_same_no_rule_says_otherwise(name, beside):
    one, two = ALIKE[name]
    for a, b in ((one, two), (two, one)):
        core, other = form(a), form(b, **beside)
        items = (form(a)["properties"]["a"], form(b)["properties"]["a"])
        proved = all(isinstance(v, Proved) for v in (contains(*items), contains(*reversed(items))))
        report = check(core, other, core_input=NAMED, form_input=NAMED)
        effects = {f.effect for f in report.findings if f.item.startswith("/a")}
        assert not proved or effects <= {"none"}
        if beside:
            assert [f.effect for f in report.findings if f.item == "/b"] == ["narrows"]


def test_two_differences_that_matter_are_not_explained_away_by_each_other():
    core = form({"type": "integer", "minimum": 1, "maximum": 6})
    other = form({"type": "integer", "minimum": 2, "maximum": 5})
    report = check(core, other, core_input=NAMED, form_input=NAMED)
    assert [f.effect for f in report.findings] == ["narrows", "narrows"]
