"""Does the command answer for a day, and follow municipalities that merge or change their code?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry import days
from tests.cli.conftest import Desk, Run
from tests.registry.documents import FORM, small_diff
from tests.registry.served import Served

CODE, NEW = "999903", "993417"
YESTERDAY = str(days.today() - timedelta(days=1))


@pytest.fixture
def steward(desk: Desk, served: Served) -> Desk:
    desk.environment |= {"SOROE_REGISTRY": served.url, "SOROE_TOKEN": served.tokens.steward}
    return desk


def succession(desk: Desk, *words: str) -> Run:
    return desk.run("succession", *words)


def test_a_day_shows_what_applies_on_it(steward: Desk) -> None:
    words = ("show", FORM, "--municipality", CODE)
    done = steward.run(*words, "--fiscal-year", "令和9年度")
    assert done.code == 0, done.err
    assert "適用日: 令和9年4月1日(2027-04-01)、令和9年度の初日" in done.out
    assert (
        "自治体 999903 の第1版、もとは共通コア 1.0.0(令和9年4月1日から、終わりは未定)" in done.out
    )
    english = steward.run(*words, "--as-of", "R9.4.1", "--lang", "en")
    assert "Local diff: revision 1 of municipality 999903" in english.out
    early = steward.run(*words, "--as-of", "2027-03-31")
    assert (early.code, early.out) == (2, "")
    assert "その日に適用されるものはありません" in early.err


def test_a_pull_for_a_day_brings_what_applies_on_it(steward: Desk) -> None:
    words = ("pull", FORM, "--municipality", CODE, "-o", "out")
    done = steward.run(*words, "--as-of", "2027-03-31")
    assert done.code == 0, done.err
    assert "この日に適用されるものはありません(令和9年3月31日まで)" in done.out
    assert not (steward.folder / f"out/{FORM}/local").exists()
    done = steward.run(*words, "--as-of", "2027-04-01")
    assert (steward.folder / f"out/{FORM}/local/{CODE}/1.json").exists()
    before = steward.run("pull", FORM, "-o", "out", "--known-at", "2020-01-01")
    assert (before.code, "その様式はありません" in before.err) == (2, True), before.err


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--as-of", "平成33年4月1日", "令和3年4月1日"),
        ("--as-of", "2027-02-30", "暦にない日付です"),
        ("--as-of", "令和0年4月1日", "その元号にない年です"),
        ("--fiscal-year", "来年度", "年度として読めません"),
        ("--known-at", "9時", "日付として読めません"),
        ("--known-at", "2999-01-01", "まだ来ていない時点です"),
    ],
)
def test_a_time_that_cannot_be_is_explained(
    steward: Desk, option: str, value: str, said: str
) -> None:
    done = steward.run("show", FORM, option, value)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "対処: " in done.err


def test_a_file_has_no_day(steward: Desk) -> None:
    steward.put("core.json", {"type": "object"})
    done = steward.run("show", "core.json", "--as-of", "2027-04-01")
    assert done.code == 2
    assert "core.json と一緒に指定できません" in done.err


def test_a_steward_records_a_change_of_code_and_everybody_is_led_on(
    steward: Desk, served: Served
) -> None:
    assert "ありません" in succession(steward, "list").out
    change = ("--from", CODE, "--to", NEW, "--effective", YESTERDAY, "--kind", "code-change")
    done = succession(steward, "record", *change, "--note", "例示告示第1号")
    assert done.code == 0, done.err
    assert "例示市(999903) → 例示村(993417)" in done.out
    assert "差分の下書きを 1 件用意しました" in done.out
    assert "すでに登録されています" in succession(steward, "record", *change).out
    listed = succession(steward, "list", "--format", "json").json()
    assert [(s["from"], s["to"], s["note"]) for s in listed] == [([CODE], NEW, "例示告示第1号")]

    for code in (CODE, NEW):
        pulled = steward.run("pull", FORM, "--municipality", code, "-o", "out")
        assert pulled.code == 0, pulled.err
        assert "993417 には、合併やコードの変更で引き継がれた 999903 の差分" in pulled.out
    assert (
        f"自治体 {CODE} は、{NEW} に引き継がれました"
        in steward.run("pull", FORM, "--municipality", CODE, "-o", "out").out
    )
    local = f"out/{FORM}/local/{CODE}/1.json"
    checked = steward.run("check", local, "--core", FORM, "--municipality", NEW)
    assert checked.code == 0, checked.err
    assert "別のコードで公開された差分と比べています" in checked.out

    steward.put("late.diff.json", small_diff(CODE, top=1))
    late = steward.run("push", "late.diff.json", SOROE_TOKEN=served.tokens.owner)
    assert late.code == 2
    assert "この自治体コードは使われなくなりました" in late.err
    assert NEW in late.err

    gone = succession(steward, "cancel", str(listed[0]["id"]), "--reason", "書き誤り")
    assert "取り消しました。" in gone.out
    assert "取り消した理由: 書き誤り" in succession(steward, "list", "--municipality", NEW).out
    again = steward.run("push", "late.diff.json", SOROE_TOKEN=served.tokens.owner)
    assert again.code == 0, again.err


def test_what_is_missing_or_cannot_be_is_said_before_and_by_the_registry(steward: Desk) -> None:
    done = succession(steward, "record", "--from", CODE, "--to", NEW)
    assert (done.code, done.out) == (2, "")
    assert "--effective, --kind を指定してください" in done.err
    assert "NUMBER, --reason" in succession(steward, "cancel").err
    day = ("--effective", "令和9年1月1日", "--kind", "merger")
    done = succession(steward, "record", "--from", NEW, "--to", NEW, *day)
    assert done.code == 2
    assert "自分自身に引き継ぐことになっています" in done.err
    assert "対処: " in done.err
    done = succession(steward, "cancel", "99999", "--reason", "x")
    assert "その番号の引き継ぎはありません" in done.err
