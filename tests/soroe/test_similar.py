"""Are renamed items suggested where a person would, and nowhere else?"""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from soroe.check import check
from soroe.model import Input
from soroe.similar import likeness, suggest

LABELS = json.loads((Path(__file__).parent / "similar.json").read_text("utf-8"))
NAMED = Input("様式", "sha256:" + "0" * 64)


@pytest.mark.parametrize("pair", LABELS["same"], ids=" / ".join)
def test_labels_that_mean_one_item_are_alike_both_ways_round(pair):
    assert likeness(*pair) == likeness(*reversed(pair)) >= 80


@pytest.mark.parametrize("pair", LABELS["different"], ids=" / ".join)
def test_labels_that_mean_two_items_are_never_alike(pair):
    assert likeness(*pair) == likeness(*reversed(pair)) == 0


def form(**items: Any) -> dict[str, Any]:
    return {"type": "object", "properties": items, "additionalProperties": False}


def text(title: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "type": "string", **more}


def found(core: Any, other: Any) -> list[tuple[str, str]]:
    return [(n.params["item"], n.at) for n in suggest(core, other)]


def test_an_item_under_another_key_and_label_is_suggested_with_both_places():
    core = form(emergencyContact=text("緊急連絡先"), note=text("備考"))
    other = form(kinkyu=text("緊急時連絡先"), note=text("備考"))
    (note,) = suggest(core, other)
    assert note.type == "possible-rename"
    assert note.at == "/kinkyu"
    assert note.params == {
        "core": "緊急連絡先",
        "item": "/emergencyContact",
        "form": "緊急時連絡先",
        "key": "kinkyu",
        "percent": "90",
    }


def test_a_synonym_of_the_core_counts_as_its_label():
    core = form(a=text("学校", **{"x-synonyms": ["通学先"]}))
    assert found(core, form(b=text("通学先"))) == [("/a", "/b")]


def test_answers_of_another_kind_are_another_item():
    assert found(form(a=text("学年")), form(b={"title": "学年", "type": "integer"})) == []
    assert found(form(a=text("学年")), form(b={"title": "学年", "enum": ["1", "2"]})) != []


def test_what_is_as_like_to_two_items_is_not_suggested():
    core = form(a=text("電話番号"))
    assert found(core, form(b=text("電話"), c=text("ＴＥＬ"))) == []


def test_in_another_group_only_the_same_label_is_suggested():
    core = form(child=form(a=text("利用希望曜日")) | {"title": "児童"})
    empty = form(child=form() | {"title": "児童"})
    assert found(core, form(**empty["properties"], b=text("利用希望曜日"))) == [("/child/a", "/b")]
    assert found(core, form(**empty["properties"], b=text("利用曜日"))) == []


def test_an_item_that_both_forms_have_is_never_part_of_a_suggestion():
    core = form(a=text("氏名"), b=text("名前"))
    other = form(a=text("氏名"))
    assert found(core, other) == []


def test_a_suggestion_is_a_note_and_changes_no_finding():
    core, other = form(a=text("減免の申請")), form(b=text("減免申請"))
    report = check(core, other, core_input=NAMED, form_input=NAMED)
    assert [f.rule for f in report.findings] == ["item-removed", "item-added"]
    assert [n.type for n in report.notes] == ["possible-rename"]


def test_thousands_of_items_of_one_name_are_not_compared_with_each_other():
    core = form(**{f"a{i}": text("項目") for i in range(3000)})
    other = form(**{f"b{i}": text("項目") for i in range(3000)})
    assert found(core, other) == []


def test_nothing_is_suggested_between_a_form_and_itself():
    core = form(a=text("氏名"), b=text("名前"))
    assert found(core, copy.deepcopy(core)) == []
