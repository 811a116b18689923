"""What is a resident who moves asked anew?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe.applications import carry
from soroe.schema import validator
from tests.schemas.library import FORMS, SCHEMAS, examples, load, name, published

CORE = next(f for f in FORMS if name(f) == "gakudo-application/1.0.0")
CITIES = sorted((SCHEMAS / "samples").glob("*/form.json"))
ACCEPTED = [e for e in examples(CORE) if e.parent.name == "accept"]


def form(required: tuple[str, ...] = (), **properties: Any) -> Any:
    return {
        "type": "object",
        "properties": {k: {"title": k, **v} for k, v in properties.items()},
        "required": list(required),
        "additionalProperties": False,
    }


GRADE = {"type": "integer", "maximum": 6}


def test_what_both_ask_is_taken_along() -> None:
    carried = carry({"a": 3}, form(a=GRADE), form(("a",), a=GRADE))
    assert (carried.value, carried.complete) == ({"a": 3}, True)
    assert (carried.asked, carried.changed, carried.dropped) == ((), (), ())


def test_what_only_the_other_one_asks_is_asked() -> None:
    carried = carry({}, form(a=GRADE), form(("b",), a=GRADE, b=GRADE))
    assert [(m.at, m.keyword) for m in carried.asked] == [("/b", "required")]


def test_what_the_other_one_does_not_ask_is_not_used() -> None:
    carried = carry({"a": 3, "c": {"d": 1}}, form(a=GRADE), form(a=GRADE))
    assert [a.at for a in carried.dropped] == ["/c/d"]


def test_what_the_other_one_does_not_accept_is_to_be_rewritten_and_not_asked_twice() -> None:
    carried = carry({"a": 5}, form(a=GRADE), form(("a",), a={"type": "integer", "maximum": 3}))
    assert [(m.at, m.keyword) for m in carried.changed] == [("/a", "maximum")]
    assert (carried.value, carried.asked) == ({}, ())


def test_what_is_called_differently_is_taken_along_by_its_name() -> None:
    table = {"type": "array", "items": form(a=GRADE)}
    other = {"type": "array", "items": form(b=GRADE)}
    carried = carry({"t": [{"a": 1}, {"a": 2}]}, form(t=table), form(u=other), {"/t/*/a": "/u/*/b"})
    assert carried.value == {"u": [{"b": 1}, {"b": 2}]}


def test_an_empty_list_is_an_answer() -> None:
    table = {"type": "array", "items": {"type": "string"}}
    assert carry({"t": []}, form(t=table), form(t=table)).value == {"t": []}


@pytest.mark.parametrize("city", CITIES, ids=lambda file: file.parent.name)
def test_an_application_to_the_core_is_carried_to_every_sample_city(city: Any) -> None:
    there = load(city)
    for example in ACCEPTED:
        carried = carry(load(example), published(CORE), there)
        assert validator(there).is_valid(carried.value) == carried.complete
        assert carried.complete or carried.asked or carried.changed
        places = {a.at for a in carried.dropped} | {m.at for m in carried.changed}
        assert bool(places) == (carried.value != load(example))


@pytest.mark.parametrize("example", ACCEPTED, ids=lambda file: file.stem)
def test_nothing_happens_on_the_way_to_the_same_form(example: Any) -> None:
    carried = carry(load(example), published(CORE), published(CORE))
    assert carried.value == load(example)
    assert carried.complete
