"""Does the meta-schema of forms refuse what a core must not be?"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from soroe.pointer import join, split
from soroe.schema import validator
from tests.schemas.library import SCHEMAS, load

META = load(SCHEMAS / "meta" / "form.json")
GONE = object()

SMALL: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "例示申請",
    "description": "例示のための様式です。",
    "type": "object",
    "properties": {
        "name": {
            "$ref": "../../components/person-name/1.0.0.json",
            "title": "氏名",
            "x-order": 10,
        },
        "grade": {
            "type": "integer",
            "title": "学年",
            "description": "学年です。",
            "minimum": 1,
            "maximum": 6,
            "x-order": 20,
            "x-local": "narrow",
            "x-delegated": {"law": "児童福祉法第34条の8の2第1項", "range": {"maximum": 6}},
        },
        "kind": {
            "type": "string",
            "title": "種類",
            "description": "種類です。",
            "enum": ["new"],
            "x-choices": {"new": "新規"},
            "x-order": 30,
        },
        "days": {
            "type": "array",
            "title": "曜日",
            "description": "曜日です。",
            "items": {"type": "string", "pattern": "^[1-7]$"},
            "maxItems": 7,
            "x-order": 40,
            "x-synonyms": ["利用曜日"],
        },
    },
    "required": ["name"],
    "additionalProperties": False,
    "allOf": [
        {"if": {"properties": {"kind": {"const": "new"}}}, "then": {"required": ["grade"]}},
    ],
    "examples": [{"name": "例示"}],
}

REFUSED = [
    ("an identifier, which publishing sets", "/$id", "https://example.jp/forms/x.json"),
    ("another dialect", "/$schema", "http://json-schema.org/draft-07/schema#"),
    ("no example", "/examples", []),
    ("an application that is not an object", "/type", "array"),
    ("an open form", "/additionalProperties", GONE),
    ("a form that takes anything else", "/additionalProperties", True),
    ("an item without a title", "/properties/grade/title", GONE),
    ("a blank title", "/properties/grade/title", "　"),
    ("an item without a description", "/properties/grade/description", GONE),
    ("an item without a place in the order", "/properties/grade/x-order", GONE),
    ("an item whose name is not English", "/properties/学年", {"type": "integer"}),
    ("an item whose name is dangerous in JavaScript", "/properties/constructor", SMALL),
    ("a keyword that nobody knows", "/properties/grade/maximun", 6),
    ("a misspelt annotation", "/properties/grade/x-ordre", 6),
    ("a limit beside a component", "/properties/name/maxLength", 10),
    ("a component from elsewhere", "/properties/name/$ref", "https://example.jp/name.json"),
    ("text without a limit", "/properties/days/items/pattern", GONE),
    ("a list without a limit", "/properties/days/maxItems", GONE),
    ("a list of anything", "/properties/days/items", GONE),
    ("choices without labels", "/properties/kind/x-choices", GONE),
    ("labels without choices", "/properties/kind/enum", GONE),
    ("a local freedom that does not exist", "/properties/grade/x-local", "closed"),
    ("a delegation without its range", "/properties/grade/x-delegated/range", GONE),
    ("a delegation without its law", "/properties/grade/x-delegated/law", GONE),
    ("sensitive without a reason", "/properties/grade/x-sensitive", True),
    ("one synonym in place of a list", "/properties/grade/x-synonyms", "学年"),
    ("an earlier item that is no pointer", "/properties/grade/x-formerly", ["gakunen"]),
    ("a type that is a list", "/properties/grade/type", ["integer", "null"]),
    ("a format that is not asserted", "/properties/days/items/format", "hostname"),
    ("a consequence without a condition", "/allOf/0/if", GONE),
]


def test_a_small_form_in_the_house_dialect_is_accepted() -> None:
    assert validator(META).errors(SMALL) == []


@pytest.mark.parametrize(
    ("pointer", "value"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_the_meta_schema_refuses(pointer: str, value: object) -> None:
    form: Any = copy.deepcopy(SMALL)
    *above, last = split(pointer)
    node = form
    for step in above:
        node = node[int(step) if isinstance(node, list) else step]
    if value is GONE:
        del node[last]
    else:
        node[last] = value
    errors = validator(META).errors(form)
    assert errors
    assert any(pointer.startswith(at) or at.startswith(join(above)) for at, _, _ in errors)
