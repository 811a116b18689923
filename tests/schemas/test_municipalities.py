"""Is every municipality of the country in the directory, once, under its right code?"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache

import pytest

from soroe.codes import is_fictional, is_local_government_code
from tests.schemas.library import SCHEMAS

KINDS = {
    "prefecture": 47,
    "designated_city": 20,
    "city": 772,
    "special_ward": 23,
    "town": 743,
    "village": 183,
    "ward": 171,
}
ENDINGS = {
    "prefecture": "都道府県",
    "designated_city": "市",
    "city": "市",
    "special_ward": "区",
    "town": "町",
    "village": "村",
    "ward": "区",
}
ABOVE = {
    "prefecture": {""},
    "ward": {"designated_city"},
    "designated_city": {"prefecture"},
    "city": {"prefecture"},
    "special_ward": {"prefecture"},
    "town": {"prefecture"},
    "village": {"prefecture"},
}

HARD = [
    ("101010", "群馬県", "", "前橋市", None),
    ("103446", "群馬県", "北群馬郡", "榛東村", "シントウムラ"),
    ("284815", "兵庫県", "赤穂郡", "上郡町", "カミゴオリチョウ"),
    ("133612", "東京都", "", "大島町", "オオシママチ"),
    ("133817", "東京都", "", "三宅村", "ミヤケムラ"),
    ("134015", "東京都", "", "八丈町", "ハチジョウマチ"),
    ("131016", "東京都", "", "千代田区", "チヨダク"),
    ("141003", "神奈川県", "", "横浜市", "ヨコハマシ"),
    ("141305", "神奈川県", "", "川崎市", "カワサキシ"),
    ("141500", "神奈川県", "", "相模原市", "サガミハラシ"),
    ("271403", "大阪府", "", "堺市", "サカイシ"),
    ("401005", "福岡県", "", "北九州市", "キタキュウシュウシ"),
    ("212199", "岐阜県", "", "郡上市", "グジョウシ"),
    ("394050", "高知県", "高岡郡", "檮原町", "ユスハラチョウ"),
    ("221317", "静岡県", "", "浜松市中央区", None),
]
"""Names that a careless rule takes apart wrongly."""

Row = dict[str, str]


@cache
def directory(name: str) -> tuple[Row, ...]:
    with (SCHEMAS / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def real() -> tuple[Row, ...]:
    return directory("municipalities.csv")


def fictional() -> tuple[Row, ...]:
    return directory("municipalities-fictional.csv")


both = pytest.mark.parametrize("rows", [real(), fictional()], ids=["real", "fictional"])


def test_all_1741_municipalities_are_there_with_their_prefectures_and_wards() -> None:
    counts = Counter(r["kind"] for r in real())
    assert counts == KINDS
    assert len(real()) - counts["prefecture"] - counts["ward"] == 1741


@both
def test_every_code_has_its_check_digit_and_stands_once(rows: tuple[Row, ...]) -> None:
    codes = [r["code"] for r in rows]
    assert [c for c in codes if not is_local_government_code(c)] == []
    assert codes == sorted(set(codes))


@both
def test_everybody_lies_in_something_that_is_there(rows: tuple[Row, ...]) -> None:
    kinds = {"": "", **{r["code"]: r["kind"] for r in rows}}
    prefectures = {r["code"][:2]: r for r in rows if r["kind"] == "prefecture"}
    for r in rows:
        assert kinds[r["parent"]] in ABOVE[r["kind"]], r
        above = prefectures[r["code"][:2]]
        assert (r["prefecture"], r["prefecture_kana"]) == (above["name"], above["name_kana"])


@both
def test_names_end_as_their_kind_says_and_are_read_in_katakana(rows: tuple[Row, ...]) -> None:
    for r in rows:
        assert r["name"][-1] in ENDINGS[r["kind"]], r
        assert re.fullmatch("[ァ-ヶー]+", r["name_kana"]), r
        assert not r["county"] or (r["county"][-1] == "郡" and r["kind"] in ("town", "village")), r


@both
def test_a_ward_bears_the_name_of_its_city(rows: tuple[Row, ...]) -> None:
    by_code = {r["code"]: r for r in rows}
    for r in rows:
        if r["kind"] == "ward":
            city = by_code[r["parent"]]
            assert r["name"].startswith(city["name"])
            assert r["name_kana"].startswith(city["name_kana"])


def test_towns_and_villages_lie_in_a_county_but_for_the_islands_of_tokyo() -> None:
    without = [r for r in real() if r["kind"] in ("town", "village") and not r["county"]]
    assert {r["prefecture"] for r in without} == {"東京都"}
    assert len(without) == 9
    names = {r["name"] for r in real() if r["kind"] in ("town", "village")}
    assert {n for n in names if "郡" in n} == {"上郡町"}


@pytest.mark.parametrize(("code", "prefecture", "county", "name", "kana"), HARD)
def test_names_that_are_easily_taken_apart_wrongly(
    code: str, prefecture: str, county: str, name: str, kana: str | None
) -> None:
    found = [r for r in real() if (r["prefecture"], r["name"]) == (prefecture, name)]
    assert [(r["county"], r["name_kana"]) for r in found] == [
        (county, kana or found[0]["name_kana"])
    ]
    if kana:
        assert found[0]["code"] == code


def test_names_are_not_unique_so_nothing_may_be_keyed_by_them() -> None:
    names = Counter(r["name"] for r in real() if r["kind"] not in ("prefecture", "ward"))
    assert names["府中市"] == 2
    assert names["池田町"] == 4


def test_real_and_fictional_municipalities_are_never_mixed() -> None:
    assert not any(is_fictional(r["code"]) or "例示" in r["name"] for r in real())
    assert all(is_fictional(r["code"]) and "例示" in r["name"] for r in fictional())
    assert {r["kind"] for r in fictional()} == set(KINDS)
