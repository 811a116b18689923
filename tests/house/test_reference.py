"""Has everything a person may have to look up a heading in the documentation?"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable
from types import ModuleType

import pytest

from registry.settings import NAMES
from soroe.cli import COMMANDS
from soroe.locale import table
from soroe.rules import catalogue
from tests.house.tree import ROOT, kept

DOCS = [path for path in kept() if path.suffix == ".md" and path.is_relative_to(ROOT / "docs")]


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def headings() -> set[str]:
    """Whatever stands between backquotes in a heading of any page."""
    return {
        name
        for path in DOCS
        for line in re.findall(r"^#+ .*$", path.read_text(), re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", line)
    }


@pytest.mark.parametrize(
    ("ids", "fewest"),
    [
        pytest.param(catalogue(), 60, id="rules"),
        pytest.param(table("problems", "ja"), 40, id="problems"),
        pytest.param(
            [*NAMES, "SOROE_STATE", "REGISTRY_PG_HOME", "REGISTRY_PG_USER"], 10, id="settings"
        ),
        pytest.param([f"soroe {name}" for name in COMMANDS], 5, id="commands"),
    ],
)
def test_everything_has_a_heading(ids: Iterable[str], fewest: int) -> None:
    wanted = set(ids)
    assert len(wanted) >= fewest
    assert not wanted - headings()


def test_every_rule_has_its_messages() -> None:
    assert catalogue().keys() <= table("rules", "ja").keys()


def test_the_pages_that_are_made_are_up_to_date() -> None:
    made = reference().pages()
    assert len(made) >= 2
    for path, text in made.items():
        assert path.read_text() == text, f"run {sys.executable} scripts/reference.py"
