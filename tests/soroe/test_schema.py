"""Forms are legal, stand alone once inlined, and are asked safely."""

from typing import Any

import pytest

from soroe.errors import DocumentError
from soroe.schema import check_schema, inline, items, lint_core, validator

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME: Any = {
    "$schema": DIALECT,
    "title": "氏名",
    "type": "object",
    "properties": {"family": {"title": "姓", "$ref": "../text/1.0.0.json"}},
    "required": ["family"],
    "additionalProperties": False,
}
TEXT: Any = {"$schema": DIALECT, "title": "文字", "type": "string", "maxLength": 50}
PARTS = {"name/1.0.0": NAME, "text/1.0.0": TEXT}
REF = "../../components/name/1.0.0.json"


def form(**items_: Any) -> Any:
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": items_,
        "additionalProperties": False,
    }


def test_each_use_of_a_component_gets_its_own_place_and_its_own_words():
    core: Any = inline(
        form(child={"$ref": REF, "title": "児童"}, parent={"$ref": REF, "title": "保護者"}), PARTS
    )
    child, parent = core["properties"]["child"], core["properties"]["parent"]
    assert (child["title"], parent["title"]) == ("児童", "保護者")
    assert child["x-component"] == "name@1.0.0"
    assert child["properties"]["family"]["maxLength"] == 50
    assert child["properties"]["family"]["title"] == "姓"
    assert "$ref" not in str(core)
    assert "$schema" not in child


def test_definitions_are_written_out_and_vanish():
    core: Any = inline({**form(a={"$ref": "#/$defs/t"}), "$defs": {"t": {"type": "string"}}})
    assert core["properties"]["a"] == {"type": "string"}
    assert "$defs" not in core


def test_inlining_what_is_inlined_changes_nothing():
    core = inline(form(child={"$ref": REF}), PARTS)
    assert inline(core) == core


