"""Do the small parts keep their word: tokens, folding, conditional requests, the bounded store?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import names, secret
from registry.conditional import matches, wants_gzip
from registry.kept import Kept
from registry.limits import MAX_NAME, MAX_REVISION, MAX_VERSION_PART
from registry.problems import RefusedError
from soroe.fold import fold


def test_a_token_is_recognised_and_a_misspelt_one_is_not() -> None:
    issued = secret.issue()
    text = issued.reveal()
    assert secret.parse(text) is not None
    assert len({secret.issue().reveal() for _ in range(200)}) == 200
    for at in range(len(secret.PREFIX), len(text)):
        other = "A" if text[at] != "A" else "B"
        assert secret.parse(text[:at] + other + text[at + 1 :]) is None
    for wrong in ("", "soroe_", text + "0", text[:-1], text.upper(), " " + text):
        assert secret.parse(wrong) is None


def test_a_token_is_not_printed_by_accident() -> None:
    issued = secret.issue()
    for shown in (str(issued), repr(issued), f"{issued}", str([issued]), f"{issued!r:>60}"):
        assert issued.reveal()[6:] not in shown


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ちよだ", "チヨダ"), ("ﾁﾖﾀﾞ", "チヨダ"), ("ギョウダ", "ギヨウダ"), ("茅ヶ崎", "茅ケ崎"),
        ("１３１０１６", "131016"), (" 東 京　都 ", "東京都"), ("ABC", "abc"), ("りょう・か", "リヨウカ"),
    ],
)  # fmt: skip
def test_words_fold_however_they_are_typed(typed: str, meant: str) -> None:
    assert fold(typed) == meant == fold(meant)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("held", "same"),
    [
        (b'"a"', True), (b'W/"a"', True), (b'"b", "a"', True), (b'"b",W/"a"', True), (b"*", True),
        (b" * ", True), (b'"b"', False), (b"a", False), (b"", False), (b'"a', False),
        (b'"aa"', False), (b'"*"', False), (b'"x\\"a"', False),
    ],
)  # fmt: skip
def test_a_tag_is_compared_as_the_standard_says(held: bytes, same: bool) -> None:
    assert matches(held, b'"a"') is same


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_no_header_upsets_the_reading_of_headers(one: bytes, other: bytes) -> None:
    assert isinstance(matches(one, b'"a"'), bool)
    assert isinstance(wants_gzip(other), bool)


def test_the_store_keeps_within_its_bound_and_forgets_the_oldest() -> None:
    kept: Kept[str, str] = Kept(100)
    for key in "abc":
        kept.put(key, key, 30)
    assert kept.get("a") == "a"  # now b was not asked for the longest
    kept.put("d", "d", 30)
    assert [kept.get(key) for key in "abcd"] == ["a", None, "c", "d"]
    assert kept.size == 90
    kept.put("e", "e", 101)
    assert kept.get("e") is None
    assert kept.size == 90


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 60)), max_size=60))
def test_the_bound_holds_whatever_is_put(puts: list[tuple[int, int]]) -> None:
    kept: Kept[int, int] = Kept(100)
    for key, size in puts:
        kept.put(key, size, size)
        assert kept.size <= 100


def accepted(check: object, text: str) -> bool:
    try:
        check(text)  # type: ignore[operator]
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_names_are_bounded(over: int) -> None:
    fits = over <= 0
    assert accepted(names.form, "a" * (MAX_NAME + over)) is fits
    assert accepted(names.organisation, "a" * (MAX_NAME + over)) is fits
    assert accepted(names.version, f"0.{MAX_VERSION_PART + over}.0") is fits
    assert accepted(names.revision, str(MAX_REVISION + over)) is fits


def test_the_check_digit_is_that_of_the_ministry() -> None:
    for code in ("011002", "131016", "131130", "401307", "272272", "473821", "999903"):
        assert names.code(code) == code
        for wrong in set("0123456789") - {code[5]}:
            assert not accepted(names.code, code[:5] + wrong)
