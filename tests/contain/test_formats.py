"""Is a format a restriction only where the caller says so, and compared by what it accepts?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe.contain import ASSERTED, IGNORED, contains
from soroe.contain.formats import MODELS
from soroe.contain.judge import matcher
from soroe.model import Proved, Refuted, Undecided
from soroe.schema.validator import FORMATS

STRING: dict[str, Any] = {"type": "string"}
EVERY = ASSERTED | MODELS.keys()


def fmt(name: str) -> dict[str, Any]:
    return {"type": "string", "format": name}


def test_what_is_asserted_is_what_the_validator_of_forms_asserts():
    assert set(FORMATS.checkers) == ASSERTED


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_model_accepts_less_for_sure_than_at_most_and_its_own_examples(name):
    model = MODELS[name]
    least: dict[str, Any] = {"type": "string", "pattern": model.least}
    most: dict[str, Any] = {"type": "string", "pattern": model.most}
    assert contains(least, most) == Proved()
    assert all(matcher(model.least)(example) for example in model.examples)


def test_a_remark_restricts_nothing():
    assert contains(STRING, fmt("date"), formats=IGNORED) == Proved()
    assert isinstance(contains(STRING, fmt("date")), Refuted)
    assert contains(STRING, fmt("color")) == Proved()


@pytest.mark.parametrize(
    ("pattern", "inside"),
    [(r"^\d{4}-\d{2}-\d{2}$", True), ("^[12]", False), (r"^\d{4}-02-30$", False)],
)
def test_a_date_is_compared_with_a_pattern_by_its_days(pattern, inside):
    verdict = contains(fmt("date"), {"type": "string", "pattern": pattern})
    assert isinstance(verdict, Proved if inside else Refuted)


def test_a_day_that_does_not_exist_is_no_date():
    verdict = contains({"type": "string", "pattern": r"^2027-02-\d\d$"}, fmt("date"))
    assert isinstance(verdict, Refuted)
    leap: dict[str, Any] = {"type": "string", "pattern": "^2027-02-29$"}
    assert contains({**leap, **fmt("date")}, False) == Proved()
    assert isinstance(contains({"pattern": "^2028-02-29$", **fmt("date")}, False), Refuted)


def test_an_unknown_format_is_equal_only_to_itself():
    formats = frozenset({"color", "shade"})
    assert contains(fmt("color"), fmt("color"), formats=formats) == Proved()
    assert contains({**fmt("color"), "minLength": 2}, fmt("color"), formats=formats) == Proved()
    assert isinstance(contains(fmt("color"), fmt("shade"), formats=formats), Undecided)


@pytest.mark.parametrize("left", sorted(EVERY))
def test_formats_are_contained_in_themselves(left):
    assert contains({**fmt(left), "title": "x"}, fmt(left), formats=EVERY) == Proved()
