"""Can the rules be looked up at the desk, without a network?"""

from __future__ import annotations

import pytest

from soroe.locale import table
from soroe.rules import catalogue
from tests.cli.conftest import Desk


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_rule_is_listed_once_with_its_title(desk: Desk, lang: str) -> None:
    done = desk.run("rules", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    said = table("rules", "en" if lang == "en" else "ja")
    for id_ in catalogue():
        (line,) = [text for text in lines if text.split(" ")[0] == id_]
        assert said[id_]["title"] in line


def test_the_list_for_programs_has_the_facts_of_each_rule(desk: Desk) -> None:
    told = {rule["id"]: rule for rule in desk.run("rules", "--format", "json").json()}
    assert set(told) == set(catalogue())
    assert told["maximum-lowered"] == {
        "id": "maximum-lowered",
        "keyword": "maximum",
        "aspect": "bound",
        "move": "lowered",
        "effect": "narrows",
        "mirror": "maximum-raised",
        "title": "値の上限が共通コアより小さい",
        "spec": "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2.2",
    }


def test_a_rule_is_explained_with_an_example_and_what_to_do(desk: Desk) -> None:
    done = desk.run("explain", "choice-removed")
    assert (done.code, done.err) == (0, "")
    for part in ("どういう違いか", "なぜ確かめるか", "例", "すること", "「一時」がありません"):
        assert part in done.out
    assert "{" not in done.out


@pytest.mark.parametrize("rule", ["pattern-replaced", "keyword-changed"])
def test_signs_of_patterns_survive_and_english_is_there(desk: Desk, rule: str) -> None:
    done = desk.run("explain", rule, "--lang", "en")
    assert done.code == 0
    assert "What to do" in done.out
    assert ("^[0-9]{7}$" in done.out) == (rule == "pattern-replaced")


def test_an_explanation_for_programs(desk: Desk) -> None:
    told = desk.run("explain", "choice-removed", "--format", "json").json()
    assert told["id"] == "choice-removed"
    assert told["sections"][0]["heading"] == "どういう違いか"


def test_a_slip_of_the_pen_is_told_with_what_may_be_meant(desk: Desk) -> None:
    done = desk.run("explain", "choise-removed")
    assert done.code == 2
    assert "choice-removed" in done.err
    assert done.out == ""
