"""`soroe check` against `check-jsonschema`, as whole processes; and many forms in one run."""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.forms import form
from soroe.testing import MemoryRegistry

ROUNDS = 15
MANY = 200
POOL = 12
"""Differences that the many forms are made of: what a product changes for its municipalities."""

PROGRAMS = Path(sys.executable).parent


def main() -> None:
    """Measure in turn and print the ratios of the medians."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = Path(made)
        environment = {**os.environ, "SOROE_CACHE": str(folder / "cache")}
        source = form(20_480, "速さの測定")
        (folder / "core.json").write_bytes(source)
        (folder / "filled.json").write_text('{"item1": "例"}')
        (folder / "forms").mkdir()
        changed = source.replace(b'"maxLength": 100', b'"maxLength": 80', 3)
        (folder / "forms" / "a.json").write_bytes(changed)
        _lock(folder, source, environment)
        _one(folder, environment)
        _many(folder, source, environment)


def _lock(folder: Path, source: bytes, environment: dict[str, str]) -> None:
    """A project with a lock and a warm cache; the registry is gone afterwards."""
    registry = MemoryRegistry()
    registry.publish_core("speed", "1.0.0", json.loads(source))
    with registry.serve() as url:
        _project(folder, f'form = "speed"\nversion = "1"\n[source]\nregistry = "{url}"\n')
        _run(folder, [PROGRAMS / "soroe", "check"], 1, environment)


def _one(folder: Path, environment: dict[str, str]) -> None:
    commands: dict[str, tuple[list[Path | str], int]] = {
        "two files": ([PROGRAMS / "soroe", "check", "forms/a.json", "core.json"], 1),
        "lock, warm cache": ([PROGRAMS / "soroe", "check", "--frozen"], 1),
        "check-jsonschema": (
            [PROGRAMS / "check-jsonschema", "--schemafile", "core.json", "filled.json"],
            0,
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, (command, expected) in commands.items():
            times[name].append(_run(folder, command, expected, environment))
    medians = {name: median(found) for name, found in times.items()}
    print("check: whole process, two forms of 20 KB with three differences")
    for name, found in medians.items():
        print(f"  {name:<18}{found * 1000:>7.0f} ms")
    for name in ("two files", "lock, warm cache"):
        ratio = medians[name] / medians["check-jsonschema"]
        print(f"  soroe check ({name})/check-jsonschema = {ratio:.2f}", flush=True)


def _many(folder: Path, source: bytes, environment: dict[str, str]) -> None:
    core = json.loads(source)
    _project(folder, 'core = "core.json"\n')
    command: list[Path | str] = [PROGRAMS / "soroe", "check", "--format", "json"]
    took = {}
    for count in (1, MANY):
        for number in range(count):
            name = folder / "forms" / f"{number:03}.json"
            name.write_text(json.dumps(_variant(core, number), ensure_ascii=False, indent=1))
        (folder / "forms" / "a.json").unlink(missing_ok=True)
        took[count] = median(_run(folder, command, 1, environment) for _ in range(5))
    each = (took[MANY] - took[1]) / (MANY - 1)
    print(f"check: {MANY} forms of 20 KB in one run, three of {POOL} differences in each")
    print(f"  one form          {took[1] * 1000:>7.0f} ms")
    print(f"  {MANY} forms         {took[MANY] * 1000:>7.0f} ms")
    print(f"  each after the first = {each * 1000:.1f} ms", flush=True)


def _variant(core: dict[str, Any], number: int) -> dict[str, Any]:
    made = copy.deepcopy(core)
    limited = [p for p in made["properties"].values() if "maxLength" in p][:POOL]
    for changed in random.Random(number).sample(limited, 3):
        changed["maxLength"] -= 20
    return made


def _project(folder: Path, more: str) -> None:
    (folder / "soroe.toml").write_text(f'[[forms]]\nfiles = ["forms/*.json"]\n{more}')


def _run(
    folder: Path, command: list[Path | str], expected: int, environment: dict[str, str]
) -> float:
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder, env=environment)
    took = time.perf_counter() - begin
    if done.returncode != expected:
        raise RuntimeError(f"{command}: {done.stdout + done.stderr!r}")
    return took


if __name__ == "__main__":
    main()
