"""Judging 100,000 applications: `soroe validate` against check-jsonschema and against ajv in Node.

Each is a whole process on one core: start, schema, reading, verdicts. check-jsonschema gets a
sample as one list, because it reads no NDJSON and would take minutes; all figures are applications
in a second. ajv comes from the npm registry into a temporary folder; where there is no Node or no
registry, that is said and the rest is measured.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.rebase import SCHEMAS, published

APPLICATIONS = 100_000
SAMPLE = 1_000
SEED = 20_270_401
ROUNDS = 3


def main() -> None:
    """Print applications per second, and the two ratios."""
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = Path(made)
        schema, listed = folder / "form.json", folder / "list-form.json"
        data, sample = folder / "data.ndjson", folder / "sample.json"
        core = published()
        schema.write_text(json.dumps(core), encoding="utf-8")
        listed.write_text(json.dumps({"type": "array", "items": core}), encoding="utf-8")
        lines = _applications(APPLICATIONS)
        data.write_text("\n".join(lines) + "\n", encoding="utf-8")
        sample.write_text("[" + ",".join(lines[:SAMPLE]) + "]", encoding="utf-8")
        commands: dict[str, tuple[list[Path | str], int]] = {
            "soroe validate": (
                [programs / "soroe", "validate", data, "--form", schema], APPLICATIONS,
            ),
            "check-jsonschema": (
                [programs / "check-jsonschema", "--schemafile", listed, sample], SAMPLE,
            ),
        }  # fmt: skip
        if modules := _ajv(folder):
            script = Path(__file__).with_name("ajv.mjs")
            commands["ajv"] = (["node", script, schema, data, modules], APPLICATIONS)
        best = dict.fromkeys(commands, float("inf"))
        for _ in range(ROUNDS):
            for name, (command, _count) in commands.items():
                begin = time.perf_counter()
                done = subprocess.run(command, capture_output=True, check=False)
                best[name] = min(best[name], time.perf_counter() - begin)
                if done.returncode:
                    raise RuntimeError(f"{name}: {done.stdout[-500:] + done.stderr[-500:]!r}")
    rates = {name: count / best[name] for name, (_, count) in commands.items()}
    size = sum(map(len, lines)) / len(lines)
    print(f"validate: {APPLICATIONS:,} applications of {size:,.0f} characters, whole process")
    for name, rate in rates.items():
        print(f"  {name:<18}{rate:>10,.0f} a second")
    ours = rates["soroe validate"]
    print(f"  soroe/check-jsonschema = {ours / rates['check-jsonschema']:.1f} (aim: at least 20)")
    if "ajv" in rates:
        print(f"  soroe/ajv = {ours / rates['ajv']:.2f} (aim: at least 1)", flush=True)


def _applications(count: int) -> list[str]:
    """The accepted examples in turn, with other years and grades."""
    folder = SCHEMAS / "forms" / "gakudo-application" / "examples" / "accept"
    examples = [json.loads(file.read_bytes()) for file in sorted(folder.glob("*.json"))]
    chosen = random.Random(SEED)
    out = []
    for number in range(count):
        one = examples[number % len(examples)]
        one["fiscalYear"] = chosen.randrange(2020, 2040)
        out.append(json.dumps(one, ensure_ascii=False))
    return out


def _ajv(folder: Path) -> Path | None:
    """The folder that ajv was put into, or None with the reason on the screen."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        print("  (no Node here: ajv is not measured)")
        return None
    words = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "ajv@8", "ajv-formats@3"]
    done = subprocess.run([npm, *words], cwd=folder, capture_output=True, check=False, timeout=120)
    if done.returncode:
        print(f"  (ajv cannot be fetched: {done.stderr.decode()[-200:]!r})")
        return None
    return folder


if __name__ == "__main__":
    main()
