"""Do two edits of one draft come together without losing a word of either?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.diff import decode_diff, encode_diff
from soroe.diff.edits import Clash, merge_edits
from soroe.model import Json, LocalDiff
from tests.registry.documents import small_diff

ITEMS = ("/a", "/b", "/c", "/d")


def change(item: str, value: int = 3, reason: str = "理由", cite: str = "rule") -> dict[str, Any]:
    op = {"op": "replace", "path": f"/properties{item}/maximum", "was": 6, "value": value}
    return {
        "item": item,
        "ops": [op],
        "basis": {"cite": cite, "article": "第3条"},
        "reason": reason,
    }


def diff(*changes: dict[str, Any], **members: Any) -> LocalDiff:
    document = small_diff("999903") | {"changes": list(changes)} | members
    return decode_diff(document)


def items(found: LocalDiff) -> list[str]:
    return [one.item for one in found.changes]


BASE = diff(change("/a"), change("/b"))


def test_edits_of_different_items_are_both_kept_in_their_order() -> None:
    theirs = diff(change("/a", 4), change("/b"), change("/d"))
    ours = diff(change("/a"), change("/c"), change("/b", 5))
    merged = merge_edits(BASE, theirs, ours)
    assert merged.clean
    assert merged.diff == diff(change("/a", 4), change("/c"), change("/b", 5), change("/d"))


def test_an_item_that_both_changed_waits_for_a_person_and_shows_all_three() -> None:
    theirs, ours = diff(change("/a", 4), change("/b")), diff(change("/a", 5), change("/b"))
    merged = merge_edits(BASE, theirs, ours)
    assert merged.diff == theirs
    assert merged.clashes == (
        Clash("/a", True, [change("/a")], [change("/a", 4)], [change("/a", 5)]),
    )


@pytest.mark.parametrize(("first", "second"), [("theirs", "ours"), ("ours", "theirs")])
def test_what_one_took_out_and_the_other_rewrote_waits_for_a_person(
    first: str, second: str
) -> None:
    sides = {first: diff(change("/b")), second: diff(change("/a", 4), change("/b"))}
    merged = merge_edits(BASE, **sides)
    (clash,) = merged.clashes
    assert (clash.at, getattr(clash, first)) == ("/a", None)


def test_what_one_took_out_stays_out() -> None:
    merged = merge_edits(BASE, diff(change("/b")), diff(change("/a"), change("/b", 4)))
    assert (merged.clean, merged.diff) == (True, diff(change("/b", 4)))


def test_dates_citations_and_aliases_are_edits_too() -> None:
    rule = {"kind": "規則", "title": "例示規則", "number": "平成27年規則第11号"}
    custom = {"kind": "慣行", "title": "例示の慣行"}
    theirs = diff(*map(change, ("/a", "/b")), effectiveFrom="2028-04-01", aliases={"/a": "甲"})
    ours = diff(*map(change, ("/a", "/b")), citations={"rule": rule, "custom": custom})
    merged = merge_edits(BASE, theirs, ours)
    assert merged.clean
    assert merged.diff.effective_from == "2028-04-01"
    assert merged.diff.aliases == {"/a": "甲"}
    assert set(merged.diff.citations) == {"rule", "custom"}
    later = diff(*map(change, ("/a", "/b")), effectiveFrom="2029-04-01")
    (clash,) = merge_edits(BASE, theirs, later).clashes
    assert clash == Clash("/effectiveFrom", False, "2027-04-01", "2028-04-01", "2029-04-01")


def test_a_citation_that_one_took_out_and_the_other_came_to_cite_is_named() -> None:
    both = {
        "rule": {"kind": "規則", "title": "例示規則"},
        "old": {"kind": "要綱", "title": "旧要綱"},
    }
    base = diff(change("/a"), citations=both)
    theirs = diff(change("/a"), citations={"rule": both["rule"]})
    ours = diff(change("/a"), change("/b", cite="old"), citations=both)
    merged = merge_edits(base, theirs, ours)
    assert (merged.clean, merged.clashes) == (False, ())
    assert [p.type for p in merged.problems] == ["citation-unknown"]


edits = st.lists(st.sampled_from(ITEMS), unique=True).flatmap(
    lambda chosen: st.tuples(
        *(st.builds(change, st.just(item), st.integers(1, 3)) for item in chosen)
    ).map(lambda changes: diff(*changes))
)


def as_table(found: LocalDiff) -> dict[str, Json]:
    document: Any = encode_diff(found)
    return {one["item"]: one for one in document["changes"]}


@given(edits, edits)
def test_who_changed_nothing_has_nothing_to_say(base: LocalDiff, other: LocalDiff) -> None:
    assert merge_edits(base, other, base).diff == other
    assert merge_edits(base, base, other).diff == other
    assert merge_edits(base, other, other).diff == other


@given(edits, edits, edits)
def test_each_item_is_as_the_only_one_who_changed_it_left_it(
    base: LocalDiff, theirs: LocalDiff, ours: LocalDiff
) -> None:
    merged = merge_edits(base, theirs, ours)
    old, their, our, new = map(as_table, (base, theirs, ours, merged.diff))
    clashing = {clash.at for clash in merged.clashes}
    for item in ITEMS:
        sides = [table.get(item) for table in (old, their, our)]
        if item in clashing:
            assert all(one != other for one in sides for other in sides if one is not other)
            assert new.get(item) == sides[1]
        else:
            assert new.get(item) == (sides[1] if sides[2] == sides[0] else sides[2])
    mirrored = merge_edits(base, ours, theirs)
    assert {c.at for c in mirrored.clashes} == clashing
    if not clashing:
        assert as_table(mirrored.diff) == new
        assert len(items(merged.diff)) == len(new)
