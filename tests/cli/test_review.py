"""Can a core be reviewed and put out of use from the command line, and is every step told?"""

from __future__ import annotations

import json
from typing import Any
from zlib import crc32

import pytest

from tests.cli.conftest import Desk, Run
from tests.registry.documents import encoded, small_core
from tests.registry.served import Served

CLOSES = ("--closes-on", "令和981年1月31日")  # 2999-01-31


class Office:
    """A desk with the tokens of everybody, and a form of its own."""

    def __init__(self, desk: Desk, served: Served, form: str) -> None:
        self.desk, self.served, self.form = desk, served, form
        for name in ("steward", "owner", "other"):
            desk.put(name, getattr(served.tokens, name).encode())

    def name(self, version: str) -> str:
        return f"{self.form}@{version}"

    def core(self, top: int) -> str:
        made = small_core()
        made["properties"]["grade"]["maximum"] = top
        return self.desk.put(f"core-{top}.json", made)

    def run(self, *words: str, who: str | None = None, **environment: str) -> Run:
        token = () if who is None else ("--token-file", who)
        return self.desk.run(*words, *token, SOROE_REGISTRY=self.served.url, **environment)

    def whole(self) -> str:
        """A form of a city, which has no components beside it."""
        made = small_core()
        made["properties"]["note"] = {"title": "備考", "type": "string", "maxLength": 400}
        return self.desk.put("whole.json", made)

    def publish(self, *versions: str) -> None:
        for number, version in enumerate(versions):
            path = f"/api/v1/forms/{self.form}/versions/{version}"
            body = encoded(small_core() | {"description": str(number)})
            days = {"effectiveFrom": f"{2026 + number}-04-01"}
            token = self.served.tokens.steward
            answer = self.served.call("PUT", path, token, content=body, params=days)
            assert answer.status_code == 201, answer.text


@pytest.fixture
def office(desk: Desk, served: Served, request: pytest.FixtureRequest) -> Office:
    return Office(desk, served, f"f{crc32(request.node.name.encode())}")


def done(run: Run) -> str:
    assert run.code == 0, run.err
    return run.out


def refused(run: Run, *said: str) -> None:
    assert (run.code, run.out) == (2, "")
    for words in said:
        assert words in run.err, run.err
    assert "登録簿の説明" not in run.err  # it has sentences of its own here


def test_a_core_goes_round_is_commented_on_replaced_and_published(office: Office) -> None:
    office.publish("1.0.0")
    name = office.name("1.1.0")
    opened = office.run(
        "review", "open", name, office.core(8), *CLOSES, "--note", "学年を広げます。",
        "--effective-from", "2999-04-01", who="steward",
    )  # fmt: skip
    assert "意見照会を始めました" in done(opened)
    assert "2999-01-31(令和981年1月31日)" in opened.out
    assert "1.0.0 の次は 1.1.0 以上" in opened.out
    assert name in done(office.run("review", "list"))
    assert name in done(office.run("review", "list", office.form))
    assert f"意見照会中: {name}" in done(office.run("show", office.form))

    said = ("review", "comment", name, "--text")
    done(
        office.run(
            *said, "条例では3年生までです。", "--item", "/grade", "--stance", "object", who="owner"
        )
    )
    fed = office.desk.fed(
        "賛成します。\n長い文です。".encode(), *said, "-", "--token-file", "other",
        SOROE_REGISTRY=office.served.url,
    )  # fmt: skip
    assert "2番の意見" in done(fed)
    done(office.run(*said, "狭められます。", "--answers", "1", who="steward"))

    replaced = office.run("review", "replace", name, office.core(9), "--edit", "1", who="steward")
    assert "第2案" in done(replaced)
    late = office.run("review", "replace", name, office.core(10), "--edit", "1", who="steward")
    refused(late, "第2案", "--edit 2")

    shown = done(office.run("review", "show", name))
    for words in (
        "意見 3件(反対 1件)",
        "【反対】",
        "/grade",
        "1番への答え",
        "第1案への意見",
        "長い文です。",
    ):
        assert words in shown
    lines = shown.splitlines()
    order = [next(i for i, line in enumerate(lines) if f" {n}番 " in line) for n in (1, 3, 2)]
    assert order == sorted(order)  # the answer stands below what it answers
    first = done(office.run("review", "text", name, "--edit", "1"))
    assert json.loads(first)["properties"]["grade"]["maximum"] == 8

    refused(office.run("review", "publish", name, who="steward"), "2999-01-31", "理由")
    refused(
        office.run("review", "publish", name, "--edit", "1", "--reason", "x", who="steward"),
        "第2案",
    )
    published = office.run(
        "review", "publish", name, "--reason", "施行が早まったため", who="steward"
    )
    assert f"forms/{office.form}/1.1.0" in done(published)
    assert "施行が早まったため" in done(office.run("review", "show", name))
    assert name not in done(office.run("review", "list"))
    assert "整数、1〜9" in done(office.run("show", name))


