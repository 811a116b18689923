"""Is what cannot be understood refused, with the cell and what to do about it?"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from soroe.errors import DocumentError
from soroe.locale import explain
from soroe.schema import items
from soroe.sheet import read_rows, read_sheet, write_sheet
from tests.page.shapes import core, local
from tests.sheet.books import NAME, Book

CORE = core("gakudo-application")
GRADE = "/child/school/grade"
KIND = "/applicationKind"
Edit = Callable[[Book], object]

CASES: dict[str, tuple[str, str, Edit]] = {
    "a word for required that is none": (
        "sheet-need-unknown", "need", lambda b: b.set(GRADE, "need", "たぶん")),
    "no word for required": ("sheet-need-unknown", "need", lambda b: b.set(GRADE, "need", "")),
    "a kind that is none": (
        "sheet-kind-unknown", "kind", lambda b: b.set(GRADE, "kind", "ことば")),
    "a kind that a workbook cannot make": (
        "sheet-kind-refused", "kind", lambda b: b.set(GRADE, "kind", "まとまり")),
    "a group made a text": (
        "sheet-kind-refused", "kind", lambda b: b.set("/child/school", "kind", "文字")),
    "a range that is none": (
        "sheet-range-unreadable", "range", lambda b: b.set(GRADE, "range", "少し")),
    "a range with nothing in it": (
        "sheet-range-unreadable", "range", lambda b: b.set(GRADE, "range", "6〜1")),
    "a range of one number": (
        "sheet-range-unreadable", "range", lambda b: b.set(GRADE, "range", "6")),
    "a broken length": (
        "sheet-range-unreadable", "range",
        lambda b: b.set("/applicant/familyName", "range", "10.5文字以下")),
    "a negative length": (
        "sheet-range-unreadable", "range",
        lambda b: b.set("/applicant/familyName", "range", "-1〜5")),
    "a range where none belongs": (
        "sheet-range-unasked", "range", lambda b: b.set("/applicationDate", "range", "1〜3")),
    "a way of writing that is none": (
        "sheet-writing-unknown", "writing",
        lambda b: b.set("/applicant/familyName", "writing", "きれいに")),
    "a way of writing of a number": (
        "sheet-writing-unasked", "writing", lambda b: b.set(GRADE, "writing", "半角数字")),
    "no name": ("sheet-title-missing", "title", lambda b: b.set(GRADE, "title", " ")),
    "a place that was changed": (
        "sheet-place-unknown", "item", lambda b: b.set(GRADE, "item", "/child/grade2")),
    "rules that were changed": (
        "sheet-cell-fixed", "rules", lambda b: b.set(GRADE, "rules", "3年生まで")),
    "a group that was changed": (
        "sheet-cell-fixed", "group", lambda b: b.set(GRADE, "group", "申請者（保護者）")),
    "a choice in place of another": (
        "sheet-choice-reworded", "choices", lambda b: b.set(KIND, "choices", "新規\n継続\n異動")),
    "a choice twice": (
        "sheet-choice-twice", "choices",
        lambda b: b.set(KIND, "choices", "新規\n継続\n変更\n新規")),
    "no choices": ("sheet-choices-missing", "choices", lambda b: b.set(KIND, "choices", "")),
    "choices of a number": (
        "sheet-choices-unasked", "choices", lambda b: b.set(GRADE, "choices", "1年\n2年")),
    "a kind that needs choices": (
        "sheet-choices-missing", "choices", lambda b: b.set(GRADE, "kind", "一つ選ぶ")),
    "a date": (
        "sheet-cell-date", "range",
        lambda b: b.set(GRADE, "range", datetime(2027, 1, 3))),  # noqa: DTZ001 - cells have no zone
}  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "edit"), CASES.values(), ids=CASES)
def test_a_cell_that_is_not_understood_is_named(kind: str, key: str, edit: Edit) -> None:
    book = Book(CORE)
    places = {item: book.row(item) for item in (GRADE, KIND, "/child/school", "/applicationDate")}
    edit(book)
    found = [p for p in book.problems() if p.type == kind]
    assert len(found) == 1
    letter = get_column_letter(book.column(key))
    sheet, _, cell = found[0].at.partition("!")
    assert sheet == "項目一覧"
    assert cell.startswith(letter)
    assert int(cell.removeprefix(letter)) in {*places.values(), book.row("/applicant/familyName")}
    for lang in ("ja", "en"):
        title, detail, remedy = explain(found[0], lang)
        assert title
        assert found[0].at in detail
        assert remedy


NEW: dict[str, tuple[str, dict[str, str]]] = {
    "no name": ("sheet-title-missing", {"kind": "文字"}),
    "no kind": ("sheet-kind-unknown", {"title": "あだ名"}),
    "a group that is not there": (
        "sheet-group-unknown", {"title": "あだ名", "kind": "文字", "group": "ペット"}),
    "a word for required that is none": (
        "sheet-need-unknown", {"title": "あだ名", "kind": "文字", "need": "使わない"}),
    "no choices": ("sheet-choices-missing", {"title": "あだ名", "kind": "一つ選ぶ"}),
    "a range that is none": (
        "sheet-range-unreadable", {"title": "あだ名", "kind": "文字", "range": "たくさん"}),
    "an empty group": ("sheet-group-empty", {"title": "ペット", "kind": "まとまり"}),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "cells"), NEW.values(), ids=NEW)
def test_a_new_row_that_is_not_understood_is_named(kind: str, cells: dict[str, str]) -> None:
    book = Book(CORE).add("/fiscalYear", **cells)
    number = book.row("/fiscalYear") + 1
    found, at = book.problem()
    assert found == kind
    assert at.startswith("項目一覧!")
    assert at.endswith(str(number))


def test_a_copied_row_and_a_group_without_its_row_are_named() -> None:
    twice = Book(CORE)
    row = [c.value for c in twice.items[twice.row(GRADE)]]
    twice.items.append(row)
    assert twice.problem()[0] == "sheet-place-twice"
    assert Book(CORE).drop("/extension").problems()[0].type == "sheet-group-gone"
    emptied = Book(CORE)
    for item in items(CORE):
        if item.startswith("/extension/"):
            emptied.set(item, "need", "使わない")
    assert emptied.problem()[0] == "sheet-group-empty"


def test_choices_on_their_sheet_that_are_not_understood_are_named() -> None:
    assert Book(CORE).relabel(KIND, "new", "").problem()[0] == "sheet-choice-nameless"
    book = Book(CORE).add_choice(KIND, "new", label="取り下げ", value="change")
    assert {p.type for p in book.problems()} == {"sheet-choice-twice"}
    differ = Book(CORE).drop_choice(KIND, "new").set(KIND, "choices", "新規\n継続")
    assert differ.problem()[0] == "sheet-choices-differ"
    numbers = {"type": "object", "properties": {"n": {"title": "回", "enum": [1, 2]}}}
    assert Book(numbers).set("/n", "choices", "1\n2\nたくさん").problem()[0] == "sheet-choice-value"
    long = {"type": "object", "properties": {"n": {"enum": [f"選択肢{n}" for n in range(40)]}}}
    assert Book(long).set("/n", "choices", "選択肢1").problem()[0] == "sheet-choices-elsewhere"
    assert Book(long).drop_choice("/n", "選択肢7").read().edits


def test_all_that_is_wrong_is_said_at_once() -> None:
    book = (
        Book(CORE).set(GRADE, "range", "少し").set(KIND, "title", "").set("/weekdays", "kind", "？")
    )
    assert {p.type for p in book.problems()} == {
        "sheet-range-unreadable", "sheet-title-missing", "sheet-kind-unknown",
    }  # fmt: skip


def test_a_workbook_of_another_form_or_version_is_named() -> None:
    data = write_sheet(CORE, CORE, NAME, "ja")
    changed = {**CORE, "title": "別の様式"}
    for form in (changed, local("993018"), core("facility-use")):
        with pytest.raises(DocumentError) as e:
            read_sheet(read_rows(data), CORE, form)
        assert e.value.problem.type == "sheet-other-form"
    published = {**CORE, "$id": "https://registry.example/forms/gakudo-application/1.0.0.json"}
    assert not read_sheet(read_rows(data), CORE, published).edits


def refused(data: bytes) -> str:
    with pytest.raises(DocumentError) as e:
        read_rows(data)
    return e.value.problem.type


def test_a_workbook_from_elsewhere_or_without_its_headings_is_named() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    assert refused(out.getvalue()) == "sheet-origin-missing"
    assert refused(b"not a workbook") == "workbook-damaged"
    book = Book(CORE)
    book.book.remove(book.origin)
    assert refused(book.bytes()) == "sheet-origin-missing"
    book = Book(CORE)
    book.items.delete_cols(book.column("range"))
    assert refused(book.bytes()) == "sheet-heading-missing"
    book = Book(CORE)
    book.book.remove(book.choices)
    assert refused(book.bytes()) == "sheet-heading-missing"


def test_a_text_that_a_cell_cannot_hold_is_not_edited_there() -> None:
    form = {"type": "object", "properties": {"a": {"title": "甲", "description": "長" * 40_000}}}
    assert Book(form).set("/a", "description", "短い").problem()[0] == "sheet-cell-cut"
    assert not Book(form).read().edits