BAD = [
    ("an unknown component", form(a={"$ref": "../../components/no/1.0.0.json"}), "reference-unknown", "/properties/a"),
    ("an unknown version", form(a={"$ref": "../../components/name/9.0.0.json"}), "reference-unknown", "/properties/a"),
    ("an address outside", form(a={"$ref": "https://example.jp/x.json"}), "reference-unknown", "/properties/a"),
    ("a file", form(a={"$ref": "file:///etc/passwd"}), "reference-unknown", "/properties/a"),
    ("a path up and out", form(a={"$ref": "../../../secret/1.0.0.json"}), "reference-unknown", "/properties/a"),
    ("a definition that is not there", form(a={"$ref": "#/$defs/no"}), "reference-unknown", "/properties/a"),
    ("a rule beside a reference", form(a={"$ref": REF, "minProperties": 1}), "reference-with-assertion", "/properties/a"),
    ("itself", {**form(a={"$ref": "#/$defs/t"}), "$defs": {"t": {"properties": {"x": {"$ref": "#/$defs/t"}}}}}, "reference-recursive", "/properties/a/properties/x"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "kind", "at"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_reference_that_cannot_be_inlined_is_named(source, kind, at):
    with pytest.raises(DocumentError) as caught:
        inline(source, PARTS)
    assert (caught.value.problem.type, caught.value.problem.at) == (kind, at)


def test_a_doubling_chain_of_references_stops_at_a_bound():
    doubling: Any = {"properties": {"a": {"$ref": "#/$defs/d0"}}}
    doubling["$defs"] = {
        f"d{n}": {
            "properties": {"l": {"$ref": f"#/$defs/d{n + 1}"}, "r": {"$ref": f"#/$defs/d{n + 1}"}}
        }
        for n in range(30)
    } | {"d30": {"type": "string"}}
    with pytest.raises(DocumentError) as caught:
        inline(doubling)
    assert caught.value.problem.type == "document-expands"


ILLEGAL = [
    ("a list", [], "not-a-schema", ""),
    ("a misspelled type", form(a={"type": "sting"}), "not-a-schema", "/properties/a/type"),
    ("a negative length", form(a={"maxLength": -1}), "not-a-schema", "/properties/a/maxLength"),
    ("required twice", {**form(), "required": ["a", "a"]}, "not-a-schema", "/required"),
    ("another dialect", {"$schema": "http://json-schema.org/draft-07/schema#"}, "dialect-unknown", "/$schema"),
    ("lookahead", form(a={"pattern": "(?=a)b"}), "pattern-refused", "/properties/a/pattern"),
    ("a back reference", form(a={"pattern": r"(a)\1"}), "pattern-refused", "/properties/a/pattern"),
    ("an open bracket", form(a={"pattern": "["}), "pattern-refused", "/properties/a/pattern"),
    ("lookahead in a name pattern", {"patternProperties": {"(?!a)": {}}}, "pattern-refused", "/patternProperties/(?!a)"),
    ("a reference to the network", form(a={"$ref": "http://127.0.0.1:9/x"}), "reference-unknown", "/properties/a/$ref"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "kind", "at"), [b[1:] for b in ILLEGAL], ids=[b[0] for b in ILLEGAL]
)
def test_a_document_that_is_no_schema_is_refused_with_its_place(document, kind, at):
    problem = check_schema(document)[0]
    assert (problem.type, problem.at) == (kind, at)


HOUSE = [
    ("an open object", {"$schema": DIALECT, "type": "object", "properties": {"a": {"title": "甲"}}}, "object-open", ""),
    ("an item without a title", form(a={"type": "string"}), "title-missing", "/properties/a"),
    ("an empty title", form(a={"title": "　"}), "title-missing", "/properties/a"),
    ("a Japanese item name", form(氏名={"title": "氏名"}), "item-name-refused", "/properties/氏名"),
    ("a name that poisons", form(constructor={"title": "甲"}), "item-name-refused", "/properties/constructor"),
    ("a misspelled keyword", form(a={"title": "甲", "maxLenght": 3}), "keyword-unknown", "/properties/a/maxLenght"),
    ("an earlier item that is no pointer", form(a={"title": "甲", "x-formerly": ["b"]}), "formerly-invalid", "/properties/a/x-formerly"),
    ("earlier items that are no list", form(a={"title": "甲", "x-formerly": "b"}), "formerly-invalid", "/properties/a/x-formerly"),
    ("an earlier item that still stands", form(a={"title": "甲", "x-formerly": ["/a", "/b"]}, b={"title": "乙"}), "formerly-invalid", "/properties/a/x-formerly"),
    ("no dialect", {"type": "object"}, "dialect-unknown", "/$schema"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "kind", "at"), [b[1:] for b in HOUSE], ids=[b[0] for b in HOUSE]
)
def test_a_schema_that_is_no_core_is_told_why(document, kind, at):
    assert check_schema(document) == ()
    assert (kind, at) in [(p.type, p.at) for p in lint_core(document)]


def test_conditions_need_neither_titles_nor_closing():
    core = form(a={"title": "甲", "type": "boolean"}, b={"title": "乙", "type": "string"})
    core["allOf"] = [{"if": {"properties": {"a": {"const": True}}}, "then": {"required": ["b"]}}]
    assert lint_core(core) == ()


def test_items_come_in_the_order_in_which_the_form_is_read():
    schema = form(
        z={"title": "先", "x-order": 1, "type": "object", "properties": {"y": {"title": "中"}}},
        a={
            "title": "後",
            "x-order": 2,
            "type": "array",
            "items": {"type": "object", "properties": {"b": {"title": "氏名"}}, "required": ["b"]},
        },
    )
    found = items(schema)
    assert list(found) == ["/z", "/z/y", "/a", "/a/*/b"]
    assert found["/a/*/b"].path == "/properties/a/items/properties/b"
    assert found["/a/*/b"].required
    assert found["/a/*/b"].parents == ("後",)


def test_patterns_are_matched_as_the_standard_says_and_in_linear_time():
    assert not validator({"pattern": "^(a+)+$"}).is_valid("a" * 60 + "!")
    assert not validator({"pattern": r"^\d+$"}).is_valid("１２３")
    assert not validator({"pattern": "^a$"}).is_valid("a\n")
    assert validator({"pattern": "^[ァ-ヶー]+$"}).is_valid("ヤマダ")


def test_patterns_of_item_names_never_reach_a_backtracking_engine():
    evil = "a" * 60 + "!"
    schema: Any = {"patternProperties": {"^(a+)+$": True}, "additionalProperties": False}
    assert not validator(schema).is_valid({evil: 1})
    assert validator(schema).is_valid({"aaa": 1})
    schema = {"allOf": [{"patternProperties": {"^(a+)+$": True}}], "unevaluatedProperties": False}
    assert not validator(schema).is_valid({evil: 1})
    assert validator(schema).is_valid({"aaa": 1})


def test_decimals_are_exact():
    assert validator({"multipleOf": 0.01}).is_valid(19.99)
    assert not validator({"multipleOf": 0.1}).is_valid(0.25)


def test_formats_are_asserted_only_where_asked():
    assert not validator({"format": "date"}).is_valid("2027-02-30")
    assert validator({"format": "date"}, formats=False).is_valid("2027-02-30")
