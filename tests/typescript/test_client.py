"""Does the TypeScript client do its work against a registry that runs, and fit what it describes?

The compiler and the generators come from npm, as its lock file names them. Where Node.js is not
there, or no package registry can be reached, these tests cannot run: they are skipped with what to
install, because a city's clerk who mends a Python rule need not have Node.js. In the continuous
integration (CI is set) the same is an error, so that nothing is left untried.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from soroe.codegen import type_name
from soroe.jsontext import digest, read
from tests.registry.databases import OTHER, OWNER
from tests.registry.documents import FORM
from tests.registry.served import Served
from tests.schemas.library import PUBLISHED, examples

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "clients" / "typescript"
GUIDE = ROOT / "docs" / "typescript.md"
NUMBERS = (
    "0", "-0", "-0.0", "1.0", "10e-1", "0.1", "1e21", "123456789012345680",
    "9007199254740991", "9007199254740992", "1e-7", "5e-324", "1.7976931348623157e308",
)  # fmt: skip


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("typescript", ROOT / "scripts" / "typescript.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def modules() -> Path:
    """The folder with the compiler and the generators."""
    made = script()
    try:
        place: Path = made.tools()
    except made.ToolsMissingError as e:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(e))
    return place


@pytest.fixture(scope="module")
def package(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, compiled with its tests."""
    place = tmp_path_factory.mktemp("typescript") / "package"
    shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (place / "node_modules").symlink_to(modules)
    for i, text in enumerate(shown()):
        (place / "test" / f"shown-{i}.ts").write_text(text)
    compiled(place)
    return place


def shown() -> list[str]:
    """The examples of the guide, as they stand but for where things are."""
    here = {
        '"soroe"': '"../src/index.js"',
        '"soroe/forms/facility-use"': '"../src/generated/forms/facility-use.js"',
        '"https://registry.example"': 'process.env["REGISTRY"]!',
        "gakudo-application": FORM,
    }
    found = re.findall(r"```ts\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    for old, new in here.items():
        found = [text.replace(old, new) for text in found]
    return found


def compiled(place: Path) -> None:
    words = [place / "node_modules" / ".bin" / "tsc"]
    done = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_generated_files_are_up_to_date(modules: Path) -> None:
    made = script().files(modules)
    assert len(made) == 2 + len(PUBLISHED)
    for path, text in made.items():
        assert path.read_text() == text, "run .venv/bin/python scripts/typescript.py"
    kept = {path for path in script().GENERATED.rglob("*") if path.is_file()}
    assert kept == made.keys()


def test_the_client_works_with_a_registry_that_runs(package: Path, registry: Served) -> None:
    texts = [path.read_text() for path in PUBLISHED]
    texts += NUMBERS
    texts += [
        '{"あ":[],"a":"\\u20ac\\ud83d\\ude00","\\ufb33":1,"\\ud83d\\ude00":2}',
        '"\\u007f/\\""',
    ]
    vectors = package / "vectors.json"
    vectors.write_text(json.dumps([[text, digest(read(text.encode()))] for text in texts]))
    done = subprocess.run(
        ["node", "--test", *map(str, sorted((package / "dist" / "test").glob("*.test.js")))],
        cwd=package,
        env={
            "PATH": os.environ["PATH"],
            "REGISTRY": registry.url,
            "FORM": FORM,
            "CODE": OWNER,
            "NOBODY": OTHER,
            "TOKEN": registry.tokens.owner,
            "VECTORS": str(vectors),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {name: int(n) for name, n in re.findall(r"^# (\w+) (\d+)$", done.stdout, re.MULTILINE)}
    assert counts["pass"] == counts["tests"] >= 40


def test_the_examples_of_the_guide_run(package: Path, registry: Served) -> None:
    said = []
    for i, _ in enumerate(shown()):
        done = subprocess.run(
            ["node", package / "dist" / "test" / f"shown-{i}.js"],
            env={"PATH": os.environ["PATH"], "REGISTRY": registry.url},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        said.append(done.stdout)
    assert said == ["学年 maximum-lowered narrows grounded\n", "individual\n"]


def test_examples_are_of_the_type_of_their_core_and_nothing_unknown_is(package: Path) -> None:
    for form in PUBLISHED:
        name = form.parent.name
        accepted = [path.read_text() for path in examples(form) if path.parent.name == "accept"]
        assert accepted
        lines = [
            f'import type {{ {type_name(name)} as Form }} from "../src/generated/forms/{name}.js";'
        ]
        lines += [f"({text.strip()}) satisfies Form;" for text in accepted]
        # An error that does not come is an error of the compiler too.
        unknown = {**json.loads(accepted[0]), "unknown": 1}
        lines += ["// @ts-expect-error", f"({json.dumps(unknown)}) satisfies Form;"]
        (package / "test" / f"{name}.ts").write_text("\n".join(lines))
    compiled(package)


def test_the_lock_file_pins_everything_and_names_no_host() -> None:
    lock = json.loads((PACKAGE / "package-lock.json").read_bytes())
    packages = {name: pin for name, pin in lock["packages"].items() if name}
    assert len(packages) >= 20
    assert all("integrity" in pin and "resolved" not in pin for pin in packages.values())


def test_the_client_itself_needs_no_package() -> None:
    manifest = json.loads((PACKAGE / "package.json").read_bytes())
    assert not manifest.keys() & {"dependencies", "peerDependencies", "optionalDependencies"}
    for path in (PACKAGE / "src").glob("*.ts"):
        assert 'from "node:' not in path.read_text(), path
