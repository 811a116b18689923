"""`soroe check` of two local files against `check-jsonschema` of one, as whole processes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.forms import form

ROUNDS = 15


def main() -> None:
    """Measure both in turn and print the ratio of the medians."""
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        core, changed, filled = (Path(made) / name for name in ("a.json", "b.json", "c.json"))
        core.write_bytes(form(20_480, "速さの測定"))
        changed.write_bytes(core.read_bytes().replace(b'"maxLength": 100', b'"maxLength": 80', 3))
        filled.write_text('{"item1": "例"}')
        commands: dict[str, tuple[list[Path | str], int]] = {
            "soroe check": ([programs / "soroe", "check", core, changed], 1),
            "check-jsonschema": (
                [programs / "check-jsonschema", "--schemafile", core, filled],
                0,
            ),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, (command, expected) in commands.items():
                begin = time.perf_counter()
                done = subprocess.run(command, capture_output=True, check=False)
                times[name].append(time.perf_counter() - begin)
                if done.returncode != expected:
                    raise RuntimeError(f"{name}: {done.stdout + done.stderr!r}")
    medians = {name: median(found) for name, found in times.items()}
    print("check: whole process, two forms of 20 KB with three differences")
    for name, found in medians.items():
        print(f"  {name:<18}{found * 1000:>7.0f} ms")
    ratio = medians["soroe check"] / medians["check-jsonschema"]
    print(f"  soroe check/check-jsonschema = {ratio:.2f}", flush=True)


if __name__ == "__main__":
    main()
