"""What is read of forms that are drawn to be filled in: what was planted, and never what is in them."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, PatternFill

from soroe import locale
from soroe.errors import DocumentError, Problem
from soroe.importers import Imported, read_form_file
from soroe.jsontext import canonical
from soroe.pointer import find
from soroe.schema import check_schema
from tests.importers.papers.make import FORMS, THIN, Draft
from tests.schemas.library import PUBLISHED, name, published

HERE = Path(__file__).parent / "papers"
SECRET = "秘匿太郎"
RECALL = 0.9
"""The least part of the planted boxes that must be found; what the forms of this folder give is
more, because the reader was built beside them."""


def told(line: str) -> None:
    """What `pytest -s` shows."""
    sys.stdout.write(f"{line}\n")


def data_of(form: str) -> bytes:
    return (HERE / f"{form}.xlsx").read_bytes()


def core_of(form: str) -> Any:
    return published(next(p for p in PUBLISHED if name(p) == f"{form}/1.0.0"))


def planted(form: str) -> tuple[str, list[dict[str, Any]]]:
    held = json.loads((HERE / f"{form}.json").read_text())
    return held["sheet"], held["boxes"]


@cache
def read(form: str) -> Imported:
    return read_form_file(data_of(form), form, core_of(form))


def filled(form: str, *, plain: bool = False) -> bytes:
    """The form as somebody has filled it in: every blank box, and the parts of days.

    `plain`: without its colours and its lock, which tell names and boxes apart.
    """
    book = load_workbook(io.BytesIO(data_of(form)))
    sheet = book[planted(form)[0]]
    covered = {
        (row, column)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }
    corners = {(area.min_row, area.min_col) for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            place = (int(cell.row or 0), int(cell.column or 0))
            if place in covered:
                continue
            words = cell.value
            yellow = cell.fill.fgColor.rgb == "FFFFFFCC"
            begins = yellow and cell.border.left is not None and bool(cell.border.left.style)
            if words is None and (place in corners or begins):
                after = sheet.cell(place[0], _right(sheet, place) + 1).value
                cell.value = 8 if after in ("年", "月", "日") else SECRET
            elif isinstance(words, str) and "□" in words:
                cell.value = words.replace("□", "☑", 1).replace("（　　　　", f"（{SECRET}")
    if plain:
        sheet.protection.sheet = False
        for row in sheet.iter_rows():
            for cell in row:
                if type(cell).__name__ != "MergedCell":
                    cell.fill = PatternFill()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _right(sheet: Any, place: tuple[int, int]) -> int:
    """The last column of the cell at a place."""
    row, column = place
    areas = (a for a in sheet.merged_cells.ranges if (a.min_row, a.min_col) == (row, column))
    return next((a.max_col for a in areas), column)


@pytest.mark.parametrize("form", FORMS)
def test_is_what_was_planted_found_where_it_was_planted(form: str) -> None:
    sheet, boxes = planted(form)
    imported = read(form)
    assert imported.kind == "sheet-form"
    entries = {(e.at, e.label): e for e in imported.entries}
    found, wrong = 0, []
    for box in boxes:
        entry = entries.get((f"{sheet}!{box['at']}", box["label"].split("/")[-1]))
        found += entry is not None
        item = None if entry is None or entry.how == "own" else entry.item
        if item not in (None, box["item"]):
            wrong.append((box, item))
    matched = sum(e.how not in ("own", "left-out") for e in imported.entries)
    told(f"{form}: {found} of {len(boxes)} boxes found, {matched} matched, {len(wrong)} wrongly")
    assert not wrong
    assert found >= RECALL * len(boxes)


@pytest.mark.parametrize("form", FORMS)
def test_is_nothing_a_core_item_that_was_not_planted_as_one(form: str) -> None:
    sheet, boxes = planted(form)
    tables = {b["item"].split("/*")[0] for b in boxes if b["item"] and "/*" in b["item"]}
    right = {(f"{sheet}!{b['at']}", b["item"]) for b in boxes}
    for entry in read(form).entries:
        if entry.how not in ("own", "left-out"):
            assert (entry.at, entry.item) in right or entry.item in tables, entry


@pytest.mark.parametrize("form", FORMS)
def test_is_nothing_shown_of_what_is_filled_in(form: str) -> None:
    empty, full = read(form), read_form_file(filled(form), form, core_of(form))
    said = [*(str(n.params) for n in full.notes), *(str(e) for e in full.entries)]
    assert SECRET.encode() not in canonical(full.schema)
    assert not [words for words in said if SECRET in words]
    before = {(e.at, e.label) for e in empty.entries}
    after = {(e.at, e.label) for e in full.entries}
    told(f"{form}: filled in, {len(before & after)} of {len(before)} items are found")
    assert len(before & after) >= 0.8 * len(before)


@pytest.mark.parametrize("core", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_is_nothing_shown_where_names_and_boxes_look_alike(form: str, *, core: bool) -> None:
    data = filled(form, plain=True)
    try:
        imported = read_form_file(data, form, core_of(form) if core else None)
    except DocumentError as refused:
        said = [*(str(problem) for problem in refused.problems)]
        schema: Any = {}
    else:
        said = [*(str(n.params) for n in imported.notes), *(str(e) for e in imported.entries)]
        schema = imported.schema
    assert SECRET.encode() not in canonical(schema)
    assert not [words for words in said if SECRET in words]


@pytest.mark.parametrize("form", FORMS)
def test_is_every_note_a_sentence_and_the_schema_legal(form: str) -> None:
    imported = read(form)
    assert check_schema(imported.schema) == ()
    assert check_schema(read_form_file(data_of(form), form, None).schema) == ()
    for note in imported.notes:
        for lang in ("ja", "en"):
            for part in ("title", "detail", "remedy"):
                assert locale.text("notes", note.type, part, lang, **note.params)


SAID: tuple[tuple[str, str, Any], ...] = (
    ("gakudo-application", "/properties/児童について/properties/新学年/minimum", 1),
    ("gakudo-application", "/properties/児童について/properties/新学年/maximum", 6),
    (
        "gakudo-application",
        "/properties/児童について/required",
        ["児童氏名（姓）", "児童氏名（名）", "生年月日", "新学年"],
    ),
    ("gakudo-application", "/properties/利用について/properties/入会希望日/format", "date"),
    (
        "gakudo-application",
        "/properties/利用について/properties/利用区分/enum",
        ["通年", "長期休業のみ", "一時"],
    ),
    ("gakudo-application", "/properties/家族の状況/properties/口座番号/maxLength", 7),
    ("work-certificate", "/properties/保育士等としての勤務実態/enum", ["有", "有（予定）", "無"]),
    (
        "work-certificate",
        "/properties/就労時間（固定就労の場合）/properties/月間の就労日数/maximum",
        31,
    ),
    ("work-certificate", "/properties/本人の生年月日/format", "date"),
    ("facility-use", "/properties/使用施設/enum", ["大ホール", "小ホール", "会議室", "和室"]),
    ("facility-use", "/properties/使用日時/format", "date"),
    ("facility-use", "/properties/利用人数/type", "number"),
    (
        "facility-use",
        "/properties/使いたい設備/items/enum",
        ["音響", "照明", "ピアノ", "その他"],
    ),
)


@pytest.mark.parametrize(("form", "pointer", "wanted"), SAID)
def test_is_what_the_sheet_says_of_a_value_kept(form: str, pointer: str, wanted: Any) -> None:
    alone = read_form_file(data_of(form), form, None)
    assert find(alone.schema, pointer) == wanted


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_is_a_form_with_other_words_in_it_either_read_or_refused(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(FORMS)))
    book = load_workbook(io.BytesIO(data_of(form)))
    sheet = book[planted(form)[0]]
    for _ in range(data.draw(st.integers(1, 12))):
        row = data.draw(st.integers(1, 38))
        column = data.draw(st.integers(1, 40))
        cell = sheet.cell(row, column)
        if type(cell).__name__ == "MergedCell":
            continue
        cell.value = data.draw(
            st.sampled_from(
                [None, "□", "□あり", "年月日", "　年　月　日", "（　）", "有・無", "※", "①", "印",
                 "〒", "1", 7, "姓", "氏　名", "A：", "・", "～", "□□□", "終了", "☑\n☑ x"]
            )
        )  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    problems: tuple[Problem, ...] = ()
    try:
        imported = read_form_file(out.getvalue(), form, core_of(form))
    except DocumentError as refused:
        problems = refused.problems
    else:
        assert check_schema(imported.schema) == ()
    assert all(all(locale.explain(problem, "ja")) for problem in problems)


@cache
def odd() -> Imported:
    """A form on which everything stands that cannot be read."""
    book = Workbook()
    form = Draft(book, "様式")
    book.remove(book.worksheets[0])
    for row, words in enumerate(("氏名", "住所", "電話番号", "性別", "備考", "連絡先"), 2):
        form.put(f"A{row}:E{row}", words)
        form.put(f"F{row}:{'H' if row == 7 else 'K'}{row}")
    form.rule("F2", "custom", formula1="LEN(F2)>1")
    form.rule("F3", "list", formula1='INDIRECT("x")')
    form.put("M2:Q2")
    form.put("A9:E9", "ふりがな")
    form.put("I7:K7")
    form.text("A12:F12", "番号　　　札")
    form.sheet.row_dimensions[6].hidden = True
    form.sheet.column_dimensions["AA"].hidden = True
    form.text("AA14", "x")
    out = io.BytesIO()
    book.save(out)
    drawn = io.BytesIO()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(drawn, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part))
        target.writestr("xl/ctrlProps/ctrlProp1.xml", b"<x/>")
    return read_form_file(drawn.getvalue(), "odd", None)


def test_is_what_cannot_be_read_named_with_its_cell() -> None:
    said = {note.type: note for note in odd().notes}
    assert said["sheet-rule-unknown"].params["fields"] == "様式!F2"
    assert said["sheet-options-elsewhere"].params["fields"] == "様式!F3"
    assert said["sheet-box-without-label"].params["fields"] == "様式!M2"
    assert said["sheet-label-unused"].at == "様式!A9"
    assert said["sheet-boxes-joined"].params["fields"] == "連絡先(2)"
    assert said["sheet-drawings"].params["count"] == "1"
    assert "備考" not in {entry.label for entry in odd().entries}
    assert said["list-hidden-rows"].params["rows"] == "6"


def areas_over_areas() -> bytes:
    """A small file whose merged areas cover thousands of times what is drawn."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data_of("facility-use"))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            body = source.read(part)
            if part.startswith("xl/worksheets/"):
                more = b"".join(
                    b'<mergeCell ref="A%d:AD18"/>' % (i % 17 + 1) for i in range(20_000)
                )
                body = body.replace(b"</mergeCells>", more + b"</mergeCells>")
            target.writestr(part, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("frames", "refusal"), [(60, ""), (66, "list-too-large"), (72, "list-header-missing")]
)
def test_is_a_sheet_of_thousands_of_boxes_no_form(frames: int, refusal: str) -> None:
    book = Workbook()
    form = Draft(book, "様式", 1)
    book.remove(book.worksheets[0])
    for row in range(1, frames + 1):
        for column in range(1, frames + 1):
            cell = form.sheet.cell(row, column)
            cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
            cell.value = "氏名" if column % 2 else None
    for row in range(80, 86):
        form.put(f"A{row}:C{row}", "住所")
    out = io.BytesIO()
    book.save(out)
    said = ""
    try:
        assert read_form_file(out.getvalue(), "x", None).kind == "sheet-form"
    except DocumentError as refused:
        said = refused.problem.type
    assert said == refusal


