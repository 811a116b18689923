"""Are small questions the same questions as the large ones they are asked instead of?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe.contain import DEFAULT, Found, contains, instance
from soroe.divergence.asked import Asked
from soroe.divergence.places import differing
from soroe.effect import effect_of


def closed(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def short(length: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": length}


IMPOSSIBLE = {"type": "string", "minLength": 9, "maxLength": 3}
AT = closed(street=short(20), room=short(10))
FORM = closed(("at",), at=AT, note=short(50), age={"type": "integer", "minimum": 0})
SHORTER = closed(street=short(20), room=short(5))
LONGER_STREET = closed(street=short(30), room=short(10))
ASKING = AT | {"if": {"required": ["street"]}, "then": {"required": ["room"]}}

QUESTIONS = {
    "an item of a group": (FORM, closed(("at",), **FORM["properties"] | {"at": SHORTER})),
    "a new item of a group": (
        FORM,
        closed(("at",), **FORM["properties"] | {"at": closed(**AT["properties"], fax=short(9))}),
    ),
    "a group is no longer asked for": (FORM, closed((), **FORM["properties"])),
    "a group is gone": (FORM, closed((), note=short(50), age=FORM["properties"]["age"])),
    "two items of one group": (
        FORM,
        closed(("at",), **FORM["properties"] | {"at": closed(street=short(30), room=short(5))}),
    ),
    "items of two groups, one wider and one narrower": (
        FORM,
        closed(("at",), **FORM["properties"] | {"at": LONGER_STREET, "note": short(5)}),
    ),
    "a condition inside of a group": (
        FORM,
        closed(("at",), **FORM["properties"] | {"at": ASKING}),
    ),
    "words alone": (FORM, FORM | {"title": "例示"}),
    "an open group": (
        closed(at={"type": "object", "properties": {"a": short(3)}}),
        closed(at={"type": "object", "properties": {"a": short(4)}}),
    ),
    "nothing is accepted before": (
        closed(("at",), at=closed(("bad", "x"), bad=IMPOSSIBLE, x=short(3))),
        closed(("at",), at=closed(("bad", "x"), bad=IMPOSSIBLE, x=short(4))),
    ),
    "nothing is accepted in a group that nobody has to fill in": (
        closed(at=closed(("bad", "x"), bad=IMPOSSIBLE, x=short(3))),
        closed(at=closed(("bad", "x"), bad=IMPOSSIBLE, x=short(4))),
    ),
    "nothing is accepted afterwards": (
        FORM,
        closed(("at", "note"), **FORM["properties"] | {"at": SHORTER, "note": IMPOSSIBLE}),
    ),
    "spelled otherwise": (
        closed(age={"type": "integer", "minimum": 1}),
        closed(age={"type": "integer", "exclusiveMinimum": 0}),
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_asked_of_the_places_is_what_would_be_said_of_the_whole(name: str) -> None:
    one, other = QUESTIONS[name]
    whole = effect_of(contains(one, other), contains(other, one))
    asked = Asked()
    assert asked.effect(one, other, DEFAULT) == whole
    assert all(e == "none" for e in asked.effects(one, other, DEFAULT)) == (whole == "none")


def test_an_item_deep_down_is_asked_about_alone() -> None:
    def alive(schema: Any) -> bool:
        return isinstance(instance(schema), Found)

    one, other = QUESTIONS["an item of a group"]
    assert differing(one, other, alive) == [(short(10), short(5))]
    one, other = QUESTIONS["nothing is accepted before"]
    assert differing(one, other, alive) == [(one, other)]
    assert differing(*QUESTIONS["words alone"], alive) == []


def test_a_question_in_other_words_is_not_asked_again() -> None:
    asked = Asked()
    first = asked.both(short(10), short(5), DEFAULT)
    assert asked.both(short(10) | {"title": "例示"}, short(5), DEFAULT) is first
    assert asked.both(short(5), short(10), DEFAULT) is not first
