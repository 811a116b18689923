"""The documents under schemas/ as the tests of this folder read them: through the strict door."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

from soroe import jsontext
from soroe.model import Json
from soroe.pointer import join
from soroe.schema import inline, subschemas

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
COMPONENTS = sorted((SCHEMAS / "components").glob("*/*.json"))
PUBLISHED = sorted((SCHEMAS / "forms").glob("*/*.json"))
IN_REVIEW = sorted((SCHEMAS / "forms").glob("*/review/*.json"))
FORMS = [*PUBLISHED, *IN_REVIEW]
DOCUMENTS = [*COMPONENTS, *FORMS]
"""The sources that are written in the house dialect."""


def name(path: Path) -> str:
    """`person-name/1.0.0`: how a component is called, and what a test is called after."""
    folder = path.parent.parent if path in IN_REVIEW else path.parent
    return f"{folder.name}/{path.stem}"


def examples(form: Path) -> list[Path]:
    """The example applications of a form; a version in review adds its own to those before it."""
    folders = [form.parent, form.parent.parent] if form in IN_REVIEW else [form.parent]
    return sorted(e for folder in folders for e in folder.glob("examples/*/*.json"))


@cache
def load(path: Path) -> Any:
    """The document in a file."""
    return jsontext.read(path.read_bytes())


@cache
def components() -> dict[str, Json]:
    """All components by name and version."""
    return {name(path): load(path) for path in COMPONENTS}


@cache
def published(path: Path) -> Any:
    """The document with every component written into its place."""
    return inline(load(path), components())


def nodes(schema: Json) -> list[tuple[str, dict[str, Any]]]:
    """Every schema object in a document with its JSON Pointer."""
    return [(join(at), here) for at, here in subschemas(schema) if isinstance(here, dict)]


def own_nodes(schema: Json) -> list[tuple[str, dict[str, Any]]]:
    """The schema objects that a published document does not owe to a component."""
    found = nodes(schema)
    borrowed = tuple(f"{at}/" for at, node in found if "x-component" in node)
    return [(at, node) for at, node in found if not f"{at}/".startswith(borrowed or ("\0",))]


def without(document: Json, pointer: str) -> Any:
    """A copy of the document in which anything is accepted at the pointer."""
    left: Any = copy.deepcopy(document)
    *above, last = pointer.split("/")[1:]
    node = left
    for step in above:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[int(last) if isinstance(node, list) else last] = True
    return left
