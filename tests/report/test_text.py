"""Does the report put first what needs a reason, and say the same thing once?"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from soroe.check import check
from soroe.diff import decode_diff
from soroe.jsontext import digest
from soroe.locale import explain, table
from soroe.model import Input, Json, Lang, LocalDiff, Note, Report, SlotFinding, Undecided
from soroe.report import json as json_view
from soroe.report import text as text_view
from soroe.report.levels import LEVELS, level, reached
from soroe.report.style import Style
from soroe.slots import problem_of

LANGS: tuple[Lang, ...] = ("ja", "en")


def form(items: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "title": "申請",
        "type": "object",
        "properties": items,
        "required": list(required),
        "additionalProperties": False,
    }


def compare(
    core: Json, form: Json, declared: LocalDiff | None = None, notes: tuple[Note, ...] = ()
) -> Report:
    return check(
        core,
        form,
        core_input=Input("application", digest(core), "1.0.0"),
        form_input=Input("form.json", digest(form), municipality="999903"),
        declared=declared,
        notes=notes,
    )


def text(title: str = "欄", **more: Any) -> dict[str, Any]:
    return {"title": title, "type": "string", **more}


def diff(*changes: tuple[str, str, Any, Any, str]) -> LocalDiff:
    return decode_diff(
        {
            "form": "application",
            "core": "1.0.0",
            "municipality": "999903",
            "citations": {
                "条例": {"kind": "条例", "title": "例示市条例", "number": "平成26年条例第41号"},
                "要綱": {"kind": "要綱", "title": "例示市要綱"},
            },
            "changes": [
                {
                    "item": f"/{item}",
                    "ops": [
                        {
                            "op": "replace",
                            "path": f"/properties/{item}/{keyword}",
                            "was": was,
                            "value": value,
                        }
                    ],
                    "basis": {"cite": cite, "article": "第2条"},
                    "reason": f"{item}の理由",
                }
                for item, keyword, was, value, cite in changes
            ],
        }
    )


CORE = form({name: text(name, maxLength=40) for name in "abcdefgh"})


def changed(**limits: int) -> dict[str, Any]:
    return form({n: text(n, maxLength=limits.get(n, 40)) for n in "abcdefgh"})


def render(report: Report, core: Json, made: Json, lang: Lang = "ja", **more: Any) -> str:
    return text_view.render(report, core, made, lang, **more)


def test_classes_stand_in_the_order_of_what_is_to_be_done() -> None:
    made = changed(a=10, b=10, c=10) | {"title": "申請"}
    made["properties"]["d"]["title"] = "でぃー"
    declared = diff(("a", "maxLength", 40, 10, "条例"), ("b", "maxLength", 40, 10, "要綱"))
    said = render(compare(CORE, made, declared), CORE, made)
    heads = re.findall(r"^■ (.*?) \d+件$", said, re.MULTILINE)
    assert heads == [
        "説明のない違い", "要綱・慣行による違い", "条例・規則による違い", "書き方だけの違い",
    ]  # fmt: skip
    assert said.startswith("結果: 共通コアとの違いが 3 件あります。\n  説明のない違い 1件\n")
    assert "根拠: 例示市条例（平成26年条例第41号）第2条" in said
    assert "理由: bの理由" in said
    numbers = [int(n) for n in re.findall(r"^ *(\d+)\. ", said, re.MULTILINE)]
    assert numbers == [1, 2, 3, 4]


def test_what_many_items_have_in_common_is_said_once() -> None:
    made = changed(**dict.fromkeys("abcde", 10))
    said = render(compare(CORE, made), CORE, made)
    assert said.count("影響: ") == 1
    assert len(re.findall(r"^ *\d+\. [a-e]  40文字以下 → 10文字以下$", said, re.MULTILINE)) == 5


def test_a_few_items_are_told_each_by_itself() -> None:
    made = changed(a=10, b=10)
    said = render(compare(CORE, made), CORE, made)
    assert said.count("影響: ") == 2
    assert said.count("受け付けなくなる例: ") == 2


def test_the_differences_of_one_item_stand_together() -> None:
    core = form({"n": {"title": "人数", "type": "integer", "minimum": 1, "maximum": 9}})
    made = form({"n": {"title": "人数", "type": "integer", "minimum": 2, "maximum": 8}})
    said = render(compare(core, made), core, made)
    assert said.count("1〜9 → 2〜8") == 1
    assert len(re.findall(r"^ *\d+\. ", said, re.MULTILINE)) == 1


def test_choices_that_are_missing_alike_are_named_together() -> None:
    labels = {c: f"選択{c.upper()}" for c in "abcd"}
    core = form({"k": {"title": "区分", "enum": list("abcd"), "x-choices": labels}})
    made = form({"k": {"title": "区分", "enum": list("ae"), "x-choices": {**labels, "e": "新"}}})
    report = compare(core, made)
    said = render(report, core, made)
    assert "「区分」に、共通コアの選択肢「選択B、選択C、選択D」がありません。" in said
    assert "共通コアにない選択肢「新」があります。" in said
    assert said.count("影響: ") == 2
    assert said.startswith("結果: 共通コアとの違いが 4 件あります。")


def test_what_could_not_be_decided_is_not_shown_as_a_fact() -> None:
    made = changed(a=10)
    report = compare(CORE, made)
    unsure = Undecided("budget")
    finding = msgspec.structs.replace(
        report.findings[0], effect="undecided", core_in_form=unsure, form_in_core=unsure
    )
    report = msgspec.structs.replace(
        report, findings=(finding,), core_in_form=unsure, form_in_core=unsure
    )
    said = render(report, CORE, made)
    assert "判定できませんでした(調べる手間の上限に達しました)" in said
    assert "受け付けられません。" not in said.partition("■")[2]
    assert level(finding) == "unexplained"


def test_the_same_form_is_told_to_conform() -> None:
    said = render(compare(CORE, CORE), CORE, CORE)
    assert said.startswith("結果: 共通コアと同じです。違いはありません。\n")
    assert "application, 1.0.0 版" in said
    assert "■" not in said


def test_wording_alone_is_told_to_change_nothing() -> None:
    made = changed()
    made["properties"]["a"]["title"] = "項目のＡ"
    report = compare(CORE, made)
    said = render(report, CORE, made)
    assert said.startswith(
        "結果: 申請できる内容は共通コアと同じです。書き方だけの違いが 1 件あります。\n"
    )
    assert "a → 項目のＡ" in said
    assert [level(f) for f in report.findings] == ["wording"]


def test_notes_of_the_reader_are_gathered_by_kind_and_never_lost() -> None:
    notes = (
        *(
            Note("item-not-matched", f"/{n}", {"field": f"欄{n}", "code": f"code{n}"})
            for n in range(3)
        ),
        Note("kintone-reference-table", "/t", {"field": "過去の申請"}),
    )
    said = render(compare(CORE, CORE, notes=notes), CORE, CORE)
    assert "確かめてほしいことが 4 件" in said
    assert all(f"code{n}" in said for n in range(3))
    assert "過去の申請" in said
    assert said.count("共通コアのどの項目か分かりません") == 1


def test_a_declared_change_that_is_not_made_is_listed() -> None:
    said = render(compare(CORE, CORE, diff(("a", "maxLength", 40, 10, "条例"))), CORE, CORE)
    assert "■ 登録した差分のうち、この様式にないもの 1件" in said
    assert "・a  理由: aの理由" in said


@pytest.mark.parametrize("lang", LANGS)
def test_colours_add_nothing_but_colours(lang: Lang) -> None:
    made = changed(a=10)
    report = compare(CORE, made)
    plain = render(report, CORE, made, lang)
    painted = render(report, CORE, made, lang, style=Style(on=True))
    assert painted != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


@pytest.mark.parametrize("lang", LANGS)
def test_no_place_of_a_message_is_left_open(lang: Lang) -> None:
    made = changed(a=10)
    said = render(compare(CORE, made), CORE, made, lang)
    assert not re.search(r"[{}]", said)


def test_the_json_view_is_the_report() -> None:
    report = compare(CORE, changed(a=10))
    assert msgspec.json.decode(json_view.render(report), type=Report) == report


def test_a_threshold_is_reached_by_what_is_at_or_above_it() -> None:
    report = compare(CORE, changed(a=10), diff(("a", "maxLength", 40, 10, "要綱")))
    assert [t for t in LEVELS if reached(report, t)] == ["wording", "grounded", "practice"]


SLOTS = form(
    {
        "a": text("書き方だけの欄", maxLength=40, **{"x-local": "wording"}),
        "n": {
            "title": "狭めるだけの欄", "type": "integer", "maximum": 6, "minimum": 1, "x-local": "narrow",
            "x-delegated": {"law": "例示法第1条", "range": {"minimum": 1, "maximum": 6}},
        },
    }
)  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_what_goes_beyond_the_slots_is_told_with_what_shows_it(lang: Lang) -> None:
    made = edited(SLOTS, a={"maxLength": 9}, n={"maximum": 7})
    report = compare(SLOTS, made)
    said = render(report, SLOTS, made, lang)
    assert [s.type for s in report.slots] == [
        "delegated-outside",
        "slot-wording",
        "slot-narrow",
    ]
    titles = {explain(problem_of(s), lang)[0] for s in report.slots}
    assert all(title in said for title in titles)
    assert table("report", lang)["finding"]["outside"] + "7" in said
    assert not re.search(r"[{}]", said)


def test_a_declared_change_beyond_its_slot_reaches_its_own_threshold() -> None:
    made = edited(SLOTS, a={"maxLength": 9})
    declared = diff(("a", "maxLength", 40, 9, "条例"))
    report = compare(SLOTS, made, declared)
    assert [(s.type, s.change) for s in report.slots] == [("slot-wording", 0)]
    assert report.slots[0].findings == (report.findings[0].fingerprint,)
    assert [t for t in LEVELS if reached(report, t)] == ["wording", "grounded", "practice", "beyond"]  # fmt: skip


def test_what_is_undecided_about_a_slot_reaches_no_threshold() -> None:
    undecided = SlotFinding("slot-undecided", "/a", "/properties/a", "narrow", 0, "undecided")
    report = msgspec.structs.replace(compare(SLOTS, SLOTS), slots=(undecided,))
    assert not any(reached(report, t) for t in LEVELS)


def edited(core: dict[str, Any], **keywords: dict[str, Any]) -> dict[str, Any]:
    """The form with keywords of its items set."""
    items = {name: {**item, **keywords.get(name, {})} for name, item in core["properties"].items()}
    return {**core, "properties": items}
