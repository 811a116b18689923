"""Do clusters hold what belongs together, whatever the order, and as the steward decided?"""

import random
from typing import Any

import pytest

from soroe.diff import decode_diff
from soroe.errors import DocumentError
from soroe.jsontext import read
from soroe.promotion import Comparisons, Decision, below_core, cluster, decode_decisions
from soroe.promotion.equal import Judge
from tests.promotion.cities import CORE, FORM, added, book, city, core, op

TEXT = {"type": "string", "maxLength": 50}
GRADE = "/properties/child/properties/school/properties/grade"
LABELS = ("通勤経路", "通勤の道順", "通勤ルート", "登校の道順")


def text(title: str, **more: Any) -> dict[str, Any]:
    return {**TEXT, "title": title, **more}


def found(*members: Any, decisions: Any = (), judge: Any = None) -> list[list[str]]:
    """The titles in each cluster."""
    made = book(*members)
    clusters = cluster(made, decisions, Comparisons(judge)).clusters
    home = {key: c.id for c in clusters for key in c.signatures}
    return [
        sorted({o.title for o in made.occurrences if home[o.signature] == c.id}) for c in clusters
    ]


def keys(*members: Any) -> list[str]:
    return [o.signature for o in book(*members).occurrences]


def test_spellings_of_one_intention_come_together_and_the_most_common_is_first():
    members = [added(f"99010{n}", text(t)) for n, t in enumerate(LABELS)]
    assert found(*members) == [["通勤の道順", "通勤ルート", "通勤経路"], ["登校の道順"]]


def test_the_order_in_which_cities_come_changes_nothing():
    members = [added(f"9901{n:02}", text(t, maxLength=40 + n)) for n, t in enumerate(LABELS * 5)]
    made = []
    for seed in range(4):
        random.Random(seed).shuffle(members)
        b = book(*members)
        made.append(cluster(b))
    assert made.count(made[0]) == 4


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (op("replace", f"{GRADE}/maximum", was=6, value=3), op("add", f"{GRADE}/enum", value=[3, 1, 2]), True),
        (op("replace", f"{GRADE}/maximum", was=6, value=3), op("add", f"{GRADE}/exclusiveMaximum", value=4), True),
        (op("replace", f"{GRADE}/maximum", was=6, value=3), op("replace", f"{GRADE}/maximum", was=6, value=4), False),
        (op("replace", f"{GRADE}/maximum", was=6, value=3), op("replace", f"{GRADE}/maximum", was=6, value=3.0), True),
        (op("remove", "/properties/usageCategory/enum", value="temporary"), op("replace", "/properties/usageCategory/enum", was=["year-round", "long-holidays", "temporary"], value=["year-round", "long-holidays"]), True),
    ],
    ids=["a list for a bound", "an exclusive bound", "another bound", "another spelling of a number", "the whole list for a member"],
)  # fmt: skip
def test_changes_of_core_items_are_the_same_if_the_same_is_accepted(one, other, together):
    item = "/child/school/grade" if GRADE in one.path else "/usageCategory"
    made = book(city("990102", (item, one)), city("990103", (item, other)))
    assert (len(cluster(made).clusters) == 1) is together


def test_conditions_are_the_same_if_the_engine_proves_it():
    def rule(words: str, **then: Any) -> Any:
        asked = {"if": {"properties": {"saturday": {"const": True}}, "required": ["saturday"]}}
        return op("add", "/allOf", value={"title": words, **asked, "then": then})

    one = city("990102", ("/weekdays", rule("土曜", required=["weekdays"])))
    spelled = city(
        "990103", ("/weekdays", rule("土曜日は曜日も", allOf=[{"required": ["weekdays"]}]))
    )
    other = city("990104", ("/weekdays", rule("土曜", required=["remark"])))
    made = book(one, spelled, other)
    sizes = [len(c.signatures) for c in cluster(made).clusters]
    assert sizes == [2, 1]


