"""Can a steward read what a new core would do, on paper and on a screen, in both languages?"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from soroe.diff.outcome import REASONS
from soroe.impact import Impact, Subject, assemble, assess
from soroe.locale import table
from soroe.model import Change, Json, Op
from soroe.report.impact_html import html
from soroe.report.impact_markdown import markdown
from soroe.report.impact_text import render
from soroe.report.style import Style
from tests.soroe.diffs import local, moved

HOSTILE = "学年<script>alert(1)</script>|`&"
CORE: dict[str, Any] = {
    "type": "object",
    "title": "利用申請",
    "properties": {
        "grade": {"title": HOSTILE, "type": "integer", "minimum": 1, "maximum": 6},
        "kind": {"title": "区分", "enum": ["year", "spot"]},
        "note": {"title": "補足", "type": "object"},
    },
    "required": ["grade"],
    "additionalProperties": False,
    "examples": [{"grade": 2}],
}
TO_THREE = Op("replace", "/properties/grade/maximum", was=6, value=3)
TO_FIVE = Op("replace", "/properties/grade/maximum", was=6, value=5)
NO_KIND = Op("remove", "/properties/kind", was=CORE["properties"]["kind"])
CLOSE = Op("add", "/properties/note/additionalProperties", value=False)
BUS = Op("add", "/properties/note/properties/bus", value={"title": "バス", "type": "boolean"})
NO_SPOT = Op("remove", "/properties/kind/enum", value="spot")
NEW = moved(CORE, TO_FIVE, NO_KIND, CLOSE)
DIFFS: dict[str, tuple[str, Any]] = {
    "999903": ("例示市", [("/grade", (TO_THREE,))]),
    "992011": ("例示川市", [("/note/bus", (CLOSE, BUS))]),
    "992020": ("", [("/kind", (NO_SPOT,))]),
}


def impact(new: Json, diffs: dict[str, tuple[str, Any]]) -> Impact:
    """The impact on these municipalities."""
    assessed = [
        assess(
            CORE,
            new,
            local(*(Change(item, ops) for item, ops in changes)),
            subject=Subject(code, name, 3),
            new_version="2.0.0",
        )
        for code, (name, changes) in diffs.items()
    ]
    return assemble(CORE, new, assessed, form="f", old_version="1.4.0", new_version="2.0.0")


WHOLE = impact(NEW, DIFFS)


class Reader(HTMLParser):
    """The tags, and the text of each cell and paragraph."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said += data


def test_it_says_first_what_changes_for_applicants_and_then_who_has_to_decide():
    said = markdown(WHOLE, "ja")
    places = [
        "# 利用申請 共通コア 1.4.0 → 2.0.0 を公開したときの影響",
        "今の共通コアで受け付けている申請の中に、受け付けなくなるものがあります。",
        "受け付けなくなる例: 区分: ",
        "版の番号は 2.0.0 以上にしてください。",
        "| 決めることがある団体 | 2団体 |",
        "| 例示市(999903) | 第3版 | 1.0.0 | **1件** |",
        "### 例示市(999903)",
        "- 決めることがある: 「学年",
    ]
    found = [said.index(place) for place in places]
    assert found == sorted(found)


def test_a_change_whose_effect_turned_is_shown_though_nothing_is_to_be_decided():
    said = markdown(WHOLE, "ja")
    own = said[said.index("### 例示川市(992011)") :]
    assert "「補足 › バス」狭めるだけだった変更が広げるものになる" in own


def test_a_municipality_without_a_name_is_called_by_its_code():
    assert "\n### 992020\n" in markdown(WHOLE, "ja")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_holds_no_markup_of_others_and_loads_nothing(lang):
    page = html(WHOLE, lang)
    read = Reader(page)
    assert not {"script", "img", "iframe", "link"} & set(read.tags)
    assert HOSTILE in read.said
    assert f'<html lang="{lang}">' in page
    assert read.tags.count("table") == 2
    assert "<script>" not in markdown(WHOLE, lang)


def test_english_is_complete():
    said = render(WHOLE, "en", 0, Style())
    words = said.replace(HOSTILE, "")
    for name in ("例示市", "例示川市", "利用申請", "区分", "補足", "バス", "あ"):
        words = words.replace(name, "")
    assert not any("぀" <= c <= "鿿" for c in words)
    assert "Some applications that the present core accepts are no longer accepted." in said


def test_every_kind_of_reason_for_a_decision_has_its_words():
    wanted = {*REASONS["conflict"], *REASONS["orphan"], "effect-turned"}
    for lang in ("ja", "en"):
        assert set(table("impact", lang)["reason"]) == wanted
        assert set(table("impact", lang)["kind"]) == {*REASONS, "turned"}


def test_nobody_has_published_a_diff():
    said = markdown(impact(NEW, {}), "ja")
    assert "この様式の差分を公開している団体は、まだありません。" in said
    assert "###" not in said


def test_a_core_that_only_rewords_asks_nobody_for_anything():
    new = moved(CORE, Op("replace", "/title", was="利用申請", value="入会申請"))
    said = markdown(impact(new, {"999903": DIFFS["999903"]}), "ja")
    assert "受け付ける申請は、今の共通コアと同じです。" in said
    assert "どの団体にも、決めることはありません。" in said
    assert "| 例示市(999903) | 第3版 | 1.0.0 | なし | なし | 要らない |" in said


def test_a_narrow_terminal_breaks_lines():
    lines = render(WHOLE, "ja", 40, Style()).splitlines()
    long = [line for line in lines if len(line) > 40]
    assert not long
