"""Does the page ask what the form asks, in its order, and show an application whole?"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from soroe.page import anchor, form_page, paper, screen
from soroe.page.model import Entries, Field, FormPage, Group, Node
from soroe.schema import items, validator
from tests.page.shapes import FORMS, Page, core, every_form, local


def form(properties: Any, *required: str, **more: Any) -> Any:
    return {
        "type": "object",
        "title": "申請書",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def nodes(node: Node) -> list[Node]:
    """The node and everything in it, entries after the first left out."""
    if isinstance(node, Field):
        return [node]
    inner = node.nodes if isinstance(node, Group) else node.entries[0].nodes
    return [node, *(n for one in inner for n in nodes(one))]


def asked(page: FormPage) -> list[str]:
    return [n.asked.item for n in nodes(page.whole)[1:]]


def only(properties: Any, *required: str, **more: Any) -> Field:
    found = form_page(form(properties, *required, **more), "ja").whole.nodes[0]
    assert isinstance(found, Field)
    return found


@pytest.mark.parametrize(("name", "made"), every_form().items(), ids=list(every_form()))
def test_every_item_is_asked_once_in_the_order_of_the_form(name: str, made: Any) -> None:
    assert asked(form_page(made, "ja")) == list(items(made))


@pytest.mark.parametrize("name", FORMS)
def test_an_application_stands_in_the_page_with_all_its_answers(name: str) -> None:
    made = core(name)
    for application in made["examples"]:
        page = form_page(made, "ja", application)
        assert not page.mistakes
        shown = [n for n in every(page.whole) if isinstance(n, Field) and n.value is not UNSET]
        assert not [n.asked.at for n in shown if n.odd]
        assert {n.asked.at for n in shown} == set(leaves(application, made))
        text = screen.render(page, "ja")
        for n in shown:
            if isinstance(n.value, str) and n.input.kind == "line":
                assert n.value in Page(text).at(f"in{anchor(n.asked.at)[2:]}").attributes.values()


def every(node: Node) -> list[Node]:
    if isinstance(node, Field):
        return [node]
    inner = node.nodes if isinstance(node, Group) else node.entries
    return [node, *(n for one in inner for n in every(one))]


def leaves(value: Any, made: Any, at: str = "", item: str = "") -> list[str]:
    """The places of the single answers; a list of single answers is one."""
    if isinstance(value, dict):
        return [p for k, v in value.items() for p in leaves(v, made, f"{at}/{k}", f"{item}/{k}")]
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        return [p for n, v in enumerate(value) for p in leaves(v, made, f"{at}/{n}", f"{item}/*")]
    return [at]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "line"),
        ({"type": "string", "maxLength": 400}, "note"),
        ({"type": "string", "maxLength": 400, "pattern": "^[^\\x00-\\x1F]*$"}, "line"),
        ({"type": "string", "pattern": "^[0-9]{7}$"}, "digits"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "integer"}, "number"),
        ({"type": ["number", "null"]}, "number"),
        ({"type": "boolean"}, "one"),
        ({"enum": ["a", "b"]}, "one"),
        ({"oneOf": [{"const": 1, "title": "一"}, {"const": 2, "title": "二"}]}, "one"),
        ({"const": "固定"}, "fixed"),
        ({"type": "array", "items": {"enum": ["a"]}}, "any"),
        ({"type": "array", "items": {"type": "string"}}, "note"),
        ({"type": "object"}, "line"),
        ({}, "line"),
        (True, "line"),
    ],
)
def test_an_item_has_the_input_that_fits_it(schema: Any, kind: str) -> None:
    assert only({"a": schema}).input.kind == kind


def test_choices_have_their_labels_wherever_they_are_written() -> None:
    on_list = {"type": "array", "items": {"enum": ["a"]}, "x-choices": {"a": "月曜日"}}
    one_of = {"oneOf": [{"const": "x", "title": "新規"}]}
    assert [c.label for c in only({"a": on_list}).input.choices] == ["月曜日"]
    assert [c.label for c in only({"a": one_of}).input.choices] == ["新規"]
    yes_no = only({"a": {"type": "boolean"}}).input.choices
    assert [(c.value, c.label) for c in yes_no] == [(True, "はい"), (False, "いいえ")]
    agreed = only({"a": {"type": "boolean", "const": True}}).input.choices
    assert [c.value for c in agreed] == [True]


def test_a_rule_stands_at_the_item_that_it_asks_for() -> None:
    rule = {
        "title": "有料のときは、額を入力する",
        "if": {"properties": {"charged": {"const": True}}, "required": ["charged"]},
        "then": {"required": ["amount"]},
    }
    properties = {"charged": {"type": "boolean"}, "amount": {"type": "integer", "title": "額"}}
    page = form_page(form(properties, allOf=[rule]), "ja")
    charged, amount = page.whole.nodes
    assert not charged.asked.rules
    assert charged.asked.need == "optional"
    assert amount.asked.need == "sometimes"
    assert [r.title for r in amount.asked.rules] == ["有料のときは、額を入力する"]
    assert "「額」は必須" in amount.asked.rules[0].said
    text = screen.render(page, "ja")
    assert "有料のときは、額を入力する" in text
    assert "※場合により必須" in text


def test_a_rule_without_a_title_or_an_item_is_still_said() -> None:
    pair = form({"a": {"title": "甲"}, "b": {"title": "乙"}}, dependentRequired={"a": ["b"]})
    page = form_page(pair, "ja")
    assert page.whole.nodes[1].asked.need == "sometimes"
    assert "「乙」" in screen.render(page, "ja")
    either = form({"a": {}, "b": {}}, anyOf=[{"required": ["a"]}, {"required": ["b"]}])
    assert form_page(either, "ja").whole.asked.rules


def test_law_and_care_are_marked() -> None:
    page = screen.render(form_page(core("gakudo-application"), "ja"), "ja")
    assert "法令が自治体に任せている値: 1〜6" in page
    assert "慎重に扱う情報" in page
    assert "根拠: 児童手当法" in screen.render(form_page(core("child-allowance-claim"), "ja"), "ja")


def test_what_is_to_be_mended_stands_at_its_item_and_at_the_top() -> None:
    made = core("facility-use")
    application = made["examples"][0] | {"applicationDate": "昨日"}
    del application["applicant"]
    page = form_page(made, "ja", application)
    assert {at for at, _ in page.mistakes} == {"/applicationDate", "/applicant"}
    text = Page(screen.render(page, "ja"))
    date = text.at("at-applicationDate")
    assert "書かれている答え: 昨日" in date.said
    assert "＊" in date.said
    assert "書かれていません" in text.at("at-applicant").said
    links = [e.attributes["href"] for e in text.all("a")]
    assert links == ["#at-applicationDate", "#at-applicant"]


@pytest.mark.parametrize("render", [screen.render, paper.render], ids=["screen", "paper"])
def test_no_answer_is_left_out_even_where_the_form_has_no_place_for_it(render: Any) -> None:
    made = form(
        {
            "kind": {"enum": ["a"], "x-choices": {"a": "甲"}},
            "list": {"type": "array", "items": form({"n": {"type": "integer"}})},
            "group": form({"x": {"type": "string"}}),
            "days": {"type": "array", "items": {"enum": ["1"]}},
        }
    )
    application: Any = {
        "kind": "取りやめた選択肢",
        "list": [{"n": "数でない答え", "k": "列にない答え"}, "行でない答え"],
        "group": ["まとまりでない答え"],
        "days": ["1", "曜日でない答え"],
        "extra": {"deep": "項目にない答え"},
    }
    text = Page(render(form_page(made, "ja", application), "ja"))
    said = text.elements[0].said
    for word in (
        "取りやめた選択肢", "数でない答え", "列にない答え", "行でない答え", "まとまりでない答え",
        "曜日でない答え", "項目にない答え",
    ):  # fmt: skip
        assert word in said
    assert not validator(made).is_valid(application)


def test_a_list_has_room_within_its_bounds_and_for_all_that_is_in_it() -> None:
    def rows(filled: Any = UNSET, **bounds: int) -> tuple[int, int]:
        member = form({"n": {"type": "integer"}})
        made = form({"list": {"type": "array", "items": member, **bounds}})
        page = form_page(made, "ja") if filled is UNSET else form_page(made, "ja", {"list": filled})
        found = page.whole.nodes[0]
        assert isinstance(found, Entries)
        return len(found.entries), found.open

    assert rows() == (4, 1)
    assert rows(maxItems=2) == (2, 1)
    assert rows(minItems=3) == (4, 3)
    assert rows(minItems=5000)[0] == 10
    assert rows([{"n": 1}] * 7, maxItems=3) == (7, 7)
    assert rows([]) == (1, 1)


def test_lists_in_lists_in_lists_stay_small() -> None:
    made: Any = {"type": "string"}
    for _ in range(18):
        made = {"type": "array", "items": form({"inner": made, "other": {"type": "boolean"}})}
    assert len(screen.render(form_page(form({"top": made}), "ja"), "ja")) < 200_000


def test_what_stands_in_a_form_is_never_markup() -> None:
    danger = '"><script>x</script>&amp;\x00'
    made = form(
        {danger: {"title": danger, "description": danger, "enum": [danger]}},
        danger,
        title=danger,
        description=danger,
        allOf=[{"title": danger, "required": [danger]}],
    )
    for page in (form_page(made, "ja"), form_page(made, "ja", {danger: danger, "x": danger})):
        for text in (screen.render(page, "ja"), paper.render(page, "ja")):
            assert "<script" not in text
            assert "\x00" not in text
            assert Page(text).all("main")


def test_the_frame_speaks_english_on_demand() -> None:
    page = form_page(core("facility-use"), "en")
    for text in (screen.render(page, "en"), paper.render(page, "en")):
        assert "※ required" in text
        assert "必須" not in text.replace("必須。", "")
        assert '<html lang="en">' in text


def test_the_paper_has_boxes_to_write_and_tick() -> None:
    text = paper.render(form_page(local("993018"), "ja"), "ja")
    assert "☐" in text
    assert "☑" not in text
    assert '<span class="boxes"><i></i>' in text
    assert "西暦" in text
    filled = paper.render(
        form_page(core("moving-in"), "ja", core("moving-in")["examples"][0]), "ja"
    )
    assert "☑" in filled
