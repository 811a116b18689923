"""Does the folder for closed networks install `soroe` with no network, and is a gap in it noticed?"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import importlib.util
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.tree import ROOT


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wheelhouse", ROOT / "scripts" / "wheelhouse.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["wheelhouse"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


house = script()
WINDOWS, LINUX = (house.Target(system, (3, 12)) for system in house.SYSTEMS)
PINS = """\
attrs==26.1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:cc
rpds-py==1.0 \\
    --hash=sha256:dd
tomli==2.0 ; python_full_version < '3.11' \\
    --hash=sha256:ee
"""
ANY = "attrs-26.1.0-py3-none-any.whl"
COLOUR = "colorama-0.4.6-py2.py3-none-any.whl"
ON_WINDOWS = "rpds_py-1.0-cp312-cp312-win_amd64.whl"
ON_LINUX = "rpds_py-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"


def test_pins_are_read_with_their_hashes() -> None:
    found = list(house.pins(PINS))
    assert [p.requirement.name for p in found] == ["attrs", "colorama", "rpds-py", "tomli"]
    assert found[0].hashes == ("sha256:aa", "sha256:bb")


def test_the_pins_of_the_client_are_all_read() -> None:
    text = house.PINS.read_text()
    found = list(house.pins(text))
    assert len(found) == text.count("==") - text.count("_version ==") - text.count("platform ==")
    assert all(one.hashes for one in found)


@pytest.mark.parametrize(
    ("target", "names", "lacking"),
    [
        (WINDOWS, [ANY, COLOUR, ON_WINDOWS], []),
        (LINUX, [ANY, ON_LINUX], []),
        (WINDOWS, [ANY, ON_WINDOWS], ["colorama==0.4.6"]),
        (WINDOWS, [ANY, COLOUR, ON_LINUX], ["rpds-py==1.0"]),
        (LINUX, [ANY, ON_WINDOWS], ["rpds-py==1.0"]),
        (LINUX, [ON_LINUX], ["attrs==26.1.0"]),
        (LINUX, [ANY.replace("26.1", "26.2"), ON_LINUX], ["attrs==26.1.0"]),
        (LINUX, [ANY, ON_LINUX.replace("cp312", "cp311")], ["rpds-py==1.0"]),
        (LINUX, [ANY, ON_LINUX.replace("2_17", "2_39").replace(".manylinux2014_x86_64", "")],
         ["rpds-py==1.0"]),
        (LINUX, [ANY, "rpds_py-1.0-cp310-abi3-manylinux_2_28_x86_64.whl"], []),
    ],
)  # fmt: skip
def test_a_gap_is_named(target: object, names: list[str], lacking: list[str]) -> None:
    assert house.missing(names, house.pins(PINS), target) == lacking


def repacked(name: str, folder: Path) -> Path:
    """A wheel of what is installed here under a name, as an index would have given it."""
    distribution = importlib.metadata.distribution(name)
    facts = distribution.read_text("WHEEL") or ""
    tags = [line.removeprefix("Tag: ") for line in facts.splitlines() if line.startswith("Tag: ")]
    pythons, abis, platforms = (
        ".".join(sorted({tag.split("-")[at] for tag in tags})) for at in range(3)
    )
    stem = distribution.metadata["Name"].replace("-", "_").replace(".", "_")
    path = folder / f"{stem}-{distribution.version}-{pythons}-{abis}-{platforms}.whl"
    rows = io.StringIO()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as wheel:
        for file in distribution.files or ():
            out = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json"}
            if ".." in file.parts or file.suffix == ".pyc" or file.name in out:
                continue
            wheel.writestr(str(file), Path(str(distribution.locate_file(file))).read_bytes())
            csv.writer(rows).writerow([str(file), "", ""])
        (info,) = {f.parts[0] for f in distribution.files or () if f.name == "METADATA"}
        csv.writer(rows).writerow([f"{info}/RECORD", "", ""])
        wheel.writestr(f"{info}/RECORD", rows.getvalue())
    return path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment into which the folder was installed as docs/offline.md says."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    here = house.Target("manylinux_2_28_x86_64", sys.version_info[:2])
    text = ""
    for pin in house.pins(house.PINS.read_text()):
        if here.needs(pin):
            wheel = repacked(pin.requirement.name, folder)
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            specifier = f"{pin.requirement.name}{pin.requirement.specifier}"
            text += f"{specifier} \\\n    --hash=sha256:{digest}\n"
    own = house.build(folder)
    (folder / "requirements.txt").write_text(house.requirements(text, own))
    place = tmp_path_factory.mktemp("closed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    command = [str(place / "bin" / "python"), str(house.PIP / "pip"), "install", "-qq"]
    options = ["--no-index", "--find-links", str(folder), "--require-hashes"]
    done = subprocess.run(
        [*command, *options, "-r", str(folder / "requirements.txt")],
        capture_output=True,
        text=True,
        check=False,
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PATH": "/nonexistent"},
    )
    assert done.returncode == 0, done.stderr
    return place


def test_it_installs_without_an_index_and_checks_a_form(installed: Path) -> None:
    core = ROOT / "schemas" / "forms" / "gakudo-application" / "1.0.0.json"
    command = [str(installed / "bin" / "soroe"), "check", str(core), "--core", str(core)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(installed), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wheel_that_was_changed_on_the_way_is_refused(installed: Path, tmp_path: Path) -> None:
    own = house.build(tmp_path)
    (tmp_path / "requirements.txt").write_text(house.requirements("", own))
    with zipfile.ZipFile(own, "a") as wheel:
        wheel.writestr("soroe/more.py", "")
    command = [str(installed / "bin" / "python"), str(house.PIP / "pip"), "install", "--no-deps"]
    options = ["--no-index", "--find-links", str(tmp_path), "--require-hashes", "--force-reinstall"]
    done = subprocess.run(
        [*command, *options, "-r", str(tmp_path / "requirements.txt")],
        capture_output=True,
        text=True,
        check=False,
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    assert done.returncode != 0
    assert "HASHES" in done.stderr


def test_the_guide_names_the_targets() -> None:
    guide = (ROOT / "docs" / "offline.md").read_text()
    for _, minor in house.PYTHONS:
        assert f"3.{minor}" in guide
    assert "make wheelhouse" in guide
    assert "\nwheelhouse:" in (ROOT / "Makefile").read_text()
