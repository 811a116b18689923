"""What an importer makes of a list of items: one file per question in lists/."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from soroe import jsontext, locale
from soroe.errors import DocumentError
from soroe.importers import Imported, Names, read_form_file
from soroe.pointer import MISSING, find
from soroe.schema import check_schema
from tests.importers.books import delimited, workbook
from tests.schemas.library import SCHEMAS

HERE = Path(__file__).parent
CORE = jsontext.read((HERE / "core.json").read_bytes())
CASES = {
    path.stem: json.loads(path.read_text()) for path in sorted((HERE / "lists").glob("*.json"))
}
READ = [slug for slug, case in CASES.items() if "problems" not in case["expect"]]
REFUSED = [slug for slug, case in CASES.items() if "problems" in case["expect"]]


def made(case: Any) -> bytes:
    """The file of a case."""
    if "csv" in case:
        return delimited(case["csv"], case.get("delimiter", ","), case.get("encoding", "utf-8"))
    return workbook({name: _dated(sheet) for name, sheet in case["sheets"].items()})


def _dated(sheet: Any) -> Any:
    """A cell {"date": ...} as the date that Excel would hold."""
    held = sheet if isinstance(sheet, dict) else {"rows": sheet}
    rows = [
        [date.fromisoformat(c["date"]) if isinstance(c, dict) else c for c in row]
        for row in held["rows"]
    ]
    return {**held, "rows": rows}


@cache
def read(slug: str) -> Imported:
    case = CASES[slug]
    names = Names(case.get("aliases", {}), frozenset(case.get("own", ())))
    core = CORE if case.get("core", True) else None
    return read_form_file(made(case), "list", core, names, sheet=case.get("sheet"))


@pytest.mark.parametrize("slug", READ)
def test_is_the_list_read_as_its_case_says(slug: str) -> None:
    expect, form = CASES[slug]["expect"], read(slug)
    for pointer, value in expect.get("at", {}).items():
        assert find(form.schema, pointer) == value, pointer
    for pointer in expect.get("absent", []):
        assert find(form.schema, pointer) is MISSING, pointer
    if "keys" in expect:
        assert form.keys == expect["keys"]
    said = [note.type for note in form.notes]
    for kind in expect.get("notes", []):
        if kind.startswith("!"):
            assert kind[1:] not in said
        else:
            assert said.count(kind) >= expect["notes"].count(kind), (kind, said)
    for kind, params in expect.get("params", {}).items():
        assert any(params.items() <= n.params.items() for n in form.notes if n.type == kind)
    entries = {entry.label: entry for entry in form.entries}
    for label, place in expect.get("places", {}).items():
        assert entries[label].at == place
    for label, remark in expect.get("remarks", {}).items():
        assert entries[label].remark == remark


@pytest.mark.parametrize("slug", READ)
def test_is_what_was_read_a_schema_and_every_note_a_sentence(slug: str) -> None:
    form = read(slug)
    assert (form.kind, form.value) == (CASES[slug]["expect"].get("kind", "list"), None)
    assert form.digest.startswith("sha256:")
    assert check_schema(form.schema) == ()
    for note in form.notes:
        for lang in ("ja", "en"):
            for part in ("title", "detail", "remedy"):
                assert locale.text("notes", note.type, part, lang, **note.params)


@pytest.mark.parametrize("slug", READ)
def test_is_every_item_of_the_form_accounted_for(slug: str) -> None:
    form = read(slug)
    for entry in form.entries:
        assert entry.at
        assert (entry.how == "left-out") == (entry.item == "") or entry.how == "own"
    assert set(form.keys) == {e.item for e in form.entries if e.how not in ("own", "left-out")}


@pytest.mark.parametrize("slug", REFUSED)
def test_is_a_bad_list_refused_with_its_place(slug: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(slug)
    found = [{"type": p.type, "at": p.at} for p in refused.value.problems]
    assert found == CASES[slug]["expect"]["problems"]
    for problem in refused.value.problems:
        assert all(all(locale.explain(problem, lang)) for lang in ("ja", "en"))


def test_do_the_excel_file_and_the_csv_file_of_the_sample_say_the_same() -> None:
    folder = SCHEMAS / "samples" / "993018"
    excel, text = (
        read_form_file((folder / f"item-list.{ending}").read_bytes(), "list", CORE)
        for ending in ("xlsx", "csv")
    )
    assert excel.schema == text.schema
    assert [e.label for e in excel.entries] == [e.label for e in text.entries]