def test_a_text_is_written_to_a_file_and_not_over_another(office: Office) -> None:
    name = office.name("1.0.0")
    done(office.run("review", "open", name, office.core(6), *CLOSES, who="steward"))
    words = ("review", "text", name, "-o", "text.json")
    done(office.run(*words))
    assert json.loads((office.desk.folder / "text.json").read_bytes())["title"] == "小さな様式"
    refused(office.run(*words), "--force")
    done(office.run(*words, "--force"))


def test_a_review_is_dropped_with_its_reason(office: Office) -> None:
    name = office.name("1.0.0")
    done(office.run("review", "open", name, office.core(6), *CLOSES, who="steward"))
    assert "取りやめ" in done(
        office.run("review", "drop", name, "--reason", "作り直すため", who="steward")
    )
    shown = done(office.run("review", "show", name))
    assert "作り直すため" in shown
    assert "意見 0件" in shown
    refused(office.run("review", "comment", name, "--text", "x", who="owner"), "作り直すため")


def test_what_a_review_cannot_be_is_told_in_words(office: Office) -> None:
    office.publish("1.0.0")
    name = office.name("1.1.0")
    opening = ("review", "open", name)
    refused(
        office.run(*opening, office.core(3), *CLOSES, who="steward"),
        "番号が小さすぎます",
        "学年: 4",
    )
    refused(
        office.run(*opening, office.core(8), "--closes-on", "2020-01-31", who="steward"),
        "2020-01-31",
    )
    refused(office.run(*opening, office.core(8), "--closes-on", "来月末", who="steward"), "来月末")
    refused(office.run(*opening, office.core(8), *CLOSES, who="owner"), "core:publish")
    refused(office.run(*opening, "missing.json", *CLOSES, who="steward"), "missing.json")
    refused(office.run("review", "show", name), "意見照会はありません")
    refused(office.run("review", "show", office.form), f"{office.form}@1.1.0")
    done(office.run(*opening, office.core(8), *CLOSES, who="steward"))
    done(office.run(*opening, office.core(8), *CLOSES, who="steward"))  # the same again
    refused(
        office.run(*opening, office.core(9), *CLOSES, who="steward"),
        "soroe review replace",
        "--edit 1",
    )
    wrong = office.run("review", "comment", name, "--text", "x", "--item", "/grad", who="owner")
    refused(wrong, "/grad")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("review", "open", "a@1.0.0", "x.json"), ("--closes-on",)),
        (("review", "open"), ("FORM@VERSION", "FILE", "--closes-on")),
        (("review", "replace", "a@1.0.0", "x.json"), ("--edit",)),
        (("review", "comment", "a@1.0.0"), ("--text",)),
        (("review", "drop", "a@1.0.0"), ("--reason",)),
        (("review", "show"), ("FORM@VERSION",)),
        (("state", "deprecate", "a@1.0.0"), ("--reason", "--effective", "--replacement")),
        (("state", "withdraw", "a@1.0.0"), ("--reason",)),
        (("state", "restore", "a@1.0.0"), ("--reason",)),
    ],
)
def test_what_an_action_lacks_is_named_before_a_registry_is_asked(
    desk: Desk, words: tuple[str, ...], named: tuple[str, ...]
) -> None:
    run = desk.run(*words, SOROE_REGISTRY="http://127.0.0.1:1", SOROE_TOKEN="x")
    refused(run, "使い方の誤り", *named)


