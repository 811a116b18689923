"""Do `push`, `pull`, `show` and `diff` do what they say, and say what they did?"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from soroe.jsontext import digest
from soroe.report.width import width
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, FORM, core, diff

# ---- push


def push(desk: Desk, url: str, *words: str, **environment: str) -> Any:
    desk.put("token", b"test-token\n")
    return desk.run("push", *words, "--registry", url, "--token-file", "token", **environment)


def test_a_diff_is_published_as_the_next_revision_with_its_address(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    done = push(desk, url, desk.put("any-name.json", diff(4)))
    assert (done.code, done.err) == (0, "")
    assert f"{url}/forms/{FORM}/local/{CODE}/2.diff.json" in done.out
    assert digest(diff(4)) in done.out
    again = push(desk, url, "any-name.json")
    assert again.code == 0
    assert "すでに公開されています" in again.out
    assert "/2.diff.json" in again.out


def test_a_core_is_published_under_its_place_or_the_name_given(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    placed = desk.put(f"forms/{FORM}/1.1.0.json", core(maximum=8))
    assert f"/forms/{FORM}/1.1.0.json" in push(desk, url, placed).out
    named = push(desk, url, desk.put("x.json", core(maximum=9)), "--as", f"{FORM}@1.2.0")
    assert f"/forms/{FORM}/1.2.0.json" in named.out


@pytest.mark.parametrize(
    ("name", "words"),
    [("x.json", ()), ("x.json", ("--as", FORM)), ("x.json", ("--as", f"{FORM}@1"))],
)
def test_a_core_without_a_full_name_is_not_published(
    desk: Desk, url: str, registry: MemoryRegistry, name: str, words: tuple[str, ...]
) -> None:
    done = push(desk, url, desk.put(name, core()), *words)
    assert done.code == 2
    assert "--as" in done.err
    assert not [r for r in registry.seen if r.method == "PUT"]


def test_the_token_may_come_from_the_environment_and_is_never_shown(desk: Desk, url: str) -> None:
    words = ("push", desk.put("d.json", diff(4)), "--registry", url)
    assert desk.run(*words, SOROE_TOKEN="test-token").code == 0
    for token in ("test-token", "other-token-9876"):
        for form in ("text", "json"):
            done = desk.run(*words, "--format", form, SOROE_TOKEN=token)
            assert done.code == (0 if token == "test-token" else 2)
            assert token not in done.out + done.err


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (None, "--token-file"),
        (b"", "鍵だけを1行で"),
        (b"two words", "鍵だけを1行で"),
        (b"line\nline", "鍵だけを1行で"),
        ("鍵".encode(), "鍵だけを1行で"),
        (b"wrong", "対処: "),
    ],
)
def test_without_the_right_token_nothing_is_published(
    desk: Desk, url: str, registry: MemoryRegistry, token: bytes | None, said: str
) -> None:
    words = ["push", desk.put("d.json", diff(4)), "--registry", url]
    words += [] if token is None else ["--token-file", desk.put("token", token)]
    done = desk.run(*words)
    assert done.code == 2
    assert said in done.err
    assert registry.publish_diff(diff(5)).name.endswith("/2")


@pytest.mark.parametrize(
    "content",
    [{"hello": "world"}, [], {"changes": []}, {**diff(), "core": 1}, {**diff(), "extra": 1}],
    ids=["something else", "a list", "half a diff", "a number for a version", "an unknown name"],
)
def test_what_is_neither_core_nor_diff_is_not_sent(
    desk: Desk, url: str, registry: MemoryRegistry, content: Any
) -> None:
    done = push(desk, url, desk.put("d.json", content))
    assert done.code == 2
    assert "d.json" in done.err
    assert not registry.seen


def test_other_content_under_a_taken_version_is_a_conflict(desk: Desk, url: str) -> None:
    done = push(desk, url, desk.put("x.json", core(maximum=5)), "--as", f"{FORM}@1.0.0")
    assert done.code == 2
    assert digest(CORE) in done.err


def test_a_publication_is_also_told_to_programs(desk: Desk, url: str) -> None:
    told = push(desk, url, desk.put("d.json", diff(4)), "--format", "json").json()
    assert told["created"] is True
    assert told["submittedDigest"] == digest(diff(4))


def test_a_token_is_no_option(desk: Desk, url: str) -> None:
    done = desk.run("push", "d.json", "--registry", url, "--token", "abc")
    assert done.code == 2


# ---- pull


def test_everything_is_written_where_the_registry_has_it(desk: Desk, url: str) -> None:
    words = ("pull", FORM, "--municipality", CODE, "-o", "out", "--registry", url)
    done = desk.run(*words)
    assert done.code == 0, done.err
    files = {
        str(path.relative_to(desk.folder / "out")): json.loads(path.read_bytes())
        for path in (desk.folder / "out").rglob("*")
        if path.is_file()
    }
    assert files == {
        f"{FORM}/1.0.0.json": CORE,
        f"{FORM}/local/{CODE}/1.diff.json": diff(),
        f"{FORM}/local/{CODE}/1.json": core(maximum=3),
    }
    assert done.out.count("書き込みました") == 3
    assert desk.run(*words).out.count("変わりありません") == 3


def test_a_municipality_without_a_diff_gets_the_core_and_is_told(desk: Desk, url: str) -> None:
    done = desk.run("pull", f"{FORM}@1.0.0", "--municipality", "992011", "--registry", url)
    assert done.code == 0
    assert "公開されていません" in done.out
    assert (desk.folder / FORM / "1.0.0.json").is_file()


def test_a_folder_that_cannot_be_written_is_exit_two(desk: Desk, url: str) -> None:
    desk.put("out", b"a file")
    done = desk.run("pull", FORM, "--registry", url, "-o", "out")
    assert done.code == 2
    assert "書けません" in done.err


def test_what_does_not_verify_is_not_written(desk: Desk) -> None:
    class Altering(MemoryRegistry):
        def answer(self, request: Any) -> Any:
            said = super().answer(request)
            if request.path.endswith(f"/{CODE}/1.json"):
                said.headers.pop("etag")  # type: ignore[attr-defined]
                return type(said)(200, said.headers, b'{"title": "changed"}')
            return said

    altering = Altering()
    altering.publish_core(FORM, "1.0.0", CORE)
    altering.publish_diff(diff())
    with altering.serve() as url:
        done = desk.run("pull", FORM, "--municipality", CODE, "--registry", url, "-o", "out")
    assert done.code == 3
    assert not (desk.folder / "out").exists()


@pytest.mark.parametrize("name", ["../x", "A", "form.json", "x@1.0", "@1.0.0"])
def test_what_is_not_a_forms_name_is_exit_two(desk: Desk, url: str, name: str) -> None:
    done = desk.run("pull", name, "--registry", url)
    assert done.code == 2
    assert "対処: " in done.err


# ---- show


def test_the_items_stand_in_columns_a_japanese_reader_sees_aligned(desk: Desk) -> None:
    done = desk.run("show", desk.put("c.json", CORE))
    lines = [line for line in done.out.splitlines()[2:] if line and not line.startswith("    ")]
    head, *rows = lines
    column = width(head.partition("書ける内容")[0])
    cells = {row.split()[0]: row for row in rows}
    assert list(cells) == ["児童氏名", "学年", "申請の種類", "土曜日の利用"]
    assert "次から選ぶ: 新規、継続" in cells["申請の種類"]
    assert "整数、1〜6" in cells["学年"]
    assert "狭めるだけ" in cells["学年"]
    assert "必須" in cells["学年"]
    assert "任意" in cells["土曜日の利用"]
    for row, takes in (("学年", "整数"), ("児童氏名", "文字"), ("土曜日の利用", "はい・いいえ")):
        assert width(cells[row].partition(takes)[0]) == column
    assert "法令が自治体に任せている値: 1〜6(例示法第1条)" in done.out


def test_a_core_and_a_municipalitys_form_are_shown_from_the_registry(desk: Desk, url: str) -> None:
    assert "1〜6" in desk.run("show", FORM, "--registry", url).out
    local = desk.run("show", FORM, "--municipality", CODE, "--registry", url)
    assert "整数、1〜3" in local.out


def test_the_items_are_also_told_to_programs(desk: Desk) -> None:
    rows = desk.run("show", desk.put("c.json", CORE), "--format", "json", "--lang", "en").json()
    assert [r["item"] for r in rows] == ["/name", "/grade", "/kind", "/saturday"]
    assert rows[1]["takes"] == "whole number, 1 to 6"


def test_a_form_without_items_says_so(desk: Desk) -> None:
    empty = {"type": "object", "properties": {}, "additionalProperties": False}
    done = desk.run("show", desk.put("c.json", empty))
    assert (done.code, "項目がありません" in done.out) == (0, True)


# ---- diff


def test_equal_forms_do_not_differ(desk: Desk) -> None:
    done = desk.run("diff", desk.put("a.json", CORE), desk.put("b.json", CORE))
    assert (done.code, done.out) == (0, "a.json と b.json に違いはありません。\n")


def test_differences_are_told_in_words_without_judging(desk: Desk) -> None:
    done = desk.run("diff", desk.put("a.json", CORE), desk.put("b.json", core(maximum=3)))
    assert done.code == 0
    assert "学年  1〜6 → 1〜3" in done.out
    assert "説明のない" not in done.out


def test_two_versions_of_the_registry_are_compared(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_core(FORM, "1.1.0", core(maximum=8))
    done = desk.run("diff", f"{FORM}@1.0.0", f"{FORM}@1.1.0", "--registry", url)
    assert "学年  1〜6 → 1〜8" in done.out


def test_every_number_has_its_unit_in_both_languages(desk: Desk) -> None:
    form = core()
    form["properties"]["tags"] = {
        "title": "しるし", "type": "array", "minItems": 1, "maxItems": 3,
        "items": {"type": "string", "maxLength": 5},
    }  # fmt: skip
    desk.put("c.json", form)
    assert "一覧、1〜3件、一つずつは 文字、5文字以下" in desk.run("show", "c.json").out
    english = desk.run("show", "c.json", "--lang", "en").out
    assert "list, 1 to 3 entries, each: text, at most 5 characters" in english
    assert re.search(r"児童氏名\s+required\s+any\s+text, 1 to 40 characters", english)
