"""Are lengths, ranges and counts read as people write them, and as the workbook writes them?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe.report.words import span
from soroe.sheet.bounds import KEYWORDS, About, bounds
from soroe.sheet.order import moved, placed

LENGTHS: dict[str, Any] = {
    "": {}, "20": {"maxLength": 20}, "20文字": {"maxLength": 20}, "２０字以内": {"maxLength": 20},
    "20文字まで": {"maxLength": 20}, "5文字以上": {"minLength": 5}, "1〜20": {"minLength": 1, "maxLength": 20},
    "1～20文字": {"minLength": 1, "maxLength": 20}, "1-20": {"minLength": 1, "maxLength": 20},
    "7桁固定": {"minLength": 7, "maxLength": 7}, "7文字ちょうど": {"minLength": 7, "maxLength": 7},
    "5文字以上、20文字以下": {"minLength": 5, "maxLength": 20}, "1,000文字以下": {"maxLength": 1000},
    "at most 20 characters": {"maxLength": 20}, "exactly 7 characters": {"minLength": 7, "maxLength": 7},
    "たくさん": None, "20バイト": None, "20文字以下、30文字以下": None, "20〜5": None, "1.5": None, "-3": None,
    "全角10文字": None, "5文字より大きい": None,
}  # fmt: skip
NUMBERS: dict[str, Any] = {
    "": {}, "1〜6": {"minimum": 1, "maximum": 6}, "-5〜5": {"minimum": -5, "maximum": 5},
    "0以上": {"minimum": 0}, "100以下": {"maximum": 100}, "0より大きい": {"exclusiveMinimum": 0},
    "10未満": {"exclusiveMaximum": 10}, "0より大きい、10未満": {"exclusiveMinimum": 0, "exclusiveMaximum": 10},
    "0.5〜2.5": {"minimum": 0.5, "maximum": 2.5}, "1 to 6": {"minimum": 1, "maximum": 6},
    "at least 3": {"minimum": 3}, "less than 10": {"exclusiveMaximum": 10}, "3ちょうど": {"minimum": 3, "maximum": 3},
    "6": None, "6〜1": None, "3より大きい、3未満": None, "約5": None,
}  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), LENGTHS.items(), ids=LENGTHS)
def test_lengths(words: str, expected: Any) -> None:
    assert bounds(words, "length") == expected


@pytest.mark.parametrize(("words", "expected"), NUMBERS.items(), ids=NUMBERS)
def test_ranges(words: str, expected: Any) -> None:
    assert bounds(words, "number", whole=False) == expected


def test_a_whole_number_has_whole_bounds() -> None:
    assert bounds("0.5〜2", "number") is None
    assert bounds("1.0〜2", "number") == {"minimum": 1, "maximum": 2}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("about", ["length", "number", "count"])
def test_what_the_workbook_writes_can_be_read(about: About, lang: Any) -> None:
    low, above, high, below = KEYWORDS[about]
    said = 0
    for lower in (None, 1, 3, 2.5 if about == "number" else 2):
        for upper in (None, 3, 40, 7.25 if about == "number" else 7):
            for lows, highs in ((low, high), (above or low, below or high)):
                schema: dict[str, Any] = {lows: lower, highs: upper}
                schema = {k: v for k, v in schema.items() if v is not None}
                distance = (upper or 99) - (lower or -99)
                if distance < 0 or (distance == 0 and lows == above):
                    continue
                assert bounds(span(schema, about, lang), about, whole=False) == schema
                said += 1
    assert said >= 20


def test_few_numbers_change_when_things_move() -> None:
    tens = {name: 10 * (n + 1) for n, name in enumerate("abcdef")}
    assert placed("abcdef", tens) == {}
    assert placed("bcdefa", tens) == {"a": 70}
    assert placed("fabcde", tens) == {"f": 5}
    assert placed("abfcde", tens) == {"f": 25}
    assert placed("abXcdef", tens) == {"X": 25}
    assert set(placed("afbecd", tens)) == {"f", "e"}
    assert placed("aXYZb", {"a": 1, "b": 2}) == {"a": 10, "X": 20, "Y": 30, "Z": 40, "b": 50}
    assert placed("ba", {"a": 5, "b": 5}) == {"b": 10, "a": 20}
    assert placed("ba", {}) == {"b": 10, "a": 20}
    for wanted in ("fedcba", "abXcdefY", "cXabYfed"):
        numbers = tens | placed(wanted, tens)
        assert sorted(wanted, key=lambda name: numbers[name]) == list(wanted)
    assert moved(list("bcdefa"), tens) == ["a"]
