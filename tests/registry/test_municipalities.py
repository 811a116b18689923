"""Does a clerk find a municipality however it is typed?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.registry.served import Served


def search(registry: Served, **query: Any) -> Any:
    answer = registry.get("/api/v1/municipalities", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(page: Any) -> list[str]:
    return [m["code"] for m in page["municipalities"]]


@pytest.mark.parametrize(
    "words",
    [
        "131016",
        "千代田区",
        "チヨダク",
        "ちよだく",
        "ﾁﾖﾀﾞｸ",
        "東京都千代田区",
        "１３１０１６",
        " 千代田 区 ",
    ],
)
def test_code_name_and_kana_lead_to_the_entry(registry: Served, words: str) -> None:
    page = search(registry, q=words)
    assert codes(page)[0] == "131016"
    entry = page["municipalities"][0]
    assert (entry["name"], entry["prefecture"]) == ("千代田区", "東京都")


def test_names_are_not_unique(registry: Served) -> None:
    page = search(registry, q="池田町")
    assert len(codes(page)) >= 4
    assert {m["name"] for m in page["municipalities"][:4]} == {"池田町"}
    assert len({m["prefecture"] for m in page["municipalities"][:4]}) == 4
    (one,) = search(registry, q="池田町", prefecture="北海道")["municipalities"]
    assert one["prefecture"] == "北海道"


def test_the_very_name_comes_first_then_what_begins_so(registry: Served) -> None:
    names = [m["name"] for m in search(registry, q="府中", limit=10)["municipalities"]]
    assert names[0] in {"府中市", "府中町"}
    assert search(registry, q="津市")["municipalities"][0]["name"] == "津市"


def test_fictional_ones_are_found_when_asked_for_and_counted_apart(registry: Served) -> None:
    assert search(registry, q="例示")["count"] == {"real": 0, "fictional": 0}
    both = search(registry, q="例示", fictional="include")
    assert both["count"]["real"] == 0
    assert both["count"]["fictional"] == len(both["municipalities"]) > 5
    everything = search(registry, fictional="include", limit=1)["count"]
    assert search(registry, limit=1)["count"] == {"real": everything["real"], "fictional": 0}
    only = search(registry, fictional="only", limit=1)["count"]
    assert only == {"real": 0, "fictional": everything["fictional"]}


def test_the_municipalities_are_1741(registry: Served) -> None:
    kinds = ("designated_city", "city", "special_ward", "town", "village")
    assert sum(search(registry, kind=k, limit=1)["count"]["real"] for k in kinds) == 1741
    whole = registry.get("/municipalities.json").json()
    assert len(whole["municipalities"]) == whole["count"]["real"]
    assert all(m["code"].startswith("99") for m in whole["fictional"])
    assert not [m for m in whole["municipalities"] if m["code"].startswith("99")]


@pytest.mark.parametrize("words", ["", "市", "ちょう"])
def test_the_pages_together_are_the_whole_without_doubles(registry: Served, words: str) -> None:
    seen: list[str] = []
    page = search(registry, q=words, limit=100)
    while True:
        seen += codes(page)
        if page["next"] is None:
            break
        page = search(registry, q=words, limit=100, cursor=page["next"])
    assert len(seen) == len(set(seen)) == page["count"]["real"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'; drop table token; --", "^(a+)+$" * 5])
def test_signs_are_letters_like_others(registry: Served, words: str) -> None:
    assert search(registry, q=words)["municipalities"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0}, {"limit": 501}, {"limit": "x"}, {"cursor": "x"}, {"cursor": "9-123456"},
        {"fictional": "yes"}, {"q": "あ" * 101}, {"nonsense": "1"},
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(registry: Served, query: dict[str, Any]) -> None:
    answer = registry.get("/api/v1/municipalities", params=query)
    assert answer.status_code == 400
    assert answer.json()["params"]["name"] in query
    assert answer.json()["params"]["wanted"]


def test_one_entry_is_had_by_its_code(registry: Served) -> None:
    assert registry.get("/api/v1/municipalities/999903").json()["fictional"] is True
    assert registry.get("/api/v1/municipalities/011002").json()["kind"] == "designated_city"
    for code, type_ in (
        ("011003", "check-digit-wrong"),
        ("990043", "no-such-municipality"),
    ):
        assert registry.get(f"/api/v1/municipalities/{code}").json()["type"].endswith(type_)
