"""Does a row of a table become the application that its writer meant?"""

from __future__ import annotations

import io
from typing import Any

import pytest

from soroe.applications import read_rows
from soroe.errors import DocumentError

FORM: Any = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "氏名"},
        "grade": {"type": "integer", "title": "学年"},
        "hours": {"type": "number", "title": "時間"},
        "saturday": {"type": "boolean", "title": "土曜日"},
        "kind": {"type": "string", "title": "種類", "enum": ["a"], "x-choices": {"a": "新規"}},
        "days": {
            "type": "array",
            "title": "曜日",
            "items": {"type": "string", "enum": ["1", "2"], "x-choices": {"1": "月", "2": "火"}},
        },
        "family": {
            "type": "array",
            "title": "家族",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string", "title": "家族の氏名"}},
            },
        },
        "child": {
            "type": "object",
            "title": "児童",
            "properties": {"name": {"type": "string", "title": "氏名"}},
        },
    },
}


def rows(text: str | bytes, columns: dict[str, str] | None = None) -> list[Any]:
    data = text if isinstance(text, bytes) else text.encode()
    found = read_rows(io.BytesIO(data), FORM, columns)
    return [e.value if e.problem is None else e.problem.type for e in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("学年,土曜日\n3,はい\n", [{"grade": 3, "saturday": True}]),
        ("\ufeff学年\r\n3\r\n", [{"grade": 3}]),
        ("学年\n1\n\n2\n", [{"grade": 1}, {"grade": 2}]),
        ("/child/name,/name\n花子,太郎\n", [{"child": {"name": "花子"}, "name": "太郎"}]),
        ("/family/0/name,/family/1/name\n甲,乙\n", [{"family": [{"name": "甲"}, {"name": "乙"}]}]),
        ("/family/0/name,/family/1/name\n,乙\n", [{"family": [{"name": "乙"}]}]),
        ("種類\n新規\n", [{"kind": "a"}]),
        ("種類\na\n", [{"kind": "a"}]),
        ("種類\n古い\n", [{"kind": "古い"}]),
        ("曜日\n月、火\n", [{"days": ["1", "2"]}]),
        ('時間,学年\n"1,234.5",三\n', [{"hours": 1234.5, "grade": "三"}]),
        ("土曜日\nたぶん\n", [{"saturday": "たぶん"}]),
        ('/name\n"一行目\n二行目"\n', [{"name": "一行目\n二行目"}]),
        ("学年\n3,4\n5\n", ["row-too-long", {"grade": 5}]),
        ("学年\n", []),
    ],
)  # fmt: skip
def test_a_table_is_read_as(text: str, found: list[Any]) -> None:
    assert rows(text) == found


def test_a_table_in_cp932_is_read() -> None:
    assert rows("学年,/name\n3,髙橋 花子\n".encode("cp932")) == [{"grade": 3, "name": "髙橋 花子"}]


def test_headings_may_be_named_in_a_table_of_their_own() -> None:
    assert rows("ねんせい\n3\n", {"ねんせい": "/grade"}) == [{"grade": 3}]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("", ["csv-unreadable"]),
        ("学年,なまえ,所\n", ["column-unknown", "column-unknown"]),
        ("氏名\n", ["column-unknown"]),
        ("/family/*/name\n", ["column-unknown"]),
        ("学年,/grade\n", ["column-twice"]),
        ('/name\n"開いたまま\n', ["csv-unreadable"]),
        (b"\xe5\xad\xa6\n\xff\xff\n", ["csv-unreadable"]),
    ],
)
def test_a_table_that_cannot_be_read_says_why(text: str | bytes, types: list[str]) -> None:
    with pytest.raises(DocumentError) as refused:
        rows(text)
    assert [p.type for p in refused.value.problems] == types
