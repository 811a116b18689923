"""Can all that the commands say be read on a Japanese Windows console (code page 932)?"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from soroe.cli import COMMANDS, command
from soroe.cli.parser import Parser, add_common
from soroe.cli.screen import LOOKALIKES
from soroe.locale import text
from tests.cli.conftest import PROGRAM, Desk
from tests.client.samples import CODE, CORE, FORM, core, diff
from tests.house.tree import SOROE
from tests.registry.served import Served

MESSAGES = sorted((SOROE / "locale").glob("*.json"))


def unshown(said: str) -> set[str]:
    """The characters that would be shown as `?`."""
    return {c for c in said.translate(LOOKALIKES) if c.encode("cp932", "replace") == b"?"} - {"?"}


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [words for one in value.values() for words in texts(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("file", MESSAGES, ids=lambda path: path.name)
def test_every_message_can_be_shown(file: Path) -> None:
    found = texts(json.loads(file.read_bytes()))
    assert found
    missing = {words: bad for words in found if (bad := unshown(words))}
    assert not missing


def shown(desk: Desk, *words: str) -> tuple[str, str]:
    """What a console of code page 932 shows: both streams, which are whole."""
    done = subprocess.run(
        [PROGRAM, *words],
        cwd=desk.folder,
        env={
            **desk.environment,
            "PYTHONIOENCODING": "cp932",
            "HOME": str(desk.folder / "another home"),  # both runs are the first ones
        },
        capture_output=True,
        timeout=60,
        check=False,
    )
    out, err = done.stdout.decode("cp932"), done.stderr.decode("cp932")
    plain = desk.run(*words)
    assert done.returncode == plain.code
    for console, whole in ((out, plain.out), (err, plain.err)):
        assert console == whole.translate(LOOKALIKES)
        assert not unshown(whole)
    return out, err


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_can_be_shown(name: str) -> None:
    parser = Parser(prog=f"soroe {name}", lang="ja", description=text("cli", name, "help", "ja"))
    command(name).add_arguments(parser)
    add_common(parser, "ja")
    said = parser.format_help()
    assert "使い方" in said
    assert not unshown(said)


def nested(**child: object) -> dict[str, Any]:
    """A core in which an item lies in a group, so that a way leads to it (›)."""
    made = core()
    grade = {**made["properties"]["grade"], **child}
    group = {"title": "児童", "type": "object", "properties": {"grade": grade}}
    made["properties"]["child"] = {**group, "additionalProperties": False}
    return made


ALONE = {
    "check": ("check", "city.json", "core.json"),
    "diff": ("diff", "core.json", "city.json"),
    "compare": ("compare", "city.json", "core.json"),
    "table": ("table", "core.json", "city.json"),
    "impact": ("impact", "core.json", "city.json"),
    "show": ("show", "city.json"),
    "explain": ("explain", "maximum-lowered"),
    "rules": ("rules",),
    "lint": ("lint", "diff.json", "--core", "core.json"),
    "lint of a core": ("lint", "core.json"),
    "derive": ("derive", "city.json", "--core", "core.json", "-o", "new.diff.json"),
    "justify": ("justify", "diff.json", "--rest", "--practice", "--reason", "〜のため"),
    "rebase": ("rebase", "diff.json", "--from", "core.json", "--to", "city.json"),
    "validate": ("validate", "filled.json", "--form", "core.json"),
    "import": ("import", "list.csv", "-o", "imported.json"),
    "page": ("page", "core.json", "-o", "page.html"),
    "sheet": ("sheet", "write", "core.json", "-o", "sheet.xlsx"),
    "codegen": ("codegen", "core.json", "--language", "typescript"),
    "init": ("init",),
    "a file that is not there": ("check", "学童—様式.json", "core.json"),
    "a broken file": ("check", "broken.json", "core.json"),
    "a registry that is away": ("pull", FORM, "--registry", "http://127.0.0.1:1"),
    "a bundle that is none": ("show", FORM, "--bundle", "core.json"),
}


@pytest.mark.parametrize("words", ALONE.values(), ids=ALONE)
def test_what_a_command_says_of_files(desk: Desk, words: tuple[str, ...]) -> None:
    desk.put("core.json", nested())
    desk.put("city.json", nested(maximum=3, title="学年〜—−"))
    desk.put("diff.json", diff())
    desk.put("filled.json", {"name": "例示花子", "grade": 9})
    desk.put("list.csv", "項目名,型,必須\r\n申請日,日付,○\r\n".encode())
    desk.put("broken.json", b'{"a": ')
    if "-o" in words:  # both runs write
        words = (*words, "--force")
    out, err = shown(desk, *words)
    assert out + err


FROM_A_REGISTRY = {
    "show": ("show", "small-form"),
    "state": ("state", "small-form@1.0.0"),
    "review": ("review", "small-form@1.0.1"),
    "status": ("status", "--municipality", CODE),
    "handover": ("handover", "--municipality", CODE, "-o", "handover.html"),
    "succession": ("succession",),
    "cite": ("cite", "list", "--municipality", CODE),
    "draft": ("draft", "list"),
    "log": ("log", "verify"),
    "pull": ("pull", "small-form", "-o", "pulled"),
    "browse": ("browse", "-o", "browse.html"),
    "bundle": ("bundle", "create", "-o", "bundle.json"),
}


@pytest.mark.parametrize("words", FROM_A_REGISTRY.values(), ids=FROM_A_REGISTRY)
def test_what_a_command_says_of_a_registry(
    desk: Desk, busy: Served, words: tuple[str, ...]
) -> None:
    desk.environment |= {"SOROE_TOKEN": busy.tokens.owner, "SOROE_REGISTRY": busy.url}
    if "-o" in words:
        words = (*words, "--force")
    out, err = shown(desk, *words)
    assert out + err


def test_the_core_of_the_samples_is_shown_whole(desk: Desk) -> None:
    out, _ = shown(desk, "show", desk.put("core.json", CORE))
    assert "1～6" in out
