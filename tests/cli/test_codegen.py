"""Does `soroe codegen` make types that take what the form accepts, and say what is missing?"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from soroe.codegen import type_name, typed
from soroe.schema import check_schema, validator
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, FORM
from tests.schemas.library import PUBLISHED, examples, published

MODELS = ("pydantic", "dataclass", "msgspec", "typeddict")
FACILITY = next(path for path in PUBLISHED if path.parent.name == "facility-use")


def accepted(form: Path) -> list[Any]:
    return [json.loads(p.read_bytes()) for p in examples(form) if p.parent.name == "accept"]


def loaded(desk: Desk, name: str) -> Any:
    """The module that was written."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, desk.folder / name)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("form", PUBLISHED, ids=lambda path: path.parent.name)
def test_what_a_form_accepts_is_of_the_type_made_for_generators(form: Path) -> None:
    core = published(form)
    prepared: Any = typed(core, form.parent.name)
    assert check_schema(prepared) == ()
    looser = validator(prepared)
    for application in accepted(form):
        assert looser.is_valid(application)
    assert '"if"' not in json.dumps(prepared)
    assert core["title"] in str(prepared["description"])


@pytest.mark.parametrize("model", MODELS)
def test_the_python_types_take_what_the_form_accepts(desk: Desk, model: str) -> None:
    desk.put("facility-use.json", json.dumps(published(FACILITY)).encode())
    words = ("codegen", "facility-use.json", "--model", model, "-o", f"made_{model}.py")
    done = desk.run(*words)
    assert done.code == 0, done.err
    assert (desk.folder / words[-1]).read_text().startswith("# soroe codegen")
    made = loaded(desk, words[-1])
    assert "施設" in made.FacilityUse.__doc__
    for application in accepted(FACILITY):
        if model == "pydantic":
            made.FacilityUse.model_validate(application)
        else:
            msgspec.convert(application, made.FacilityUse, strict=False)
    if model == "pydantic":
        with pytest.raises(ValueError, match="unknown"):
            made.FacilityUse.model_validate({**accepted(FACILITY)[0], "unknown": 1})
    assert desk.run(*words).code == 2  # it is there already
    assert desk.run(*words, "--force").code == 0


def test_the_types_of_a_municipality_come_from_the_registry(desk: Desk, url: str) -> None:
    done = desk.run("codegen", FORM, "--municipality", CODE, "--registry", url)
    assert done.code == 0, done.err
    first, *_ = done.out.splitlines()
    assert f"{FORM}@1.0.0 {CODE} r1 sha256:" in first
    assert f"class {type_name(FORM)}(BaseModel)" in done.out


def test_the_type_may_be_called_otherwise(desk: Desk, registry: MemoryRegistry, url: str) -> None:
    words = ("codegen", FORM, "--registry", url, "--lang", "en", "--model", "msgspec")
    done = desk.run(*words, "--name", "after-school 2027")
    assert "class AfterSchool2027(" in done.out
    assert "written by soroe codegen from:" in done.out


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gakudo-application", "GakudoApplication"), ("2027年度", "Form2027"), ("様式", "Form")],
)
def test_every_name_becomes_one_that_a_language_takes(name: str, expected: str) -> None:
    assert type_name(name) == expected


def test_without_the_typescript_tool_it_says_how_to_install_it(desk: Desk, url: str) -> None:
    done = desk.run("codegen", FORM, "--registry", url, "--language", "typescript")
    assert (done.code, done.out) == (2, "")
    assert "json-schema-to-typescript が見つかりません" in done.err
    assert "npm install --save-dev json-schema-to-typescript" in done.err


def test_the_typescript_tool_of_the_project_is_used(desk: Desk, url: str) -> None:
    said = desk.put(
        "node_modules/.bin/json2ts", b'#!/bin/sh\ncat > got.json; echo "export {}; // $*"\n'
    )
    (desk.folder / said).chmod(0o755)
    done = desk.run("codegen", FORM, "--registry", url, "--language", "typescript")
    assert done.code == 0, done.err
    assert done.out.startswith("// soroe codegen")
    assert "export {}; // --maxItems -1" in done.out
    given = json.loads((desk.folder / "got.json").read_bytes())
    assert given["title"] == type_name(FORM)


def test_what_the_tool_complains_of_is_told(desk: Desk, url: str) -> None:
    said = desk.put("node_modules/.bin/json2ts", b'#!/bin/sh\necho "no such option" >&2; exit 1\n')
    (desk.folder / said).chmod(0o755)
    done = desk.run("codegen", FORM, "--registry", url, "--language", "typescript", "-o", "a.ts")
    assert (done.code, done.out) == (2, "")
    assert "no such option" in done.err
    assert not (desk.folder / "a.ts").exists()


def test_without_the_python_tool_it_says_how_to_install_it(desk: Desk, url: str) -> None:
    hidden = "import sys; sys.modules['datamodel_code_generator'] = None\n"
    desk.put("hidden/sitecustomize.py", hidden.encode())
    above = desk.environment.get("PYTHONPATH", "")
    path = os.pathsep.join(filter(None, [str(desk.folder / "hidden"), above]))
    done = desk.run("codegen", FORM, "--registry", url, PYTHONPATH=path)
    assert (done.code, done.out) == (2, "")
    assert "soroe[codegen]" in done.err


def test_a_schema_that_is_none_is_refused(desk: Desk) -> None:
    desk.put("form.json", {"type": 7})
    done = desk.run("codegen", "form.json")
    assert done.code == 2
    assert "form.json" in done.err
