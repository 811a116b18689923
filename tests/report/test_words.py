"""Are values and limits said as they would stand on paper?"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from soroe.report import words
from soroe.report.witness import in_words, refused_answers

LIMITS: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "integer", "minimum": 1, "maximum": 6}, "整数、1〜6", "whole number, 1 to 6"),
    ({"type": "integer", "minimum": 0}, "整数、0以上", "whole number, at least 0"),
    ({"type": "integer", "maximum": 6}, "整数、6以下", "whole number, at most 6"),
    ({"type": "number", "exclusiveMinimum": 0}, "数、0より大きい", "number, more than 0"),
    ({"type": "number", "exclusiveMaximum": 1.5}, "数、1.5未満", "number, less than 1.5"),
    (
        {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
        "数、0以上、1未満",
        "number, at least 0, less than 1",
    ),
    ({"type": "integer", "minimum": 3, "maximum": 3}, "整数、3ちょうど", "whole number, exactly 3"),
    ({"type": "integer", "multipleOf": 5}, "整数、5 きざみ", "whole number, in steps of 5"),
    (
        {"type": "string", "minLength": 0, "maxLength": 40},
        "文字、40文字以下",
        "text, at most 40 characters",
    ),
    (
        {"type": "string", "minLength": 7, "maxLength": 7},
        "文字、7文字ちょうど",
        "text, exactly 7 characters",
    ),
    ({"type": "string", "format": "date"}, "日付", "date"),
    ({"type": "string", "format": "x-unknown"}, "x-unknown", "x-unknown"),
    ({"type": ["string", "null"]}, "文字または値なし", "text or no value"),
    ({"type": "boolean"}, "はい・いいえ", "yes or no"),
    ({"const": True}, "「はい」だけ", "only “yes”"),
    ({"enum": ["a", 1, None]}, "次から選ぶ: a、1、(値なし)", "one of: a, 1, (no value)"),
    (
        {"enum": ["n", "c"], "x-choices": {"n": "新規", "c": ["継続", "更新"]}},
        "次から選ぶ: 新規、継続",
        "one of: 新規, 継続",
    ),
    (
        {
            "type": "array",
            "minItems": 1,
            "items": {"enum": [1, 2], "x-choices": {"1": "月", "2": "火"}},
        },
        "一覧、1件以上、一つずつは 次から選ぶ: 月、火",
        "list, at least 1 entries, each: one of: 月, 火",
    ),
    (
        {"type": "string", "pattern": "^[0-9]{7}$", "examples": ["0000000"]},
        "文字、例 0000000",
        "text, such as 0000000",
    ),
    ({}, "", ""),
]


@pytest.mark.parametrize(("schema", "japanese", "english"), LIMITS)
def test_limits(schema: dict[str, Any], japanese: str, english: str) -> None:
    assert "、".join(words.limits(schema, "ja")) == japanese
    assert ", ".join(words.limits(schema, "en")) == english


@pytest.mark.parametrize(
    ("value", "schema", "said"),
    [
        (UNSET, {}, "(記入なし)"), (None, {}, "(値なし)"), ("", {}, "(空の文字)"), ("  ", {}, "(空白 2文字)"),
        (True, {}, "はい"), (True, {"x-choices": {"true": "有"}}, "有"), (1, {}, "1"), (1.5, {}, "1.5"),
        (1, {"x-choices": {"1": "月曜日"}}, "月曜日"), ("x", {"x-choices": {"y": "Y"}}, "x"),
        ([], {}, "(なし)"), (["a", "b"], {}, "a、b"), ("あ" * 30, {}, "ああああああああああああああああ…(30文字)"),
        ({"a": 1}, {}, "(記入あり)"), ([{"a": 1}, {}], {}, "(2件の記入あり)"), ({}, {}, "(記入あり)"),
    ],
)  # fmt: skip
def test_values_at_a_glance(value: Any, schema: dict[str, Any], said: str) -> None:
    assert words.value(value, schema, "ja", brief=True) == said


@pytest.mark.parametrize(
    ("keyword", "found", "schema", "said"),
    [
        ("pattern", "^[0-9]{7}$", {"pattern": "^[0-9]{7}$", "examples": ["0000000"]}, "例 0000000"),
        (
            "pattern",
            "^[0-9]{7}$",
            {"pattern": "^[0-9]{8}$", "examples": ["00000000"]},
            "^[0-9]{7}$",
        ),
        ("pattern", "^[0-9]{7}$", {}, "^[0-9]{7}$"),
        ("type", ["integer", "null"], {}, "整数または値なし"),
        ("format", "date", {}, "日付"),
        ("enum", ["n"], {"x-choices": {"n": "新規"}}, "新規"),
        ("enum", "n", {"x-choices": {"n": "新規"}}, "新規"),
        ("maximum", UNSET, {}, "決まりなし"),
        ("uniqueItems", True, {}, "はい"),
    ],
)
def test_rules_of_a_form_are_said_in_words(
    keyword: str, found: Any, schema: dict[str, Any], said: str
) -> None:
    assert words.keyword(keyword, found, schema, "ja") == said


FORM: dict[str, Any] = {
    "title": "申請",
    "type": "object",
    "properties": {
        "child": {
            "title": "児童",
            "type": "object",
            "properties": {
                "grade": {"title": "学年", "type": "integer", "maximum": 3},
                "name": {"title": "氏名", "type": "string"},
            },
            "required": ["name"],
            "additionalProperties": False,
        },
        "family": {
            "title": "同居家族",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"age": {"title": "年齢", "type": "integer"}},
                "required": ["age"],
            },
        },
    },
    "if": {"properties": {"family": {"minItems": 2}}},
    "then": {"required": ["note"]},
}


@pytest.mark.parametrize(
    ("application", "said"),
    [
        ({"child": {"name": "a", "grade": 6}, "note": 1}, "児童 › 学年: 6"),
        ({"child": {}, "note": 1}, "児童 › 氏名: (記入なし)"),
        ({"child": {"name": "a", "extra": "x"}, "note": 1}, "児童 › extra: x"),
        ({"family": [{"age": 1}, {}], "note": 1}, "同居家族 › 年齢: (記入なし)"),
        ({"family": [{"age": 1}, {"age": 2}]}, "note: (記入なし)"),
        (
            {"child": {"grade": 6}, "family": [{}, {}], "note": 1},
            "児童 › 学年: 6、児童 › 氏名: (記入なし)、同居家族 › 年齢: (記入なし)、ほか 1 か所",
        ),
    ],
)
def test_only_the_refused_answers_of_an_application_are_shown(application: Any, said: str) -> None:
    assert in_words(application, FORM, FORM, "ja") == said


def test_of_an_item_only_its_own_value_is_shown() -> None:
    application: Any = {"child": {"grade": 6}, "family": [{"age": 1}, {}], "note": 1}
    assert in_words(application, FORM, FORM, "ja", "/child/grade") == "6"
    assert in_words(application, FORM, FORM, "ja", "/family/*/age") == "(記入なし)"
    assert in_words(application, FORM, FORM, "ja", "/child") == "学年: 6、氏名: (記入なし)"


def test_answers_are_given_once_and_in_order() -> None:
    found = refused_answers({"child": {"name": 1, "grade": 9.5}, "note": 1}, FORM)
    assert [a.pointer for a in found] == ["/child/grade", "/child/name"]
