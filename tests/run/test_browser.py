"""Does `make test` get its browser where it can, and say plainly what to install where it cannot?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "browser.sh"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """All programs that the script finds: a cat, and what a test adds."""
    (tmp_path / "cat").symlink_to("/bin/cat")
    return tmp_path


def program(programs: Path, name: str, does: str = "exit 0") -> None:
    file = programs / name
    file.write_text(f"#!/bin/sh\n{does}\n")
    file.chmod(0o755)


def look(programs: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", SCRIPT],
        env={"PATH": str(programs), "HERE": str(programs), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_browser_that_is_there_is_enough(programs: Path) -> None:
    program(programs, "chromium")
    done = look(programs)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_browser_elsewhere_is_named(programs: Path, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    program(place, "browser")
    assert look(programs, SOROE_CHROMIUM=str(place / "browser")).stderr == ""


def test_root_gets_it_from_the_distribution(programs: Path) -> None:
    program(programs, "id", "echo 0")
    program(programs, "apt-get", 'echo "$*" >> "$HERE/asked"')
    done = look(programs)
    assert done.returncode == 0
    asked = (programs / "asked").read_text().splitlines()
    assert asked[0].startswith("update")
    assert asked[1].endswith("chromium fonts-noto-cjk")


@pytest.mark.parametrize(("user", "works"), [("1000", "exit 0"), ("0", "exit 100")])
def test_where_it_cannot_be_got_it_is_said_what_to_install(
    programs: Path, user: str, works: str
) -> None:
    program(programs, "id", f"echo {user}")
    program(programs, "apt-get", works)
    done = look(programs)
    assert done.returncode == 0  # the other tests still run; those of the pages fail and say why
    assert "SOROE_CHROMIUM" in done.stderr
    assert "入れてください" in done.stderr or "apt-get install chromium" in done.stderr


def test_the_tests_are_started_with_it() -> None:
    assert "scripts/browser.sh" in (ROOT / "Makefile").read_text()
