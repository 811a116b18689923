"""Does `soroe table` put any two forms side by side, and write what was asked for?"""

from __future__ import annotations

import subprocess
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from soroe.testing import MemoryRegistry
from tests.cli.conftest import PROGRAM, Desk
from tests.client.samples import CODE, CORE, DIFF, FORM, core, diff


def second() -> Any:
    """A diff that gives up the change of the grade and drops an item instead."""
    gone = CORE["properties"]["saturday"]
    op = {"op": "remove", "path": "/properties/saturday", "was": gone}
    return {**DIFF, "changes": [{"item": "/saturday", "ops": [op], "reason": "土曜は休み"}]}


def test_two_files_stand_side_by_side_with_the_changed_words_marked(desk: Desk) -> None:
    done = desk.run("table", desk.put("a.json", CORE), desk.put("b.json", core(maximum=3)))
    assert (done.code, done.err) == (0, "")
    assert "改正後  b.json" in done.out
    assert "書ける内容: 整数、1〜《3》" in done.out
    assert "変わる項目は 1 件です。" in done.out


def test_a_diff_alone_is_the_core_against_what_it_makes(desk: Desk) -> None:
    done = desk.run("table", desk.put("d.json", DIFF), "--core", desk.put("core.json", CORE))
    assert done.code == 0
    assert "改正前  共通コア 1.0.0" in done.out
    assert "備考    例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項" in done.out


def test_versions_and_revisions_come_from_the_registry(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_core(FORM, "2.0.0", core(maximum=4))
    registry.publish_diff(second())
    versions = desk.run("table", f"{FORM}@1.0.0", f"{FORM}@2.0.0", "--registry", url)
    assert "改正後  共通コア 2.0.0" in versions.out
    assert "1〜《4》" in versions.out
    latest = desk.run("table", FORM, "--municipality", CODE, "--registry", url)
    assert "（削る）" in latest.out
    assert "土曜は休み" in latest.out
    both = desk.run(
        "table", FORM, "--municipality", CODE, "--revisions", "1", "2", "--registry", url
    )
    assert "1〜《6》" in both.out
    assert "改正前の根拠: 例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項" in both.out


@pytest.mark.parametrize(
    ("file", "start"),
    [
        ("t.html", b"<!doctype html>"),
        ("t.xlsx", b"PK"),
        ("t.md", "# 学童".encode()),
        ("t.txt", "学童".encode()),
    ],
)
def test_the_ending_of_the_file_says_what_is_written(desk: Desk, file: str, start: bytes) -> None:
    words = ("table", desk.put("a.json", CORE), desk.put("b.json", core(maximum=3)), "-o", file)
    done = desk.run(*words)
    assert (done.code, done.out) == (0, f"{file} に新旧対照表を書きました(変わる項目 1 件)。\n")
    written = (desk.folder / file).read_bytes()
    assert written.startswith(start)
    again = desk.run(*words)
    assert again.code == 2
    assert "もうあります" in again.err or "すでに" in again.err
    assert (desk.folder / file).read_bytes() == written


def test_a_workbook_goes_to_standard_output_whole(desk: Desk) -> None:
    a, b = desk.put("a.json", CORE), desk.put("b.json", core(maximum=3))
    words = [PROGRAM, "table", a, b, "--format", "xlsx", "--old-first", "--lang", "en"]
    made = subprocess.check_output(words, cwd=desk.folder, env=desk.environment, timeout=60)
    sheet: Any = load_workbook(BytesIO(made)).active
    assert sheet["B4"].value == "Old (before)\na.json"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.json",), "B を指定してください"),
        (("a.json", "b.json", "--municipality", CODE), "一緒に指定できません"),
        (("a.json", "b.json", "--revisions", "1", "2"), "一緒に指定できません"),
        ((FORM, "--municipality", CODE, "--revisions", "0", "1"), "'0' は指定できません"),
        (("nowhere.json", "b.json"), "nowhere.json"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(
    desk: Desk, words: tuple[str, ...], said: str
) -> None:
    desk.put("a.json", CORE)
    desk.put("b.json", diff())
    done = desk.run("table", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