def test_two_units_never_meet_by_way_of_one_that_names_none():
    minutes = added("990102", {"title": "通勤時間（分）", "type": "integer", "maximum": 9})
    hours = added("990103", {"title": "通勤時間（時間）", "type": "integer", "maximum": 9})
    silent = [
        added(f"99011{n}", {"title": "通勤時間", "type": "integer", "maximum": 9}) for n in (1, 2)
    ]
    made = found(minutes, hours, *silent)
    assert not any({"通勤時間（分）", "通勤時間（時間）"} <= set(titles) for titles in made)


def test_an_added_item_and_that_it_is_required_are_one_change():
    ops = (op("add", "/properties/x", value=text("通勤経路")), op("add", "/required", value="x"))
    made = book(city("990102", ("/x", ops)), added("990103", text("通勤の経路")))
    assert len(made.signatures) == 1
    assert [o.asked for o in made.occurrences] == [True, False]


def test_an_item_that_is_taken_out_is_one_change_with_that_it_was_required():
    ops = (
        op("remove", "/properties/consents", was={}),
        op("remove", "/required", value="consents"),
    )
    assert [s.kind for s in book(city("990102", ("/consents", ops))).signatures.values()] == [
        "removed"
    ]


def test_a_choice_under_another_code_is_the_same_choice_by_its_label():
    def choice(code: str, value: str, label: str) -> Any:
        at = "/properties/usageCategory"
        ops = (
            op("add", f"{at}/enum", value=value),
            op("add", f"{at}/x-choices/{value}", value=label),
        )
        return city(code, ("/usageCategory", ops))

    assert found(choice("990102", "m", "月登録"), choice("990103", "monthly", "月の登録"), choice("990104", "d", "日登録")) == [["月の登録", "月登録"], ["日登録"]]  # fmt: skip


# ---- the steward


ONE, OTHER, THIRD = (
    added(f"99010{n}", text(t)) for n, t in enumerate(("引渡し先", "迎えの人", "送る人"))
)


def decide(action: str, one: Any, other: Any) -> Decision:
    return Decision(action, keys(one)[0], keys(other)[0], by="steward")  # type: ignore[arg-type]


def test_what_a_steward_merged_is_one_cluster_though_nothing_is_alike():
    assert len(found(ONE, OTHER)) == 2
    assert len(found(ONE, OTHER, decisions=[decide("merge", ONE, OTHER)])) == 1


def test_what_a_steward_split_stays_apart_though_all_is_alike():
    long = added("990102", text("通勤経路", maxLength=100))
    short = added("990103", text("通勤経路", maxLength=20))
    assert len(found(long, short)) == 1
    split = [decide("split", long, short)]
    assert len(found(long, short, decisions=split)) == 2
    between = added("990104", text("通勤の道順", maxLength=60))
    made = book(long, short, between)
    result = cluster(made, split)
    apart = {c.id for c in result.clusters for k in c.signatures if k in keys(long, short)}
    assert len(apart) == 2


def test_a_merge_holds_by_way_of_a_change_that_nobody_publishes_any_more():
    decisions = [decide("merge", ONE, OTHER), decide("merge", OTHER, THIRD)]
    made = book(ONE, THIRD)
    result = cluster(made, decisions)
    assert len(result.clusters) == 1
    assert result.unknown == tuple(keys(OTHER))
    (link,) = result.clusters[0].links
    assert (link.one, link.other, link.by) == (keys(ONE)[0], keys(THIRD)[0], "steward")


@pytest.mark.parametrize("there", [(ONE,), (OTHER,), (THIRD,), (ONE, OTHER), (OTHER, THIRD), ()])
def test_what_a_steward_merged_may_go_away_one_after_the_other(there: Any) -> None:
    decisions = [decide("merge", ONE, OTHER), decide("merge", THIRD, OTHER)]
    below = below_core(core(), there, form=FORM, decisions=decisions, least=1)
    gone = {*keys(ONE), *keys(OTHER), *keys(THIRD)} - {key for one in there for key in keys(one)}
    assert set(below.unknown) == gone
    assert [len(one.links) for one in below.candidates] == [len(there) - 1] * bool(there)


