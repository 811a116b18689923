"""Do the quick judge and the explaining one always say the same, and name what is to be mended?"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.applications import Judge, Mistake
from soroe.schema import validator
from tests.schemas.library import FORMS, examples, load, name, published
from tests.schemas.mutations import broken

forms = pytest.mark.parametrize("form", FORMS, ids=name)


@forms
def test_both_validators_agree_on_every_example(form: Path) -> None:
    judge, slow = Judge(published(form)), validator(published(form))
    for example in examples(form):
        accepted = slow.is_valid(load(example))
        assert judge.accepts(load(example)) == accepted, example.stem
        assert (judge.mistakes(load(example)) == ()) == accepted, example.stem


@forms
def test_both_validators_agree_on_examples_with_one_thing_broken(form: Path) -> None:
    judge, slow = Judge(published(form)), validator(published(form))
    smallest = load(form)["examples"][0]
    for done, value in broken(smallest):
        assert judge.accepts(value) == slow.is_valid(value), done


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "format": "date"}, "20270401"),
        ({"type": "string", "format": "date"}, "2027-W13-4"),
        ({"type": "string", "format": "date"}, "2027-02-29"),
        ({"type": "string", "format": "date"}, "0000-01-01"),
        ({"type": "string", "format": "date"}, "0001-01-01"),
        ({"type": "string", "format": "date"}, "２０２７-04-01"),
        ({"type": "string", "format": "date"}, "2027-04-01\n"),
        ({"type": "string", "format": "date"}, "+2027-04-01"),
        ({"type": ["string", "integer"], "format": "date"}, 20270401),
        ({"type": "string", "format": "email"}, "a@b"),
        ({"type": "string", "format": "email"}, "花子@例示"),
        ({"type": "string", "format": "email"}, "@"),
        ({"type": "string", "pattern": r"^\d+$"}, "１２３"),
        ({"type": "string", "pattern": r"^\w+$"}, "例示"),
        ({"type": "string", "pattern": "^.$"}, "\n"),
        ({"type": "string", "pattern": "^a$"}, "a\n"),
        ({"type": "string", "pattern": "^[^\\x00-\\x20]$"}, "𠮷"),
        ({"type": "string", "maxLength": 1}, "𠮷"),
        ({"type": "integer"}, 1.0),
        ({"type": "integer"}, 2**60),
        ({"multipleOf": 0.1}, 0.3),
        ({"multipleOf": 0.01}, 1.15),
        ({"enum": [1]}, 1.0),
        ({"enum": [1]}, True),
        ({"const": {"a": [1]}}, {"a": [1.0]}),
        ({"uniqueItems": True}, [1, 1.0]),
        ({"uniqueItems": True}, [1, True]),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
    ],
)
def test_both_validators_agree_where_readers_like_to_differ(schema: Any, value: Any) -> None:
    form: Any = {"type": "object", "properties": {"a": schema}, "additionalProperties": False}
    assert Judge(form).accepts({"a": value}) == validator(form).is_valid({"a": value})


@given(text=st.from_regex(r"[0-9]{3,5}-[0-9]{1,2}-[0-9]{1,2}T?", fullmatch=True))
def test_both_validators_agree_on_dates(text: str) -> None:
    form: Any = {"type": "object", "properties": {"a": {"type": "string", "format": "date"}}}
    assert Judge(form).accepts({"a": text}) == validator(form).is_valid({"a": text})


TEXTS = st.text(alphabet="れレ例示 　a1１-@.\n𠮷", max_size=6)


@given(text=TEXTS)
def test_both_validators_agree_on_texts(text: str) -> None:
    for path in (f for f in FORMS if name(f) == "enrollment-consent/1.0.0"):
        judge, slow = Judge(published(path)), validator(published(path))
        value = copy.deepcopy(load(path)["examples"][0])
        value["guardian"]["fullName"] = text
        value["clubName"] = text
        assert judge.accepts(value) == slow.is_valid(value)


def gakudo() -> Judge:
    return Judge(next(published(f) for f in FORMS if name(f) == "gakudo-application/1.0.0"))


def example(stem: str) -> Any:
    form = next(f for f in FORMS if name(f) == "gakudo-application/1.0.0")
    return load(next(e for e in examples(form) if e.stem.startswith(stem)))


def test_a_mistake_names_the_item_its_place_and_the_condition() -> None:
    (mistake,) = gakudo().mistakes(example("guardians.reasonDetail--required"))
    assert mistake == Mistake(
        "/guardians/0/reasonDetail",
        "/guardians/*/reasonDetail",
        "保護者の状況 › 保護者の状況 › 理由の説明",
        "required",
        "理由が「その他」のときは、理由の説明を入力する",
    )


def test_mistakes_come_in_the_order_of_the_form() -> None:
    value = example("smallest-application") | {"usageCategory": "?", "applicationDate": "?"}
    del value["consents"]
    assert [m.item for m in gakudo().mistakes(value)] == [
        "/applicationDate",
        "/usageCategory",
        "/consents",
    ]


def test_what_is_no_application_at_all_is_a_mistake_at_the_root() -> None:
    assert [(m.at, m.keyword) for m in gakudo().mistakes([])] == [("", "type")]
