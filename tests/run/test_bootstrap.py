"""Does the first command make an environment from nothing, only when needed, and heal?"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "{name}"
version = "1"
"""
BACKEND = """
import pathlib, sys, zipfile
WHEEL = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
def build_editable(directory, config_settings=None, metadata_directory=None):
    here = pathlib.Path.cwd()
    if (here / "broken").exists():
        sys.exit("this package cannot be built")
    name = here.name.replace("-", "_")
    info = f"{name}-1.dist-info"
    with zipfile.ZipFile(pathlib.Path(directory) / f"{name}-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n")
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{name}_marker.py", "")
        wheel.writestr(f"{info}/RECORD", "")
    return f"{name}-1-py3-none-any.whl"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of the real scripts with two tiny packages that need nothing from outside."""
    here = tmp_path / "checkout"
    shutil.copytree(ROOT / "scripts", here / "scripts")
    (here / "requirements").mkdir()
    (pip,) = (ROOT / "requirements").glob("pip-*.whl")
    (here / "requirements" / pip.name).symlink_to(pip)
    (here / "requirements" / "run.txt").write_text("")
    (here / "requirements" / "dev.txt").write_text("")
    for package in (here, here / "clients" / "python"):
        package.mkdir(parents=True, exist_ok=True)
        (package / "pyproject.toml").write_text(PROJECT.format(name=package.name))
        (package / "backend.py").write_text(BACKEND)
    return here


def bootstrap(
    checkout: Path, kind: str = "run", **environ: str
) -> subprocess.CompletedProcess[str]:
    path = {"PATH": "/usr/bin:/bin"}  # no uv, which might ask an index
    return subprocess.run(
        [str(checkout / "scripts" / "bootstrap.sh"), kind],
        env={"PYTHON": shutil.which("python3") or "", "HOME": os.environ["HOME"]} | path | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def works(checkout: Path) -> bool:
    command = [str(checkout / ".venv/bin/python"), "-c", "import checkout_marker, python_marker"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_the_environment_is_made_once_and_again_when_the_requirements_change(
    checkout: Path,
) -> None:
    first = bootstrap(checkout)
    assert first.returncode == 0, first.stderr
    assert first.stderr.startswith("必要な部品を用意しています")
    assert works(checkout)

    again = bootstrap(checkout)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    (checkout / "requirements" / "run.txt").write_text("# another comment\n")
    changed = bootstrap(checkout)
    assert changed.returncode == 0
    assert "Preparing" in changed.stderr


def test_a_developers_environment_is_enough_to_run(checkout: Path) -> None:
    assert bootstrap(checkout, "dev").returncode == 0
    assert bootstrap(checkout, "run").stderr == ""


def test_an_installation_that_broke_off_is_made_anew(checkout: Path) -> None:
    (checkout / "broken").touch()
    failed = bootstrap(checkout)
    assert failed.returncode == 1
    assert "用意できませんでした" in failed.stderr
    assert "this package cannot be built" in failed.stderr
    assert not works(checkout)
    half = checkout / ".venv" / "half-made"
    half.touch()

    (checkout / "broken").unlink()
    healed = bootstrap(checkout)
    assert healed.returncode == 0, healed.stderr
    assert works(checkout)
    assert not half.exists()


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Path) -> None:
    assert bootstrap(checkout).returncode == 0
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nonexistent/python3")
    assert bootstrap(checkout).returncode == 0
    assert works(checkout)


def test_without_a_python_it_says_so_in_both_languages(checkout: Path) -> None:
    shutil.rmtree(checkout / "requirements")
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("sh", "dirname"):
        (tools / name).symlink_to(shutil.which(name) or "")
    told = bootstrap(checkout, PATH=str(tools), PYTHON="/nonexistent/python3")
    assert told.returncode == 1
    assert "Python 3.11 以上が見つかりません" in told.stderr
    assert "No Python 3.11 or later was found" in told.stderr
