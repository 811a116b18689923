"""Are national laws known by id, and old article numbers noticed?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.citation import (
    LAWS,
    SUPERSEDED,
    find_law,
    read_locators,
    read_number,
    superseded,
    superseded_in,
)
from soroe.citation.laws import LAW_ID, id_agrees, law_id_era, law_number

CHILD_WELFARE = "322AC0000000164"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_every_law_of_the_table_agrees_with_its_own_number(law) -> None:
    assert re.fullmatch(LAW_ID, law.id)
    assert id_agrees(law.id, law_number(law)) is True
    assert find_law(law.title) == find_law(None, law.id) == find_law(None, None, law.number) == law


@pytest.mark.parametrize("entry", SUPERSEDED, ids=lambda e: e.old)
def test_every_entry_of_renumbered_articles_says_where_it_was_seen(entry) -> None:
    assert entry.law in LAWS
    assert entry.source
    old, now = read_locators(entry.old), read_locators(entry.now)
    assert old
    assert now
    assert superseded(entry.law, old) == (entry,)
    assert superseded(entry.law, now) == ()


@pytest.mark.parametrize(
    ("law_id", "number", "agrees"),
    [
        (CHILD_WELFARE, "昭和22年法律第164号", True),
        (CHILD_WELFARE, "昭和22年法律第165号", False),
        (CHILD_WELFARE, "昭和23年法律第164号", False),
        (CHILD_WELFARE, "昭和22年政令第164号", False),
        ("426M60000100063", "平成26年厚生労働省令第63号", True),
        ("426M60000100063", "平成26年内閣府令第63号", True),
        ("426M60000100063", "平成26年法律第63号", False),
        ("322XX0000000164", "昭和22年法律第164号", None),
        (CHILD_WELFARE, "法律第164号", None),
    ],
)
def test_an_id_and_a_number_agree_only_where_both_tell_the_same_law(law_id, number, agrees) -> None:
    read = read_number(number)
    assert read is not None
    assert id_agrees(law_id, read) is agrees


@pytest.mark.parametrize(
    "law_id",
    [
        "",
        "322AC000000016",
        "322AC00000001644",
        "022AC0000000164",
        "622AC0000000164",
        "365AC0000000001",
        "300AC0000000001",
        "322ac0000000164",
        "３22AC0000000164",
    ],
)
def test_what_no_law_can_have_is_no_id(law_id) -> None:
    assert law_id_era(law_id) is None


@given(st.from_regex(LAW_ID, fullmatch=True))
def test_any_id_either_tells_a_year_that_was_or_is_none(law_id) -> None:
    told = law_id_era(law_id)
    if told is not None:
        era, year = told
        assert law_id.startswith(f"{'明大昭平令'.index(era.name[0]) + 1}{year:02}")


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("児童福祉法第34条の7", True),
        ("児童福祉法第34条の7第1項", True),
        ("児童福祉法(昭和22年法律第164号)第34条の7の規定に基づき", True),
        ("児童福祉法（昭和22年法律第164号。以下「法」という。）第三十四条の七", True),
        ("児童福祉法第6条の3第2項及び第34条の7", True),
        ("この条例は、児童福祉法第34条の7に基づく。", True),
        ("児童福祉法第34条の8", False),
        ("児童福祉法第34条の7の2", False),
        ("児童福祉法第34条の70", False),
        ("児童福祉法第34条第7項", False),
        ("児童福祉法附則第34条の7", False),
        ("例示市条例第34条の7", False),
        ("児童福祉法施行規則第34条の7", False),
        ("児童福祉法", False),
        ("", False),
    ],
)
def test_the_old_article_of_the_child_welfare_law_is_noticed_and_its_neighbours_are_not(
    text, flagged
) -> None:
    assert bool(superseded_in(text)) is flagged


def test_a_law_that_is_not_in_the_table_is_not_known() -> None:
    assert find_law("例示法") is None
    assert find_law("児童福祉法", "346AC0000000073") is None
    assert find_law(None) is None
