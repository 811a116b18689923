"""Do the published JSON Schema of local diffs and the program agree on what a local diff is?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.diff import decode_diff
from soroe.errors import DocumentError
from soroe.model import Basis, Change, Citation, LocalDiff, Op, Upper
from soroe.schema import check_schema, validator
from tests.schemas.library import SCHEMAS, load
from tests.schemas.mutations import broken, document

META = load(SCHEMAS / "meta" / "local-diff.json")
SAMPLES = sorted((SCHEMAS / "samples").glob("*/*.diff.json"))
BEYOND_A_SCHEMA = {
    "citation-kind-differs",
    "citation-national",
    "citation-unknown",
    "citation-year-impossible",
    "date-order",
    "date-order-until",
    "operation-twice",
}
"""What only a program can tell: it compares two places of the document."""

EXAMPLE: dict[str, Any] = {
    "$schema": "https://registry.example.jp/meta/local-diff.json",
    "form": "gakudo-application",
    "core": "1.0.0",
    "municipality": "999903",
    "effectiveFrom": "2027-04-01",
    "over": "990001@2",
    "citations": {
        "rule": {
            "kind": "規則",
            "title": "例示市学童クラブ条例施行規則",
            "number": "平成27年規則第11号",
            "promulgated": "2015-03-31",
            "inForceFrom": "2015-04-01",
            "url": "https://www.example.jp/reiki/rule.html",
            "inForceUntil": "2030-03-31",
            "asOf": "2026-11-22",
            "upper": [
                {
                    "law": "児童福祉法",
                    "number": "昭和22年法律第164号",
                    "lawId": "322AC0000000164",
                    "article": "第34条の8第1項",
                }
            ],
        },
        "habit": {"kind": "慣行", "title": "窓口での聞き取り"},
    },
    "aliases": {"/child/school/grade": "学年"},
    "changes": [
        {
            "item": "/child/school/grade",
            "ops": [
                {
                    "op": "replace",
                    "path": "/properties/child/properties/school/properties/grade/maximum",
                    "was": 6,
                    "value": 3,
                }
            ],
            "basis": {"cite": "rule", "article": "第3条第1項"},
            "reason": "対象は小学校第3学年まで",
        },
        {
            "item": "/guardians/*/reasons",
            "ops": [
                {
                    "op": "remove",
                    "path": "/properties/guardians/items/properties/reasons/items/enum",
                    "value": "job-seeking",
                },
                {"op": "add", "path": "/required", "value": "siblings"},
            ],
        },
    ],
}


def decodes(value: Any) -> bool:
    """Whether the program reads it, leaving aside what no schema can tell."""
    try:
        decode_diff(value)
    except DocumentError as e:
        return all(p.type in BEYOND_A_SCHEMA for p in e.problems)
    return True


def test_the_schema_is_a_schema() -> None:
    assert check_schema(META) == ()


def test_the_example_is_a_local_diff_for_both() -> None:
    assert validator(META).errors(EXAMPLE) == []
    assert document(decode_diff(EXAMPLE)) == EXAMPLE


def test_both_refuse_the_same_broken_documents() -> None:
    judge = validator(META)
    differ = [what for what, d in broken(EXAMPLE) if judge.is_valid(d) != decodes(d)]
    assert differ == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.parent.name)
def test_the_samples_are_local_diffs(path: Path) -> None:
    assert validator(META).errors(load(path)) == []


pointers = st.lists(st.text(max_size=4), min_size=1, max_size=3).map(
    lambda steps: "".join("/" + s.replace("~", "~0").replace("/", "~1") for s in steps)
)
values = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3)
texts = st.text(min_size=1, max_size=8)
dates = st.none() | st.dates().map(str)
ops = st.one_of(
    st.builds(Op, op=st.just("add"), path=pointers, value=values),
    st.builds(Op, op=st.just("remove"), path=pointers, was=values),
    st.builds(Op, op=st.just("remove"), path=pointers, value=values),
    st.builds(Op, op=st.just("replace"), path=pointers, was=values, value=values),
)
changes = st.builds(
    Change,
    item=pointers,
    ops=st.lists(ops, min_size=1, max_size=3).map(tuple),
    basis=st.none() | st.builds(Basis, cite=texts, article=st.none() | texts),
    reason=st.text(max_size=8),
)
uppers = st.builds(
    Upper,
    law=texts,
    number=st.none() | texts,
    law_id=st.none() | st.just("426M60000100063"),
    article=st.none() | texts,
)
citations = st.builds(
    Citation,
    kind=st.sampled_from(["条例", "規則", "要綱", "慣行"]),
    title=texts,
    number=st.none() | texts,
    promulgated=dates,
    in_force_from=dates,
    url=st.none() | st.just("https://www.example.jp/reiki"),
    in_force_until=dates,
    as_of=dates,
    upper=st.lists(uppers, max_size=2).map(tuple),
)
diffs = st.builds(
    LocalDiff,
    form=st.just("gakudo-application"),
    core=st.just("1.0.0"),
    municipality=st.just("999903"),
    changes=st.lists(changes, max_size=3).map(tuple),
    schema=st.none() | texts,
    effective_from=dates,
    citations=st.dictionaries(st.sampled_from(["rule", "habit-2"]), citations),
    aliases=st.dictionaries(pointers, texts, max_size=2),
    over=st.none() | st.just("990001@2"),
)


@given(diffs)
def test_what_the_program_writes_the_schema_accepts_and_the_program_reads(diff: LocalDiff) -> None:
    written = document(diff)
    assert validator(META).errors(written) == []
    assert decodes(written)
