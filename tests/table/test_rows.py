"""Does a table say everything that differs between two forms, item by item, and nothing else?"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from soroe.diff import apply, decode_diff
from soroe.schema import items
from soroe.table import Side, old_new
from tests.client.samples import DIFF
from tests.schemas.library import PUBLISHED, SCHEMAS, load, published
from tests.table.shapes import cells, form, table

GRADE = {
    "title": "学年",
    "type": "integer",
    "minimum": 1,
    "maximum": 6,
    "description": "新しい学年です。",
}
KIND: dict[str, Any] = {
    "title": "種類",
    "enum": ["a", "b", "c"],
    "x-choices": {"a": "新規", "b": "継続", "c": "変更"},
}


def test_a_form_and_itself_have_an_empty_table() -> None:
    core = published(SCHEMAS / "forms" / "gakudo-application" / "1.0.0.json")
    assert table(core, copy.deepcopy(core)).rows == ()


def test_an_item_that_changed_shows_both_wordings_with_the_change_underlined() -> None:
    made = table(form({"grade": GRADE}), form({"grade": {**GRADE, "maximum": 3}}, "grade"))
    assert cells(made)["/grade"] == (
        ["記入: [必須]", "書ける内容: 整数、1〜[3]", "説明: （略）"],
        ["記入: [任意]", "書ける内容: 整数、1〜[6]", "説明: （略）"],
    )


def test_a_choice_is_underlined_whole_and_a_label_by_its_words() -> None:
    new = {
        **KIND,
        "enum": ["a", "b", "d"],
        "x-choices": {"a": "新規", "b": "継続申請", "d": "一時"},
    }
    assert cells(table(form({"kind": KIND}), form({"kind": new})))["/kind"] == (
        ["記入: 任意", "選択肢: 新規、継続[申請]、[一時]"],
        ["記入: 任意", "選択肢: 新規、継続、[変更]"],
    )


def test_a_code_that_changed_under_the_same_label_is_told() -> None:
    new = {**KIND, "enum": ["a", "b", "x"], "x-choices": {**KIND["x-choices"], "x": "変更"}}
    right, left = cells(table(form({"kind": KIND}), form({"kind": new})))["/kind"]
    assert (right[1], left[1]) == (
        '選択肢: 新規、継続、[変更 ("x")]',
        '選択肢: 新規、継続、[変更 ("c")]',
    )


def test_the_order_in_which_choices_are_written_is_no_difference() -> None:
    assert not table(form({"k": KIND}), form({"k": {**KIND, "enum": ["c", "b", "a"]}})).rows


def test_of_a_long_list_of_choices_what_stays_is_left_out() -> None:
    codes = [f"c{n}" for n in range(30)]
    right, left = cells(table(form({"k": {"enum": codes}}), form({"k": {"enum": codes[:-1]}})))[
        "/k"
    ]
    assert right[1] == "選択肢: （略）"
    assert left[1] == "選択肢: （略）、c27、c28、[c29]"


def test_added_and_removed_items_have_one_empty_cell_and_their_numbers() -> None:
    group = {
        "title": "口座",
        "type": "object",
        "properties": {"no": {"title": "番号", "type": "string"}},
    }
    old = form({"bank": group, "grade": GRADE})
    new = form({"grade": GRADE, "memo": {"title": "備考", "type": "string", "maxLength": 10}})
    gone, came = table(old, new).rows
    assert (gone.kind, gone.number, gone.new) == ("removed", "1", ())
    assert [line.text for line in gone.old] == ["口座", "任意", "項目のまとまり", "番号"]
    assert (came.kind, came.number, came.old) == ("added", "2", ())
    assert all(run.changed for line in came.new for run in line.runs)


def test_an_item_is_moved_only_against_its_neighbours() -> None:
    items_ = {n: {"title": n.upper(), "type": "string"} for n in "abcd"}
    assert not table(form(items_), form({"z": KIND, **items_})).rows[1:]
    swapped = {**{n: items_[n] for n in "bcd"}, "a": items_["a"]}
    made = cells(table(form(items_), form(swapped)))
    assert list(made) == ["/a"]
    assert made["/a"][0][-1] == "並び順: [「D」の次]"
    assert made["/a"][1][-1] == "並び順: [初め]"


CONDITIONS: list[tuple[dict[str, Any], str]] = [
    (
        {
            "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
            "then": {"required": ["grade"]},
        },
        "「種類」が「新規」のときは、「学年」は必須。",
    ),
    (
        {
            "if": {"properties": {"kind": {"enum": ["a", "b"]}}},
            "then": {"properties": {"grade": {"maximum": 3}}},
        },
        "「種類」が「新規」か「継続」のときは、「学年」は 3以下。",
    ),
    (
        {"if": {"required": ["memo"]}, "else": {"required": ["grade", "kind"]}},
        "「備考」を書いたとき以外は、「学年」、「種類」は必須。",
    ),
    (
        {
            "if": {"properties": {"days": {"contains": {"const": "6"}}}},
            "then": {"properties": {"memo": False}},
        },
        "「曜日」に「土」があるときは、「備考」は書けない。",
    ),
    (
        {
            "if": {
                "properties": {"papers": {"contains": {"properties": {"type": {"const": "x"}}}}}
            },
            "then": {"required": ["memo"]},
        },
        "「書類」は",
    ),
]


@pytest.mark.parametrize(("rule", "said"), CONDITIONS)
def test_a_condition_is_a_sentence(rule: dict[str, Any], said: str) -> None:
    known = {
        "grade": GRADE,
        "kind": KIND,
        "memo": {"title": "備考", "type": "string"},
        "days": {
            "title": "曜日",
            "type": "array",
            "items": {"enum": ["6"], "x-choices": {"6": "土"}},
        },
        "papers": {
            "title": "書類",
            "type": "array",
            "items": {"properties": {"type": {"title": "種別"}}},
        },
    }
    made = table(form(known), form(known, allOf=[rule]))
    assert [row.title for row in made.rows] == ["様式全体"]
    rules = [line.text for line in made.rows[0].new if line.label == "決まり"]
    assert len(rules) == 1
    assert rules[0].startswith(said)


ODD: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "string", "pattern": "^a$"}, {"type": "string", "pattern": "^b$"}),
    ({"enum": ["a"], "type": "string"}, {"enum": ["a"], "type": ["string", "null"]}),
    ({"type": "object", "propertyNames": {"maxLength": 3}}, {"type": "object"}),
    (
        {"type": "array", "items": {"type": "object", "properties": {}, "minProperties": 1}},
        {"type": "array", "items": {"type": "object", "properties": {}}},
    ),
    ({"type": "array", "contains": {"const": 1}}, {"type": "array", "contains": {"const": 2}}),
    ({"not": {"const": 1}}, {}),
    (
        {"type": "object", "additionalProperties": False},
        {"type": "object", "additionalProperties": True},
    ),
    ({"type": "object", "required": ["x"]}, {"type": "object"}),
    ({"default": 1}, {"default": 2}),
    ({"x-local": "narrow"}, {"x-local": "wording"}),
    ({"anyOf": [{"required": ["a"]}]}, {"anyOf": [{"required": ["b"]}]}),
]


@pytest.mark.parametrize(("before", "after"), ODD)
def test_nothing_that_differs_is_left_out_in_silence(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    for old, new in ((before, after), (after, before)):
        made = table(form({"i": {"title": "項目", **old}}), form({"i": {"title": "項目", **new}}))
        assert [row.item for row in made.rows] == ["/i"]
        assert any(
            run.changed for line in (*made.rows[0].new, *made.rows[0].old) for run in line.runs
        )


def test_names_for_machines_are_no_difference() -> None:
    new = {**GRADE, "x-gif": "x", "x-synonyms": ["学年（新）"], "$comment": "?", "x-order": 10}
    assert not table(form({"grade": GRADE}), form({"grade": new})).rows


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda p: f"{p.parent.name}-{p.stem}")
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_published_form_can_be_put_beside_nothing(path: Any, lang: Any) -> None:
    core = published(path)
    made = table(form({}), core, lang)
    assert {row.item for row in made.rows} - {""} == set(items(core))


@pytest.mark.parametrize("code", sorted(p.name for p in (SCHEMAS / "samples").iterdir()))
def test_every_change_of_a_sample_municipality_has_its_basis_in_the_remarks(code: str) -> None:
    core = published(SCHEMAS / "forms" / "gakudo-application" / "1.0.0.json")
    diff = decode_diff(load(SCHEMAS / "samples" / code / "gakudo-application.diff.json"))
    made = old_new(Side(core, "コア"), Side(apply(core, diff), code, diff), "ja")
    told = {(r.basis, r.reason) for row in made.rows for r in row.remarks}
    assert {reason for _, reason in told} == {c.reason for c in diff.changes if c.reason}
    assert all(basis for basis, _ in told)


def test_a_change_that_was_given_up_shows_the_basis_it_had() -> None:
    core = form({"grade": GRADE}, "grade")
    old = decode_diff(DIFF)
    new = decode_diff({**DIFF, "changes": []})
    made = old_new(Side(apply(core, old), "第1版", old), Side(core, "第2版", new), "ja")
    remark = made.rows[0].remarks[0]
    assert remark.earlier
    assert remark.basis == "例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項"


def test_a_change_that_reaches_into_several_items_stands_at_each_of_them() -> None:
    core = form({"grade": GRADE, "kind": KIND})
    ops: list[Any] = [
        {"op": "add", "path": "/required", "value": "kind"},
        {"op": "replace", "path": "/properties/grade/maximum", "was": 6, "value": 3},
    ]
    diff = decode_diff({**DIFF, "changes": [{**DIFF["changes"][0], "ops": ops}]})
    made = old_new(Side(core, "コア"), Side(apply(core, diff), "第1版", diff), "ja")
    assert {row.item: len(row.remarks) for row in made.rows} == {"/grade": 1, "/kind": 1}
