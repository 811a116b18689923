"""Are bases suggested in the order of their reasons, and only from one's own texts?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.citation import Precedent, Suggestion, in_words, precedents, rank, suggest
from soroe.diff import decode_diff
from soroe.model import Citation, Effect
from tests.schemas.library import SCHEMAS, load

OWN = {
    "ordinance": Citation(kind="条例", title="例示市条例", number="平成27年条例第12号"),
    "rule": Citation(kind="規則", title="例示市規則", number="平成27年規則第31号"),
    "outline": Citation(kind="要綱", title="例示市要綱", in_force_until="2027-03-31"),
}
ITEM = "/child/school/grade"


def own(
    cite: str,
    article: str | None,
    item: str = ITEM,
    effect: Effect = "narrows",
    as_of: str = "2027-04-01",
) -> Precedent:
    return Precedent("999903", item, effect, cite, OWN[cite], article, as_of)


def other(code: str, kind: Any, item: str = ITEM, effect: Effect = "narrows") -> Precedent:
    return Precedent(code, item, effect, "x", Citation(kind=kind, title="例示町の文書"), "第9条")


def told(found: tuple[Suggestion, ...]) -> list[tuple[str, str | None, str | None]]:
    return [(s.reason.type.removeprefix("suggest-"), s.cite, s.article) for s in found]


def test_the_same_change_comes_before_the_same_item_before_others_before_near_items() -> None:
    found = suggest(
        ITEM,
        "narrows",
        OWN,
        [
            own("rule", "第5条", "/child/school/name"),
            own("rule", "第3条", effect="widens"),
            own("ordinance", "第4条"),
        ],
        [other("992011", "要綱")],
    )
    assert told(found) == [
        ("same-change", "ordinance", "第4条"),
        ("same-item", "rule", "第3条"),
        ("others-cite", "outline", None),
        ("near-item", "rule", "第5条"),
    ]


def test_of_the_same_reason_the_more_used_the_higher_and_the_newer_come_first() -> None:
    found = suggest(
        ITEM,
        "narrows",
        OWN,
        [
            own("outline", "第1条"),
            own("rule", "第2条", as_of="2025-04-01"),
            own("rule", "第3条", as_of="2026-04-01"),
            own("ordinance", "第4条"),
            own("outline", "第5条"),
            own("outline", "5条"),
        ],
    )
    assert [s.article for s in found] == ["第5条", "第4条", "第3条", "第2条", "第1条"]


def test_what_others_cite_is_looked_for_among_one_s_own_texts_by_kind() -> None:
    cities = [other("992011", "規則"), other("992020", "規則"), other("992038", "条例")]
    found = suggest(ITEM, "narrows", OWN, (), cities)
    assert told(found) == [("others-cite", "rule", None), ("others-cite", "ordinance", None)]
    assert found[0].precedents == ("992011", "992020")
    assert found[0].reason.params == {"item": ITEM, "kind": "規則", "count": "2", "of": "3"}
    assert "3 自治体のうち 2 自治体" in in_words(found[0], "ja")


def test_a_kind_of_which_one_has_no_text_yet_is_named_without_one() -> None:
    found = suggest(ITEM, "narrows", {"rule": OWN["rule"]}, (), [other("992011", "条例")])
    assert told(found) == [("others-cite", None, None)]
    assert found[0].kind == "条例"


def test_others_with_the_same_effect_are_asked_first_and_the_rest_only_without_them() -> None:
    cities = [other("992011", "規則"), other("992020", "条例", effect="widens")]
    assert [s.kind for s in suggest(ITEM, "narrows", OWN, (), cities)] == ["規則"]
    assert [s.kind for s in suggest(ITEM, "both", OWN, (), cities)] == ["条例", "規則"]


def test_an_undecided_effect_is_like_no_other() -> None:
    found = suggest(ITEM, "undecided", OWN, [own("rule", "第3条", effect="undecided")])
    assert told(found) == [("same-item", "rule", "第3条")]


def test_a_text_no_longer_in_force_or_unknown_is_not_suggested() -> None:
    used = [own("outline", "第1条"), own("rule", "第2条")]
    assert [s.cite for s in suggest(ITEM, "narrows", OWN, used, on="2027-04-01")] == ["rule"]
    assert {s.cite for s in suggest(ITEM, "narrows", OWN, used, on="2027-03-31")} == {
        "outline",
        "rule",
    }
    assert suggest(ITEM, "narrows", {}, used) == ()


@pytest.mark.parametrize(
    "item", ["/other", "/child/kana", "/child/school", "/child/school/grade/x"]
)
def test_a_change_elsewhere_is_no_reason(item: str) -> None:
    assert suggest(item, "narrows", OWN, [own("rule", "第3条")], [other("992011", "規則")]) == ()


def test_items_at_the_top_are_not_beside_one_another() -> None:
    assert suggest("/saturday", "narrows", OWN, [own("rule", "第3条", "/extension")]) == ()


def test_nothing_is_suggested_from_nothing() -> None:
    assert suggest(ITEM, "narrows", OWN) == ()


effects = st.sampled_from(["none", "narrows", "widens", "both", "undecided"])
items = st.sampled_from([ITEM, "/child/school/name", "/saturday"])
mine = st.builds(
    own,
    cite=st.sampled_from(list(OWN)),
    article=st.none() | st.sampled_from(["第3条", "第4条第1項", "3条", "3-1"]),
    item=items,
    effect=effects,
    as_of=st.dates().map(str),
)
theirs = st.builds(
    other,
    code=st.sampled_from(["992011", "992020", "992038"]),
    kind=st.sampled_from(["条例", "規則", "要綱", "慣行"]),
    item=items,
    effect=effects,
)


@given(items, effects, st.lists(mine, max_size=6), st.lists(theirs, max_size=6), st.randoms())
def test_suggestions_do_not_depend_on_the_order_of_what_is_given(
    item, effect, used, cities, random
) -> None:
    found = suggest(item, effect, OWN, used, cities)
    random.shuffle(used)
    random.shuffle(cities)
    shuffled = dict(random.sample(list(OWN.items()), len(OWN)))
    assert suggest(item, effect, shuffled, used, cities) == found


@given(items, effects, st.lists(mine, max_size=6), st.lists(theirs, max_size=6))
def test_every_suggestion_is_one_s_own_with_a_reason_and_none_comes_twice(
    item, effect, used, cities
) -> None:
    found = suggest(item, effect, OWN, used, cities)
    assert len({(s.kind, s.cite, s.article) for s in found}) == len(found)
    for suggestion in found:
        assert suggestion.cite is None or OWN[suggestion.cite].kind == suggestion.kind
        assert suggestion.precedents
        assert 0 <= rank(suggestion.kind) <= 3
        assert in_words(suggestion, "ja")
        assert in_words(suggestion, "en")


def test_the_samples_suggest_to_one_another() -> None:
    cities = {}
    for path in sorted((SCHEMAS / "samples").glob("*/*.diff.json")):
        declared = decode_diff(load(Path(path)))
        cities[declared.municipality] = (
            declared,
            precedents(declared, ["narrows"] * len(declared.changes)),
        )
    one, made = cities["992011"]
    others = [p for code, (_, there) in cities.items() if code != "992011" for p in there]
    found = suggest(ITEM, "narrows", one.citations, made, others)
    assert (found[0].reason.type, found[0].cite, found[0].article) == (
        "suggest-same-change",
        "ordinance",
        "第4条第1項",
    )
    assert all(s.cite is None or s.cite in one.citations for s in found)
