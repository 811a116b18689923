"""Would a person at a counter recognise the counterexample?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe.contain import Empty, Found, contains, instance
from soroe.model import Refuted
from soroe.schema import validator
from tests.contain.forms import city, form

EXAMPLE = {"name": "例示 太郎", "grade": 2, "reason": "work", "tel": "03-0000-0000"}


def core(**changes: Any) -> dict[str, Any]:
    properties = {
        "name": {"title": "氏名", "type": "string", "minLength": 1},
        "grade": {"title": "学年", "type": "integer", "minimum": 1, "maximum": 6},
        "reason": {"title": "理由", "enum": ["work", "search", "care"]},
        "tel": {"title": "電話番号", "type": "string"},
        "note": {"title": "備考", "type": "string"},
        **changes,
    }
    return {
        "type": "object",
        "properties": properties,
        "required": ["name", "grade"],
        "additionalProperties": False,
        "examples": [EXAMPLE],
    }


def witness(a: Any, b: Any) -> Any:
    verdict = contains(a, b)
    assert isinstance(verdict, Refuted)
    return verdict.witness


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        ({"grade": {"type": "integer", "minimum": 1, "maximum": 3}}, {"grade": 4}),
        ({"reason": {"enum": ["work", "search"]}}, {"reason": "care"}),
        ({"tel": {"type": "string", "pattern": "^[0-9]+$"}}, {}),
        ({"tel": {"type": "string", "maxLength": 11}}, {}),
        ({"tel": {"type": "string", "maxLength": 13}}, {"tel": "03-0000-0000000"}),
        ({"note": {"type": "string", "maxLength": 3}}, {"note": "山田花子"}),
    ],
)
def test_the_form_s_own_example_is_changed_in_one_place(changes, changed):
    assert witness(core(), core(**changes)) == EXAMPLE | changed


def test_a_missing_item_is_left_out_of_the_example():
    strict = core()
    strict["required"] = ["name", "grade", "tel"]
    found = witness(core(), strict)
    assert found == {k: v for k, v in EXAMPLE.items() if k != "tel"}


def test_an_item_more_is_put_into_the_example():
    wide = core(snack={"title": "おやつ", "type": "boolean"})
    assert witness(wide, core()) == EXAMPLE | {"snack": True}


@pytest.mark.parametrize(
    ("field", "narrow", "expected"),
    [
        ({"type": "string", "maxLength": 60}, {"type": "string", "pattern": "^[ァ-ヶー　 ]+$"}, "あ"),
        ({"type": "string", "pattern": "^[ァ-ヶー　 ]+$"}, {"type": "string", "pattern": "^[ァ-ヶー]+$"}, "ヤマダ ハナコ"),
        ({"type": "string", "pattern": r"^\d{3}-?\d{4}$"}, {"type": "string", "pattern": r"^\d{7}$"}, "123-4567"),
        ({"type": "string", "format": "date"}, {"type": "string", "pattern": "^2026-"}, "2027-04-01"),
        ({"type": "string", "pattern": r"^0\d{9,10}$"}, {"type": "string", "pattern": r"^0\d{9}$"}, "09012345678"),
        ({"type": "string"}, {"type": "string", "minLength": 1}, ""),
        ({"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}, 0),
        ({"type": "number"}, {"type": "integer"}, 0.5),
        ({"type": ["string", "null"]}, {"type": "string"}, None),
    ],
)  # fmt: skip
def test_values_are_ones_that_people_write(field, narrow, expected):
    assert witness(field, narrow) == expected


def test_an_instance_of_a_form_is_its_example_or_filled_in_whole():
    assert instance(core()) == Found(EXAMPLE)
    plain = {k: v for k, v in core().items() if k != "examples"}
    found = instance(plain)
    assert isinstance(found, Found)
    assert set(found.value) == {"name", "grade", "reason", "tel", "note"}
    assert found.value["name"] == "山田 花子"


def test_an_instance_of_a_large_form_is_accepted_by_it():
    for schema in (form(), city(form())):
        found = instance(schema)
        assert isinstance(found, Found)
        assert validator(schema).is_valid(found.value)


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"allOf": [{"type": "string"}, {"type": "number"}]},
        {"type": "object", "required": ["a"], "properties": {"a": False}},
        {"enum": [1, 2], "minimum": 3},
    ],
)
def test_that_nothing_can_be_filled_in_is_proved(schema):
    assert instance(schema) == Empty()


def test_a_recursive_form_gets_a_shallow_witness():
    def tree(limit: int) -> Any:
        node = {
            "type": "object",
            "properties": {
                "left": {"$ref": "#/$defs/node"},
                "right": {"$ref": "#/$defs/node"},
                "n": {"type": "integer", "maximum": limit},
            },
            "required": ["n"],
        }
        return {"$ref": "#/$defs/node", "$defs": {"node": node}}

    assert witness(tree(5), tree(3)) == {"n": 4}
