"""Can a clerk see, amend and review what a municipality's diffs rest on?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Desk, Run
from tests.registry.documents import FORM, small_core, small_diff
from tests.registry.served import Served

CODE = "999903"


class Office:
    """A desk with the token of the municipality and the address of its registry."""

    def __init__(self, desk: Desk, served: Served) -> None:
        self.desk = desk
        self.place = {"SOROE_REGISTRY": served.url, "SOROE_TOKEN": served.tokens.owner}

    def cite(self, *words: str, **more: str) -> Run:
        return self.desk.run("cite", *words, "--municipality", CODE, **(self.place | more))

    def push(self, document: dict[str, Any]) -> Run:
        return self.desk.run("push", self.desk.put("d.diff.json", document), **self.place)


@pytest.fixture
def office(desk: Desk, served: Served) -> Office:
    return Office(desk, served)


def diff(key: str, top: int = 3, **cited: str) -> dict[str, Any]:
    document = small_diff(CODE, top=top)
    document["citations"] = {key: document["citations"]["rule"] | cited}
    document["changes"][0]["basis"]["cite"] = key
    return document


def test_an_amendment_is_made_in_one_place_and_what_rests_on_it_is_looked_at(
    office: Office,
) -> None:
    assert office.push(diff("a")).code == 0
    assert "a  [規則]  例示規則（平成27年規則第11号）" in office.cite("list").out
    words = (
        "--number",
        "令和8年規則第3号",
        "--promulgated",
        "令和8年3月31日",
        "--note",
        "全部改正",
    )
    done = office.cite("set", "a", *words)
    assert done.code == 0, done.err
    assert "平成27年規則第11号 → 令和8年規則第3号" in done.out
    assert "見直しが要る変更 1 件" in done.out
    review = office.cite("review")
    assert "対象は小学校低学年" in review.out
    assert "全部改正" in review.out
    shown = office.cite("show", "a").out
    assert "公布 2026-03-31(令和8年3月31日)" in shown
    assert shown.index("第1版") < shown.index("第2版")
    confirmed = office.cite("confirm", "a", "--form", FORM, "--item", "/grade", "--note", "同じ")
    assert (confirmed.code, "変更 1 件" in confirmed.out) == (0, True)
    assert "見直しを待っている変更はありません" in office.cite("review").out
    assert json.loads(office.cite("review", "--format", "json").out)["changes"] == []


def test_a_new_citation_is_shared_from_pasted_text_or_a_file(office: Office) -> None:
    text = "○例示市学童クラブ規則\n平成二十九年四月一日\n規則第四号"
    done = office.cite("set", "pasted", "--text", text)
    assert (done.code, "例示市学童クラブ規則（平成29年規則第4号）" in done.out) == (0, True)
    file = office.desk.put("c.json", {"kind": "慣行", "title": "窓口での聞き取り"})
    assert office.cite("set", "filed", "--file", file).code == 0
    found = json.loads(office.cite("list", "--format", "json").out)["citations"]
    shared = {c["key"]: c["citation"] for c in found}
    assert shared["pasted"]["promulgated"] == "2017-04-01"
    assert shared["filed"] == {"kind": "慣行", "title": "窓口での聞き取り"}
    ended = office.cite("set", "pasted", "--in-force-until", "R9.3.31", "--number", "")
    assert ended.code == 0, ended.err
    (now,) = (c for c in json.loads(office.cite("list", "--format", "json").out)["citations"] if c["key"] == "pasted")  # fmt: skip
    assert now["citation"]["inForceUntil"] == "2027-03-31"
    assert "number" not in now["citation"]


WRONG: list[tuple[str, tuple[str, ...], str]] = [
    ("nothing to write", ("set", "w"), "何を直すのかが書かれていません"),
    ("no kind", ("set", "w", "--title", "例示規則"), "種類か題名が分かりません"),
    ("text that is not clear", ("set", "w", "--text", "同条例"), "どの文書を指すのか分かりません"),
    ("a date that never was", ("set", "w", "--kind", "規則", "--title", "例示規則", "--promulgated", "昭和65年4月1日"), "平成2年4月1日"),
    ("a number of another kind", ("set", "w", "--kind", "規則", "--title", "例示規則", "--number", "平成27年条例第3号"), "種類と番号が合いません"),
    ("no name", ("set", "--kind", "規則"), "根拠の名前が書かれていません"),
    ("a name that is none", ("set", "a/b", "--kind", "慣行", "--title", "窓口"), "根拠の名前が使えません"),
    ("nobody's", ("show", "nowhere"), "その根拠は共有されていません"),
    ("nothing said of the look", ("confirm", "w"), "どの様式をどう確かめたかが書かれていません"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "told"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_what_cannot_be_done_is_told_with_its_remedy(
    office: Office, words: tuple[str, ...], told: str
) -> None:
    done = office.cite(*words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert "対処: " in done.err


def test_another_s_citations_are_read_and_not_written(office: Office, served: Served) -> None:
    assert office.cite("list", SOROE_TOKEN="").code == 0
    assert office.cite("set", "a", "--as-of", "2026-11-01", SOROE_TOKEN="").code == 2
    done = office.cite("set", "z", "--kind", "慣行", "--title", "窓口", SOROE_TOKEN=served.tokens.other)  # fmt: skip
    assert (done.code, "ほかの自治体のものは変えられません" in done.err) == (2, True)


def test_english_is_complete(office: Office) -> None:
    office.push(diff("e", top=2))
    office.cite("set", "e", "--number", "令和8年規則第3号", "--note", "amended")
    for words in (("list",), ("show", "e"), ("review",)):
        told = office.cite(*words, "--lang", "en").out
        for data in ("例示", "規則", "条例", "要綱", "慣行", "平成", "令和", "年", "号", "第", "条", "対象は小学校低学", "市学童クラブ", "窓口での聞き取り"):  # fmt: skip
            told = told.replace(data, "")
        assert told.isascii() or not [c for c in told if "぀" <= c <= "鿿" and c != "・"], told


def test_a_draft_has_the_amended_text_and_says_so(office: Office) -> None:
    assert office.push(diff("d")).code == 0
    office.cite("set", "d", "--number", "令和8年規則第3号")
    form = small_core()
    form["properties"]["grade"]["maximum"] = 3
    form["properties"]["note"] = {"title": "備考", "type": "string", "maxLength": 400}
    words = ("derive", office.desk.put("f.json", form), "--core", f"{FORM}@1.0.0")
    done = office.desk.run(*words, "--municipality", CODE, "-o", "out.json", **office.place)
    assert done.code == 0, done.err
    assert "前の差分の後に改正された根拠: 例示規則" in done.out
    drafted = json.loads((office.desk.folder / "out.json").read_text("utf-8"))
    assert drafted["citations"]["d"]["number"] == "令和8年規則第3号"
    assert drafted["changes"][0]["basis"]["cite"] == "d"


def test_lint_holds_a_diff_to_what_is_shared(office: Office) -> None:
    assert office.push(diff("l")).code == 0
    older = office.desk.put("o.json", diff("l", number="平成20年規則第1号"))
    told = office.desk.run("lint", older, **office.place)
    assert (told.code, "共有の根拠と内容が違います" in told.out) == (0, True)
    open_ = diff("l", top=3)
    del open_["changes"][0]["basis"]
    told = office.desk.run("lint", office.desk.put("p.json", open_), **office.place)
    assert told.code == 1
    assert "前に同じ項目(/grade)を同じように変えたときの根拠です" in told.out
