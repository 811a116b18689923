"""Does the page about the engine name every reason, and only commands that exist?"""

from __future__ import annotations

import re

from soroe.locale import table
from tests.house.tree import ROOT

JAPANESE, ENGLISH = (ROOT / "docs" / "engine.md").read_text().split("\n## In English\n")


def test_every_reason_for_undecided_is_explained_in_both_languages() -> None:
    reasons = set(table("verdicts", "en"))
    assert len(reasons) >= 25
    for half in (JAPANESE, ENGLISH):
        assert not reasons - set(re.findall(r"`([^`\s]+)`", half))


def test_every_command_of_the_page_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for half in (JAPANESE, ENGLISH):
        scripts = re.findall(r"python (bench/\w+\.py)", half)
        modules = re.findall(r"python -m ([\w.]+)", half)
        assert len(scripts) + len(modules) >= 5
        files = [*scripts, *(f"{module.replace('.', '/')}.py" for module in modules)]
        assert all((ROOT / file).exists() for file in files)
        assert set(re.findall(r"`make ([a-z]+)", half)) <= targets
