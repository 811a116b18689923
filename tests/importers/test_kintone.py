"""What an importer makes of a kintone export: one file per question in kintone/."""

import json
from pathlib import Path

import pytest

from soroe import jsontext, locale
from soroe.errors import DocumentError
from soroe.importers import read_form
from soroe.pointer import MISSING, find
from soroe.schema import check_schema

HERE = Path(__file__).parent
CORE = jsontext.read((HERE / "core.json").read_bytes())
CASES = {
    path.stem: json.loads(path.read_text()) for path in sorted((HERE / "kintone").glob("*.json"))
}
READ = [slug for slug, case in CASES.items() if "problems" not in case["expect"]]
REFUSED = [slug for slug, case in CASES.items() if "problems" in case["expect"]]


@pytest.mark.parametrize("slug", READ)
def test_is_the_export_read_as_its_case_says(slug):
    case = CASES[slug]
    expect = case["expect"]
    form = read_form(case["input"], CORE, case.get("aliases", {}))
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


@pytest.mark.parametrize("slug", READ)
def test_is_what_was_read_a_schema_and_every_note_a_sentence(slug):
    case = CASES[slug]
    form = read_form(case["input"], CORE, case.get("aliases", {}))
    assert form.kind == "kintone"
    assert check_schema(form.schema) == ()
    for note in form.notes:
        assert note.at == "" or find(case["input"], note.at) is not MISSING, note
        for lang in ("ja", "en"):
            for part in ("title", "detail", "remedy"):
                assert locale.text("notes", note.type, part, lang, **note.params)


@pytest.mark.parametrize("slug", REFUSED)
def test_is_a_bad_export_refused_with_every_place(slug):
    case = CASES[slug]
    with pytest.raises(DocumentError) as refused:
        read_form(case["input"], CORE)
    found = [{"type": p.type, "at": p.at} for p in refused.value.problems]
    assert found == case["expect"]["problems"]
    for problem in refused.value.problems:
        assert all(all(locale.explain(problem, lang)) for lang in ("ja", "en"))
