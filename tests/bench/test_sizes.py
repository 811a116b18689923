"""Are the forms that the sizes are measured on what they are said to be?"""

from __future__ import annotations

import pytest

from bench import sizes
from soroe.contain import contains
from soroe.jsontext import DOOR, read
from soroe.model import Proved
from tests.contain.forms import form


@pytest.mark.parametrize(
    ("name", "there", "back"),
    [("wording", True, True), ("city", False, False), ("every item", True, False)],
)
def test_each_variant_differs_as_its_name_says(name, there, back):
    core = form(24)
    other = sizes.variants(core)[name]
    assert core != other
    verdicts = (contains(core, other), contains(other, core))
    assert [isinstance(verdict, Proved) for verdict in verdicts] == [there, back]


def test_widening_every_item_leaves_none_as_it_was():
    core = form(24)
    for before, after in zip(sizes.items(core), sizes.items(sizes.widened(core)), strict=True):
        assert (before != after) == ("$ref" not in before)


def test_the_largest_form_goes_through_the_door_and_nearly_fills_it():
    document = sizes.text(form(sizes.largest()))
    assert 0.97 * DOOR.size < len(document) <= DOOR.size
    assert read(document)
