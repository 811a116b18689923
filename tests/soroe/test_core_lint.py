"""Does the linter of cores say what an author should mend, and nothing else?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe.core_lint import Examples, lint_form
from soroe.core_lint.looks import skeleton
from soroe.model import Json
from tests.schemas.library import FORMS, examples, load, name, published


def form(**properties: Any) -> Any:
    return {
        "title": "様式",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def item(order: Any = 10, **keywords: Any) -> dict[str, Any]:
    whole = {"type": "string", "title": "氏名", "description": "氏名です。", "maxLength": 10}
    kept = {k: v for k, v in (whole | keywords).items() if v is not None}
    return kept | {"x-order": order}


SENSITIVE = {"x-sensitive": "健康の情報のため"}
ASKED = {"x-law": [{"law": "例示法第1条"}]}
LABELS = {"x-choices": {"a": "あ"}}

CASES: list[tuple[str, Any, list[str]]] = [
    ("a plain item", form(a=item()), []),
    ("no description", form(a=item(description=None)), ["description-missing"]),
    ("a blank title", form(a=item(title=" ")), ["title-missing"]),
    ("two items at one place", form(a=item(), b=item(title="住所")), ["order-twice"]),
    ("no place", form(a={k: v for k, v in item().items() if k != "x-order"}), ["order-missing"]),
    ("a text of any length", form(a=item(maxLength=None)), ["text-unbounded"]),
    ("a pattern that bounds", form(a=item(maxLength=None, pattern="^[0-9]{7}$")), []),
    ("a pattern that does not", form(a=item(maxLength=None, pattern="^[0-9]+$")), ["text-unbounded"]),
    ("a pattern without an end", form(a=item(maxLength=None, pattern="^a")), ["text-unbounded"]),
    ("a date", form(a=item(maxLength=None, format="date")), []),
    ("a number", form(a=item(type="integer", maxLength=None)), []),
    ("text or nothing", form(a=item(type=["string", "null"], maxLength=None)), ["text-unbounded"]),
    ("a list of any size", form(a=item(type="array", maxLength=None)), ["list-unbounded"]),
    ("a list that is bound", form(a=item(type="array", maxLength=None, maxItems=3)), []),
    ("choices with labels", form(a=item(enum=["a"], maxLength=None, **LABELS)), []),
    ("a choice without", form(a=item(enum=["a", "b"], maxLength=None, **LABELS)), ["label-missing"]),
    ("sensitive but optional", form(a=item(**SENSITIVE)), []),
    ("sensitive and asked", form(a=item(**SENSITIVE)) | {"required": ["a"]}, ["sensitive-without-law"]),
    ("asked by a law", form(a=item(**SENSITIVE, **ASKED)) | {"required": ["a"]}, []),
    ("asked by the law of the form", form(a=item(**SENSITIVE)) | {"required": ["a"]} | ASKED, []),
    (
        "an individual number, optional",
        form(a=item(**SENSITIVE, **{"x-component": "individual-number@1.0.0"})),
        ["sensitive-without-law"],
    ),
    (
        "the same label twice",
        form(a=item(), b=item(20)),
        ["labels-look-alike"],
    ),
    (
        "kanji and katakana that look alike",
        form(a=item(title="入力"), b=item(20, title="入カ")),
        ["labels-look-alike"],
    ),
    (
        "full and half width",
        form(a=item(title="電話番号１"), b=item(20, title="電話番号1")),
        ["labels-look-alike"],
    ),
    (
        "names that look alike",
        form(kind1=item(), kindl=item(20, title="種類")),
        ["names-look-alike"],
    ),
    (
        "the same label in another table",
        form(
            a=item(),
            b=item(
                20,
                type="object",
                title="家族",
                maxLength=None,
                properties={"a": item()},
            ),
        ),
        [],
    ),
    (
        "an item called like a keyword",
        form(**{"not": item(maxLength=None)}),
        ["text-unbounded"],
    ),
    (
        "what a condition asks is no item",
        form(a=item()) | {"allOf": [{"if": {"properties": {"a": {"type": "string"}}}}]},
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("core", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_an_author_is_told(core: Json, wanted: list[str]) -> None:
    assert [p.type for p in lint_form(core)] == wanted


@pytest.mark.parametrize(
    ("theirs", "wanted"),
    [
        (item(maxLength=10, description="別の説明です。"), []),
        (item(maxLength=20), ["defined-differently"]),
        (item(maxLength=20, title="名称"), []),
        (item(maxLength=None, pattern="^.{0,10}$"), ["defined-differently"]),
        (item(minLength=0), []),
    ],
    ids=["other words", "longer", "another title", "lines break", "an idle keyword"],
)
def test_an_item_is_compared_with_those_of_other_forms(theirs: Any, wanted: list[str]) -> None:
    found = lint_form(form(a=item()), others={"other@1.0.0": form(a=theirs)})
    assert [p.type for p in found] == wanted


def test_examples_are_what_their_folder_says_and_test_each_condition() -> None:
    asks = {"title": "甲のときは乙も", "if": {"required": ["a"]}, "then": {"required": ["b"]}}
    core = form(a=item(), b=item(20, title="住所")) | {"allOf": [asks]}
    accept: dict[str, Json] = {f"fine-{n}": {} for n in range(10)}
    refuse: dict[str, Json] = {f"unknown-{n}": {"c": n} for n in range(15)}
    tested = Examples(accept, refuse | {"a-alone": {"a": ""}})
    assert lint_form(core, examples=tested) == ()
    (untested,) = lint_form(core, examples=Examples(accept, refuse))
    assert (untested.type, untested.params["condition"]) == ("condition-untested", "甲のときは乙も")
    wrong = Examples(accept | {"no": {"c": 1}}, refuse | {"a-alone": {"a": ""}, "yes": {}})
    assert [p.type for p in lint_form(core, examples=wrong)] == [
        "example-refused",
        "example-accepted",
    ]
    few = lint_form(core, examples=Examples({}, {"a-alone": {"a": ""}}))
    assert [p.params["found"] for p in few] == ["0", "1"]


@pytest.mark.parametrize("path", FORMS, ids=name)
def test_the_newest_version_of_each_form_of_the_library_has_nothing_to_mend(path: Any) -> None:
    family = name(path).partition("/")[0]
    others = {name(f): published(f) for f in FORMS if name(f).partition("/")[0] != family}
    newest = max(f for f in FORMS if name(f).startswith(f"{family}/"))
    if path == newest:
        kinds: dict[str, dict[str, Json]] = {"accept": {}, "reject": {}}
        for example in examples(path):
            kinds[example.parent.name][example.stem] = load(example)
        assert lint_form(published(path), others=others, examples=Examples(**kinds)) == ()


def test_what_looks_the_same_is_one_skeleton() -> None:
    assert skeleton("入カ") == skeleton("入力")
    assert skeleton("ＡＢＣ") == skeleton("ABC")
    assert skeleton("住所") != skeleton("氏名")
