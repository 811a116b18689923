"""Is what a clerk pastes read for what it says, and never for more?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.citation import Reference, places, read, read_locators, read_number, show, show_locators
from soroe.citation.parts import Piece
from soroe.citation.read import MAX_TEXT
from tests.citation.values import references

HERE = Path(__file__).parent
SHAPES: list[dict[str, Any]] = json.loads((HERE / "shapes.json").read_bytes())
NEAR_MISSES: list[dict[str, Any]] = json.loads((HERE / "near-misses.json").read_bytes())


def reference(plain: dict[str, Any]) -> Reference:
    """The reference a test writes with the field names of the program."""

    def camel(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                head + "".join(t.capitalize() for t in tail): camel(v)
                for k, v in value.items()
                for head, *tail in [k.split("_")]
            }
        return [camel(v) for v in value] if isinstance(value, list) else value

    return msgspec.convert(camel(plain), Reference)


@pytest.mark.parametrize("case", SHAPES, ids=lambda c: c["text"])
def test_a_shape_that_is_in_use_is_read_wholly(case: dict[str, Any]) -> None:
    reading = read(case["text"])
    assert reading.reference == reference(case["reference"])
    assert reading.remarks == ()
    assert reading.whole


@pytest.mark.parametrize("case", SHAPES, ids=lambda c: c["text"])
def test_it_is_shown_in_the_official_style_and_read_back(case: dict[str, Any]) -> None:
    reading = read(case["text"])
    assert show(reading.reference) == case["shown"]
    assert read(case["shown"]).reference == reading.reference


@pytest.mark.parametrize("case", NEAR_MISSES, ids=lambda c: c["text"])
def test_what_is_not_a_citation_is_kept_and_named(case: dict[str, Any]) -> None:
    reading = read(case["text"])
    assert show(reading.reference) == case["shown"]
    assert [r.type for r in reading.remarks] == case["remarks"]
    assert [p.text for p in reading.pieces if p.role == "unread"] == case["unread"]


@given(references())
def test_what_is_shown_is_read_back(value: Reference) -> None:
    shown = show(value)
    reading = read(shown)
    assert reading.reference == value, shown
    assert reading.remarks == (), shown


SNIPPETS = [
    "平成27年", "3月31日", "昭和65年1月1日", "規則", "条例", "第", "十", "11", "号", "の2", "様式", "第3条", "第1項",
    "別表", "附則", "及び", "から", "まで", "（", "）", "〔", "〕", "一部改正", "・", "、", "令元", "例示市", "児童福祉法",
    "イ", "(1)", " ", "\n", "○", "関係", "施行", "公布", "4例児", "―", "R8.4.1", "ただし書", "x",
]  # fmt: skip


@given(st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=3), max_size=14).map("".join))
def test_reading_loses_no_character_and_names_all_it_did_not_read(text: str) -> None:
    reading = read(text)
    assert "".join(p.text for p in reading.pieces) == text
    unread = sum(p.role == "unread" for p in reading.pieces)
    named = [r for r in reading.remarks if r.type not in READ_ALL_THE_SAME]
    assert unread == len(named)


READ_ALL_THE_SAME = {"citation-place-informal", "citation-year-impossible"}
"""Remarks on what was read: the other remarks each name one piece that was not."""


@given(st.lists(st.sampled_from(SNIPPETS), max_size=14).map("".join))
def test_what_was_read_of_anything_is_shown_and_read_back(text: str) -> None:
    first = read(text).reference
    assert read(show(first)).reference == first


def test_a_text_too_long_for_a_citation_is_kept_as_it_is() -> None:
    text = "規則第11号、" * MAX_TEXT
    reading = read(text)
    assert reading.pieces == (Piece("unread", text),)
    assert [r.type for r in reading.remarks] == ["citation-too-long"]


@pytest.mark.parametrize(
    "unit", ["第", "例示市", "（", "平成27年", "一", "第3条及び", "・一部改正", "の1"]
)
def test_the_longest_text_of_any_one_part_is_read(unit: str) -> None:
    text = (unit * MAX_TEXT)[:MAX_TEXT]
    assert "".join(p.text for p in read(text).pieces) == text


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("第3条第1項及び第2項", "第3条第1項/第3条第2項"),
        ("第3条第1項第1号から第3号まで", "第3条第1項第1号/第3条第1項第3号"),
        ("第3条第1号イ又はロ", "第3条第1号イ/第3条第1号ロ"),
        ("附則第2項及び第3項", "附則第2項/附則第3項"),
        ("第3条及び附則第2項", "第3条/附則第2項"),
        ("別表第1及び第3条", "別表第1/第3条"),
    ],
)
def test_a_place_that_leaves_out_what_it_shares_is_filled_in(text: str, full: str) -> None:
    locators = read_locators(text)
    assert locators is not None
    assert "/".join(show_locators((p,)) for p in places(locators)) == full


@pytest.mark.parametrize("text", ["", "第3条ほか", "第三", "イ", "規則第3条", "第3条及び"])
def test_a_place_is_read_wholly_or_not_at_all(text: str) -> None:
    assert read_locators(text) is None


@pytest.mark.parametrize(
    "text", ["", "第3号", "規則", "規則第2号様式", "規則第二二十号", "規則第11号ほか"]
)
def test_a_number_is_read_wholly_or_not_at_all(text: str) -> None:
    assert read_number(text) is None
