"""Does what three sample cities have in common come into the core so that all of it still works?"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from soroe.check import check
from soroe.contain import Found, instance
from soroe.diff import apply, decode_diff
from soroe.diff.rebase import rebase
from soroe.divergence import Member
from soroe.errors import DocumentError
from soroe.impact import Subject
from soroe.importers import read_form
from soroe.jsontext import digest
from soroe.locale import explain
from soroe.model import Change, Input, Json, Lang, LocalDiff, Op, Proved
from soroe.own_keys import answers_in_core_names
from soroe.promotion import Candidate, below_core
from soroe.proposal import Proposed, drafted, evidence, proposed
from soroe.rules import catalogue
from soroe.schema import lint_core, validator
from tests.schemas.library import SCHEMAS, load, published

FORM = "gakudo-application"
SAMPLES = SCHEMAS / "samples"
SIBLINGS = "第何子か"
THREE = ["992011", "992020", "992046"]


@cache
def core() -> Json:
    """The published core, references inlined."""
    document: Json = published(SCHEMAS / "forms" / FORM / "1.0.0.json")
    return document


@cache
def diffs() -> dict[str, LocalDiff]:
    """The samples, by code."""
    return {
        folder.name: decode_diff(load(folder / f"{FORM}.diff.json"))
        for folder in sorted(SAMPLES.iterdir())
    }


@cache
def members() -> list[Member]:
    """The samples as members of the form."""
    return [
        Member(Subject(code, load(SAMPLES / code / "about.json")["name"], 1), core(), diff)
        for code, diff in diffs().items()
    ]


@cache
def candidate(title: str) -> Candidate:
    """What the samples have in common under this title."""
    below = below_core(core(), members(), form=FORM)
    return next(one for one in below.candidates if one.title == title)


def told(*titles: str, **more: Any) -> Proposed:
    chosen = [candidate(title) for title in titles]
    draft = drafted(core(), chosen, **more)
    return proposed(core(), draft, members(), form=FORM, version="1.0.0", candidates=chosen)


def test_three_diffs_shrink_one_of_them_under_another_name_and_nothing_breaks() -> None:
    found = told(SIBLINGS)
    assert found.version == "1.1.0"
    assert found.changed == ("/siblings/*/birthOrder",)
    assert [(one.code, one.gone, one.left) for one in found.kept] == [(c, 1, ()) for c in THREE]
    assert found.kept[1].names == {"/siblings/*/siblingOrder": "/siblings/*/birthOrder"}
    assert all(isinstance(one.verdict, Proved) for one in found.kept)
    assert {m.applicants.effect for m in found.what_if.impact.municipalities} == {"none", "widens"}
    for code in THREE:
        done = rebase(core(), found.what_if.core, diffs()[code], new_version="1.1.0")
        assert len(done.diff.changes) == len(diffs()[code].changes) - 1


def test_the_draft_is_written_as_the_house_writes() -> None:
    draft: Any = told(SIBLINGS).what_if.core
    assert lint_core(draft) == ()
    item = draft["properties"]["siblings"]["items"]["properties"]["birthOrder"]
    assert item == {
        "title": SIBLINGS,
        "description": "年上から数えて入力してください。",
        "type": "integer",
        "minimum": 1,
        "maximum": 10,
        "x-synonyms": ["何番目の子か"],
        "x-formerly": ["/siblings/*/birthOrder", "/siblings/*/siblingOrder"],
        "x-order": 40,
    }


def test_the_city_with_another_name_keeps_its_form_and_its_applications() -> None:
    code = "992020"
    draft = drafted(core(), [candidate(SIBLINGS)])
    done = rebase(core(), draft, diffs()[code], new_version="1.1.0").diff
    assert done.aliases == {"/siblings/*/birthOrder": "siblingOrder"}
    form = read_form(load(SAMPLES / code / "form.json"), draft, done.aliases)
    report = check(
        draft,
        form.schema,
        core_input=Input("core", digest(draft)),
        form_input=Input("form", digest(form.schema), municipality=code),
        declared=done,
    )
    unexplained = [f for f in report.findings if f.klass == "unexplained"]
    assert [f.item for f in unexplained if catalogue()[f.rule].aspect != "wording"] == []


def test_an_application_that_was_filled_in_with_the_old_name_is_still_accepted() -> None:
    diff = diffs()["992020"]
    draft = drafted(core(), [candidate(SIBLINGS)])
    done = rebase(core(), draft, diff, new_version="1.1.0").diff
    with_siblings: dict[str, Any] = {
        "required": ["siblings"],
        "properties": {"siblings": {"minItems": 1, "items": {"required": ["siblingOrder"]}}},
    }
    made = instance({"allOf": [apply(core(), diff), with_siblings]})
    assert isinstance(made, Found)
    form = validator(apply(draft, done))
    assert form.refusals(made.value)
    assert not form.refusals(answers_in_core_names(made.value, done.aliases))


SAID: dict[Lang, tuple[str, ...]] = {
    "ja": (
        "例示が丘市(992020)",
        "別名が同じ",
        "6 自治体のうち 3 自治体",
        "すべて受け付ける(判定済み)",
    ),
    "en": ("例示が丘市(992020)", "same other name", "3 of 6", "all accepted (proved)"),
}


@pytest.mark.parametrize("lang", SAID)
def test_the_evidence_says_who_why_and_what_for(lang: Lang) -> None:
    page = evidence(told(SIBLINGS), lang=lang)
    for word in SAID[lang]:
        assert word in page


def test_an_item_in_another_group_is_put_before_its_city() -> None:
    found = told("通勤経路", names={candidate("通勤経路").id: "commutingRoute"})
    kept = {one.code: one for one in found.kept}
    elsewhere = {code: one.elsewhere for code, one in kept.items() if one.elsewhere}
    assert elsewhere == {"992011": ("/guardians/*/employer/commutingRoute",)}
    assert kept["999903"].names == {"/guardians/*/h_tsukin": "/guardians/*/commutingRoute"}
    assert "自治体が決めます" in evidence(found, lang="ja")


def test_an_item_that_a_city_asks_for_stays_asked_for() -> None:
    found = told("おやつ")
    left = {one.code: one.left for one in found.kept}
    name = found.changed[0]
    assert left == {"992020": (name,), "999903": (name,)}
    assert all(isinstance(one.verdict, Proved) for one in found.kept)


def test_several_candidates_and_free_changes_go_into_one_draft() -> None:
    free = Change("/remark", (Op("add", "/properties/remark/x-synonyms/-", value="備考欄"),))
    with pytest.raises(DocumentError):
        drafted(core(), [], [free])
    words = Op("replace", "/properties/remark/title", was=core()["properties"]["remark"]["title"], value="連絡事項")  # type: ignore[index,call-overload] # fmt: skip
    chosen = [candidate(SIBLINGS), candidate("おやつ")]
    draft: Any = drafted(core(), chosen, [Change("/remark", (words,))])
    assert draft["properties"]["remark"]["title"] == "連絡事項"
    assert lint_core(draft) == ()


@pytest.mark.parametrize(
    ("names", "kind"),
    [({"x": "fullName"}, "proposal-name-candidate"), ({"": "fullName"}, "proposal-name-taken"), ({"": "Bad-Name"}, "item-name-refused")],
    ids=["no such candidate", "in the core already", "a name that the house refuses"],
)  # fmt: skip
def test_a_name_is_refused_where(names: dict[str, str], kind: str) -> None:
    one = candidate(SIBLINGS)
    with pytest.raises(DocumentError) as error:
        drafted(core(), [one], names={id_ or one.id: name for id_, name in names.items()})
    found = error.value.problems[0]
    assert found.type == kind
    assert all(explain(found, "ja"))
    assert all(explain(found, "en"))
