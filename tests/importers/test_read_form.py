"""Which documents are a form, and what large and broken files do."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe import jsontext, locale
from soroe.errors import DocumentError
from soroe.importers import read_form
from soroe.pointer import MISSING, find
from soroe.schema import check_schema
from tests.schemas.library import SCHEMAS, load

CORE = jsontext.read((Path(__file__).parent / "core.json").read_bytes())
EXPORT = load(SCHEMAS / "samples" / "999903" / "kintone-fields.json")
DAMAGE: list[Any] = [None, True, 7, -1.5, "", "abc", [], ["a", 1], {}, {"type": "DATE"}, [[]]]


def test_is_a_json_schema_returned_as_it_is_with_its_definitions_inlined():
    form: Any = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/date"}},
        "$defs": {"date": {"type": "string", "format": "date"}},
    }
    read = read_form(form, CORE)
    assert read.kind == "schema"
    assert (read.notes, read.keys) == ((), {})
    assert read.schema == {
        "$schema": form["$schema"],
        "type": "object",
        "properties": {"a": {"type": "string", "format": "date"}},
    }


def test_is_a_schema_whose_items_have_kintone_names_still_a_schema():
    form: Any = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    form |= {"properties": {"DATE": {"type": "string"}, "revision": {"type": "integer"}}}
    assert read_form(form, CORE).kind == "schema"


def test_are_two_thousand_fields_read_in_order():
    fields: Any = {
        f"f{i}": {"type": "SINGLE_LINE_TEXT", "code": f"f{i}", "label": f"欄{i}", "required": True}
        for i in range(2000)
    }
    form = read_form({"properties": fields, "revision": "1"}, CORE)
    schema: Any = form.schema
    assert list(schema["properties"]) == list(fields)
    assert schema["required"] == list(fields)
    assert [n.type for n in form.notes].count("item-not-matched") == 2000


def test_is_a_file_that_was_cut_off_refused_at_its_end():
    whole = json.dumps(
        {"properties": {"a": {"type": "DATE", "code": "a"}}, "revision": "1"}
    ).encode()
    with pytest.raises(DocumentError) as refused:
        read_form(jsontext.read(whole[:-20]), CORE)
    assert refused.value.problem.type == "not-json"
    assert refused.value.problem.line == 1


def test_are_the_documents_given_left_unchanged():
    core = json.dumps(CORE)
    value: Any = {"fields": [{"type": "DATE", "code": "a", "label": "申請日"}]}
    before = json.dumps(value)
    read_form(value, CORE, {"/applicationDate": "a"})
    assert (json.dumps(CORE), json.dumps(value)) == (core, before)


@settings(deadline=None)
@given(data=st.data())
def test_is_a_damaged_export_either_read_or_refused_with_a_place(data: st.DataObject):
    value = deepcopy(EXPORT)
    here, key = value, "properties"
    while isinstance(here[key], dict | list) and here[key] and data.draw(st.integers(0, 4)):
        here = here[key]
        key = data.draw(st.sampled_from(list(here) if isinstance(here, dict) else range(len(here))))
    here[key] = data.draw(st.sampled_from(DAMAGE))
    try:
        form = read_form(value, CORE)
    except DocumentError as refused:
        for problem in refused.problems:
            assert find(value, problem.at) is not MISSING
            assert all(locale.explain(problem, "ja"))
    else:
        assert form.kind == "schema" or check_schema(form.schema) == ()
