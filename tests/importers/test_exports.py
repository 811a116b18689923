"""What an importer makes of the files of form tools: one file per question in exports/."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe import jsontext, locale
from soroe.contain import contains
from soroe.errors import DocumentError
from soroe.importers import Imported, read_form
from soroe.model import Proved
from soroe.pointer import MISSING, find
from soroe.schema import check_schema

HERE = Path(__file__).parent
CORE = jsontext.read((HERE / "core.json").read_bytes())
CASES = {
    path.stem: json.loads(path.read_text()) for path in sorted((HERE / "exports").glob("*.json"))
}
READ = [slug for slug, case in CASES.items() if "problems" not in case["expect"]]
REFUSED = [slug for slug, case in CASES.items() if "problems" in case["expect"]]
DRAFTS = [slug for slug in READ if slug.startswith("draft-")]


@cache
def read(slug: str) -> Imported:
    case = CASES[slug]
    core = CORE if case.get("core", True) else None
    return read_form(case["input"], core, layout=case.get("layout"))


@pytest.mark.parametrize("slug", READ)
def test_is_the_export_read_as_its_case_says(slug: str) -> None:
    expect, form = CASES[slug]["expect"], read(slug)
    schema: Any = form.schema
    assert form.kind == expect["kind"]
    for pointer, value in expect.get("at", {}).items():
        assert find(schema, pointer) == value, pointer
    for pointer in expect.get("absent", []):
        assert find(schema, pointer) is MISSING, pointer
    if "keys" in expect:
        assert form.keys == expect["keys"]
    if "order" in expect:
        assert list(schema["properties"]) == expect["order"]
    said = [note.type for note in form.notes]
    for kind in expect.get("notes", []):
        if kind.startswith("!"):
            assert kind[1:] not in said
        else:
            assert said.count(kind) >= expect["notes"].count(kind), (kind, said)
    entries = {entry.label: entry for entry in form.entries}
    for label, place in expect.get("places", {}).items():
        assert entries[label].at == place


@pytest.mark.parametrize("slug", READ)
def test_is_what_was_read_a_schema_and_every_note_a_sentence_with_its_place(slug: str) -> None:
    form, case = read(slug), CASES[slug]
    apart = {"uischema": case.get("layout"), "uiSchema": case.get("layout")}
    whole = {**apart, **case["input"]}
    assert check_schema(form.schema) == ()
    for note in form.notes:
        assert note.at == "" or find(whole, note.at) is not MISSING, note
        for lang in ("ja", "en"):
            for part in ("title", "detail", "remedy"):
                assert locale.text("notes", note.type, part, lang, **note.params)


@pytest.mark.parametrize("slug", DRAFTS)
def test_does_a_schema_of_an_earlier_draft_accept_the_same_afterwards(slug: str) -> None:
    before, after = CASES[slug]["input"], read(slug).schema
    assert isinstance(contains(before, after), Proved)
    assert isinstance(contains(after, before), Proved)


@pytest.mark.parametrize("slug", REFUSED)
def test_is_a_bad_export_refused_with_every_place(slug: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(slug)
    found = [{"type": p.type, "at": p.at} for p in refused.value.problems]
    assert found == CASES[slug]["expect"]["problems"]
    for problem in refused.value.problems:
        assert all(all(locale.explain(problem, lang)) for lang in ("ja", "en"))


@settings(deadline=None)
@given(data=st.data())
def test_is_a_damaged_export_either_read_or_refused(data: st.DataObject) -> None:
    value = json.loads(json.dumps(CASES[data.draw(st.sampled_from(READ))]["input"]))
    here: Any = value
    key = data.draw(st.sampled_from(list(here)))
    while isinstance(here[key], dict | list) and here[key] and data.draw(st.integers(0, 5)):
        here = here[key]
        key = data.draw(st.sampled_from(list(here) if isinstance(here, dict) else range(len(here))))
    here[key] = data.draw(st.sampled_from([None, True, 7, -1.5, "", "abc", [], ["a", 1], {}, [[]]]))
    problems: tuple[Any, ...] = ()
    try:
        form = read_form(value, CORE)
    except DocumentError as refused:
        problems = refused.problems
    else:
        assert form.kind == "schema" or check_schema(form.schema) == ()
    assert all(all(locale.explain(problem, "ja")) for problem in problems)
