"""Is every edit of a clerk understood, and nothing else changed?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe import jsontext
from soroe.diff import decode_diff
from soroe.diff.apply import apply, same
from soroe.diff.differences import differences
from soroe.model import LocalDiff
from soroe.pointer import find
from soroe.schema import items
from soroe.sheet import Edit
from soroe.sheet.draft import draft_of
from tests.page.shapes import SCHEMAS, core, local
from tests.sheet.books import Book

CORE = core("gakudo-application")
GRADE = "/child/school/grade"
KIND = "/applicationKind"


def schema(form: Any, item: str) -> Any:
    return items(form)[item].schema


def only(book: Book, item: str, **expected: Any) -> Edit:
    """Reads the book, in which one item was edited, and checks what its schema says now.

    Ellipsis stands for a keyword that is gone. Nothing else may have changed.
    """
    reading = book.read()
    (edit,) = reading.edits
    assert edit.item == item
    before, after = schema(book.form, item), schema(reading.form, item)
    wanted = {k: v for k, v in {**before, **expected}.items() if v is not ...}
    assert same(after, wanted), after
    assert same(with_schema(reading.form, item, before), book.form)
    return edit


def with_schema(form: Any, item: str, other: Any) -> Any:
    """The form with another schema of one item."""
    path = items(form)[item].path

    def copy(value: Any, at: str) -> Any:
        if at == path:
            return other
        if isinstance(value, dict):
            return {
                k: copy(v, f"{at}/{k.replace('~', '~0').replace('/', '~1')}")
                for k, v in value.items()
            }
        return value

    return copy(form, "")


@pytest.mark.parametrize(
    ("item", "key", "words", "expected"),
    [
        (GRADE, "range", "1〜3", {"maximum": 3}),
        (GRADE, "range", "１～３", {"maximum": 3}),
        (GRADE, "range", "2から4まで", {"minimum": 2, "maximum": 4}),
        (GRADE, "range", "3以下", {"maximum": 3, "minimum": ...}),
        (GRADE, "range", "", {"minimum": ..., "maximum": ...}),
        ("/applicant/email", "range", "100文字以下", {"maxLength": 100}),
        ("/applicant/email", "range", 100, {"maxLength": 100}),
        ("/applicant/email", "range", "5〜100文字", {"minLength": 5, "maxLength": 100}),
        ("/choices", "range", "1〜5件", {"maxItems": 5}),
        (GRADE, "title", "学年(4月から)", {"title": "学年(4月から)"}),
        (GRADE, "description", "新しい説明\n二行目", {"description": "新しい説明\n二行目"}),
        (GRADE, "description", None, {"description": ...}),
        ("/applicant/familyNameKana", "writing", "ひらがな", {"pattern": "^[ぁ-ゖー・ 　]+$"}),
        ("/applicant/familyNameKana", "writing", "", {"pattern": ...}),
        ("/applicant/address/postalCode", "writing", "半角数字8桁", {"pattern": "^[0-9]{8}$"}),
    ],
)  # fmt: skip
def test_a_cell_changes_what_it_stands_for(item: str, key: str, words: Any, expected: Any) -> None:
    edit = only(Book(CORE).set(item, key, words), item, **expected)
    assert (edit.move, edit.key) == ("changed", key)
    assert edit.at.startswith("項目一覧!")


def test_required_and_optional_are_toggled_at_the_group_around() -> None:
    book = Book(CORE).set(GRADE, "need", "任意").set("/child/sex", "need", "必須")
    reading = book.read()
    assert GRADE in items(reading.form)
    assert not items(reading.form)[GRADE].required
    assert items(reading.form)["/child/sex"].required
    assert {e.key for e in reading.edits} == {"need"}
    assert same(schema(reading.form, GRADE), schema(CORE, GRADE))


@pytest.mark.parametrize("how", ["row", "word"])
def test_an_item_is_dropped_by_its_row_or_by_a_word(how: str) -> None:
    book = Book(CORE)
    book = book.drop("/fiscalYear") if how == "row" else book.set("/fiscalYear", "need", "使わない")
    reading = book.read()
    assert "/fiscalYear" not in items(reading.form)
    assert "fiscalYear" not in reading.form["required"]
    assert [(e.move, e.item) for e in reading.edits] == [("removed", "/fiscalYear")]
    assert len(items(reading.form)) == len(items(CORE)) - 1


def test_a_group_is_dropped_with_all_that_stands_in_it_and_the_rules_about_it() -> None:
    inside = [p for p in items(CORE) if p == "/health" or p.startswith("/health/")]
    reading = Book(CORE).drop(*inside).read()
    assert not [p for p in items(reading.form) if p.startswith("/health")]
    assert [e.item for e in reading.edits] == ["/health"]
    titles = [rule["title"] for rule in reading.form["allOf"]]
    assert titles == [r["title"] for r in CORE["allOf"] if "学校生活管理指導表" not in r["title"]]
    assert [r.type for r in reading.remarks] == ["condition-dropped"]
    assert same(Book(CORE).set("/health", "need", "使わない").read().form, reading.form)


def test_dropping_an_item_keeps_what_a_rule_asks_of_others() -> None:
    reading = Book(CORE).set("/guardians/*/employer", "need", "使わない").read()
    rules = find(reading.form, "/properties/guardians/items/allOf")
    assert isinstance(rules, list)
    (rule,) = [r for r in rules if "就労または内定" in str(r)]
    assert rule["then"]["required"] == ["documents"]
    assert "documents" in rule["then"]["properties"]
    assert not reading.remarks


def test_an_item_of_the_core_is_taken_up_again() -> None:
    form = local("993018")
    reading = Book(CORE, form).set("/choices", "need", "必須").read()
    assert same(schema(reading.form, "/choices"), schema(CORE, "/choices"))
    assert items(reading.form)["/choices"].required
    assert [(e.move, e.item) for e in reading.edits] == [("restored", "/choices")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"kind": "文字", "range": "20文字以下"}, {"type": "string", "maxLength": 20}),
        ({"kind": "文字", "writing": "全角カタカナ"},
         {"type": "string", "pattern": "^[ァ-ヶー・ 　]+$"}),
        ({"kind": "整数", "range": "1〜3"}, {"type": "integer", "minimum": 1, "maximum": 3}),
        ({"kind": "数", "range": "0.5以上"}, {"type": "number", "minimum": 0.5}),
        ({"kind": "はい・いいえ"}, {"type": "boolean"}),
        ({"kind": "年月日"}, {"type": "string", "format": "date"}),
        ({"kind": "一つ選ぶ", "choices": "甲\n乙"}, {"type": "string", "enum": ["甲", "乙"]}),
        ({"kind": "いくつでも選ぶ", "choices": "甲\n乙", "range": "1〜2件"},
         {"type": "array", "items": {"type": "string", "enum": ["甲", "乙"]}, "uniqueItems": True,
          "minItems": 1, "maxItems": 2}),
    ],
)  # fmt: skip
def test_a_row_adds_an_item_where_it_stands(cells: Any, expected: Any) -> None:
    book = Book(CORE).add(GRADE, group="児童 › 小学校", title="担任の名前", **cells)
    reading = book.read()
    item = "/child/school/担任の名前"
    assert list(items(reading.form)).index(item) == list(items(CORE)).index(GRADE) + 1
    made = {k: v for k, v in schema(reading.form, item).items() if k != "x-order"}
    assert same(made, {"title": "担任の名前", **expected})
    assert [(e.move, e.item) for e in reading.edits] == [("added", item)]
    assert not items(reading.form)[item].required


def test_a_new_item_may_stand_at_the_top_in_a_list_or_in_a_new_group() -> None:
    book = (
        Book(CORE)
        .add(
            "/fiscalYear", title="受付番号", kind="文字", need="必須", description="町で書きます。"
        )
        .add("/household/*/fullName", group="同居家族", title="勤め先", kind="文字")
        .add("/applicationKind", group="連絡", title="時間", kind="文字")
        .add("/applicationKind", title="連絡", kind="まとまり")
    )
    form = book.read().form
    known = items(form)
    assert known["/受付番号"].required
    assert schema(form, "/受付番号")["description"] == "町で書きます。"
    assert "/household/*/勤め先" in known
    assert list(known)[list(known).index("/applicationKind") + 1 :][:2] == ["/連絡", "/連絡/時間"]


def test_a_name_that_is_taken_gets_a_mark() -> None:
    form = {"type": "object", "properties": {"年度": {"title": "前の年度", "type": "integer"}}}
    reading = Book(form).add("/年度", title="年度", kind="整数").read()
    assert list(items(reading.form)) == ["/年度", "/年度_"]


def test_moved_rows_are_another_order_with_few_new_numbers() -> None:
    book = Book(CORE).move("/applicationKind", after="/addressee/officeTitle")
    reading = book.read()
    top = [p for p in items(reading.form) if p.count("/") == 1]
    was = [p for p in items(CORE) if p.count("/") == 1]
    assert top[:4] == ["/addressee", "/applicationKind", "/applicationDate", "/fiscalYear"]
    assert set(top) == set(was)
    renumbered = [p for p in was if not same(schema(reading.form, p), schema(CORE, p))]
    assert renumbered == ["/applicationKind"]
    assert [(e.move, e.item) for e in reading.edits] == [("moved", "/applicationKind")]


def test_choices_are_added_and_dropped_in_the_cell() -> None:
    shown = Book(CORE).cell(KIND, "choices").value
    assert shown == "新規\n継続\n変更"
    edit = only(
        Book(CORE).set(KIND, "choices", "新規\n継続"),
        KIND,
        enum=["new", "continuing"],
        **{"x-choices": {"new": "新規", "continuing": "継続"}},
    )
    assert edit.key == "choices"
    more = schema(Book(CORE).set(KIND, "choices", f"{shown}\n取り下げ").read().form, KIND)
    assert more["enum"] == ["new", "continuing", "change", "取り下げ"]
    assert more["x-choices"]["取り下げ"] == "取り下げ"


def test_choices_are_added_dropped_and_reworded_on_their_sheet() -> None:
    book = Book(CORE).relabel(KIND, "new", "はじめて").drop_choice(KIND, "change")
    book.add_choice(KIND, "continuing", label="取り下げ", value="withdrawn")
    made = schema(book.read().form, KIND)
    assert made["enum"] == ["new", "continuing", "withdrawn"]
    assert made["x-choices"] == {"new": "はじめて", "continuing": "継続", "withdrawn": "取り下げ"}
    assert [e.key for e in book.read().edits] == ["choices"]


def test_choices_of_a_list_and_of_numbers_are_edited_alike() -> None:
    days = Book(CORE).set("/weekdays", "choices", "月曜日\n火曜日").read().form
    assert schema(days, "/weekdays")["items"]["enum"] == ["1", "2"]
    numbers = {"type": "object", "properties": {"n": {"title": "回", "enum": [1, 2]}}}
    assert schema(Book(numbers).set("/n", "choices", "1\n2\n3").read().form, "/n")["enum"] == [
        1,
        2,
        3,
    ]


def test_choices_in_another_order_change_nothing_and_it_is_said() -> None:
    reading = Book(CORE).set(KIND, "choices", "変更\n新規\n継続").read()
    assert same(schema(reading.form, KIND)["x-choices"], schema(CORE, KIND)["x-choices"])
    assert sorted(schema(reading.form, KIND)["enum"]) == sorted(schema(CORE, KIND)["enum"])
    assert [r.type for r in reading.remarks] == ["choice-order"]
    assert not reading.edits


@pytest.mark.parametrize(
    ("item", "cells", "expected"),
    [
        (GRADE, {"kind": "文字", "range": "10文字以下"}, {"type": "string", "maxLength": 10}),
        (GRADE, {"kind": "数"}, {"type": "number", "minimum": 1, "maximum": 6}),
        (KIND, {"kind": "文字"}, {"type": "string"}),
        (KIND, {"kind": "いくつでも選ぶ", "range": "1〜3件"}, {
            "type": "array", "uniqueItems": True, "minItems": 1, "maxItems": 3,
            "items": {"type": "string", "enum": ["new", "continuing", "change"],
                      "x-choices": {"new": "新規", "continuing": "継続", "change": "変更"}}}),
        ("/fiscalYear", {"kind": "一つ選ぶ", "choices": "令和9年度\n令和10年度", "range": ""},
         {"type": "string", "enum": ["令和9年度", "令和10年度"]}),
    ],
)  # fmt: skip
def test_the_kind_of_an_item_can_be_another(item: str, cells: Any, expected: Any) -> None:
    book = Book(CORE)
    for key, words in cells.items():
        book.set(item, key, words)
    made = schema(book.read().form, item)
    told = {"title", "description", "x-order", "x-local", "x-synonyms", "x-gif", "x-sensitive"}
    assert same({k: v for k, v in made.items() if k not in told}, expected)
    assert made["title"] == schema(CORE, item)["title"]


def test_rows_that_a_filter_hides_and_columns_that_were_added_count() -> None:
    book = Book(CORE).set(GRADE, "range", "1〜3")
    book.items.row_dimensions[book.row(GRADE)].hidden = True
    for number in (2, 5):
        book.items.insert_cols(number)
    book.items.insert_rows(1, 2)
    book.items["A1"] = "確認済み 山"
    reading = book.read()
    assert schema(reading.form, GRADE)["maximum"] == 3
    assert len(reading.edits) == 1


def test_titles_of_groups_may_change_with_or_without_the_column_of_groups() -> None:
    new = "子ども"
    alone = Book(CORE).set("/child", "title", new)
    both = Book(CORE).set("/child", "title", new).set("/child/sex", "group", new)
    assert same(alone.read().form, both.read().form)
    added = (
        Book(CORE)
        .set("/child", "title", new)
        .add("/child/sex", group=new, title="あだ名", kind="文字")
    )
    assert "/child/あだ名" in items(added.read().form)


# ---- the draft


def named(code: str = "993018") -> LocalDiff:
    return LocalDiff("gakudo-application", "1.0.0", code, ())


def test_one_row_is_one_change_of_the_draft() -> None:
    book = Book(CORE).set(GRADE, "range", "1〜3").set(GRADE, "title", "新学年")
    book.set(GRADE, "need", "任意").set(KIND, "choices", "新規\n継続").drop("/fiscalYear")
    reading = book.read()
    made = draft_of(CORE, reading.form, named())
    assert sorted(c.item for c in made.diff.changes) == sorted([GRADE, KIND, "/fiscalYear"])
    assert same(apply(CORE, made.diff), reading.form)
    assert not made.carried


def test_what_was_not_edited_keeps_its_basis_and_reason() -> None:
    file = SCHEMAS / "samples" / "993018" / "gakudo-application.diff.json"
    earlier = decode_diff(jsontext.read(file.read_bytes()))
    form = apply(CORE, earlier)
    same_again = draft_of(CORE, Book(CORE, form).read().form, named(), [earlier])
    assert sorted(map(repr, same_again.diff.changes)) == sorted(map(repr, earlier.changes))
    reading = Book(CORE, form).set("/fiscalYear", "range", "2027〜2030").read()
    made = draft_of(CORE, reading.form, named(), [earlier])
    assert len(made.carried) == len(earlier.changes)
    new = [c for n, c in enumerate(made.diff.changes) if n not in made.carried]
    assert [c.item for c in new] == ["/fiscalYear"]
    assert not differences(apply(CORE, made.diff), reading.form)
