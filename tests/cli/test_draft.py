"""Can clerks work on one draft from their desks, even two at once, and lose nothing?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Desk, Run
from tests.registry.databases import OTHER, OWNER
from tests.registry.documents import FORM, small_core, small_diff
from tests.registry.served import Served


@pytest.fixture
def place(served: Served) -> dict[str, str]:
    return {"SOROE_REGISTRY": served.url, "SOROE_TOKEN": served.tokens.owner}


@pytest.fixture
def steward(served: Served) -> dict[str, str]:
    return {"SOROE_REGISTRY": served.url, "SOROE_TOKEN": served.tokens.steward}


def wider() -> dict[str, Any]:
    """A diff with a second change, on another item."""
    document = small_diff(OWNER)
    document["changes"].append(
        {
            "item": "/name",
            "ops": [
                {"op": "replace", "path": "/properties/name/maxLength", "was": 40, "value": 20}
            ],
            "basis": {"cite": "rule", "article": "第4条"},
            "reason": "台帳の欄に合わせる",
        }
    )
    return document


def text(desk: Desk, name: str) -> Any:
    return json.loads((desk.folder / name).read_text())


def good(done: Run) -> Run:
    assert done.code == 0, done.err
    return done


def begun(desk: Desk, place: dict[str, str], name: str, document: object, title: str) -> str:
    """The id of a new draft that is made from a file."""
    desk.put(name, document)
    words = ("draft", "save", name, "--title", title, "--format", "json")
    made: str = good(desk.run(*words, **place)).json()["id"]
    return made


def test_a_file_becomes_a_draft_is_saved_and_published_without_an_id_being_typed(
    desk: Desk, served: Served, steward: dict[str, str], place: dict[str, str]
) -> None:
    core = desk.put("desk-form/1.0.0.json", small_core())
    note = {"title": "備考", "type": "string", "maxLength": 400}
    desk.put(core, small_core() | {"properties": small_core()["properties"] | {"note": note}})
    good(desk.run("push", core, **steward))
    unfinished = small_diff(OWNER, form="desk-form")
    unfinished["changes"][0]["reason"] = ""
    desk.put("next.diff.json", unfinished)
    first = good(desk.run("draft", "save", "next.diff.json", "--title", "夏の見直し", **place))
    assert "新しい下書き" in first.out
    assert {"registry", "draft", "edit", "digest"} == set(text(desk, "next.diff.json.draft"))

    shown = good(desk.run("draft", "show", "next.diff.json", **place)).out
    assert "夏の見直し" in shown
    assert "公開までに足りないもの 1 件" in shown
    assert "学年  理由が書かれていません  /changes/0/reason" in shown
    assert "なし（公開すると第1版）" in shown.replace("(", "（").replace(")", "）")

    desk.put("next.diff.json", small_diff(OWNER, form="desk-form"))
    unsaved = desk.run("draft", "publish", "next.diff.json", **place)
    assert unsaved.code == 2
    assert "まだ保存していない直しがあります" in unsaved.err
    assert "2番目" in good(desk.run("draft", "save", "next.diff.json", **place)).out
    shown = good(desk.run("draft", "show", "next.diff.json", **place)).out
    assert "公開までに足りないものはありません" in shown

    done = good(desk.run("draft", "publish", "next.diff.json", **place))
    assert f"公開しました: forms/desk-form/local/{OWNER}/1" in done.out
    again = good(desk.run("draft", "publish", "next.diff.json", **place))
    assert "同じ内容がすでに公開されています" in again.out
    listed = good(desk.run("draft", "list", "--state", "published", **place)).out
    assert "公開済み" in listed
    late = desk.run("draft", "save", "next.diff.json", **place)
    assert (late.code, "この下書きは公開が済んでいます" in late.err) == (2, True)


def test_two_desks_at_once_end_with_the_changes_of_both(desk: Desk, place: dict[str, str]) -> None:
    draft = begun(desk, place, "start.json", small_diff(OWNER), "二人で")
    for name in ("mine.json", "hers.json"):
        opened = good(desk.run("draft", "open", draft[:8], "-o", name, **place))
        assert "1番目の内容" in opened.out
    desk.put("hers.json", wider())
    good(desk.run("draft", "save", "hers.json", **place))
    mine = small_diff(OWNER, top=2)
    desk.put("mine.json", mine)
    late = desk.run("draft", "save", "mine.json", **place)
    assert (late.code, late.out) == (2, "")
    assert "ほかの人が先に保存しています" in late.err
    assert "3 番目の保存として残しました" in late.err
    assert "二つの直しは重なっていません" in late.err
    assert text(desk, "mine.json") == mine
    assert text(desk, "mine.json.draft")["edit"] == 1

    edits = good(desk.run("draft", "show", draft[:8], **place)).out
    assert "別に残した内容" in edits
    words = ("draft", "merge", draft[:8], "--edit", "3", "-o", "both.json")
    good(desk.run(*words, **place))
    assert desk.run(*words, **place).code == 2  # what is there is not written over
    both = text(desk, "both.json")
    assert [c["item"] for c in both["changes"]] == ["/grade", "/name"]
    assert both["changes"][0]["ops"][0]["value"] == 2
    assert "4番目" in good(desk.run("draft", "save", "both.json", **place)).out
    copy = good(desk.run("draft", "open", draft, "--edit", "3", **place))
    assert json.loads(copy.out) == mine


def test_where_both_changed_the_same_a_person_sees_all_three_and_nothing_is_written(
    desk: Desk, place: dict[str, str]
) -> None:
    draft = begun(desk, place, "a.json", small_diff(OWNER), "重なる")
    good(desk.run("draft", "open", draft, "-o", "b.json", **place))
    desk.put("b.json", small_diff(OWNER, top=2))
    good(desk.run("draft", "save", "b.json", **place))
    desk.put("a.json", small_diff(OWNER, top=1))
    late = desk.run("draft", "save", "a.json", **place)
    assert "同じところを直しています" in late.err
    done = desk.run("draft", "merge", draft[:8], "--edit", "3", "-o", "both.json", **place)
    assert done.code == 1
    assert "/grade" in done.out
    for value in (3, 2, 1):
        assert (
            f"replace /properties/grade/maximum {value} (rule 第3条 対象は小学校低学年)" in done.out
        )
    assert not (desk.folder / "both.json").exists()


def test_what_is_no_diff_yet_is_kept_but_cannot_be_merged(
    desk: Desk, place: dict[str, str]
) -> None:
    named = ("--kind", "diff", "--form", FORM, "--municipality", OWNER)
    desk.put("a.json", {"memo": "あとで書く"})
    lost = desk.run("draft", "save", "a.json", **place)
    assert (lost.code, "--kind --form" in lost.err) == (2, True)
    made = good(desk.run("draft", "save", "a.json", *named, "--format", "json", **place)).json()
    good(desk.run("draft", "open", made["id"], "-o", "b.json", **place))
    desk.put("b.json", {"memo": "書いた"})
    good(desk.run("draft", "save", "b.json", **place))
    desk.put("a.json", {"memo": "別のことを書いた"})
    late = desk.run("draft", "save", "a.json", **place)
    assert "3 番目の保存として残しました" in late.err
    assert "merge" in late.err
    done = desk.run("draft", "merge", made["id"], "--edit", "3", **place)
    assert (done.code, "ローカル差分の形になっていません" in done.err) == (2, True)
    assert f"{made['id'][:8]}/edits/1" in done.err


def test_a_discarded_draft_is_listed_apart_and_comes_back(
    desk: Desk, place: dict[str, str]
) -> None:
    draft = begun(desk, place, "a.json", small_diff(OWNER), "捨てる")
    assert "元に戻せます" in good(desk.run("draft", "discard", "a.json", **place)).out
    assert draft[:8] not in good(desk.run("draft", "list", **place)).out
    assert draft[:8] in good(desk.run("draft", "list", "--state", "discarded", **place)).out
    desk.put("a.json", small_diff(OWNER, top=5))
    late = desk.run("draft", "save", "a.json", **place)
    assert (late.code, "捨てられています" in late.err) == (2, True)
    assert "2 番目の保存として残しました" in late.err
    good(desk.run("draft", "restore", draft[:8], **place))
    good(desk.run("draft", "save", "a.json", **place))
    assert draft[:8] in good(desk.run("draft", "list", "--form", FORM, **place)).out


def test_a_file_without_its_note_can_still_be_saved(desk: Desk, place: dict[str, str]) -> None:
    draft = begun(desk, place, "a.json", small_diff(OWNER), "控え")
    (desk.folder / "a.json.draft").unlink()
    unknown = desk.run("draft", "show", "a.json", **place)
    assert (unknown.code, "a.json.draft" in unknown.err) == (2, True)
    desk.put("a.json", small_diff(OWNER, top=4))
    unsaid = desk.run("draft", "save", "a.json", "--onto", draft[:8], **place)
    assert (unsaid.code, "--edit" in unsaid.err) == (2, True)
    good(desk.run("draft", "save", "a.json", "--onto", draft[:8], "--edit", "1", **place))
    assert text(desk, "a.json.draft")["edit"] == 2
    desk.put("a.json.draft", b"{")
    broken = desk.run("draft", "save", "a.json", **place)
    assert (broken.code, "a.json.draft が壊れています" in broken.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show",), "どの下書きかが指定されていません"),
        (("show", "zzzz"), "その下書きはありません"),
        (("show", "0000"), "その下書きはありません"),
        (("show", "00000000-0000-0000-0000-000000000000"), "その下書きはありません"),
        (("save", "nothing.json"), "ファイルがありません"),
    ],
)
def test_what_is_not_there_is_named(
    desk: Desk, place: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    done = desk.run("draft", *words, **place)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "対処: " in done.err


def test_another_registry_or_another_municipality_gets_nothing(
    desk: Desk, served: Served, place: dict[str, str]
) -> None:
    draft = begun(desk, place, "a.json", small_diff(OWNER), "よそ")
    elsewhere = desk.run(
        "draft", "save", "a.json", **place | {"SOROE_REGISTRY": "http://127.0.0.1:9"}
    )
    assert (elsewhere.code, "別の登録簿の下書きです" in elsewhere.err) == (2, True)
    other = place | {"SOROE_TOKEN": served.tokens.other}
    for words in (("show", draft), ("publish", draft), ("discard", draft), ("save", "a.json")):
        done = desk.run("draft", *words, **other)
        assert (done.code, "その下書きはありません" in done.err) == (2, True)
    assert draft[:8] not in good(desk.run("draft", "list", "--state", "all", **other)).out
    desk.put("other.json", small_diff(OWNER))
    taken = desk.run("draft", "save", "other.json", **other)
    assert (taken.code, OTHER in taken.err) == (2, True)


def test_a_steward_drafts_a_core(desk: Desk, steward: dict[str, str]) -> None:
    core = small_core()
    desk.put("core.json", core)
    unsaid = desk.run("draft", "save", "core.json", **steward)
    assert (unsaid.code, "--form" in unsaid.err) == (2, True)
    good(desk.run("draft", "save", "core.json", "--form", "drafted", **steward))
    assert "足りないものはありません" in good(desk.run("draft", "show", "core.json", **steward)).out
    unsaid = desk.run("draft", "publish", "core.json", **steward)
    assert (unsaid.code, "--core-version" in unsaid.err) == (2, True)
    words = ("--core-version", "1.0.0", "--effective-from", "令和9年4月1日")
    done = good(desk.run("draft", "publish", "core.json", *words, **steward))
    assert "公開しました: forms/drafted/1.0.0" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "--edit", "3"), "--edit は soroe draft list では使えません"),
        (("publish", "x", "--title", "夏"), "--title は soroe draft publish では使えません"),
        (("save", "x", "-o", "y", "--force"), "--output, --force は"),
        (("list", "3ffe3b67"), "3ffe3b67"),
        (("lose", "x"), "lose"),
        (("publish", "x", "--effective-from", "いつか"), "いつか"),
    ],
)
def test_an_option_that_the_action_does_not_know_is_not_passed_over(
    desk: Desk, words: tuple[str, ...], said: str
) -> None:
    done = desk.run("draft", *words)
    assert (done.code, done.out, said in done.err) == (2, "", True), done.err


def test_a_draft_keeps_the_name_that_it_was_begun_with(desk: Desk, place: dict[str, str]) -> None:
    begun(desk, place, "a.json", small_diff(OWNER), "初めの名前")
    done = desk.run("draft", "save", "a.json", "--title", "別の名前", **place)
    assert (done.code, "下書きを作るときに決まります" in done.err) == (2, True)


def test_everything_is_there_in_english_too(desk: Desk, place: dict[str, str]) -> None:
    draft = begun(desk, place, "a.json", small_diff(OWNER), "english")
    shown = good(desk.run("draft", "show", draft[:8], "--lang", "en", **place)).out
    assert "Nothing is missing before it can be published." in shown
    assert "the text now" in shown
    listed = good(desk.run("draft", "list", "--lang", "en", **place)).out
    assert listed.splitlines()[0].split()[:3] == ["id", "state", "form"]
