"""Are changes of cities taken for the same where a steward would, and nowhere else?"""

import json
from pathlib import Path
from typing import Any

import pytest

from soroe.locale import table
from soroe.model import Json
from soroe.promotion.equal import Judge
from soroe.promotion.likeness import SAME, Likeness, compare
from tests.promotion.cities import added, signatures

PAIRS = json.loads((Path(__file__).parent / "pairs.json").read_text("utf-8"))
OTHERS = json.loads((Path(__file__).parents[1] / "soroe" / "similar.json").read_text("utf-8"))
EDGE = {"type": "string", "maxLength": 50}


def like(one: dict[str, Any], other: dict[str, Any], *places: str) -> Likeness | None:
    """How alike two added items are; sure where they have one signature."""
    at, to = places or ("", "")
    a, b = signatures(added("990102", one, at), added("990103", other, to, "y"))
    if a.key == b.key:
        return Likeness(1.0, {}, ())
    found, mirrored = compare(a, b, Judge()), compare(b, a, Judge())
    assert (found and found.sure) == (mirrored and mirrored.sure)
    return found


def same(found: Likeness | None) -> bool:
    return found is not None and found.sure >= SAME


@pytest.mark.parametrize("pair", PAIRS["same labels"], ids=" / ".join)
def test_labels_that_mean_one_item_are_taken_for_the_same(pair):
    assert same(like({**EDGE, "title": pair[0]}, {**EDGE, "title": pair[1]}))


@pytest.mark.parametrize("pair", [*PAIRS["different labels"], *OTHERS["different"]], ids=" / ".join)
def test_labels_that_mean_two_items_are_never_taken_for_the_same(pair):
    assert not same(like({**EDGE, "title": pair[0]}, {**EDGE, "title": pair[1]}))


@pytest.mark.parametrize("pair", PAIRS["same answers"], ids=lambda p: p[0])
def test_schemas_built_differently_that_ask_the_same_are_the_same(pair):
    assert same(like(*pair[1:]))


@pytest.mark.parametrize("pair", PAIRS["different answers"], ids=lambda p: p[0])
def test_items_of_one_name_that_ask_something_else_are_not(pair):
    assert not same(like(*pair[1:]))


def test_what_is_sure_is_the_product_of_its_parts_and_every_reason_has_words():
    words = {lang: table("promotion", lang)["why"] for lang in ("ja", "en")}
    seen = set()
    for group in ("same answers", "different answers"):
        for _, one, other in PAIRS[group]:
            found = like(one, other)
            if found and found.parts:
                product = 1.0
                for part in found.parts.values():
                    assert 0 <= part <= 1
                    product *= part
                assert found.sure == pytest.approx(product, abs=0.001)
                assert len(found.why) == 3
                seen |= set(found.why)
    assert len(seen) >= 12
    assert all(seen <= words[lang].keys() for lang in words)


@pytest.mark.parametrize(
    ("title", "at", "to", "expected"),
    [
        ("通勤経路", "/guardians/*", "/guardians/*/employer", True),
        ("児童の血液型", "", "/child", True),
        ("備考", "", "/health", False),
        ("通勤経路", "", "/guardians/*", False),
        ("血液型", "/child", "/health", False),
    ],
    ids=["a group around it", "the group's name in the label", "too little outside of its group",
         "one answer and one for each person", "two groups"],
)  # fmt: skip
def test_a_place_may_differ_only_as_far_as_it_says_the_same(title, at, to, expected):
    inner = title.removeprefix("児童の") if to == "/child" else title
    assert same(like({**EDGE, "title": title}, {**EDGE, "title": inner}, at, to)) is expected


def test_the_engine_is_asked_no_more_than_it_may_and_what_was_not_asked_is_told():
    judge = Judge(most=1)
    schemas: list[Json] = [{"type": "string", "pattern": f"^[0-9]{{{n}}}$"} for n in range(1, 5)]
    assert judge.relation(schemas[0], schemas[1]) == "apart"
    assert judge.relation(schemas[1], schemas[0]) == "apart"
    assert judge.relation(schemas[2], schemas[3]) == "unknown"
    assert (judge.asked, judge.unasked) == (1, 1)


def test_the_engine_says_which_side_takes_more():
    narrow: Json = {"type": "integer", "maximum": 3}
    wide: Json = {"type": "integer", "maximum": 6}
    judge = Judge()
    assert judge.relation(narrow, wide) == "within"
    assert judge.relation(wide, narrow) == "around"
    assert judge.relation({"type": "integer", "exclusiveMaximum": 4}, narrow) == "equal"