@pytest.mark.parametrize(
    ("decisions", "kind"),
    [
        ([("merge", ONE, OTHER), ("merge", OTHER, ONE)], "cluster-merge-cycle"),
        ([("merge", ONE, OTHER), ("merge", OTHER, THIRD), ("merge", THIRD, ONE)], "cluster-merge-cycle"),
        ([("merge", ONE, ONE)], "cluster-merge-cycle"),
        ([("merge", ONE, OTHER), ("merge", THIRD, OTHER), ("split", ONE, THIRD)], "cluster-decisions-contradict"),
        ([("split", ONE, ONE)], "cluster-decisions-contradict"),
    ],
    ids=["two in a circle", "three in a circle", "into itself", "split and merged by way of another", "split from itself"],
)  # fmt: skip
def test_decisions_that_cannot_hold_together_are_refused(decisions, kind):
    with pytest.raises(DocumentError) as refused:
        found(ONE, OTHER, THIRD, decisions=[decide(*d) for d in decisions])
    assert {p.type for p in refused.value.problems} == {kind}


@pytest.mark.parametrize(
    "value",
    [{}, [1], [{"action": "join", "one": "a", "other": "b"}], [{"action": "merge", "one": "a"}]],
)
def test_a_document_of_decisions_that_is_none_is_refused(value):
    with pytest.raises(DocumentError) as refused:
        decode_decisions(value)
    assert refused.value.problems[0].type == "cluster-decisions-invalid"


def test_what_may_be_the_same_is_offered_and_not_joined():
    one = added("990102", {"title": "帰宅方法", "enum": ["一人", "迎え", "集団下校"]})
    other = added("990103", {"title": "帰宅方法", "enum": ["一人", "迎え", "バス"]})
    free = added("990104", text("帰宅方法"))
    made = book(one, other, free)
    result = cluster(made)
    assert len(result.clusters) == 3
    assert {link.likeness.why[1] for link in result.possible} <= {"free-text", "other-choices"}
    assert result.possible


def test_what_the_engine_was_not_asked_is_counted_and_kept_apart():
    def pattern(code: str, spelled: str) -> Any:
        return added(code, {"title": "番号", "type": "string", "pattern": spelled})

    members = [
        pattern("990102", "^[0-9]{8}$"),
        pattern("990103", r"^\d{8}$"),
        pattern("990104", "^[0-9]{4}[0-9]{4}$"),
    ]
    made = book(*members)
    asked = cluster(made)
    assert (len(asked.clusters), asked.unasked) == (1, 0)
    spent = cluster(made, comparisons=Comparisons(Judge(most=0)))
    assert spent.unasked > 0


def test_the_sample_cities_share_what_a_reader_of_their_diffs_would_say():
    folder = CORE.parents[2] / "samples"
    made = book()
    for file in sorted(folder.glob("*/gakudo-application.diff.json")):
        made.add(core(), decode_diff(read(file.read_bytes())))
    result = cluster(made)
    home = {key: c.id for c in result.clusters for key in c.signatures}
    cities: dict[str, set[str]] = {}
    titles: dict[str, set[str]] = {}
    for o in made.occurrences:
        if made.signatures[o.signature].kind == "added":
            cities.setdefault(home[o.signature], set()).add(o.municipality)
            titles.setdefault(home[o.signature], set()).add(o.title)
    shared = sorted(sorted(titles[c]) for c, who in cities.items() if len(who) > 1)
    assert shared == [
        ["おやつ", "おやつの提供を希望する"],
        ["何番目の子か", "第何子か"],
        ["通勤経路"],
    ]
