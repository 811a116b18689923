"""Does a schema that was made to hurt get an answer, inside the bounds and without an exception?"""

from __future__ import annotations

import sys

import pytest

from soroe.contain import Empty, Found, contains, instance
from soroe.locale import text
from soroe.model import Proved, Refuted, Undecided
from tests.contain.hostile import PAIRS

# What must be decided all the same, in both directions.
DECIDED = {
    "a tree that never ends": (Proved, Proved),
    "twelve circular branches": (Refuted, Proved),
    "thirteen circular branches": (Proved, Refuted),
    "forty circular branches": (Proved, Refuted),
    "doubling references": (Refuted, Proved),
    "catastrophic pattern": (Proved, Proved),
    "catastrophic pattern against": (Proved, Proved),
    "tiny step": (Refuted, Proved),
    "huge length": (Proved, Refuted),
    "huge array": (Proved, Refuted),
    "distinct booleans": (Proved, Proved),
    "holes": (Refuted, Proved),
    "false in disguise": (Proved, Refuted),
    "false in a deep disguise": (Proved, Refuted),
    "ten thousand choices": (Refuted, Refuted),
    "ten thousand choices, all there": (Proved, Refuted),
    "ten thousand choices and a pattern": (Proved, Refuted),
    "ten thousand objects": (Refuted, Refuted),
    "ten thousand exclusions": (Refuted, Refuted),
    "ten thousand properties": (Refuted, Proved),
    "all required": (Refuted, Refuted),
    "a long tuple": (Refuted, Refuted),
    "look-ahead": (Proved, Refuted),
    "look-behind": (Undecided, Undecided),
    "back reference": (Undecided, Undecided),
    "exponential automaton": (Undecided, Undecided),
    "no such type": (Undecided, Undecided),
    "reference to nowhere": (Undecided, Undecided),
}


@pytest.mark.parametrize("name", PAIRS)
def test_there_is_an_answer_and_an_undecided_one_says_why(name):
    a, b = PAIRS[name]
    answers = contains(a, b), contains(b, a)
    if name in DECIDED:
        assert tuple(map(type, answers)) == DECIDED[name]
    for answer in answers:
        if isinstance(answer, Undecided):
            assert text("verdicts", answer.reason, "title", "ja")


@pytest.mark.parametrize("name", PAIRS)
def test_a_valid_instance_is_made_or_it_is_said_that_there_is_none(name):
    for schema in PAIRS[name]:
        assert isinstance(instance(schema), Found | Empty | Undecided)


def test_nesting_of_questions_does_not_need_python_s_stack():
    a, b = PAIRS["a chain of definitions"]
    limit = sys.getrecursionlimit()
    assert isinstance(contains(a, b), Undecided | Refuted)
    assert sys.getrecursionlimit() == limit