def test_a_version_is_deprecated_withdrawn_and_restored(office: Office) -> None:
    office.publish("1.0.0", "1.1.0")
    name = office.name("1.0.0")
    assert "状態は変わっていません" in done(office.run("state", "show", name))
    words = (
        "state", "deprecate", name, "--effective", "令和9年4月1日", "--removal", "2028-04-01",
        "--replacement", "1.1.0", "--reason", "法改正のため",
    )  # fmt: skip
    deprecated = done(office.run(*words, who="steward"))
    assert "状態を変えました" in deprecated
    assert "廃止予定" in deprecated
    assert "2027-04-01(令和9年4月1日)" in deprecated
    assert "すでにその状態です" in done(office.run(*words, who="steward"))

    shown = done(office.run("show", name))
    assert "この版は廃止予定です。" in shown
    assert "法改正のため" in shown
    assert "廃止予定" not in done(office.run("show", office.form))  # the latest is another one
    checked = office.run("check", office.whole(), "--core", name)
    assert "廃止予定の版と比べています" in checked.out
    assert "代わりの 1.1.0 版" in checked.out

    gone = ("state", "withdraw", name, "--reason", "誤りのため")
    assert "取り下げ済み" in done(office.run(*gone, who="steward"))
    assert (
        "取り下げられた版と比べています" in office.run("check", office.whole(), "--core", name).out
    )
    assert "取り下げられています" in done(office.run("show", name))
    back = done(
        office.run("state", "restore", name, "--reason", "誤りではなかったため", who="steward")
    )
    history = back.partition("これまでの経過")[2]
    order = [history.index(words) for words in ("法改正", "誤りのため", "誤りではなかった")]
    assert order == sorted(order)
    told: Any = office.run("state", "show", name, "--format", "json").json()
    assert [h["state"] for h in told["history"]] == ["deprecated", "withdrawn", "published"]


def test_what_a_state_cannot_be_is_told_in_words(office: Office) -> None:
    office.publish("1.0.0", "1.1.0")
    name = office.name("1.0.0")
    deprecate = ("state", "deprecate", name, "--reason", "x", "--effective")
    to = ("--replacement", "1.1.0")
    refused(office.run(*deprecate, "2027-04-01", "--replacement", "9.9.9", who="steward"), "1.1.0")
    refused(office.run(*deprecate, "2020-04-01", *to, who="steward"), "2026-04-01")
    refused(
        office.run(*deprecate, "2027-04-01", "--removal", "2027-04-01", *to, who="steward"),
        "取り下げる日",
    )
    refused(office.run(*deprecate, "2027-04-01", *to, who="owner"), "core:publish")
    refused(
        office.run("state", "withdraw", office.name("9.0.0"), "--reason", "x", who="steward"),
        "1.0.0, 1.1.0",
    )
    refused(office.run("state", "show", office.form), f"{office.form}@1.1.0")


def test_the_same_is_told_in_english(office: Office) -> None:
    office.publish("1.0.0", "1.1.0")
    english = {"SOROE_LANG": "en"}
    name = office.name("1.2.0")
    done(office.run("review", "open", name, office.core(8), *CLOSES, who="steward", **english))
    done(office.run("review", "comment", name, "--text", "x", "--stance", "question", who="owner"))
    shown = done(office.run("review", "show", name, **english))
    assert "Comments: 1 (question: 1)" in shown
    words = ("state", "withdraw", office.name("1.0.0"), "--reason", "x")
    assert "withdrawn" in done(office.run(*words, who="steward", **english))
    assert f"Under review: {name}" in done(office.run("show", office.form, **english))


def test_everything_is_also_told_to_programs(office: Office) -> None:
    name, json_ = office.name("1.0.0"), ("--format", "json")
    opened = office.run(
        "review", "open", name, office.core(6), *CLOSES, *json_, who="steward"
    ).json()
    assert (opened["state"], opened["closesOn"]) == ("open", "2999-01-31")
    said = office.run("review", "comment", name, "--text", "x", *json_, who="owner").json()
    assert said["comment"] == 1
    shown = office.run("review", "show", name, *json_).json()
    assert (shown["review"]["edit"], len(shown["comments"])) == (1, 1)
    assert [r["version"] for r in office.run("review", "list", office.form, *json_).json()] == [
        "1.0.0"
    ]
    done_ = office.run("review", "publish", name, "--reason", "x", *json_, who="steward").json()
    assert done_["created"] is True
    changed = office.run("state", "withdraw", name, "--reason", "x", *json_, who="steward").json()
    assert (changed["created"], changed["standing"]["state"]) == (True, "withdrawn")
