"""Is all SQL in registry/db, so that one folder holds every query?"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import REGISTRY, imports, parsed, python

SQL = re.compile(
    r"^\s*(?:select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\S+\s+as\s*\(|"
    r"create\s+(?:table|index|type|function|extension)\s|alter\s+table\s|drop\s+table\s|truncate\s|"
    r"select\s+\S+\()",
    re.IGNORECASE | re.DOTALL,
)


def texts(path: Path) -> list[str]:
    """The strings of a file that are not docstrings."""
    tree = parsed(path)
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in statements
    ]


def sql(path: Path) -> list[str]:
    return [text for text in texts(path) if SQL.match(text)]


def test_the_pattern_finds_the_queries_that_are_there() -> None:
    found = [text for path in python(REGISTRY / "db") for text in sql(path)]
    assert len(found) >= 15


@pytest.mark.parametrize(
    "path",
    [path for path in python(REGISTRY) if not path.is_relative_to(REGISTRY / "db")],
    ids=lambda path: str(path.relative_to(REGISTRY)),
)
def test_no_sql_outside_the_database_folder(path: Path) -> None:
    assert not sql(path)


def test_handlers_do_not_know_the_driver() -> None:
    for path in python(REGISTRY / "api") + python(REGISTRY / "web"):
        assert "asyncpg" not in {name.split(".")[0] for name in imports(path)}, path
