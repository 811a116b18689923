"""Does what a person typed into a draft's page become the text that they meant?"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from registry.web.drafting import draft_text
from soroe.model import Basis, Change, Citation, LocalDiff, Op

RULE = Citation("規則", "例示市学童クラブ条例施行規則", "平成27年規則第11号")
OPS = (Op("replace", "/properties/grade/maximum", was=6, value=3),)
DIFF = LocalDiff(
    "club",
    "1.0.0",
    "999903",
    (Change("/grade", OPS), Change("/remark", OPS, Basis("rule", "第3条"), "以前から")),
    citations={"rule": RULE},
)
SHARED = {"outline": Citation("要綱", "例示市学童クラブ事業実施要綱", "令和3年要綱第5号")}


def typed(*other: LocalDiff, **fields: str) -> draft_text.Typed:
    """What the page of the draft makes of these fields."""
    diff = other[0] if other else DIFF
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return draft_text.write(diff, named.get, SHARED)


@pytest.mark.parametrize(
    ("fields", "basis", "citation"),
    [
        (
            {"cite_0": "例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項"},
            Basis("rule", "第3条第1項"),
            RULE,
        ),
        (
            {"cite_0": "例示市学童クラブ条例（平成26年条例第41号）"},
            Basis("例示市学童クラブ条例"),
            Citation("条例", "例示市学童クラブ条例", "平成26年条例第41号"),
        ),
        (
            {"cite_0": "例示市学童クラブ条例 第2条", "article_0": "第4条"},
            Basis("例示市学童クラブ条例", "第4条"),
            Citation("条例", "例示市学童クラブ条例"),
        ),
        (
            {"cite_0": "学童クラブの手引き", "kind_0": "要綱"},
            Basis("学童クラブの手引き"),
            Citation("要綱", "学童クラブの手引き"),
        ),
        ({"basis_0": "rule", "article_0": "第9条"}, Basis("rule", "第9条"), RULE),
        ({"basis_0": "rule"}, Basis("rule"), RULE),
        ({"basis_0": "take rule 第3条第1項"}, Basis("rule", "第3条第1項"), RULE),
        ({"basis_0": "shared outline"}, Basis("outline"), SHARED["outline"]),
        ({"basis_0": "take outline 第4条"}, Basis("outline", "第4条"), SHARED["outline"]),
        ({"basis_0": "practice"}, Basis("practice"), Citation("慣行", draft_text.PRACTICE_TITLE)),
        ({"basis_0": ""}, None, None),
        ({"basis_0": "nothing-there"}, None, None),
        ({"basis_0": "take"}, None, None),
    ],
)
def test_a_basis_is_what_was_chosen_or_pasted(
    fields: dict[str, str], basis: Basis | None, citation: Citation | None
) -> None:
    made = typed(**fields)
    assert not made.wrong
    assert made.diff.changes[0].basis == basis
    if basis is not None:
        assert made.diff.citations[basis.cite] == citation
    assert made.diff.changes[1] == DIFF.changes[1]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"cite_0": "学童クラブの手引き"}, {"cite-0": "citation-title-missing"}),
        ({"cite_0": "第3条"}, {"cite-0": "citation-title-missing"}),
        ({"cite_0": "令和5年要綱第3号"}, {"cite-0": "citation-title-missing"}),
        ({"cite_0": "例示市条例（昭和65年条例第3号）"}, {"cite-0": "citation-year-impossible"}),
        ({"from": "らいげつ"}, {"from": "wareki-unreadable"}),
        ({"from": "令和9年2月30日"}, {"from": "wareki-no-such-day"}),
        ({"title_of_0": ""}, {"title-of-0": "citation-title-missing"}),
        (
            {"title_of_0": "名前", "promulgated_of_0": "2027-01-02", "in_force_of_0": "2027-01-01"},
            {"title-of-0": "date-order"},
        ),
    ],
)
def test_what_cannot_be_read_is_named_and_leaves_the_draft_as_it_was(
    fields: dict[str, str], wrong: dict[str, str]
) -> None:
    made = typed(**fields)
    assert {name: problem.type for name, problem in made.wrong.items()} == wrong
    assert made.diff == DIFF


def test_the_rest_is_saved_where_one_field_is_wrong() -> None:
    made = typed(**{"from": "?", "reason_0": "定員のため", "basis_0": "rule"})
    assert list(made.wrong) == ["from"]
    assert made.diff.changes[0] == Change("/grade", OPS, Basis("rule"), "定員のため")


@pytest.mark.parametrize("day", ["令和9年4月1日", "2027-04-01", "R9.4.1"])
def test_a_day_is_taken_as_people_write_it(day: str) -> None:
    assert typed(**{"from": day}).diff.effective_from == "2027-04-01"


def test_a_page_without_fields_changes_nothing() -> None:
    assert typed() == draft_text.Typed(DIFF, {})


def test_keys_of_new_texts_are_never_taken_twice() -> None:
    first = typed(cite_0="例示市条例（平成26年条例第1号）").diff
    again = typed(replace(first, changes=DIFF.changes), cite_0="例示市条例（平成26年条例第2号）")
    assert sorted(again.diff.citations) == ["rule", "例示市条例", "例示市条例-2"]
    assert again.added == ("例示市条例-2",)


def test_basis_and_reason_are_given_to_all_that_lack_them() -> None:
    more = replace(DIFF, changes=(*DIFF.changes, Change("/other", OPS, reason="自分の理由")))
    made = draft_text.alike(more, 1, (0, 2))
    wanted: list[Any] = [
        (Basis("rule", "第3条"), "以前から"),
        (Basis("rule", "第3条"), "自分の理由"),
    ]
    assert [(made.changes[n].basis, made.changes[n].reason) for n in (0, 2)] == wanted


def test_a_text_that_a_change_rests_on_is_not_taken_out() -> None:
    assert draft_text.uncited(DIFF, "rule") == DIFF
    bare = replace(DIFF, changes=DIFF.changes[:1])
    assert draft_text.uncited(bare, "rule").citations == {}


def test_a_shared_text_that_was_chosen_and_given_up_again_goes_and_nothing_typed_is_lost() -> None:
    first = typed(basis_0="shared outline").diff
    then = typed(first, basis_0="practice").diff
    last = typed(then, basis_0="rule").diff
    assert len(last.citations) == 3
    assert set(draft_text.tidy(last, SHARED).citations) == {"rule"}
    edited = replace(last.citations["outline"], url="https://example.jp/youkou")
    typed_in = replace(last, citations={**last.citations, "outline": edited})
    assert draft_text.tidy(typed_in, SHARED).citations["outline"] == edited
    assert draft_text.tidy(first, SHARED) == first


def test_a_text_that_is_not_in_the_list_gets_no_key_of_one_that_the_municipality_shares() -> None:
    shared = {
        draft_text.PRACTICE: Citation("慣行", "受付画面の作り"),
        "例示市条例": Citation("条例", "例示市条例", "平成元年条例第1号"),
    }
    fields = {"basis-0": draft_text.PRACTICE, "cite-1": "例示市条例（平成2年条例第2号）第1条"}
    made = draft_text.write(DIFF, fields.get, shared).diff
    keys = [change.basis.cite for change in made.changes if change.basis]
    assert not set(keys) & set(shared)
    assert [made.citations[key].title for key in keys] == [draft_text.PRACTICE_TITLE, "例示市条例"]
    fields = {"cite-1": "例示市条例（平成元年条例第1号）第1条"}
    made = draft_text.write(DIFF, fields.get, shared).diff
    assert made.changes[1].basis == Basis("例示市条例", "第1条")
    assert made.citations["例示市条例"] == shared["例示市条例"]
