"""Do the published JSON Schema of the findings report and the program agree on its shape?"""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from soroe.model import (
    Effect,
    Finding,
    Input,
    Note,
    Place,
    Proved,
    Refuted,
    Report,
    SlotFinding,
    SlotKind,
    Undecided,
    Unmet,
)
from soroe.schema import check_schema, validator
from tests.schemas.library import SCHEMAS, load
from tests.schemas.mutations import broken, document

META = load(SCHEMAS / "meta" / "findings-report.json")

DIGEST = "sha256:" + "0" * 64
EXAMPLE = Report(
    schema="https://registry.example.jp/meta/findings-report.json",
    core=Input("gakudo-application", DIGEST, version="1.0.0"),
    form=Input("form.json", DIGEST, municipality="999903", revision=2),
    core_in_form=Refuted({"grade": 4}),
    form_in_core=Proved(),
    findings=(
        Finding(
            rule="maximum-lowered",
            item="/child/school/grade",
            title="学年",
            form_title="新学年",
            effect="narrows",
            klass="grounded",
            fingerprint="0123456789abcdef",
            core=Place("/properties/grade/maximum"),
            form=Place("/properties/grade/maximum", 12, 7),
            before=6,
            after=3,
            core_in_form=Undecided("budget"),
            form_in_core=Proved(),
            change=0,
            basis="例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項",
            reason="対象は小学校第3学年まで",
            layer="990001@2",
        ),
    ),
    unmet=(Unmet(1, "/siblings", "きょうだいは必ず入力する", "990001@2"),),
    slots=(
        SlotFinding(
            type="delegated-outside",
            item="/child/school/grade",
            place="/properties/child/properties/school/properties/grade",
            allowed="minimum 1, maximum 6",
            change=0,
            effect="widens",
            core_in_form=Proved(),
            form_in_core=Refuted(7),
            law="例示法第1条",
            findings=("0123456789abcdef",),
            layer="990001@2",
        ),
    ),
    notes=(Note("label-skipped", "/properties/x", {"label": "区切り"}),),
    summary={"class": {"grounded": 1}},
)


def decodes(value: Any) -> bool:
    try:
        msgspec.convert(value, Report)
    except msgspec.ValidationError:
        return False
    return True


def test_the_schema_is_a_schema() -> None:
    assert check_schema(META) == ()


def test_a_report_with_everything_in_it_is_accepted() -> None:
    written = document(EXAMPLE)
    assert validator(META).errors(written) == []
    assert msgspec.convert(written, Report) == EXAMPLE


def test_both_refuse_the_same_broken_reports() -> None:
    judge = validator(META)
    written = document(EXAMPLE)
    differ = [what for what, d in broken(written) if judge.is_valid(d) != decodes(d)]
    assert differ == []


texts = st.text(max_size=8)
maybe = st.none() | texts
verdicts = st.one_of(
    st.just(Proved()), st.builds(Refuted, st.integers()), st.builds(Undecided, texts)
)
inputs = st.builds(
    Input, texts, st.just(DIGEST), maybe, maybe, st.none() | st.integers(min_value=1)
)
lines = st.none() | st.integers(min_value=1)
places = st.none() | st.builds(Place, texts, lines, lines)
findings = st.builds(
    Finding,
    rule=st.just("choice-removed"),
    item=texts,
    title=texts,
    effect=st.sampled_from(get_args(Effect)),
    klass=st.sampled_from(["grounded", "practice", "unexplained"]),
    fingerprint=texts,
    core=places,
    form=places,
    before=st.integers() | texts,
    core_in_form=verdicts,
    form_in_core=verdicts,
    change=st.none() | st.integers(min_value=0),
    reason=maybe,
    layer=maybe,
)
slots = st.builds(
    SlotFinding,
    type=st.sampled_from(get_args(SlotKind)),
    item=texts,
    place=texts,
    allowed=texts,
    change=st.none() | st.integers(min_value=0),
    effect=st.sampled_from(get_args(Effect)),
    form_in_core=verdicts,
    law=texts,
    findings=st.lists(texts, max_size=2).map(tuple),
)
reports = st.builds(
    Report,
    core=inputs,
    form=inputs,
    core_in_form=verdicts,
    form_in_core=verdicts,
    findings=st.lists(findings, max_size=3).map(tuple),
    slots=st.lists(slots, max_size=2).map(tuple),
    summary=st.dictionaries(texts, st.dictionaries(texts, st.integers(min_value=0)), max_size=2),
)


@given(reports)
def test_every_report_that_the_program_writes_is_accepted(report: Report) -> None:
    written = document(report)
    assert validator(META).errors(written) == []
    assert msgspec.convert(written, Report) == report
