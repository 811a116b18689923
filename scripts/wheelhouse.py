"""Makes the folder from which `soroe` is installed where there is no network.

It holds the wheel of `soroe`, made here, and the pinned wheels of all that it needs
(`requirements/client.txt`), for each target: Windows and Linux (x86-64), and the Pythons below. The
wheels come from wherever pip is set up to look, and are checked against the hashes of the pins.
Whether the folder is complete is checked for every target before it takes its name.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "requirements" / "client.txt"
PIP = next((ROOT / "requirements").glob("pip-*.whl"))
CLIENT = ROOT / "clients" / "python"

PYTHONS = ((3, 11), (3, 12), (3, 13))
SYSTEMS = {
    "win_amd64": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    "manylinux_2_28_x86_64": {
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
    },
}


class IncompleteError(Exception):
    """Some target lacks a wheel."""


@dataclass(frozen=True)
class Pin:
    """One line of the pins: the requirement with its marker, and the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """A system and a Python to install on."""

    system: str
    python: tuple[int, int]

    @property
    def name(self) -> str:
        """As it is shown."""
        return f"{self.system} Python {self.python[0]}.{self.python[1]}"

    def needs(self, pin: Pin) -> bool:
        """Whether the pin's marker holds here; pip would ask that of the Python it runs on."""
        marker = pin.requirement.marker
        version = f"{self.python[0]}.{self.python[1]}"
        environment = {
            **SYSTEMS[self.system],
            "python_version": version,
            "python_full_version": f"{version}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "platform_machine": "AMD64" if self.system == "win_amd64" else "x86_64",
            "extra": "",
        }
        return marker is None or marker.evaluate(environment)

    def platforms(self) -> list[str]:
        """The platform tags whose wheels work here, the best first."""
        if self.system == "win_amd64":
            return ["win_amd64"]
        newest = int(self.system.split("_")[2])
        tags = [f"manylinux_2_{minor}_x86_64" for minor in range(newest, 4, -1)]
        return [*tags, "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]

    def tags(self) -> frozenset[Tag]:
        """All tags of wheels that work here."""
        platforms = [*self.platforms(), *(["linux_x86_64"] if "linux" in self.system else [])]
        interpreter = f"cp{self.python[0]}{self.python[1]}"
        return frozenset(
            [
                *cpython_tags(self.python, platforms=platforms),
                *compatible_tags(self.python, interpreter, platforms),
            ]
        )


TARGETS = tuple(Target(system, python) for system in SYSTEMS for python in PYTHONS)


def pins(text: str) -> Iterator[Pin]:
    """The pins of a file of hashed requirements."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            yield Pin(Requirement(requirement), tuple(hashes))


def missing(names: Iterable[str], wanted: Iterable[Pin], target: Target) -> list[str]:
    """The pins that no wheel among these file names meets on a target."""
    held = {}
    for name in names:
        distribution, version, _, tags = parse_wheel_filename(name)
        if tags & target.tags():
            held[distribution] = str(version)
    lacking = []
    for pin in wanted:
        name = canonicalize_name(pin.requirement.name)
        if target.needs(pin) and f"=={held.get(name)}" != str(pin.requirement.specifier):
            lacking.append(f"{name}{pin.requirement.specifier}")
    return lacking


def fetch(folder: Path, wanted: Iterable[Pin], target: Target) -> None:
    """Have pip bring the wheels for a target, checked against the hashes."""
    lines = [
        " ".join(
            [
                f"{pin.requirement.name}{pin.requirement.specifier}",
                *(f"--hash={one}" for one in pin.hashes),
            ]
        )
        for pin in wanted
        if target.needs(pin)
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        platforms = [f"--platform={one}" for one in target.platforms()]
        version = f"{target.python[0]}.{target.python[1]}"
        _pip(
            *("download", "--no-deps", "--only-binary=:all:", "--require-hashes"),
            *("--implementation=cp", f"--python-version={version}", *platforms),
            *("--find-links", str(folder), "--dest", str(folder), "-r", file.name),
        )


def build(folder: Path) -> Path:
    """The wheel of `soroe` itself."""
    _pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(folder), str(CLIENT))
    (made,) = folder.glob("soroe-*.whl")
    return made


def requirements(text: str, wheel: Path) -> str:
    """The pins with the wheel of `soroe`: what `pip install --require-hashes -r` takes."""
    version = parse_wheel_filename(wheel.name)[1]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{text.rstrip()}\nsoroe=={version} \\\n    --hash=sha256:{digest}\n"


def main(place: Path) -> int:
    """Make the folder; what was there before is replaced when the new one is complete."""
    text = PINS.read_text()
    wanted = list(pins(text))
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".wheelhouse-") as temporary:
        folder = Path(temporary) / "wheelhouse"
        folder.mkdir()
        wheel = build(folder)
        for target in TARGETS:
            fetch(folder, wanted, target)
        (folder / "requirements.txt").write_text(requirements(text, wheel))
        wheels = sorted(path.name for path in folder.glob("*.whl"))
        for target in TARGETS:
            if lacking := missing(wheels, wanted, target):
                raise IncompleteError(f"{target.name}: {', '.join(lacking)}")
        shutil.copy(PIP, folder)
        shutil.copy(ROOT / "docs" / "offline.md", folder / "README.md")
        sums = [
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
            for path in sorted(folder.iterdir())
        ]
        (folder / "SHA256SUMS").write_text("".join(sums))
        shutil.rmtree(place, ignore_errors=True)
        folder.replace(place)
    size = sum(path.stat().st_size for path in place.iterdir()) / 1e6
    names = ", ".join(target.name for target in TARGETS)
    sys.stdout.write(f"{place} ({len(wheels)} wheels, {size:.0f} MB): {names}\n")
    return 0


def _pip(*arguments: str) -> None:
    command = [
        sys.executable,
        str(PIP / "pip"),
        "--disable-pip-version-check",
        "--quiet",
        *arguments,
    ]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]).absolute()))
    except (IncompleteError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"集められませんでした / not complete: {error}\n")
        sys.exit(1)
