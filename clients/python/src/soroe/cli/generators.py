"""The generators of types, which are programs of others: found, run, and explained if they fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty
from soroe.model import Json

MODELS: Final = {
    "pydantic": "pydantic_v2.BaseModel",
    "dataclass": "dataclasses.dataclass",
    "msgspec": "msgspec.Struct",
    "typeddict": "typing.TypedDict",
}
"""What the classes of the Python types are, and what datamodel-code-generator calls that."""

_PYTHON: Final = (
    "--input-file-type", "jsonschema", "--target-python-version", "3.11", "--disable-timestamp",
    "--enum-field-as-literal", "all", "--use-schema-description", "--use-field-description",
    "--collapse-root-models", "--field-constraints", "--use-union-operator", "--formatters",
    "builtin", "--type-mappings", "email=string",
)  # fmt: skip
_TYPESCRIPT: Final = ("--maxItems", "-1", "--no-additionalProperties")
_SECONDS: Final = 120


def python(schema: Json, model: str) -> str:
    """Python types of a schema by datamodel-code-generator; raises `DocumentError`."""
    if find_spec("datamodel_code_generator") is None:
        raise _missing("datamodel-code-generator", "pip install 'soroe[codegen]'")
    words = [sys.executable, "-m", "datamodel_code_generator", "--output-model-type", MODELS[model]]
    return _run("datamodel-code-generator", [*words, *_PYTHON], schema)


def typescript(schema: Json, folder: Path) -> str:
    """TypeScript types by json-schema-to-typescript, as `npx json2ts` in the folder finds it.

    Nothing is fetched to run it. Raises `DocumentError`.
    """
    inside = [str(at / "node_modules" / ".bin") for at in (folder, *folder.parents)]
    program = shutil.which("json2ts", path=os.pathsep.join([*inside, os.environ.get("PATH", "")]))
    if program is None:
        tool = "json-schema-to-typescript"
        raise _missing(tool, f"npm install --save-dev {tool}")
    return _run("json-schema-to-typescript", [program, *_TYPESCRIPT], schema)


def _run(tool: str, words: Sequence[str], schema: Json) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a program that was looked up, no shell
            words, input=pretty(schema).encode(), capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as e:
        raise _failed(tool, str(e)) from None
    if done.returncode:
        raise _failed(tool, done.stderr.decode(errors="replace"))
    return done.stdout.decode()


def _missing(tool: str, install: str) -> DocumentError:
    return DocumentError(Problem("generator-missing", params={"tool": tool, "install": install}))


def _failed(tool: str, said: str) -> DocumentError:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    params = {"tool": tool, "detail": lines[-1][:300] if lines else "-"}
    return DocumentError(Problem("generator-failed", params=params))
