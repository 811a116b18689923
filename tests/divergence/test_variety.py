"""How many forms must a vendor support, and are only those that accept the same counted as one?"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from soroe.contain import contains
from soroe.diff import apply
from soroe.diff.regions import groups
from soroe.divergence import Field, Member, variety
from soroe.divergence.meaning_key import meaning_key
from soroe.divergence.sorter import Sorter
from soroe.impact import Subject
from soroe.model import Proved, Refuted
from tests.client.samples import CORE, core
from tests.divergence.towns import (
    ASKED,
    GRADE,
    KIND,
    WORDS,
    A,
    B,
    C,
    D,
    add,
    change,
    put,
    town,
    without,
)
from tests.soroe.diffs import DEEP, FORMS, LINKED, variations

RESPELLED = change(
    "/grade", without("/properties/grade/maximum", 6), add("/properties/grade/exclusiveMaximum", 4)
)
WILD = change(
    "", put("/additionalProperties", False, {"not": {}}), put("/properties/grade/maximum", 6, 3)
)


def codes(*members: Member) -> tuple[tuple[str, ...], ...]:
    return variety(Field(members)).groups


def test_forms_that_differ_in_words_or_spelling_are_one() -> None:
    assert codes(town(A, GRADE), town(B, GRADE, WORDS), town(C, RESPELLED), town(D, KIND)) == (
        (A, B, C),
        (D,),
    )


def test_a_form_that_cannot_be_taken_apart_is_compared_whole() -> None:
    found = variety(Field([town(A, GRADE), town(B, WILD), town(C, KIND)]))
    assert found.groups == ((A, B), (C,))
    assert (found.forms, found.at_least) == (2, 2)
    assert groups((apply(CORE, town(B, WILD).diff),), {}) is None


def test_forms_on_different_cores_may_be_one() -> None:
    younger = core(maximum=3)
    same = town(B, core=younger, version="2.0.0")
    assert codes(town(A, GRADE), same, town(C)) == ((A, B), (C,))


def test_forms_that_accept_nothing_are_one() -> None:
    never = [
        change("/grade", put("/properties/grade/maximum", 6, 0)),
        change("/kind", put("/properties/kind/enum", ["new", "continuing"], [1])),
    ]
    assert codes(town(A, never[0]), town(B, never[1]), town(C, ASKED)) == ((A, B), (C,))


def test_what_cannot_be_decided_is_counted_apart() -> None:
    one, two = (
        change("/name", add("/properties/name/pattern", p)) for p in (r"^(a)\1$", r"^(?=aa)aa$")
    )
    found = variety(Field([town(A, one), town(B, two), town(C, KIND)]))
    assert (found.forms, found.at_least) == (3, 2)


def test_without_municipalities_there_is_none() -> None:
    assert variety(Field([])).forms == 0


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_classes_are_what_every_pair_says(data: st.DataObject) -> None:
    pool = data.draw(st.sampled_from([FORMS, LINKED, DEEP]))
    base = data.draw(pool)
    members = []
    for n, code in enumerate((A, B, C, D)):
        changes = data.draw(variations(base, pool))
        diff = town(code).diff
        members.append(
            Member(
                Subject(code, "", n),
                base,
                type(diff)(form=diff.form, core=diff.core, municipality=code, changes=changes),
            )
        )
    found = variety(Field(members))
    home = {code: n for n, group in enumerate(found.groups) for code in group}
    forms = {m.subject.code: apply(base, m.diff) for m in members}
    for one, x in forms.items():
        for two, y in forms.items():
            verdicts = contains(x, y), contains(y, x)
            if any(isinstance(v, Refuted) for v in verdicts):
                assert home[one] != home[two]
            elif all(isinstance(v, Proved) for v in verdicts) and found.at_least == found.forms:
                assert home[one] == home[two]
    assert 1 <= found.at_least <= found.forms <= 4


@settings(max_examples=80, deadline=None)
@given(FORMS, FORMS)
def test_an_equal_key_means_the_same(one: Any, two: Any) -> None:
    if meaning_key(one) == meaning_key(two):
        assert not isinstance(contains(one, two), Refuted)
        assert not isinstance(contains(two, one), Refuted)


def _pointing(kind: str) -> Any:
    return {"$ref": "#/$defs/x", "$defs": {"x": {"type": kind}}}


def test_a_pointer_into_the_document_keeps_forms_apart() -> None:
    one, two = _pointing("string"), _pointing("integer")
    assert meaning_key(one) != meaning_key(two)


def test_the_engine_is_asked_only_where_no_application_tells() -> None:
    sorter = Sorter()
    for n in range(30):
        assert sorter.place({"type": "integer", "minimum": n}) == n
        assert sorter.place({"type": "integer", "minimum": n, "title": "甲"}) == n
    assert sorter.asked < 100


def test_a_schema_that_is_not_legal_is_a_class_of_its_own_that_may_be_any() -> None:
    sorter = Sorter()
    schemas: list[Any] = [{"type": "string"}, {"type": 5}, {"type": "integer"}, {"type": "string"}]
    assert [sorter.place(schema) for schema in schemas] == [0, 1, 2, 0]
    assert sorter.undecided == [(0, 1), (1, 2)]


def test_a_schema_is_led_past_what_it_cannot_be() -> None:
    sorter = Sorter()
    for length in range(1, 60):
        assert sorter.place({"type": "string", "maxLength": length}) == length - 1
    asked = sorter.asked
    assert sorter.place({"type": "string", "allOf": [{"maxLength": 30}]}) == 29
    assert sorter.asked - asked <= 2
