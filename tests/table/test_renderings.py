"""Do the page, the workbook, Markdown and text show the table whole, safe and printable?"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock

from soroe.report.width import width
from soroe.table import OldNew, html, plain, xlsx
from soroe.table.fit import MOST, lines_of, pieces
from tests.table.shapes import form, table

DANGER = [
    "=1+1",
    "+SUM(A1)",
    "-2+3",
    "@cmd",
    "#N/A",
    "<script>x</script>",
    "a|b",
    "x\x01y",
    "*太字*",
]


def dangerous() -> OldNew:
    new = {f"i{n}": {"title": t, "type": "string", "description": t} for n, t in enumerate(DANGER)}
    return table(form({}), form(new))


def changed() -> OldNew:
    old = {"title": "学年", "type": "integer", "maximum": 6, "description": "今の学年です。"}
    gone = {"title": "性別", "type": "string"}
    came = {"title": "おやつ", "type": "boolean"}
    return table(
        form({"grade": old, "sex": gone}),
        form({"grade": {**old, "maximum": 3, "description": "新しい学年です。"}, "snack": came}),
    )


def book(made: OldNew, **how: Any) -> Any:
    return load_workbook(BytesIO(xlsx.render(made, "ja", **how)), rich_text=True).active


class Tags(HTMLParser):
    """What a browser would find underlined, and which tags there are."""

    def __init__(self, made: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.said: dict[str, list[str]] = {"ins": [], "del": []}
        self.feed(made)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag, said in self.said.items():
            if tag in self.open:
                said.append(data)


def test_a_page_underlines_the_new_words_left_and_the_old_words_right() -> None:
    made = html.render(changed(), "ja")
    tags = Tags(made)
    assert tags.said["ins"] == ["3", "新しい", "おやつ", "任意", "はい・いいえ"]
    assert tags.said["del"] == ["6", "今の", "性別", "任意", "文字"]
    assert made.index("改正後") < made.index("改正前")
    assert "（新設）" in made
    assert "（削る）" in made
    assert "A4 landscape" in made
    assert "<thead>" in made


def test_the_old_form_stands_left_where_that_is_asked_for() -> None:
    made = html.render(changed(), "en", old_first=True)
    assert made.index("Old (before)") < made.index("New (as amended)")
    assert Tags(made).said["del"][0] == "6"


def test_no_text_of_a_form_becomes_markup() -> None:
    page = html.render(dangerous(), "ja")
    assert "script" not in Tags(page).tags
    assert "\x01" not in page
    lines = plain.render_markdown(dangerous(), "ja").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == len(DANGER) + 2
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}
    assert not any("<script" in line or "*太字*" in line.replace("\\*", "") for line in lines)


def test_no_cell_is_a_formula_or_a_fault() -> None:
    sheet = book(dangerous())
    seen = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in seen} == {"s"}
    assert all(cell.quotePrefix for cell in seen)
    shown = "\n".join(str(cell.value) for cell in seen)
    assert all(text.replace("\x01", "␁") in shown for text in DANGER)


def test_a_workbook_underlines_only_what_changed() -> None:
    sheet = book(changed())
    runs = {True: [], False: []}  # type: dict[bool, list[str]]
    for cell in (sheet["B5"], sheet["C5"]):
        assert isinstance(cell.value, CellRichText)
        for block in cell.value:
            assert isinstance(block, TextBlock)
            runs[block.font.u == "single"].append(block.text)
    assert runs[True] == ["3", "新しい", "6", "今の"]
    assert "整数、" in "".join(runs[False])


def test_a_workbook_prints_across_with_its_heads_on_every_page() -> None:
    sheet = book(changed())
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$4:$4"
    assert [str(sheet[f"{c}4"].value).split("\n")[0] for c in "ABCD"] == [
        "項目", "改正後", "改正前", "備考",
    ]  # fmt: skip
    assert all(sheet[f"{c}5"].alignment.wrap_text for c in "ABCD")


def test_a_row_that_no_page_holds_goes_on_in_the_next_without_losing_a_word() -> None:
    long = "".join(f"{n}番目の文です。" for n in range(800))
    made = table(form({}), form({"i": {"title": "項目", "type": "string", "description": long}}))
    sheet = book(made)
    rows = range(5, sheet.max_row + 1)
    assert len(rows) > 5
    assert all(sheet.row_dimensions[n].height <= 409 for n in rows)
    assert long in "".join(str(sheet[f"B{n}"].value or "") for n in rows)


@pytest.mark.parametrize("text", ["あ" * 5000, "a\n" * 100, "\n" * 60, "短い"])
def test_pieces_fit_and_keep_all_but_the_breaks_between_them(text: str) -> None:
    found = pieces([(text, True)], 40)
    assert all(lines_of(piece, 40) <= MOST for piece in found)
    kept = "".join(said for piece in found for said, _ in piece)
    assert kept.replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_two_equal_forms_say_so_in_every_kind(lang: Any) -> None:
    same = table(form({}), form({}), lang)
    said = {"ja": "二つの様式に違いはありません。", "en": "The two forms do not differ."}[lang]
    assert said in html.render(same, lang)
    assert said in plain.render_text(same, lang)
    assert said in plain.render_markdown(same, lang)
    assert str(load_workbook(BytesIO(xlsx.render(same, lang))).active["A2"].value) == said  # type: ignore[index]


def test_text_marks_what_changed_and_keeps_to_the_width() -> None:
    made = plain.render_text(changed(), "ja", columns=40)
    assert "1〜" not in made
    assert "《3》以下" in made
    assert all(width(line) <= 40 for line in made.splitlines())


def test_a_thousand_items_are_one_table() -> None:
    old = {
        f"i{n}": {"title": f"項目{n}", "type": "string", "maxLength": n + 1} for n in range(1000)
    }
    new = {f"i{n}": {**old[f"i{n}"], "maxLength": n + 2} for n in range(1000)}
    made = table(form(old), form(new))
    assert len(made.rows) == 1000
    assert book(made).max_row == 1004
    assert html.render(made, "ja").count("<tr>") == 1001
