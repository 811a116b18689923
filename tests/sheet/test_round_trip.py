"""Does a workbook that nobody edited say the form that it was made from?"""

from __future__ import annotations

import io
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from soroe.diff.apply import same
from soroe.schema import check_schema, inline, items
from soroe.sheet import read_rows, read_sheet, write_sheet
from soroe.sheet.differs import differs
from tests.page.shapes import CITIES, SCHEMAS, core, every_form, local
from tests.sheet.books import NAME

FORMS = every_form()
DANGER = [
    "=1+1", "+81", "-2", "@x", "1-3", "007", "TRUE", "2027/4/1", "_x0041_", "a\nb", "\ttab", "'q",
    "\x01\x1f", "<b>&amp;", "  spaces  ", "全　角", "𠮷野家", "é e\u0301", "＝SUM(A1)", "x" * 40_000,
    "#", "/", "~1", "", "__proto__", "\r\n", "\u202eabc", "100%", "1e5", "0.10",
]  # fmt: skip


def base(name: str) -> Any:
    return core("gakudo-application") if name in CITIES else FORMS[name]


def kept(data: bytes, on: Any, form: Any) -> None:
    reading = read_sheet(read_rows(data), on, form)
    assert reading.edits == ()
    assert reading.remarks == ()
    assert same(reading.form, form)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", FORMS)
def test_nothing_edited_is_nothing_changed(name: str, lang: Any) -> None:
    on, form = base(name), FORMS[name]
    kept(write_sheet(on, form, NAME, lang, differs=differs(on, form, None, lang)), on, form)


@pytest.mark.parametrize("name", ["gakudo-application", *CITIES])
def test_a_program_that_saves_it_again_loses_nothing(name: str) -> None:
    on, form = base(name), FORMS[name]
    book = load_workbook(io.BytesIO(write_sheet(on, form, NAME, "ja")))
    out = io.BytesIO()
    book.save(out)
    kept(out.getvalue(), on, form)


def test_libreoffice_saves_it_again_and_loses_nothing() -> None:
    """The file is `dangerous()` as LibreOffice 7 saved it: words in cells are a promise, too."""
    form = dangerous()
    kept((Path(__file__).parent / "saved-by-libreoffice.xlsx").read_bytes(), form, form)


def dangerous() -> Any:
    """A form that says whatever a spreadsheet might take for something else."""
    properties: dict[str, Any] = {}
    for n, words in enumerate(DANGER):
        choices = {"a": words, "b": "ほか"} if words else {"a": "ひとつ"}
        properties[words] = {
            "title": words,
            "description": words,
            "type": "string",
            "enum": list(choices),
            "x-choices": choices,
            "x-order": n + 1,
        }
        properties[f"{words}-group"] = {
            "title": words,
            "type": "object",
            "properties": {words: {"type": "string", "pattern": "^x$", "examples": [words]}},
            "required": [words],
            "additionalProperties": False,
        }
    return {"title": "=1+1", "type": "object", "properties": properties, "required": [""]}


def test_whatever_looks_like_something_else_in_a_spreadsheet_stays_text() -> None:
    form = dangerous()
    data = write_sheet(form, form, NAME, "ja")
    kept(data, form, form)
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert not [c.coordinate for c in row if c.data_type not in ("s", "n")]
            assert not [c.coordinate for c in row if c.data_type == "n" and c.value is not None]


@pytest.mark.parametrize("seed", range(60))
def test_forms_of_any_shape_come_back(seed: int) -> None:
    form = inline(Forms(Random(seed)).form())
    assert not check_schema(form)
    kept(write_sheet(form, form, NAME, "ja"), form, form)
    other = inline(Forms(Random(seed + 1)).form())
    kept(write_sheet(other, form, NAME, "en"), other, form)


class Forms:
    """Random forms, also such as no house rule would let through."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def form(self) -> Any:
        return self.group(3)

    def group(self, depth: int) -> Any:
        names = self.random.sample(
            ["a", "b", "c", "年度", "x/y", "z~", "n m"], self.random.randrange(5)
        )
        made: dict[str, Any] = {
            "type": "object",
            "properties": {name: self.item(depth) for name in names},
        }
        if names and self.random.random() < 0.5:
            made["required"] = [self.random.choice([*names, "absent"])]
        if names and self.random.random() < 0.4:
            made["allOf"] = [
                {
                    "title": "決まり",
                    "if": {"required": [names[0]]},
                    "then": {"required": [names[-1]]},
                }
            ]
        return made

    def item(self, depth: int) -> Any:
        pick = self.random.randrange(14 if depth else 11)
        words = self.random.choice(["題", "題", "=1", "1-3", "長い" * 20])
        about: dict[str, Any] = {"title": words} if self.random.random() < 0.8 else {}
        if self.random.random() < 0.5:
            about["description"] = words
        if self.random.random() < 0.5:
            about["x-order"] = self.random.randrange(1, 5)
        shapes: list[Any] = [
            {"type": "string", "maxLength": self.random.randrange(50), "minLength": 0},
            {"type": "string", "pattern": self.random.choice(["^[0-9]{7}$", "^a+$", "^[0-9]+$"])},
            {"type": self.random.choice(["integer", "number"]), "minimum": -1.5, "maximum": 6},
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 10, "multipleOf": 0.5},
            {"type": "boolean"},
            {"type": ["string", "null"], "format": "date"},
            {
                "enum": self.random.choice(
                    [["a", "b"], [1, 2], [True, None], [1, "1"], [{}], ["", "a"]]
                )
            },
            {"oneOf": [{"const": "a", "title": "甲"}, {"const": "b"}]},
            {"const": "固定"},
            {"type": "array", "items": {"enum": ["a", "b"], "x-choices": {"a": "同", "b": "同"}}},
            {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        ]
        if pick < len(shapes):
            return {**about, **shapes[pick]}
        if pick == 11:
            return {**about, **self.group(depth - 1)}
        if pick == 12:
            return {**about, "type": "array", "items": self.group(depth - 1), "minItems": 1}
        return self.random.choice([True, {**about, "type": "array", "items": {"type": "array"}}])


def test_the_workbook_lists_every_item_and_what_the_form_leaves_out() -> None:
    on, form = core("gakudo-application"), local("993018")
    book = load_workbook(io.BytesIO(write_sheet(on, form, NAME, "ja", municipality="993018")))
    column = [str(c.value) for c in book.worksheets[0]["C"][4:] if c.value]
    assert set(column) >= items(form).keys()
    assert "/choices" in column
    assert not [place for place in column if place.startswith("/choices/")]
    assert book.worksheets[-1].sheet_state == "hidden"
    assert (SCHEMAS / "samples").is_dir()
