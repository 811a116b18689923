"""Is every public name few enough to keep, described, and shown by an example that runs?"""

from __future__ import annotations

import doctest
import importlib.util
from types import ModuleType
from typing import Any

import pytest

from tests.house.tree import ROOT


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("python_api", ROOT / "scripts" / "python_api.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = load()
NAMES: tuple[str, ...] = SCRIPT.names()
EXAMPLES: dict[str, str] = SCRIPT.examples()


def run(code: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run an interactive session as it is shown; the names it leaves."""
    test = doctest.DocTestParser().get_doctest(code, dict(given), name, None, None)
    assert test.examples
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=said.append, clear_globs=False)
    assert not runner.failures, "".join(said)
    return test.globs


def test_the_public_names_are_few() -> None:
    assert len(set(NAMES)) == len(NAMES) <= SCRIPT.MOST


def test_every_name_has_an_example_and_no_example_is_of_something_else() -> None:
    assert EXAMPLES.keys() == {*NAMES, "setting"}


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_name_uses_it_and_runs(name: str, monkeypatch: Any, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    module, _, last = name.rpartition(".")
    assert last in EXAMPLES[name]
    assert f"from {module} import" in EXAMPLES[name] or name == "soroe.report.text.render"
    left = run(EXAMPLES[name], name, run(EXAMPLES["setting"], "setting", {}))
    assert SCRIPT.value(name) in left.values() or "text" in left
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_says_what_it_is(name: str) -> None:
    assert len(SCRIPT.told(name)) >= 20


def test_the_page_is_up_to_date() -> None:
    assert SCRIPT.PAGE.read_text(encoding="utf-8") == SCRIPT.page(), "run scripts/python_api.py"
