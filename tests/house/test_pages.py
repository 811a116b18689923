"""Has every page its line in the table, and everything it says both languages?"""

from __future__ import annotations

import ast
import inspect
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute

from registry.web.access import ACCESS
from registry.web.assets import FILES
from registry.web.guard import SAFE
from registry.web.handlers import HANDLERS
from registry.web.paths import LANGS, is_page
from registry.web.words import FOLDER, table
from tests.house.tree import REGISTRY, called, python
from tests.registry.routes import framework

TEMPLATES = sorted((REGISTRY / "web" / "templates").glob("*.html"))
SECTIONS = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.json")})
KEY = re.compile(r"""\bt\(\s*'([a-z0-9-]+\.[^'~]+)'\s*[,)]""")
ASSET = re.compile(r"""\basset\('([^']+)'\)""")


def routes() -> set[tuple[str, str]]:
    """Method and route of every page that answers."""
    return {
        (method, route.path_format)
        for route in framework().routes
        if isinstance(route, HTTPRoute) and is_page(route.path_format)
        for method in route.methods
        if method != "OPTIONS"
    }


def test_every_page_is_in_the_table_and_every_line_of_it_is_a_page() -> None:
    assert routes() == set(ACCESS)


def test_what_changes_something_reads_the_word_of_the_session() -> None:
    seen = 0
    for handler in HANDLERS:
        if handler.http_methods <= SAFE:
            continue
        names = {
            getattr(call.func, "id", "")
            for call in ast.walk(ast.parse(inspect.getsource(handler.fn)))
            if isinstance(call, ast.Call)
        }
        assert names & {"sent", "confirm"}, handler.fn
        seen += 1
    assert seen >= 10


@pytest.mark.parametrize("section", SECTIONS)
def test_the_two_languages_of_the_pages_have_the_same_keys_and_places(section: str) -> None:
    one, other = (table(section, lang) for lang in LANGS)
    assert one.keys() == other.keys()
    for key, text in one.items():
        assert places(text) == places(other[key]), key
        assert bool(text.strip()) == bool(other[key].strip()), key


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def said() -> Iterator[tuple[Path, str]]:
    """The sentences that templates and modules name as a whole."""
    for file in TEMPLATES:
        yield from ((file, key) for key in KEY.findall(file.read_text()))
    for file in python(REGISTRY / "web"):
        for call in called(file):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            yield from (
                (file, str(given.value))
                for given in (call.args if name == "say" else ())
                if isinstance(given, ast.Constant) and "." in str(given.value)
            )


def test_every_sentence_that_is_said_is_there() -> None:
    found = list(said())
    assert len(found) >= 100
    for file, name in found:
        section, _, key = name.partition(".")
        assert key in table(section, "ja"), (file.name, name)


def test_every_file_that_a_page_names_is_there() -> None:
    named = {(file.name, name) for file in TEMPLATES for name in ASSET.findall(file.read_text())}
    assert len(named) >= 3
    for file, name in named:
        assert name in FILES, (file, name)


def test_no_template_marks_what_it_was_given_as_safe() -> None:
    for file in TEMPLATES:
        assert "|safe" not in file.read_text().replace(" ", ""), file.name
