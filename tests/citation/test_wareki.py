"""Are dates of Japanese administration read and written exactly, and impossible ones refused?"""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.errors import DocumentError
from soroe.locale import explain
from soroe.numerals import number, numeral
from soroe.wareki import (
    ERAS,
    Era,
    after_promulgation,
    era_of,
    era_year,
    fiscal_first,
    fiscal_last,
    fiscal_name,
    fiscal_year,
    in_force,
    read_date,
    read_fiscal_year,
    read_in_force,
    wareki,
)

CASES: dict[str, list[Any]] = json.loads((Path(__file__).parent / "wareki.json").read_bytes())
days = st.dates(min_value=ERAS[0].first)


@pytest.mark.parametrize(("text", "iso"), CASES["read"])
def test_a_date_is_read_in_every_way_it_is_written(text: str, iso: str) -> None:
    assert read_date(text) == date.fromisoformat(iso)


@pytest.mark.parametrize(("text", "kind", "instead"), CASES["refused"])
def test_a_date_that_cannot_be_is_refused_and_never_moved(
    text: str, kind: str, instead: str | None
) -> None:
    with pytest.raises(DocumentError) as caught:
        read_date(text)
    problem = caught.value.problem
    assert (problem.type, problem.params.get("instead")) == (kind, instead)
    assert problem.params["text"] == text.strip()
    for lang in ("ja", "en"):
        assert all(explain(problem, lang))


@given(days)
def test_every_day_is_written_and_read_back_in_every_style(day: date) -> None:
    assert read_date(wareki(day)) == day
    assert read_date(wareki(day, "kanji")) == day
    assert read_date(wareki(day, "letter")) == day
    assert read_date(day.isoformat()) == day


@given(days)
def test_every_day_has_one_era_and_lies_in_its_year(day: date) -> None:
    era = era_of(day)
    assert era is not None
    assert [e for e in ERAS if e.first <= day <= (e.last or date.max)] == [era]
    span = era_year(era, day.year - era.year_one + 1)
    assert span is not None
    assert span[0] <= day <= span[1]


def test_the_eras_follow_one_another_without_a_gap() -> None:
    for before, after in pairwise(ERAS):
        assert before.last is not None
        assert before.last + timedelta(days=1) == after.first
    assert ERAS[-1].last is None


@pytest.mark.parametrize(
    ("era", "year", "span"),
    [
        (ERAS[2], 64, ("1989-01-01", "1989-01-07")),
        (ERAS[3], 1, ("1989-01-08", "1989-12-31")),
        (ERAS[2], 65, None),
        (ERAS[0], 5, None),
        (ERAS[3], 0, None),
        (ERAS[4], 9999, None),
    ],
)
def test_a_year_of_an_era_is_cut_at_its_ends(
    era: Era, year: int, span: tuple[str, str] | None
) -> None:
    found = era_year(era, year)
    assert (found and tuple(d.isoformat() for d in found)) == span


def test_before_the_calendar_a_day_has_no_era_name() -> None:
    assert era_of(date(1872, 12, 31)) is None
    assert wareki(date(1872, 12, 31)) == "1872年12月31日"


@pytest.mark.parametrize(("text", "year"), CASES["fiscal"])
def test_a_fiscal_year_is_read_by_each_of_its_names(text: str, year: int) -> None:
    assert read_fiscal_year(text) == year


@pytest.mark.parametrize(("text", "kind", "instead"), CASES["not-fiscal"])
def test_a_fiscal_year_that_never_was_is_refused(text: str, kind: str, instead: str | None) -> None:
    with pytest.raises(DocumentError) as caught:
        read_fiscal_year(text)
    problem = caught.value.problem
    assert (problem.type, problem.params.get("instead")) == (kind, instead)


@given(st.integers(1873, 9998))
def test_a_fiscal_year_runs_from_april_to_march_and_is_read_by_its_name(year: int) -> None:
    first, last = fiscal_first(year), fiscal_last(year)
    assert (first.month, first.day, last.month, last.day) == (4, 1, 3, 31)
    assert fiscal_year(first) == fiscal_year(last) == year
    assert fiscal_year(first - timedelta(days=1)) == year - 1
    assert fiscal_year(last + timedelta(days=1)) == year + 1
    for name in fiscal_name(year).removesuffix(")").split("("):
        assert read_fiscal_year(name) == year


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (2026, "令和8年度"),
        (2019, "平成31年度(令和元年度)"),
        (1988, "昭和63年度"),
        (1989, "平成元年度"),
        (1926, "大正15年度(昭和元年度)"),
    ],
)
def test_a_fiscal_year_has_two_names_where_both_are_in_use(year: int, name: str) -> None:
    assert fiscal_name(year) == name


@pytest.mark.parametrize(("text", "day"), CASES["in-force"])
def test_the_day_of_coming_into_force_is_read_where_the_text_names_it(
    text: str, day: str | None
) -> None:
    found = read_in_force(text, date(2026, 3, 20))
    assert (found and found.isoformat()) == day


def test_the_day_of_promulgation_is_needed_where_the_text_counts_from_it() -> None:
    assert read_in_force("公布の日から施行する。") is None
    assert after_promulgation(date(2026, 3, 20)) == date(2026, 3, 30)


def test_an_impossible_day_of_coming_into_force_is_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        read_in_force("平成32年4月1日から施行する。")
    assert caught.value.problem.type == "wareki-outside-era"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2020-04-01", None, True),
        ("2026-04-02", None, False),
        ("2020-04-01", "2026-03-31", False),
        ("2020-04-01", "2026-04-01", True),
        (None, None, None),
        (None, "2026-03-31", False),
    ],
)
def test_whether_a_text_is_in_force_is_said_only_where_it_is_known(
    first: str | None, last: str | None, expected: bool | None
) -> None:
    def on(iso: str | None) -> date | None:
        return date.fromisoformat(iso) if iso else None

    assert in_force(on(first), on(last), date(2026, 4, 1)) is expected


@given(st.integers(0, 9999))
def test_every_number_is_spelt_in_kanji_and_read_back(value: int) -> None:
    assert number(numeral(value)) == value
    assert number(str(value)) == value
    assert number("".join("〇一二三四五六七八九"[int(d)] for d in str(value))) == value


@pytest.mark.parametrize(
    "text", ["", "二二十", "十二十", "元", "1a", "²", "-1", "一つ", "一十", "壱"]
)
def test_what_is_not_spelt_as_a_number_is_none(text: str) -> None:
    assert number(text) is None
