"""Does each core form accept and refuse the applications that are kept beside it?

A refused example is named `<item>--<keyword>--<words>.json` and is refused for that alone.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from soroe.codes import individual_numbers_in, is_fictional, is_local_government_code
from soroe.schema import Item, items, validator
from soroe.schema.validator import Validator
from tests.schemas.library import FORMS, examples, load, name, own_nodes, published, without

ABSENT = ("required", "dependentRequired")
CASES = [(form, example) for form in FORMS for example in examples(form)]
ACCEPT = [c for c in CASES if c[1].parent.name == "accept"]
REJECT = [c for c in CASES if c[1].parent.name == "reject"]


def _called(case: tuple[Path, Path]) -> str:
    return f"{name(case[0])}:{case[1].stem}"


forms = pytest.mark.parametrize("form", FORMS, ids=name)


@cache
def core(form: Path) -> Validator:
    return validator(published(form))


@pytest.mark.parametrize(("form", "example"), ACCEPT, ids=[_called(c) for c in ACCEPT])
def test_an_accepted_example_is_accepted(form: Path, example: Path) -> None:
    assert core(form).errors(load(example)) == []


@pytest.mark.parametrize(("form", "example"), REJECT, ids=[_called(c) for c in REJECT])
def test_a_refused_example_is_refused_for_the_one_reason_in_its_name(
    form: Path, example: Path
) -> None:
    item, keyword, _ = example.stem.split("--")
    ((pointer, refused_by, _message),) = core(form).errors(load(example))
    where = re.sub("/[0-9]+", "", pointer).removeprefix("/").replace("/", ".")
    assert refused_by == keyword
    if keyword in ABSENT:
        above, _, absent = item.rpartition(".")
        assert where == above
        assert absent not in _at(load(example), pointer)
    else:
        assert where == item


@forms
def test_there_are_enough_examples_to_learn_the_form_from(form: Path) -> None:
    assert len([c for c in ACCEPT if c[0] == form]) >= 10
    assert len([c for c in REJECT if c[0] == form]) >= 15
    assert len(load(form)["examples"]) >= 1


@forms
def test_every_item_is_filled_in_by_some_accepted_example(form: Path) -> None:
    seen: set[str] = set()
    for accepted in (e for f, e in ACCEPT if f == form):
        seen |= _filled(load(accepted), "")
    asked = {p for p, item in items(published(form)).items() if not _is_individual_number(item)}
    assert asked - seen == set()


@forms
def test_each_condition_matters_to_some_refused_example(form: Path) -> None:
    """A condition that could be left out without anybody noticing is not tested.

    Those of components have their own refused values (`test_component_examples`).
    """
    refused = [load(e) for f, e in REJECT if f == form]
    for at, schema in own_nodes(published(form)):
        for index, condition in enumerate(schema.get("allOf", ())):
            looser = validator(without(published(form), f"{at}/allOf/{index}"))
            assert any(looser.is_valid(r) for r in refused), condition["title"]


@pytest.mark.parametrize(("form", "example"), CASES, ids=[_called(c) for c in CASES])
def test_nobody_real_is_in_an_example(form: Path, example: Path) -> None:
    text = example.read_text(encoding="utf-8")
    assert individual_numbers_in(text) == ()
    for telephone in re.findall('"(0[0-9]*-[0-9]*)-[0-9]*"', text):
        assert set(telephone) == {"0", "-"}
    if example.parent.name == "accept":
        for code in re.findall(r'"localGovernmentCode": "([^"]*)"', text):
            assert is_local_government_code(code)
            assert is_fictional(code)


@forms
def test_the_examples_in_the_form_are_of_nobody_real(form: Path) -> None:
    assert individual_numbers_in(form.read_text(encoding="utf-8")) == ()


def _at(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step]
    return value


def _is_individual_number(item: Item) -> bool:
    """No example holds one: a valid number is somebody's."""
    schema = item.schema
    return isinstance(schema, dict) and schema.get("x-component") == "individual-number@1.0.0"


def _filled(value: Any, at: str) -> set[str]:
    if isinstance(value, dict):
        return {f"{at}/{k}" for k in value}.union(
            *(_filled(v, f"{at}/{k}") for k, v in value.items())
        )
    if isinstance(value, list):
        return set().union(*(_filled(v, f"{at}/*") for v in value))
    return set()
