"""Do the examples of the guides run as they stand, and does the guide name everything there is?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from soroe.cli import COMMANDS, command
from soroe.cli.parser import Parser, add_common
from soroe.client import AsyncClient, Client
from soroe.testing import MemoryRegistry
from tests.client.samples import CODE, CORE, FORM, body, core, diff

ROOT = Path(__file__).parents[2]
CLIENT = (ROOT / "docs" / "client.md").read_text()
CLI = (ROOT / "docs" / "cli.md").read_text()
README = (ROOT / "clients" / "python" / "README.md").read_text()


def examples(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_forms_are_compared(tmp_path: Path) -> None:
    (tmp_path / "core.json").write_bytes(body(CORE))
    (tmp_path / "form.json").write_bytes(body(core(maximum=3)))
    said = run(examples(CLIENT)[0], tmp_path)
    assert said.startswith("学年 maximum-lowered narrows unexplained\n")
    assert "1〜6 → 1〜3" in said


def test_the_registry_is_read(tmp_path: Path) -> None:
    registry = MemoryRegistry()
    registry.publish_core(FORM, "1.0.0", CORE)
    registry.publish_diff(diff())
    with registry.serve() as url:
        code = examples(CLIENT)[1].replace("https://registry.example", url)
        assert CODE in code
        assert run(code, tmp_path) == "1.0.0 1\n"


def test_a_test_of_ones_own_runs(tmp_path: Path) -> None:
    assert run(examples(CLIENT)[2], tmp_path).startswith("http://127.0.0.1:")


def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    (code,) = examples(README)
    run(code, tmp_path)


def test_no_example_is_left_out() -> None:
    assert len(examples(CLIENT)) == 3


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_stands_in_the_guide(name: str) -> None:
    parser = Parser(prog=name, lang="en", description="")
    command(name).add_arguments(parser)
    add_common(parser, "en")
    taken = set(re.findall(r"--[a-z-]+", parser.format_help()))
    assert "--lang" in taken
    assert not {word for word in taken if not re.search(rf"{word}(?![a-z-])", CLI)}


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            found
            for path in (ROOT / "clients" / "python" / "src").rglob("*.py")
            for found in re.findall(r'"((?:SOROE_|NO_)[A-Z]+)"', path.read_text())
        }
    ),
)
def test_every_environment_variable_stands_in_the_guide(name: str) -> None:
    assert f"`{name}`" in CLI


def test_every_method_of_the_clients_stands_in_the_guide() -> None:
    public = {
        name
        for client in (Client, AsyncClient)
        for name in vars(client)
        if not name.startswith("_") and name != "close"
    }
    assert len(public) >= 12
    assert not {name for name in public if f"`{name}" not in CLIENT}


def test_both_clients_have_the_same_methods() -> None:
    plain, asynchronous = (
        {name for name in vars(client) if not name.startswith("_")}
        for client in (Client, AsyncClient)
    )
    assert plain == asynchronous
