"""Has every message both languages, the same places in both, and somebody who says it?"""

from __future__ import annotations

import ast
import json
import string
from itertools import groupby
from pathlib import Path

import pytest

from tests.house.tree import REGISTRY, SOROE, called, python

LOCALE = SOROE / "locale"
Table = dict[str, dict[str, str]]

SECTIONS = [
    name for name, _ in groupby(sorted(path.name.split(".")[0] for path in LOCALE.glob("*.json")))
]


def table(section: str, language: str) -> Table:
    found: Table = json.loads((LOCALE / f"{section}.{language}.json").read_bytes())
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_there_are_messages() -> None:
    assert {"problems", "rules", "notes"} <= set(SECTIONS)
    assert len(table("problems", "ja")) >= 25


@pytest.mark.parametrize("section", SECTIONS)
def test_the_two_languages_have_the_same_ids_parts_and_places(section: str) -> None:
    japanese, english = table(section, "ja"), table(section, "en")
    assert japanese.keys() == english.keys()
    for id_, parts in japanese.items():
        assert parts.keys() == english[id_].keys(), id_
        assert _places(parts) == _places(english[id_]), id_
        for part, text in parts.items():
            assert bool(text) == bool(english[id_][part]), (id_, part)


def _places(parts: dict[str, str]) -> set[str]:
    return {name for text in parts.values() for name in places(text)}


def test_every_problem_has_a_title_a_detail_and_a_remedy() -> None:
    for id_, parts in table("problems", "ja").items():
        assert set(parts) == {"title", "detail", "remedy"}, id_


def raised(path: Path) -> dict[str, set[str] | None]:
    """The problem types a file names, with the parameters where they stand beside them."""
    found: dict[str, set[str] | None] = {}
    for call in called(path):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name == "Problem" and call.args and isinstance(call.args[0], ast.Constant):
            given = dict(zip(("type", "at", "params"), call.args, strict=False))
            given |= {str(key.arg): key.value for key in call.keywords}
            params = given.get("params")
            known = None
            if params is None:
                known = set()
            elif isinstance(params, ast.Dict) and all(
                isinstance(key, ast.Constant) for key in params.keys
            ):
                known = {str(key.value) for key in params.keys if isinstance(key, ast.Constant)}
            found[str(call.args[0].value)] = known
    return found


def test_every_problem_that_is_raised_has_its_message_and_fills_its_places() -> None:
    messages = table("problems", "ja")
    seen = 0
    for path in python(SOROE) + python(REGISTRY):
        for type_, params in raised(path).items():
            assert type_ in messages, (path, type_)
            if params is not None:
                missing = _places(messages[type_]) - params - {"at"}
                assert not missing, (path, type_, missing)
            seen += 1
    assert seen >= 20


def test_every_message_of_a_problem_is_said_somewhere() -> None:
    sources = "\n".join(path.read_text() for path in python(SOROE) + python(REGISTRY))
    unsaid = [id_ for id_ in table("problems", "ja") if f'"{id_}"' not in sources]
    assert not unsaid
