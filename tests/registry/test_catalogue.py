"""Can an editor use the catalogue, and does it show a person what may be written?"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from typing import Any

import jsonschema
import pytest

from registry.editing import for_editors
from soroe.schema import check_schema
from tests.registry.documents import FORM
from tests.registry.served import PUBLIC_URL, Served
from tests.report.schemas import CATALOG, published
from tests.schemas.library import SCHEMAS, load


def entries(registry: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = registry.get("/catalog.json").json()["schemas"]
    return found


def entry_for(registry: Served, file: str) -> dict[str, Any]:
    """The entry whose pattern fits the file, as an editor looks for it; there must be just one."""
    (found,) = (
        e
        for e in entries(registry)
        if any(fnmatch(file, p.replace("**/", "*")) for p in e.get("fileMatch", ()))
    )
    return found


def test_it_is_what_the_schema_of_schemastore_asks_for(registry: Served) -> None:
    catalogue = registry.get("/catalog.json").json()
    judge = jsonschema.Draft4Validator(published(CATALOG))
    assert [e.message for e in judge.iter_errors(catalogue)] == []
    catalogue["schemas"][0].pop("url")
    assert list(judge.iter_errors(catalogue))


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("soroe.toml", "/meta/project.json"),
        ("a/b/soroe-report.json", "/meta/check-report.json"),
        ("own.diff.json", "/meta/local-diff.json"),
        ("x/schemas/forms/y/1.0.0.json", "/meta/form.json"),
        (f"case1.{FORM}.json", f"/forms/{FORM}/latest.json"),
        (f"x/applications/{FORM}/case1.json", f"/forms/{FORM}/latest.json"),
    ],
)
def test_a_file_is_bound_to_its_schema_and_the_schema_is_served(
    registry: Served, file: str, address: str
) -> None:
    name = file.rpartition("/")[2] if "applications" not in file and "schemas" not in file else file
    entry = entry_for(registry, name)
    assert entry["url"] == PUBLIC_URL + address
    schema = registry.get(address).json()
    assert check_schema(schema) == ()
    for text in (entry["name"], entry["description"], schema["title"], schema["description"]):
        assert re.search(r"[ぁ-んァ-ヶ一-龠]|soroe", text)


def test_a_key_of_the_project_file_is_explained_in_japanese_with_its_choices(
    registry: Served,
) -> None:
    schema = registry.get("/meta/project.json").json()
    shown = schema["properties"]["policy"]["properties"]["fail-on"]["markdownDescription"]
    assert "- `unexplained`" in shown
    assert "書かないときは `unexplained`" in shown


@pytest.mark.parametrize("file", sorted(p.name for p in (SCHEMAS / "meta").glob("*.json")))
def test_every_meta_schema_says_everywhere_what_it_is_about(file: str) -> None:
    schema = load(SCHEMAS / "meta" / file)
    assert isinstance(schema, dict)
    made = for_editors(schema)
    assert "markdownDescription" not in str(schema)
    assert str(made).count("markdownDescription") >= 3
    assert check_schema(made) == ()
