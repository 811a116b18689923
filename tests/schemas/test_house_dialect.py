"""Are components and core forms written as every reader, clerk or program, may rely on?"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import re2
import regress

from soroe.schema import check_schema, items, lint_core, validator
from tests.schemas.library import DOCUMENTS, FORMS, SCHEMAS, load, name, nodes, published

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
META = load(SCHEMAS / "meta" / "form.json")
ANY_DOCUMENT = {"$ref": "#/$defs/document", "$defs": META["$defs"]}

documents = pytest.mark.parametrize("path", DOCUMENTS, ids=name)
forms = pytest.mark.parametrize("path", FORMS, ids=name)


@documents
def test_a_source_follows_the_meta_schema(path: Path) -> None:
    meta = META if path in FORMS else ANY_DOCUMENT
    assert validator(meta).errors(load(path)) == []


@documents
def test_a_source_passes_the_checks_of_publishing_before_and_after_inlining(path: Path) -> None:
    for document in (load(path), published(path)):
        assert lint_core(document) == ()
        assert check_schema(document) == ()


@documents
def test_everything_that_a_person_reads_is_japanese(path: Path) -> None:
    for at, schema in nodes(published(path)):
        texts = [schema.get("title"), schema.get("description"), schema.get("x-sensitive")]
        texts += schema.get("x-choices", {}).values()
        for text in texts:
            assert text is None or JAPANESE.search(text), (at, text)


@documents
def test_texts_use_full_width_parentheses(path: Path) -> None:
    for at, schema in nodes(load(path)):
        texts = [schema.get("title", ""), schema.get("description", "")]
        texts += [*schema.get("x-choices", {}).values(), *schema.get("x-synonyms", ())]
        assert not [t for t in texts if "(" in t or ")" in t], at


@forms
def test_every_item_has_a_title_a_description_and_a_place_of_its_own(path: Path) -> None:
    places: dict[str, set[int]] = defaultdict(set)
    for pointer, item in items(published(path)).items():
        schema: Any = item.schema
        assert item.title != pointer.rsplit("/", 1)[1], pointer
        assert schema["description"].endswith(("。", "です")) or " " in schema["description"]
        above = pointer.rsplit("/", 1)[0]
        assert item.order not in places[above], pointer
        places[above].add(item.order)


@forms
def test_every_choice_has_a_label_and_no_two_labels_are_alike(path: Path) -> None:
    for at, schema in nodes(published(path)):
        if "x-choices" in schema:
            labels = schema["x-choices"]
            assert list(labels) == [str(v) for v in schema["enum"]], at
            assert len(set(labels.values())) == len(labels), at


@forms
def test_a_label_names_one_item_only_within_the_form_and_within_each_table(path: Path) -> None:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pointer, item in items(published(path)).items():
        schema: Any = item.schema
        if schema["type"] not in ("object", "array"):
            table = pointer.rpartition("/*/")[0]
            for label in (item.title, *item.synonyms):
                named[table, label].add(pointer)
    assert {key: found for key, found in named.items() if len(found) > 1} == {}


@documents
def test_patterns_mean_the_same_in_re2_and_in_ecmascript(path: Path) -> None:
    probes = ["", " ", "　例示", "例示", "例示 ", "a\n", "１２３", "123456", "ﾚｲｼﾞ", "レイジ", "れ"]
    probes += ["18:30", "000-0000-0000", "0000000", "葛\U000e0100城", "𠮷", "例示県", "a\u2028b"]
    for at, schema in nodes(published(path)):
        if pattern := schema.get("pattern"):
            ecma, linear = regress.Regex(pattern, "u"), re2.compile(pattern)
            for text in probes:
                assert (ecma.find(text) is None) == (linear.search(text) is None), (at, text)


@documents
def test_examples_beside_an_item_are_accepted_by_it(path: Path) -> None:
    for at, schema in nodes(published(path)):
        for example in schema.get("examples", ()):
            assert validator(schema).errors(example) == [], at


def test_every_component_is_used() -> None:
    used = {
        schema["$ref"].split("/components/")[1].removesuffix(".json")
        for path in DOCUMENTS
        for _, schema in nodes(load(path))
        if "/components/" in schema.get("$ref", "")
    }
    assert used == {name(path) for path in DOCUMENTS if path not in FORMS}


@forms
def test_a_delegated_item_stays_inside_what_the_law_leaves_to_the_city(path: Path) -> None:
    for at, schema in nodes(published(path)):
        bounds = schema.get("x-delegated", {}).get("range", {})
        for bound, value in bounds.items():
            assert schema[bound] == value, at


SENSITIVE = {
    "child-allowance-claim": {"/claimant/individualNumber", "/spouse/individualNumber"},
    "childcare-application": {
        "/child/handbooks",
        "/child/individualNumber",
        "/publicAssistance",
        "/singleParent",
    },
    "enrollment-consent": {"/doctor"},
    "fee-reduction": {"/grounds", "/detail", "/recipientNumber"},
    "gakudo-application": {"/health", "/disability", "/feeReduction/grounds", "/singleParent"},
    "gakudo-change": {"/reason", "/reasonDetail"},
    "moving-in": {"/people/*/individualNumber", "/people/*/residentRecordCode"},
    "work-certificate": {"/otherLeave/reason"},
}


@forms
def test_what_is_sensitive_says_why(path: Path) -> None:
    told = {p for p, item in items(published(path)).items() if "x-sensitive" in _dict(item.schema)}
    assert SENSITIVE.get(name(path).partition("/")[0], set()) <= told


def _dict(schema: Any) -> dict[str, Any]:
    assert isinstance(schema, dict)
    return schema
