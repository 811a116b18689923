"""Are numbers with check digits computed, recognised and kept out as the law writes them?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe import codes
from soroe.errors import DocumentError, Problem

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


def changed(number: str, at: int, to: str) -> str:
    return number[:at] + to + number[at + 1 :]


# ---- municipalities

LOCAL = ["011002", "131016", "132284", "212199", "999903", "990001"]
CORPORATE = ["4011001098993", "7000012050002", "8000012010038", "7010501016231"]


@pytest.mark.parametrize("code", LOCAL)
def test_known_municipality_codes_are_right(code: str) -> None:
    assert codes.is_local_government_code(code)
    assert codes.read_local_government_code(code[:5]) == code
    assert codes.read_local_government_code(f" {code.translate(FULL_WIDTH)}　") == code


@given(digits(5), st.integers(0, 4), digits(1))
def test_one_wrong_digit_in_a_municipality_code_is_noticed_but_for_one_collision(
    body: str, at: int, to: str
) -> None:
    """Remainders 0 and 10 share a check digit (1), so the rule itself cannot tell those two."""
    code = codes.complete_local_government_code(body)
    other = changed(code, at, to)
    if other != code and codes.is_local_government_code(other):
        assert {_remainder(body), _remainder(other[:5])} == {0, 10}


def _remainder(body: str) -> int:
    return sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2), strict=True)) % 11


@given(digits(6))
def test_a_wrong_check_digit_is_refused_with_the_right_code_named(code: str) -> None:
    if not codes.is_local_government_code(code):
        with pytest.raises(DocumentError) as refused:
            codes.read_local_government_code(code)
        right = codes.complete_local_government_code(code[:5])
        assert refused.value.problem == Problem(
            "check-digit-wrong", params={"code": code, "expected": right}
        )


@pytest.mark.parametrize("text", ["", "1234", "1234567", "99990a", "例示市", "٩٩٩٩٠٣", "99990\n3"])
def test_what_is_not_a_code_is_refused(text: str) -> None:
    assert not codes.is_local_government_code(text)
    with pytest.raises(DocumentError) as refused:
        codes.read_local_government_code(text)
    assert refused.value.problem.type == "municipality-code-invalid"


def test_fictional_codes_are_told_from_real_ones() -> None:
    assert codes.is_fictional("999903")
    assert not codes.is_fictional("132284")


# ---- corporations


@pytest.mark.parametrize("number", CORPORATE)
def test_known_corporate_numbers_are_right(number: str) -> None:
    assert codes.is_corporate_number(number)


@given(digits(12), st.integers(1, 12), digits(1))
def test_one_wrong_digit_in_a_corporate_number_is_noticed_but_for_0_and_9(
    body: str, at: int, to: str
) -> None:
    number = codes.corporate_check_digit(body) + body
    other = changed(number, at, to)
    assert codes.is_corporate_number(number)
    if other != number and {other[at], number[at]} != {"0", "9"}:
        assert not codes.is_corporate_number(other)


# ---- individuals


def test_the_published_example_of_an_individual_check_digit() -> None:
    assert codes.individual_check_digit("12345678901") == "8"


@given(digits(11), st.sampled_from(["{}", "番号は{}です", "{}。"]), st.booleans(), st.booleans())
def test_an_individual_number_is_found_however_it_is_written(
    body: str, sentence: str, full_width: bool, grouped: bool
) -> None:
    number = body + codes.individual_check_digit(body)
    written = "-".join((number[:4], number[4:8], number[8:])) if grouped else number
    text = sentence.format(written.translate(FULL_WIDTH) if full_width else written)
    expected = () if number == "0" * 12 else (number,)
    assert codes.individual_numbers_in(text) == expected


@given(digits(12))
def test_twelve_digits_with_another_check_digit_are_nobodys_number(number: str) -> None:
    expected = codes.is_individual_number(number) and number != "0" * 12
    assert (codes.individual_numbers_in(number) == (number,)) == expected


@given(digits(13))
def test_a_longer_number_is_not_searched_for_an_individual_one(number: str) -> None:
    assert codes.individual_numbers_in(number) == ()


@pytest.mark.parametrize(
    ("check_digit", "wrong"),
    [
        (codes.local_government_check_digit, "9999"),
        (codes.local_government_check_digit, "９９９９０"),
        (codes.corporate_check_digit, "1" * 13),
        (codes.individual_check_digit, "1" * 12),
    ],
)
def test_a_check_digit_of_something_else_is_an_error(check_digit: object, wrong: str) -> None:
    assert callable(check_digit)
    with pytest.raises(ValueError, match="half-width digits"):
        check_digit(wrong)
