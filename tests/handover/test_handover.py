"""Does the document tell the next person each change, its basis, who decided it, and what to do?"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from soroe.errors import DocumentError
from soroe.handover import HandoverFacts, handover, html, markdown
from soroe.handover.facts import AmendedFact, CoreFact, DraftFact, FormFact, RebaseFact, ReviewFact
from soroe.handover.gather import WIDE
from soroe.handover.same import since
from soroe.jsontext import DOOR, read
from soroe.listing import Former, Municipality, Succession, Successor
from soroe.locale import table
from soroe.model import Change
from tests.handover.samples import CITY, DAY, FORM, diff, facts, fewer, form, revision
from tests.house.tree import SOROE

GRADE = "/child/school/grade"


def part(made: Any, item: str) -> Any:
    return next(c for c in made.forms[0].changes if c.item == item)


def unfounded(item: str) -> Any:
    changes = (replace(c, basis=None, reason="") if c.item == item else c for c in diff().changes)
    return replace(diff(), changes=tuple(changes))


def test_every_change_is_there_once_in_the_order_of_the_form() -> None:
    made = handover(facts(form(revision(1, diff()))), "ja").forms[0]
    assert sorted(c.item for c in made.changes) == sorted(c.item for c in diff().changes)
    titles = [c.title for c in made.changes]
    assert (
        titles.index("申請の種類") < titles.index("児童 › 小学校 › 学年") < titles.index("口座振替")
    )


def test_a_change_says_what_differs_for_whom_why_and_on_what_it_rests() -> None:
    made = part(handover(facts(form(revision(1, diff()))), "ja"), GRADE)
    assert [d.text for d in made.differs] == [
        "「学年」の値の上限は、共通コアでは6、この様式では3です。"
    ]
    assert made.differs[0].means[-1] == "受け付けなくなる例: 4"
    assert made.reason == "対象は小学校第3学年までです。"
    assert made.basis.text == "例示川市学童クラブ条例（平成27年条例第12号）第4条第1項"
    assert made.basis.dates == "平成27年3月20日公布、平成27年4月1日施行"
    assert made.basis.url.startswith("https://www.city.reijigawa.example/")
    assert made.standing == "grounded"


def test_a_change_was_decided_in_the_first_revision_since_which_it_stands() -> None:
    with_grade, without = diff(), fewer(diff(), GRADE)
    revisions = (
        revision(1, with_grade, "2024-02-01"),
        revision(2, without, "2025-02-01"),
        revision(3, with_grade, "2026-02-01"),
        revision(4, with_grade, "2026-10-01"),
    )
    made = handover(facts(form(*reversed(revisions))), "ja")
    assert part(made, GRADE).since == 3
    assert part(made, GRADE).decided == "令和8年2月1日に例示川市が公開した第3版から"
    assert part(made, "/applicationKind").since == 1


def test_a_change_stays_the_same_when_only_what_stood_before_it_is_written_anew() -> None:
    changes = tuple(
        replace(c, ops=tuple(replace(op, was=7) for op in c.ops)) if c.item == GRADE else c
        for c in diff().changes
    )
    older = replace(diff(), changes=changes)
    first, second = revision(1, older), revision(2, diff())
    grade = next(c for c in diff().changes if c.item == GRADE)
    assert since(grade, [first, second]).revision == 1


@pytest.mark.parametrize(
    ("recorded", "by", "said"),
    [
        ("2026-03-31T15:30:00+00:00", "例示川市", "令和8年4月1日に例示川市が公開した第1版から"),
        ("2026-03-31", None, "令和8年3月31日に公開した第1版から"),
        (None, None, "第1版から(公開した日は分かりません)"),
        (None, "例示川市", "例示川市が公開した第1版から(公開した日は分かりません)"),
    ],
)
def test_who_and_when_are_said_as_far_as_they_are_known(
    recorded: str | None, by: str | None, said: str
) -> None:
    known = replace(revision(1, diff()), recorded_at=recorded, by=by)
    assert part(handover(facts(form(known)), "ja"), GRADE).decided == said


def test_differences_that_rest_on_nothing_stand_first_with_what_to_do() -> None:
    made = handover(facts(form(revision(1, unfounded(GRADE)))), "ja")
    assert part(made, GRADE).standing == "unexplained"
    assert any("根拠を書いていない違いが 1 件" in todo.text for todo in made.waiting)
    shown = markdown.render(made)
    assert shown.index("### 根拠のない違い(1件)") < shown.index("### 条例・規則による違い(6件)")
    assert "根拠: **書かれていません**" in shown


def test_wording_alone_needs_no_basis() -> None:
    op = {
        "op": "replace",
        "path": "/properties/fiscalYear/title",
        "was": "年度",
        "value": "利用年度",
    }
    change = msgspec.convert({"item": "/fiscalYear", "ops": [op]}, Change)
    made = handover(facts(form(revision(1, replace(diff(), changes=(change,))))), "ja")
    assert part(made, "/fiscalYear").standing == "wording"
    assert not made.waiting


def test_history_tells_what_changed_from_one_revision_to_the_next() -> None:
    citations = {**diff().citations}
    citations["rule"] = replace(citations["rule"], number="令和8年規則第2号")
    changes = tuple(
        replace(c, reason="書き直した理由") if c.item == "/usageCategory" else c
        for c in fewer(diff(), "/child/sex").changes
    )
    second = replace(diff(), changes=changes, citations=citations, effective_from="2028-04-01")
    first = fewer(diff(), GRADE)
    made = handover(facts(form(revision(1, first), revision(2, second))), "ja").forms[0]
    newest, oldest = made.history
    assert (newest.revision, oldest.revision) == (2, 1)
    assert newest.differs == (
        "加えた変更: 児童 › 小学校 › 学年。",
        "やめた変更: 児童 › 児童の性別。",
        "根拠や理由を直した変更: 利用区分。",
        "書き直した根拠: 例示川市学童クラブ条例施行規則。",
        "使い始める日を令和10年4月1日にした。",
    )
    assert oldest.differs == ("初めて公開した版です(変更 11 件)。",)


def test_deadlines_stand_in_the_order_of_their_days() -> None:
    versions = (
        CoreFact("1.0.0", "deprecated", "2026-04-01", None, "2026-12-01", "2027-10-01", "1.1.0"),
        CoreFact("1.1.0", "published", "2027-02-15"),
        CoreFact("2.0.0", "review", "2028-04-01"),
    )
    citations = {**diff().citations}
    citations["outline"] = replace(citations["outline"], in_force_until="2026-09-30")
    made = handover(
        facts(
            form(revision(1, replace(diff(), citations=citations)), versions=versions),
            reviews=(ReviewFact(FORM, "2.0.0", "2026-12-10"),),
        ),
        "ja",
    )
    assert [(d.day, d.past) for d in made.deadlines] == [
        ("2026-09-30", True),
        ("2026-12-01", False),
        ("2026-12-10", False),
        ("2027-02-15", False),
        ("2027-04-01", False),
        ("2027-10-01", False),
    ]
    assert made.first[0].text.startswith("期限の過ぎたこと、近いことが 3 件あります。")
    assert "過ぎています" in markdown.render(made)


def test_what_awaits_a_decision_is_listed_the_most_urgent_first() -> None:
    rule = diff().citations["rule"]
    made = handover(
        facts(
            form(revision(1, diff())),
            drafts=(DraftFact(FORM, "d-1", "2026-11-01", "例示川市"),),
            rebases=(RebaseFact(FORM, "1.0.0", "1.1.0", {"conflict": 2, "carried": 9}),),
            reviews=(ReviewFact(FORM, "2.0.0", "2026-12-10"),),
            amended=(AmendedFact(rule, "2026-11-10", "", ((FORM, GRADE),)),),
        ),
        "ja",
    )
    told = [todo.text for todo in made.waiting]
    assert "決めること 2 件" in told[0]
    assert "改正されました" in told[1]
    assert "児童 › 小学校 › 学年" in told[1]
    assert "意見を聞かれています" in told[2]
    assert "公開していない下書き" in told[3]
    assert made.waiting[2].day == "2026-12-10"


def test_a_newer_core_waits_unless_a_rebase_is_prepared() -> None:
    versions = (
        CoreFact("1.0.0"),
        CoreFact("1.10.0"),
        CoreFact("1.9.0"),
        CoreFact("2.0.0", "review"),
    )
    known = form(revision(1, diff()), versions=versions)
    assert "新しい共通コア 1.10.0" in handover(facts(known), "ja").waiting[0].text
    prepared = facts(known, rebases=(RebaseFact(FORM, "1.0.0", "1.10.0", {"carried": 11}),))
    assert [w.text for w in handover(prepared, "ja").waiting if "新しい共通コア" in w.text] == []


def test_a_diff_over_a_prefecture_is_told_against_what_it_lies_on() -> None:
    grade = next(c for c in diff().changes if c.item == GRADE)
    below = replace(diff(), municipality="990001", changes=(grade,))
    above = replace(fewer(diff(), GRADE), over="990001@3")
    known = replace(revision(1, above), layers=(below,))
    made = handover(facts(form(known)), "ja").forms[0]
    assert GRADE not in {c.item for c in made.changes}
    assert len(made.changes) == len(above.changes)
    assert ("下にある差分", "990001@3") in made.known


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_empty_states_are_sentences(lang: Any) -> None:
    nothing = handover(facts(), lang)
    fresh = handover(facts(FormFact(FORM, "学童クラブ利用申請")), lang)
    public = handover(facts(form(revision(1, diff())), complete=False), lang)
    said = {
        "ja": ("登録簿に様式がありません。", "まだ公開した変更はありません", "公開していることだけ", "期限のあることはありません。"),
        "en": ("The registry has no forms.", "No change of the following forms has been published yet.", "Only what is public", "There are no deadlines."),
    }[lang]  # fmt: skip
    for made, sentence in zip((nothing, fresh, public, nothing), said, strict=True):
        assert sentence in markdown.render(made)
        assert sentence in html.render(made)


def test_a_diff_without_changes_is_the_core() -> None:
    made = handover(facts(form(revision(1, replace(diff(), changes=())))), "ja").forms[0]
    assert made.says == "公開した差分に変更はありません。共通コアのとおりの様式です。"


def test_former_and_future_municipalities_are_named() -> None:
    day = date(2027, 4, 1)
    place = Municipality(
        "992011",
        "例示川市",
        former=(Former("992020", "992011", day, name="例示が丘市"),),
        successor=Successor("992038", day, name="東例示市"),
    )
    made = handover(HandoverFacts(place, DAY), "ja")
    assert "令和9年4月1日から、例示が丘市(992020)を引き継ぎます。" in made.about
    assert "令和9年4月1日から、東例示市(992038)に引き継がれます。" in made.about


def test_no_text_of_the_facts_becomes_markup() -> None:
    cited = {
        k: replace(c, title="<b>*規則*", url="javascript:alert(1)")
        for k, c in diff().citations.items()
    }
    hostile = replace(diff(), citations=cited)
    made = handover(facts(form(replace(revision(1, hostile), by="<script>|x"))), "ja")
    page, text = html.render(made), markdown.render(made)
    assert "<script>" not in page
    assert "<b>*" not in page
    assert "javascript:" not in page + text
    assert "&lt;script&gt;\\|x" in text


def test_the_document_is_the_same_each_time_and_travels_as_json() -> None:
    known = facts(form(revision(1, diff())), drafts=(DraftFact(FORM, "d-1"),))
    again = msgspec.json.decode(msgspec.json.encode(known), type=HandoverFacts)
    assert again == known
    made = handover(known, "ja")
    assert handover(again, "ja") == made
    assert msgspec.json.decode(msgspec.json.encode(made), type=type(made)) == made


def test_a_missing_core_is_named() -> None:
    with pytest.raises(DocumentError) as refused:
        handover(facts(replace(form(revision(1, diff())), documents={})), "ja")
    assert refused.value.problem.type == "no-such-version"


def test_every_sentence_of_both_languages_is_said_by_somebody() -> None:
    sources = "".join(
        p.read_text()
        for folder in ("handover", "table", "cli")
        for p in (SOROE / folder).glob("*.py")
    )
    for section in ("handover", "old_new"):
        for id_, parts in table(section, "ja").items():
            unsaid = {p for p in parts if f'"{p}"' not in sources}
            allowed = {"decided-by", "decided-unknown-by"} if id_ == "change" else set()
            if id_ not in ("terms", "meanings"):
                assert unsaid <= allowed, (section, id_)


def test_what_was_left_out_is_said_where_it_would_have_stood() -> None:
    cut = replace(form(revision(3, diff()), revision(4, diff())), left_out=2)
    made = handover(facts(cut), "ja")
    first = made.forms[0].history[-1]
    assert first.differs == ("ここまでです。これより前の 2 版は、この引継書に入っていません。",)
    assert part(made, GRADE).decided.startswith("第3版か、それより前から")
    whole = handover(facts(form(revision(3, diff()), revision(4, diff()))), "ja")
    assert "初めて公開した版" in whole.forms[0].history[-1].differs[0]


@pytest.mark.parametrize(
    ("kind", "codes", "to", "said"),
    [
        ("merger", ("992011", "992038"), "991210", "例示区に引き継がれる日"),
        ("code-change", ("993018",), "992011", "例示町を引き継ぐ日"),
        ("boundary", ("992011",), "992038", "例示川市と東例示市の境界が変わる日"),
    ],
)
def test_a_succession_that_is_ahead_is_a_deadline_of_every_form(
    kind: str, codes: tuple[str, ...], to: str, said: str
) -> None:
    names = {"992011": CITY, "992038": "東例示市", "991210": "例示区", "993018": "例示町"}
    ahead = Succession(1, codes, to, date(2027, 1, 1), kind, names=names)
    (deadline,) = handover(facts(successions=(ahead,)), "ja").deadlines
    assert (deadline.day, deadline.about) == ("2027-01-01", "すべての様式")
    assert said in deadline.text
    past = replace(ahead, effective=date(2026, 1, 1))
    assert not handover(facts(successions=(past,)), "ja").deadlines


def test_what_has_been_taken_over_is_told_as_done() -> None:
    day = date(2026, 4, 1)
    before = (Former("993018", "992011", day, name="例示町"),)
    place = Municipality("992011", CITY, former=before, successor=Successor("992038", day))
    made = handover(replace(facts(), municipality=place), "ja")
    assert made.about[-2:] == (
        "令和8年4月1日から、例示町(993018)を引き継いでいます。",
        "令和8年4月1日に、992038(992038)に引き継がれました。",
    )


def test_whatever_awaits_somebody_comes_with_the_command_to_run_next() -> None:
    amended = AmendedFact(next(iter(diff().citations.values())), changes=((FORM, GRADE),))
    pending = facts(
        form(revision(1, unfounded(GRADE))),
        drafts=(DraftFact(FORM, "d-1"), DraftFact(FORM, "d-2", discarded=True)),
        rebases=(RebaseFact(FORM, "1.0.0", "1.1.0", {"conflict": 2, "orphan": 1, "carried": 9}),),
        reviews=(ReviewFact(FORM, "1.2.0", "2026-12-01"),),
        amended=(amended,),
    )
    made = handover(pending, "ja")
    assert [(todo.kind, todo.count, todo.command) for todo in made.waiting] == [
        ("rebase", 3, f"soroe rebase {FORM} --municipality 992011"),
        ("amended", 1, "soroe cite review --municipality 992011"),
        ("unfounded", 1, f"soroe pull {FORM} --municipality 992011"),
        ("review", 1, f"soroe review show {FORM}@1.2.0"),
        ("draft", 1, "soroe draft show d-1"),
        ("draft", 1, "soroe draft restore d-2"),
    ]
    for todo in made.waiting:
        said = f"次に使うコマンド: {todo.command}"
        assert said in html.render(made)
        assert said in markdown.render(made)


def test_documents_as_deep_as_the_door_lets_in_can_be_told() -> None:
    deep: Any = "x"
    for _ in range(DOOR.depth):
        deep = [deep]
    told = facts(replace(form(revision(1, diff())), documents={"1.0.0": deep}))
    assert read(msgspec.json.encode(told), WIDE)
