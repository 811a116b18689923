"""Does the engine know what follows from what, and what does not?"""

from __future__ import annotations

import pytest

from soroe.contain import Budget, contains
from soroe.model import Proved, Refuted, Undecided, Verdict
from soroe.schema import validator
from tests.contain.answers import ANSWERS, DIALECTS, Answer
from tests.contain.forms import city, form


def said(verdict: Verdict) -> Answer:
    if isinstance(verdict, Undecided):
        return "?"
    return isinstance(verdict, Proved)


@pytest.mark.parametrize(
    ("a", "b", "forward", "back"),
    [line[1:] for line in ANSWERS + DIALECTS],
    ids=[line[0] for line in ANSWERS + DIALECTS],
)
def test_what_follows_is_proved_and_what_does_not_is_refuted(a, b, forward, back):
    assert (said(contains(a, b)), said(contains(b, a))) == (forward, back)


def test_a_form_is_contained_in_a_wider_one_and_not_the_other_way():
    core = form()
    wider = form()
    wider["properties"]["item004"]["maximum"] = 7
    assert contains(core, wider) == Proved()
    verdict = contains(wider, core)
    assert isinstance(verdict, Refuted)
    assert verdict.witness["item004"] == 7


def test_a_city_form_differs_in_both_directions_and_each_witness_shows_one_difference():
    core, made = form(), city(form())
    narrower, wider = contains(core, made), contains(made, core)
    assert isinstance(narrower, Refuted)
    assert isinstance(wider, Refuted)
    assert validator(core).is_valid(narrower.witness)
    assert not validator(made).is_valid(narrower.witness)
    assert len(validator(made).errors(narrower.witness)) == 1
    assert len(validator(core).errors(wider.witness)) == 1


def test_other_wording_and_another_address_change_nothing():
    core = form()
    other = {**form(), "title": "別の題名", "$id": "https://city.example.jp/form.json"}
    assert contains(core, other) == Proved()


def test_an_exhausted_budget_is_said():
    assert contains(form(), city(form()), Budget(steps=100)) == Undecided("budget")


def test_the_arguments_are_not_changed():
    core, made = form(), city(form())
    contains(core, made)
    assert (core, made) == (form(), city(form()))


def test_the_answer_is_the_same_every_time():
    core, made = form(), city(form())
    assert contains(core, made) == contains(form(), city(form()))
