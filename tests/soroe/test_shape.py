"""Is the quick yes never given to what the meta-schema refuses?"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from soroe.jsontext import read
from soroe.schema.keywords import annotation_keywords, assertion_keywords, vocabulary
from soroe.schema.shape import is_plainly_legal

ROOT = Path(__file__).resolve().parents[2]
META = Draft202012Validator(Draft202012Validator.META_SCHEMA)
KEYWORDS = sorted(
    {*assertion_keywords(), *annotation_keywords(), *vocabulary("core")}
    | {"definitions", "dependencies", "$recursiveAnchor", "$recursiveRef", "format", "x-order"}
)
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 0.5, -0.5, 10**30, Decimal("0.1"), "", "string", "a b", "#",
    "a#", "a#b", "a\n", "_a.b-c", "1a", "ａ", [], {}, [True], [{}], [0], ["a"], ["a", "a"], ["a", "b"],
    ["string"], ["string", "string"], ["string", "null"], ["string", "text"], [{"type": 1}],
    [{"type": "string"}], {"a": True}, {"a": {}}, {"a": 1}, {"a": []}, {"a": ["b"]},
    {"a": ["b", "b"]}, {"type": "string"}, {"type": "text"}, {"a": {"maxLength": -1}},
    {"properties": {"a": {"items": []}}}, {"not": {"required": "a"}}, [[{}]], [None],
]  # fmt: skip


def test_there_are_all_keywords() -> None:
    assert len(KEYWORDS) >= 60


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_no_value_of_a_keyword_gets_a_yes_that_the_meta_schema_refuses(keyword: str) -> None:
    for value in VALUES:
        schemas: list[Any] = [{keyword: value}, {"properties": {"a": {keyword: value}}}]
        for schema in schemas:
            if is_plainly_legal(schema):
                assert META.is_valid(schema), schema


@pytest.mark.parametrize("document", [None, True, [], "object", 3])
def test_what_is_no_object_is_left_to_the_meta_schema(document: Any) -> None:
    assert not is_plainly_legal(document)


def test_what_forms_are_made_of_gets_the_quick_yes() -> None:
    files = [
        *(ROOT / "schemas" / "forms").glob("*/*.json"),
        *(ROOT / "schemas" / "components").glob("*/*.json"),
    ]
    assert len(files) >= 15
    for file in files:
        assert is_plainly_legal(read(file.read_bytes())), file


def test_a_very_deep_document_is_no_danger() -> None:
    deep: Any = {}
    for _ in range(5000):
        deep = {"not": deep}
    assert is_plainly_legal(deep) in {True, False}
    assert is_plainly_legal(json.loads("{}"))
