"""Can a change be proposed, voiced, decided and published from the command line?"""

from __future__ import annotations

import csv
import io
import json
from zlib import crc32

import pytest

from tests.cli.conftest import Desk
from tests.cli.test_review import CLOSES, Office, done, refused
from tests.registry.served import Served

CHANGES = [
    {
        "item": "/grade",
        "ops": [{"op": "replace", "path": "/properties/grade/maximum", "was": 6, "value": 8}],
    }
]
WORDS = ("--title", "学年を広げる", "--text", "多くの市が受けています。", *CLOSES)


@pytest.fixture
def office(desk: Desk, served: Served, request: pytest.FixtureRequest) -> Office:
    """A form of its own with one version."""
    made = Office(desk, served, f"p{crc32(request.node.name.encode())}")
    made.publish("1.0.0")
    return made


def test_a_proposal_goes_from_an_idea_to_a_published_version(office: Office) -> None:
    form = office.form
    file = office.desk.put("changes.json", CHANGES)
    assert "提案はありません" in done(office.run("proposal", "list", form))
    opened = done(office.run("proposal", "open", form, "--file", file, *WORDS, who="owner"))
    assert f"提案しました: {form} 1(第1案)" in opened
    assert "1.0.0 の次は 1.1.0" in opened
    assert "2999-01-31(令和981年1月31日)" in opened
    assert f"{form} 1" in done(office.run("proposal", "list"))

    voice = ("proposal", "voice", form, "1", "--stance")
    said = done(office.run(*voice, "object", "--reason", "規則では6年生までです。", who="other"))
    assert "「反対」" in said
    done(office.run(*voice, "support", "--reason", "規則を改めます。", who="other"))
    refused(office.run(*voice, "support", "--reason", "x", who="steward"), "市区町村だけ")
    refused(
        office.run(*voice, "support", "--reason", "x", "--municipality", "999903", who="other"),
        "999903",
    )
    talk = ("proposal", "comment", form, "1", "--text")
    assert "1番の意見" in done(office.run(*talk, "桁数は?", who="other"))
    done(office.run(*talk, "2桁です。", "--answers", "1", who="steward"))

    shown = done(office.run("proposal", "show", form, "1"))
    for words in ("学年を広げる", "賛成 1、反対 0", "【賛成】", "規則を改めます。", "2桁です。"):
        assert words in shown
    assert "規則では6年生までです。" not in shown  # a later voice took its place
    draft = done(office.run("proposal", "draft", form, "1"))
    assert json.loads(draft)["properties"]["grade"]["maximum"] == 8

    decide = ("proposal", "decide", form, "1", "--edit", "1", "--verdict")
    done(office.run(*decide, "reject", "--reason", "早いため", who="steward"))
    undone = office.run("proposal", "undo", form, "1", "--reason", "議会で決まった", who="steward")
    assert "取り消しました" in done(undone)
    assert "受け入れる" in done(office.run(*decide, "accept", "--reason", "合意", who="steward"))
    publish = ("proposal", "publish", form, "1")
    refused(office.run(*publish, who="steward"), "2999-01-31", "理由")
    published = office.run(*publish, "--reason", "施行が早まったため", who="steward")
    assert f"forms/{form}/1.1.0" in done(published)
    shown = done(office.run("proposal", "show", form, "1"))
    assert f"{form}@1.1.0" in shown
    assert "施行が早まったため" in shown
    assert "早いため" in shown
    assert "published" in done(office.run("proposal", "show", form, "1", "--lang", "en"))
    refused(office.run(*talk, "もう一言", who="other"), "1.1.0 版として公開")


def test_a_stale_draft_is_refused_and_made_anew(office: Office) -> None:
    form = office.form
    file = office.desk.put("changes.json", CHANGES)
    done(office.run("proposal", "open", form, "--file", file, *WORDS, who="steward"))
    office.publish("1.0.1")
    decide = ("proposal", "decide", form, "1", "--verdict", "accept", "--reason", "合意", "--edit")
    refused(office.run(*decide, "1", who="steward"), "1.0.1", "soroe proposal refresh")
    assert "案が古い" in done(office.run("proposal", "list", form))
    assert "いまは第2案" in done(office.run("proposal", "refresh", form, "1", who="steward"))
    refused(office.run(*decide, "1", who="steward"), "2 番目の案")
    done(office.run(*decide, "2", who="steward"))
    withdrawn = office.run("proposal", "withdraw", form, "1", "--reason", "やめる", who="steward")
    assert "取り下げました" in done(withdrawn)


def test_what_is_missing_is_named_before_a_registry_is_asked(office: Office) -> None:
    for words, missing in (
        (("open", office.form), "--title, --text, --closes-on"),
        (("voice", office.form), "NUMBER, --stance, --reason"),
        (("decide",), "FORM, NUMBER, --edit, --verdict, --reason"),
    ):
        run = office.run("proposal", *words, who="steward")
        assert run.code == 2
        assert missing in run.err
    odd = office.desk.put("odd.json", {"title": "x"})
    wrong = office.run("proposal", "open", office.form, "--file", odd, *WORDS, who="steward")
    refused(wrong, "odd.json", "変更の一覧")
    unread = ("proposal", "open", office.form, "--candidate", "abc", "--name", "abc", *WORDS)
    refused(office.run(*unread, who="steward"), "候補の番号=英語名")


def test_tables_are_written_to_files_and_not_over_others(office: Office) -> None:
    form = office.form
    file = office.desk.put("changes.json", CHANGES)
    done(office.run("proposal", "open", form, "--file", file, *WORDS, who="steward"))
    voice = ("proposal", "voice", form, "1", "--stance", "neutral", "--reason", "=1+1")
    done(office.run(*voice, who="other"))
    words = ("proposal", "show", form, "1", "-o", "voices.csv")
    done(office.run(*words))
    text = (office.desk.folder / "voices.csv").read_bytes().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["自治体コード"], row["賛否"], row["理由"]) == ("992011", "どちらでもない", "'=1+1")
    refused(office.run(*words), "--force")
    listed = json.loads(done(office.run("proposal", "list", form, "--format", "json")))
    assert [(one["proposal"], one["neutral"]) for one in listed] == [(1, 1)]