def test_are_areas_over_areas_no_form() -> None:
    with pytest.raises(DocumentError) as refused:
        read_form_file(areas_over_areas(), "x", None)
    assert refused.value.problem.type == "list-header-missing"


def copied(form: str, *, sample: bool) -> bytes:
    book = load_workbook(io.BytesIO(data_of(form)))
    sheet = book[planted(form)[0]]
    other = book.copy_worksheet(sheet)
    other.title = "記入例" if sample else "裏面"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_of_two_forms_one_must_be_named_and_a_sample_is_none() -> None:
    two = copied("work-certificate", sample=False)
    core = core_of("work-certificate")
    with pytest.raises(DocumentError) as refused:
        read_form_file(two, "x", core)
    assert refused.value.problem.type == "sheet-forms-several"
    assert refused.value.problem.params["sheets"] == "就労証明書、裏面"
    named = read_form_file(two, "x", core, sheet="裏面")
    assert named.entries[0].at.startswith("裏面!")
    one = read_form_file(copied("work-certificate", sample=True), "x", core)
    assert one.kind == "sheet-form"


def test_are_the_forms_of_the_folder_those_that_the_script_makes() -> None:
    for form, make in FORMS.items():
        _, draft = make()
        assert json.loads((HERE / f"{form}.json").read_text())["boxes"] == draft.planted
