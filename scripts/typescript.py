"""Writes what clients/typescript takes from elsewhere.

These are the types of the registry's answers and of the core forms, and the sentences of the
problems that the client itself finds. Run it after an answer, a core or a sentence has changed; a
test compares the files with what it would write. The generators are those of
clients/typescript/package-lock.json; they are installed into .state with `npm ci`, which needs
Node.js 20.3 or later.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from registry.openapi.document import build
from soroe.cli.generators import typescript
from soroe.codegen import typed
from soroe.jsontext import read
from soroe.locale import table
from soroe.model import Json
from soroe.schema import inline

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "clients" / "typescript"
GENERATED = PACKAGE / "src" / "generated"
SCHEMAS = ROOT / "schemas"
PINS = ("package.json", "package-lock.json", ".npmrc")
NOTE = "// Written by scripts/typescript.py.\n"
SENTENCES = (
    "address-invalid", "answer-too-large", "digest-mismatch", "lone-surrogate", "no-such-revision",
    "no-such-version", "not-json", "number-out-of-range", "timed-out", "unexpected-answer",
    "unreachable",
)  # fmt: skip
"""The problems that the client finds without the registry."""


class ToolsMissingError(Exception):
    """Node.js or npm is not there, or the packages cannot be fetched; says what to do."""


def tools(state: Path = ROOT / ".state") -> Path:
    """The folder `node_modules` with exactly the locked packages, installed when first asked for.

    Raises `ToolsMissingError`. Several may ask at once: the folder appears whole or not at all.
    """
    if missing := [name for name in ("node", "npm") if shutil.which(name) is None]:
        said = f"{' and '.join(missing)} not found: install Node.js 20.3 or later with npm"
        raise ToolsMissingError(said)
    pins = b"".join((PACKAGE / name).read_bytes() for name in PINS)
    place = state / "npm" / hashlib.sha256(pins).hexdigest()[:16]
    if not place.is_dir():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as new:
            for name in PINS:
                shutil.copy2(PACKAGE / name, new)
            _npm_ci(Path(new))
            if not place.is_dir():
                _into_place(Path(new), place)
    return place / "node_modules"


def _npm_ci(folder: Path) -> None:
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        offline = (
            "ENOTFOUND",
            "EAI_AGAIN",
            "ECONNREFUSED",
            "ETIMEDOUT",
            "ENOTCACHED",
            "EHOSTUNREACH",
        )
        if any(word in done.stderr for word in offline):
            raise ToolsMissingError(f"npm ci reaches no package registry:\n{done.stderr}")
        raise RuntimeError(f"{' '.join(words)}:\n{done.stdout}\n{done.stderr}")


def _into_place(made: Path, place: Path) -> None:
    filled = made / "filled"
    filled.mkdir()
    (made / "node_modules").rename(filled / "node_modules")
    try:
        filled.rename(place)
    except OSError:
        if not place.is_dir():  # somebody else was first
            raise


def files(modules: Path) -> dict[Path, str]:
    """Every generated file by its place."""
    made = {GENERATED / "openapi.ts": openapi(modules), GENERATED / "sentences.ts": sentences()}
    for form, core in cores().items():
        text = typescript(typed(core, form), modules.parent)
        made[GENERATED / "forms" / f"{form}.ts"] = NOTE + text
    return made


def cores() -> dict[str, Json]:
    """The highest core of each form that comes with the registry, components written out."""
    parts = {
        f"{path.parent.name}/{path.stem}": read(path.read_bytes())
        for path in (SCHEMAS / "components").glob("*/*.json")
    }
    found = sorted((SCHEMAS / "forms").glob("*/*.json"), key=_number)
    return {path.parent.name: inline(read(path.read_bytes()), parts) for path in found}


def _number(path: Path) -> tuple[str, tuple[int, ...]]:
    return path.parent.name, tuple(map(int, path.stem.split(".")))


def openapi(modules: Path) -> str:
    """The types of everything that the registry takes and answers."""
    document = json.dumps(build("https://registry.example"), ensure_ascii=False)
    # A member with a default may be left out of an answer, so the type says that it may be absent.
    words = [str(modules / ".bin" / "openapi-typescript"), "--default-non-nullable", "false"]
    done = subprocess.run(
        words, input=document, capture_output=True, text=True, timeout=120, check=True
    )
    return NOTE + done.stdout


def sentences() -> str:
    """The sentences of the client's own problems, as the command has them."""
    ja, en = table("problems", "ja"), table("problems", "en")
    told = {
        id_: ja[id_] | {f"{part}En": text for part, text in en[id_].items()} for id_ in SENTENCES
    }
    return f"{NOTE}export const SENTENCES = {json.dumps(told, ensure_ascii=False, indent=2)};\n"


if __name__ == "__main__":
    os.chdir(ROOT)
    for place, text in files(tools()).items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        print(place.relative_to(ROOT))
