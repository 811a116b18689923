"""The files of the repository, as the house tests look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOROE = ROOT / "clients" / "python" / "src" / "soroe"
REGISTRY = ROOT / "registry"


@cache
def kept() -> tuple[Path, ...]:
    """Every file but what .gitignore leaves out."""
    ignored = {".git"} | {
        line.strip("/\n") for line in (ROOT / ".gitignore").read_text().splitlines() if line
    }

    def walk(directory: Path) -> Iterator[Path]:
        for path in sorted(directory.iterdir()):
            if any(path.match(pattern) for pattern in ignored):
                continue
            if path.is_dir() and not path.is_symlink():
                yield from walk(path)
            else:
                yield path

    return tuple(walk(ROOT))


def python(folder: Path) -> list[Path]:
    """The Python files below a folder."""
    return [path for path in kept() if path.suffix == ".py" and path.is_relative_to(folder)]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(), str(path))


def imports(path: Path) -> set[str]:
    """The modules that a file imports anywhere in it, with their full dotted names."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def called(path: Path) -> Iterator[ast.Call]:
    """The calls in a file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))
