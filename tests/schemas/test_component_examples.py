"""Does each component accept and refuse the values that are kept beside it?

`examples/accept.json` and `examples/reject.json` hold values by name, for the newest version. A
refused value is named `<item>--<keyword>--<words>`, where the item is empty for a single value, and
is refused for that alone.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from soroe.schema import validator
from soroe.versions import parse
from tests.schemas.library import SCHEMAS, load, own_nodes, published, without

FOLDERS = sorted((SCHEMAS / "components").iterdir())
ABSENT = ("required", "dependentRequired")


def newest(folder: Path) -> Path:
    return max(folder.glob("*.json"), key=lambda file: parse(file.stem) or (0, 0, 0))


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(newest(folder), name, value, id=f"{folder.name}:{name}")
        for folder in FOLDERS
        for name, value in load(folder / "examples" / f"{kind}.json").items()
    ]


@pytest.mark.parametrize(("component", "name", "value"), cases("accept"))
def test_an_accepted_value_is_accepted(component: Path, name: str, value: Any) -> None:
    assert validator(published(component)).errors(value) == [], name


@pytest.mark.parametrize(("component", "name", "value"), cases("reject"))
def test_a_refused_value_is_refused_for_the_one_reason_in_its_name(
    component: Path, name: str, value: Any
) -> None:
    item, keyword, _ = name.split("--")
    ((pointer, refused_by, _message),) = validator(published(component)).errors(value)
    where = re.sub("/[0-9]+", "", pointer).removeprefix("/").replace("/", ".")
    assert refused_by == keyword
    assert where == (item.rpartition(".")[0] if keyword in ABSENT else item)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_component_has_values_to_learn_it_from(folder: Path) -> None:
    assert len(load(folder / "examples" / "reject.json")) >= 2
    accepted = load(folder / "examples" / "accept.json")
    assert bool(accepted) == (folder.name != "individual-number")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_condition_of_a_component_matters_to_some_refused_value(folder: Path) -> None:
    refused = load(folder / "examples" / "reject.json").values()
    schema = published(newest(folder))
    for at, node in own_nodes(schema):
        for index, condition in enumerate(node.get("allOf", ())):
            looser = validator(without(schema, f"{at}/allOf/{index}"))
            assert any(looser.is_valid(r) for r in refused), condition["title"]
