"""Does the repository speak of the project alone, and build the same everywhere?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.pins import normal, pins
from tests.house.tree import ROOT, kept

# Written in two halves, so that this file does not hold what it looks for.
HOSTS = [
    "pypi" + ".org", "python" + "hosted", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com",
    "deb.debian" + ".org", "security.debian" + ".org", "archive.ubuntu" + ".com",
    "proxy.golang" + ".org", "crates" + ".io", "anaconda" + ".org",
]  # fmt: skip
MACHINE = re.compile(r"(?<![\w.}~/-])/(?:work|root|home/[a-z]+|tmp/[a-z]+|Users/\w+)/")
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


def texts() -> list[tuple[Path, str]]:
    """Every text file that is kept."""
    found = []
    for path in kept():
        data = path.read_bytes()
        if b"\0" not in data:
            found.append((path, data.decode(errors="replace")))
    return found


def test_there_is_something_to_read() -> None:
    assert len(texts()) >= 100


def test_no_file_names_a_package_index() -> None:
    for path, text in texts():
        assert not [host for host in HOSTS if host in text], path


def test_no_file_names_a_place_on_a_developers_machine() -> None:
    for path, text in texts():
        assert not MACHINE.findall(text), (path, MACHINE.findall(text))


def test_the_patterns_find_what_they_look_for() -> None:
    assert MACHINE.search("see /ro" + "ot/x")
    assert MACHINE.search("'/wo" + "rk/main'")
    assert not MACHINE.search("${HOME}/work/x, clients/work/")


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_pin_carries_its_hashes(path: Path) -> None:
    assert pins(path)


def test_the_requirement_files_agree() -> None:
    assert {path.stem for path in REQUIREMENTS} >= {"run", "dev", "client", "data"}
    whole = pins(ROOT / "requirements" / "dev.txt")
    for name in ("run", "client"):
        part = pins(ROOT / "requirements" / f"{name}.txt")
        assert part.items() <= whole.items(), name


def test_what_the_packages_ask_for_is_pinned() -> None:
    asked = []
    for folder in (ROOT, ROOT / "clients" / "python"):
        asked += tomllib.loads((folder / "pyproject.toml").read_text())["project"]["dependencies"]
    wanted = {normal(re.split(r"[\s\[<>=!;~]", entry)[0]) for entry in asked} - {"soroe"}
    assert len(wanted) >= 8
    assert wanted <= pins(ROOT / "requirements" / "run.txt").keys()


def test_the_continuous_integration_runs_what_a_developer_runs() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands[-1] == "exec make test"
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
