"""Is what cannot be true refused, and what is often a slip pointed out?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from soroe.citation import (
    CLASS,
    ORDER,
    Remark,
    check_citations,
    cite,
    contradictions,
    explain,
    kind_of,
    rank,
    read,
    remarks,
    remarks_of_basis,
    to_citation,
)
from soroe.diff import decode_diff
from soroe.errors import DocumentError
from soroe.locale import explain as explain_problem
from soroe.locale import table
from soroe.model import Basis, Citation, CitationKind
from tests.house.tree import REGISTRY, SOROE, python
from tests.schemas.library import SCHEMAS, load

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "checks.json").read_bytes()
)
SAMPLES = sorted((SCHEMAS / "samples").glob("*/*.diff.json"))


def citation(plain: dict[str, Any]) -> Citation:
    return msgspec.convert(plain, Citation)


def diff(citations: dict[str, Any], *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    op = {"op": "add", "path": "/a", "value": 1}
    made = [{"item": "/a", "ops": [{**op, "path": f"/{i}"}], **c} for i, c in enumerate(changes)]
    head = {"form": "f", "core": "1.0.0", "municipality": "999903"}
    return {**head, "citations": citations, "changes": made, **more}


@pytest.mark.parametrize("case", CASES["contradictions"], ids=lambda c: c["name"])
def test_what_cannot_be_true_is_found_with_its_place(case: dict[str, Any]) -> None:
    found = contradictions(citation(case["citation"]), "/citations/x")
    assert [[p.type, p.at.removeprefix("/citations/x")] for p in found] == case["found"]
    for problem in found:
        assert all(explain_problem(problem, "ja"))
        assert all(explain_problem(problem, "en"))


@pytest.mark.parametrize("case", CASES["contradictions"], ids=lambda c: c["name"])
def test_a_diff_that_contradicts_itself_is_refused(case: dict[str, Any]) -> None:
    document = diff({"x": case["citation"]})
    try:
        decode_diff(document)
        found = []
    except DocumentError as e:
        found = [[p.type, p.at.removeprefix("/citations/x")] for p in e.problems]
    assert found == case["found"]


@pytest.mark.parametrize("field", ["promulgated", "inForceFrom", "inForceUntil", "asOf"])
def test_a_date_of_a_citation_is_a_day_of_the_calendar(field: str) -> None:
    document = diff({"x": {"kind": "規則", "title": "例示市規則", field: "2015-02-29"}})
    with pytest.raises(DocumentError) as caught:
        decode_diff(document)
    assert [(p.type, p.at) for p in caught.value.problems] == [
        ("date-invalid", f"/citations/x/{field}")
    ]


@pytest.mark.parametrize("case", CASES["remarks"], ids=lambda c: c["name"])
def test_what_is_often_a_slip_is_pointed_out(case: dict[str, Any]) -> None:
    found = remarks(citation(case["citation"]), "/x", case.get("effectiveFrom"))
    assert [[r.type, r.at.removeprefix("/x")] for r in found] == case["found"]
    assert contradictions(citation(case["citation"])) == ()
    for remark in found:
        assert all(explain(remark, "ja"))
        assert all(explain(remark, "en"))


@pytest.mark.parametrize("case", CASES["places"], ids=lambda c: f"{c['kind']} {c['article']}")
def test_the_place_in_a_text_is_looked_at(case: dict[str, Any]) -> None:
    cited = Citation(kind=case["kind"], title="例示市の文書")
    found = remarks_of_basis(Basis("x", case["article"]), cited, "/changes/0/basis")
    assert (found[0].type if found else None) == case["found"]
    for remark in found:
        assert all(explain(remark, "ja"))


def test_all_remarks_on_a_diff_come_in_order_with_their_places() -> None:
    document = diff(
        {
            "rule": {"kind": "規則", "title": "例示市規則", "inForceUntil": "2026-03-31"},
            "old": {"kind": "要綱", "title": "例示市要綱"},
        },
        {
            "basis": {"cite": "rule", "article": "3条1項"},
            "reason": "児童福祉法第34条の7によります。",
        },
        {"reason": "児童福祉法第34条の8によります。"},
        effectiveFrom="2027-04-01",
    )
    found = check_citations(decode_diff(document))
    assert [(r.type, r.at) for r in found] == [
        ("citation-repealed", "/citations/rule"),
        ("citation-unused", "/citations/old"),
        ("citation-place-informal", "/changes/0/basis/article"),
        ("citation-superseded", "/changes/0/reason"),
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.parent.name)
def test_the_samples_cite_without_a_slip(path: Path) -> None:
    declared = decode_diff(load(path))
    assert check_citations(declared) == ()
    for change in declared.changes:
        assert change.basis is not None
        shown = cite(declared.citations[change.basis.cite], change.basis.article)
        kind = declared.citations[change.basis.cite].kind
        assert kind == "慣行" or read(shown).whole, shown


def test_the_order_of_texts_is_whole_and_law_stands_above_guidance() -> None:
    kinds: tuple[CitationKind, ...] = get_args(CitationKind)
    assert set(ORDER) == set(CLASS) == set(kinds)
    assert sorted(kinds, key=rank) == list(ORDER) == ["条例", "規則", "要綱", "慣行"]
    assert [CLASS[kind] for kind in ORDER] == ["grounded", "grounded", "practice", "practice"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("例示市学童クラブ条例（平成27年条例第12号）", "条例"),
        ("例示市学童クラブ条例施行規則", "規則"),
        ("平成27年規則第11号", "規則"),
        ("例示市入会要綱（令和5年告示第7号）", "要綱"),
        ("4例厚児第209号", "要綱"),
        ("例示市入会基準（令和5年例示市規則第7号）", "規則"),
        ("例示市規程（令和5年訓令第7号）", "要綱"),
        ("例示市規程（令和5年規程第7号）", None),
        ("例示市規則（平成27年条例第12号）", None),
        ("児童福祉法（昭和22年法律第164号）", None),
        ("窓口での聞き取り", None),
    ],
)
def test_the_kind_is_told_only_where_title_and_number_leave_no_doubt(
    text: str, kind: str | None
) -> None:
    assert kind_of(read(text).reference) == kind


def test_a_pasted_header_becomes_a_citation_with_the_official_number() -> None:
    pasted = "○例示市学童クラブ条例施行規則\n平成二十七年三月三十一日\n規則第十一号\n(平成27年4月1日施行)"
    made = to_citation(read(pasted).reference)
    assert made == Citation(
        kind="規則",
        title="例示市学童クラブ条例施行規則",
        number="平成27年規則第11号",
        promulgated="2015-03-31",
        in_force_from="2015-04-01",
    )
    assert (
        cite(made, "第三条第一項") == "例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項"
    )


def test_no_citation_is_made_of_half_a_text() -> None:
    assert to_citation(read("平成27年規則第11号").reference) is None
    assert to_citation(read("例示市入会基準").reference) is None


def test_a_document_number_gets_no_year_from_its_day() -> None:
    made = to_citation(read("例示市要綱（令和4年9月30日制定 4例厚児第209号）").reference)
    assert made is not None
    assert (made.number, made.promulgated) == ("4例厚児第209号", "2022-09-30")


def test_what_cannot_be_read_is_cited_as_it_stands() -> None:
    assert (
        cite(Citation(kind="要綱", title="例示市要綱", number="市長決裁"), "3-1")
        == "例示市要綱（市長決裁）3-1"
    )
    assert cite(Citation(kind="慣行", title="窓口での聞き取り")) == "窓口での聞き取り"


def test_every_remark_has_its_sentences_and_every_sentence_a_remark() -> None:
    sources = "\n".join(p.read_text() for p in python(SOROE) if "citation" in p.parts)
    ids = set(re.findall(r'"((?:citation|law|suggest)-[a-z-]+)"', sources))
    known = set(table("citations", "ja"))
    elsewhere = "\n".join(p.read_text() for tree in (SOROE, REGISTRY) for p in python(tree))
    raised = set(re.findall(r'"((?:basis|citation)-[a-z-]+)"', elsewhere))
    assert known <= ids | raised
    assert ids - known <= set(table("problems", "ja"))
    for remark in sorted(known):
        parts = set(table("citations", "ja")[remark])
        assert parts in ({"title", "detail", "remedy"}, {"reason"})


def test_a_remark_on_a_date_is_explained_in_the_words_of_its_problem() -> None:
    (remark,) = read("昭和65年4月1日").remarks
    assert "平成2年4月1日" in "".join(explain(remark, "ja"))
    assert isinstance(remark, Remark)
