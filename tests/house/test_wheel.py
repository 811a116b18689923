"""Does `soroe` install alone and check two files without any network?"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import soroe
from tests.house.pins import pins
from tests.house.tree import ROOT

CLIENT = ROOT / "clients" / "python"
NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event.startswith("socket.") and event not in {"socket.__new__", "socket.gethostname"}:
        raise RuntimeError(f"the network was used: {event} {arguments}")
sys.addaudithook(refuse)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be published."""
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)],
        cwd=CLIENT,
        check=True,
        capture_output=True,
    )
    (made,) = target.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and its pinned requirements only, and no network."""
    place = tmp_path_factory.mktemp("alone")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    (site,) = place.glob("lib/python*/site-packages")
    for name, version in pins(ROOT / "requirements" / "client.txt").items():
        _bring(name, version, site)
    (site / "no_network.py").write_text(NO_NETWORK)
    (site / "no_network.pth").write_text("import no_network\n")  # read at every start
    (pip,) = (ROOT / "requirements").glob("pip-*.whl")
    subprocess.run(
        [python, pip / "pip", "install", "-qq", "--no-index", "--no-deps", wheel],
        check=True,
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    return place


def _bring(name: str, version: str, site: Path) -> None:
    """Copy one installed distribution, which is the pinned one, without asking an index."""
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return  # for another platform: what is really missing shows when the command runs
    assert distribution.version == version
    for file in distribution.files or ():
        source = Path(str(distribution.locate_file(file)))
        if ".." not in file.parts and source.suffix != ".pyc":
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, site / file)


def run(place: Path, *arguments: object, expect: int) -> str:
    done = subprocess.run(
        [place / "bin" / "soroe", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"LANG": "C.UTF-8", "HOME": str(place), "PATH": "/usr/bin:/bin"},
        cwd=place,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


def form(required: list[str]) -> str:
    name = {"type": "string", "title": "氏名", "maxLength": 40}
    grade = {"type": "integer", "title": "学年", "minimum": 1, "maximum": 6}
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "学童クラブ利用申請",
            "type": "object",
            "properties": {"name": name, "grade": grade},
            "required": required,
            "additionalProperties": False,
        },
        ensure_ascii=False,
    )


def test_the_wheel_holds_the_package_its_messages_and_its_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "soroe/py.typed" in names
    assert {"soroe/locale/problems.ja.json", "soroe/locale/rules.en.json"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.split("/")[0] not in {"soroe", *_info(names)}]


def _info(names: list[str]) -> set[str]:
    return {top for name in names if (top := name.split("/")[0]).endswith(".dist-info")}


def test_two_files_are_checked_without_a_network(alone: Path) -> None:
    (alone / "core.json").write_text(form(["name"]))
    (alone / "same.json").write_text(form(["name"]))
    (alone / "stricter.json").write_text(form(["name", "grade"]))
    run(alone, "check", "core.json", "same.json", expect=0)
    said = run(alone, "check", "core.json", "stricter.json", expect=1)
    assert "学年" in said


def test_the_network_is_really_blocked(alone: Path) -> None:
    done = subprocess.run(
        [
            alone / "bin" / "python",
            "-c",
            "import socket; socket.create_connection(('127.0.0.1', 9))",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the network was used" in done.stderr


def test_everything_public_is_there() -> None:
    assert len(soroe.__all__) >= 10
    assert len(set(soroe.__all__)) == len(soroe.__all__)
    for name in soroe.__all__:
        assert getattr(soroe, name).__doc__, name
    ours = {
        name
        for name, value in vars(soroe).items()
        if not name.startswith("_") and str(getattr(value, "__module__", "")).startswith("soroe")
    }
    assert ours <= set(soroe.__all__)
