"""Does the heat map tell who changes what, whoever the change is from, at any size?"""

from __future__ import annotations

import gzip
import random
import re
from typing import Any

import pytest

from registry.compute.spread import indexed, likeness, spread
from registry.db.pages import Changed, Place
from registry.web.reading.heat_rows import Rows
from soroe.model import Class, Effect
from tests.registry.documents import encoded, small_core

CORE = encoded(small_core())


def drawn(changes: list[Changed], *places: Place) -> list[str]:
    """The rows of the map, by code."""
    found = spread(CORE, places, changes, [])
    return [Rows(found.columns, "ja").row(line) for line in found.lines]


def place(code: str, **more: Any) -> Place:
    facts = {"name": f"例示{code}市", "kana": "レイジ", "prefecture": "例示県", **more}
    return Place(code=code, core="1.0.0", fictional=True, revision=1, **facts)


def change(
    code: str, item: str, effect: Effect = "narrows", klass: Class = "grounded", **more: Any
) -> Changed:
    facts = {"municipality": code, "revision": 1, "position": 0, "signature": f"{item} 1", **more}
    return Changed(place=code, item=item, effect=effect, klass=klass, **facts)


@pytest.mark.parametrize(
    ("effects", "shown"),
    [
        (("narrows",), "n"),
        (("none",), "w"),
        (("none", "widens"), "o"),
        (("narrows", "widens"), "b"),
        (("narrows", "undecided"), "q"),
    ],
)
def test_several_changes_on_one_item_are_one_mark_that_says_what_they_do_together(
    effects: tuple[Effect, ...], shown: str
) -> None:
    changes = [change("000001", "/name", effect) for effect in effects]
    (row,) = drawn(changes, place("000001"))
    assert row.count('<td class="g') == 1
    assert f'<td class="g{shown}">' in row


def test_a_mark_has_the_weakest_basis_of_what_has_an_effect() -> None:
    changes = [
        change("000001", "/name", klass="grounded"),
        change("000001", "/name", klass="unexplained"),
        change("000002", "/name", klass="grounded"),
        change("000002", "/name", "none", "unexplained"),
    ]
    one, two = drawn(changes, place("000001"), place("000002"))
    assert '<td class="un">' in one
    assert '<td class="gn">' in two


def test_a_change_of_the_diff_below_leads_to_where_it_is_told() -> None:
    below = change("000001", "/name", municipality="990001", revision=7, position=3)
    (row,) = drawn([below], place("000001"))
    assert 'href="local/990001/7#change-4"' in row
    own = change("000001", "/name", position=1)
    (row,) = drawn([below, own], place("000001"))
    assert 'href="local/000001/1#change-2"' in row


def test_the_likeness_order_starts_near_the_core_and_goes_on_to_the_most_alike() -> None:
    places = [place(code) for code in ("000001", "000002", "000003", "000004")]
    changes = [
        *(change("000001", item) for item in ("/a", "/b", "/c")),
        change("000002", "/z"),
        *(change("000003", item) for item in ("/a", "/b")),
    ]
    found = spread(CORE, places, changes, [])
    assert [found.lines[n].code for n in found.alike] == ["000004", "000002", "000003", "000001"]
    assert likeness(found.lines[0], found.lines[2]) == (2, 1)


def test_items_that_are_left_out_leave_the_others_in_their_columns() -> None:
    changes = [change("000001", item) for item in ("/a", "/c", "/e")]
    others = [change("000002", item) for item in ("/b", "/d")]
    found = spread(CORE, [place("000001"), place("000002")], [*changes, *others], [])
    names = [found.columns[n].item for n in (1, 2, 4)]
    assert names == ["/b", "/c", "/e"]
    row = Rows(found.columns, "ja", (1, 2, 4)).row(found.lines[0])
    assert re.findall(r"<td(?: colspan=\"(\d)\")?(?: class=\"(\w+)\")?>", row)[1:] == [
        ("", ""),
        ("", "gn"),
        ("", "gn"),
    ]


def test_names_of_items_and_places_are_text() -> None:
    rude = "<script>alert(1)</script>"
    (row,) = drawn([change("000001", f"/{rude}")], place("000001", name=rude))
    assert "<script" not in row
    assert "&lt;script&gt;" in row


def test_the_index_is_the_measured_one_and_a_dash_before() -> None:
    places = [place("000001", items=20, changed=5), place("000002")]
    one, two = drawn([], *places)
    assert '<td class="number">25%</td>' in one
    assert '<td class="number">-</td>' in two


def test_all_municipalities_and_sixty_items_go_over_the_wire_in_half_a_megabyte() -> None:
    dice = random.Random(60)
    effects: list[Effect] = ["narrows", "widens", "both", "none"]
    classes: list[Class] = ["grounded", "practice", "unexplained"]
    places = [place(f"{number:06d}") for number in range(1741)]
    changes = [
        change(
            one.code,
            f"/item{item}",
            dice.choice(effects),
            dice.choice(classes),
            position=position,
            signature=f"{item} {dice.randrange(4)}",
        )
        for one in places
        for position, item in enumerate(sorted(dice.sample(range(60), 12)))
    ]
    found = spread(CORE, places, changes, [])
    assert (len(found.columns), len(found.lines)) == (60, 1741)
    assert sorted(found.alike) == list(range(1741))
    writer = Rows(found.columns, "ja")
    sent = gzip.compress("".join(map(writer.row, found.lines)).encode(), 6)
    assert len(sent) <= 500_000


def test_the_index_is_that_of_now_and_nothing_else_is_new() -> None:
    changes = [change("000001", "/name"), change("000002", "/name")]
    before = spread(CORE, [place("000001"), place("000002", items=4, changed=1)], changes, [])
    assert [line.index for line in before.lines] == [None, 0.25]
    now = [place("000001", items=4, changed=2), place("000002", items=4, changed=1)]
    assert indexed(before, now) == spread(CORE, now, changes, [])
