"""Is the number of a version computed from what the form accepts?"""

from typing import Any

import pytest

from soroe.errors import RegistryError
from soroe.judgement import Judgement, judge, refuse
from soroe.locale import explain
from soroe.model import Proved, Refuted, Undecided
from soroe.schema import validator
from soroe.testing import MemoryRegistry
from soroe.versions import Level, Version, parse

OLD: dict[str, Any] = {
    "title": "学童クラブ利用申請",
    "type": "object",
    "properties": {
        "grade": {"title": "学年", "type": "integer", "minimum": 1, "maximum": 6},
        "note": {"title": "備考", "type": "string"},
    },
    "required": ["grade"],
    "additionalProperties": False,
}


def grade(**more: Any) -> dict[str, Any]:
    given = {**OLD["properties"]["grade"], **more}
    return {**OLD, "properties": {**OLD["properties"], "grade": given}}


LEVELS = [
    ("the same", OLD, "patch"),
    ("another wording", grade(title="児童の学年", description="4月からの学年"), "patch"),
    ("something more is accepted", grade(maximum=9), "minor"),
    ("an optional item more", {**OLD, "properties": {**OLD["properties"], "x": {}}}, "minor"),
    ("something is no longer accepted", grade(maximum=3), "major"),
    ("one thing more and another less", grade(minimum=2, maximum=9), "major"),
    ("a required item more", {**OLD, "required": ["grade", "note"]}, "major"),
]


@pytest.mark.parametrize(("new", "level"), [c[1:] for c in LEVELS], ids=[c[0] for c in LEVELS])
def test_the_level_follows_from_what_is_accepted(new, level):
    judgement = judge(OLD, new)
    assert judgement.level == level
    if level == "patch":
        assert judgement.witness is None
        assert judgement.example == ""
        return
    accepting, refusing = (OLD, new) if level == "major" else (new, OLD)
    assert validator(accepting).is_valid(judgement.witness)
    assert not validator(refusing).is_valid(judgement.witness)
    assert judgement.example


def test_what_cannot_be_decided_counts_as_a_change_of_what_is_accepted():
    gone = Undecided("budget")
    assert refuse("1.0.0", "1.9.0", Judgement("major", gone, Proved())) is not None
    assert refuse("1.0.0", "2.0.0", Judgement("major", gone, Proved())) is None


NUMBERS = [
    ("patch", "1.2.3", "1.2.4", None),
    ("patch", "1.2.3", "1.2.9", None),
    ("patch", "1.2.3", "3.0.0", None),
    ("minor", "1.2.3", "1.2.4", "1.3.0"),
    ("minor", "1.2.3", "1.3.0", None),
    ("minor", "1.9.0", "1.10.0", None),
    ("minor", "1.2.3", "2.0.0", None),
    ("major", "1.2.3", "1.3.0", "2.0.0"),
    ("major", "1.2.3", "2.0.0", None),
    ("major", "9.0.0", "10.0.0", None),
]


@pytest.mark.parametrize(("level", "old", "new", "smallest"), NUMBERS)
def test_a_number_smaller_than_computed_is_refused_with_the_smallest_allowed(
    level, old, new, smallest
):
    told = Refuted({"grade": 4})
    forward, backward = (told, Proved()) if level == "major" else (Proved(), told)
    problem = refuse(old, new, Judgement(level, forward, backward, example="学年: 4"))
    assert (problem.params["smallest"] if problem else None) == smallest


def test_the_refusal_names_the_application_in_words_in_both_languages():
    problem = refuse("1.0.0", "1.1.0", judge(OLD, grade(maximum=3)))
    assert problem is not None
    assert problem.type == "version-too-small"
    for lang in ("ja", "en"):
        title, detail, remedy = explain(problem, lang)
        assert title
        assert "学年: " in detail
        assert "2.0.0" in remedy


@pytest.mark.parametrize(
    ("verdicts", "kind"),
    [
        ((Refuted({}), Proved()), "version-too-small"),
        ((Proved(), Refuted({})), "version-too-small-wider"),
        ((Undecided("budget"), Proved()), "version-too-small-undecided"),
        ((Proved(), Undecided("budget")), "version-too-small-undecided"),
    ],
)
def test_the_refusal_says_why(verdicts, kind):
    level: Level = "minor" if isinstance(verdicts[0], Proved) else "major"
    problem = refuse("1.0.0", "1.0.1", Judgement(level, *verdicts))
    assert problem is not None
    assert problem.type == kind
    assert explain(problem, "ja")[1]


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0 ", "v1.0.0", "1.-1.0", "１.0.0", "1.0.x"]
)
def test_what_is_not_three_plain_numbers_is_no_version(text):
    assert parse(text) is None


def test_versions_compare_by_their_numbers():
    assert parse("1.10.0") == Version(1, 10, 0)
    found = [parse(text) for text in ("1.10.0", "1.9.0", "2.0.0", "1.0.11")]
    rising = ["1.0.11", "1.9.0", "1.10.0", "2.0.0"]
    assert [str(v) for v in sorted(v for v in found if v is not None)] == rising
    assert str(Version(1, 10, 0)) == "1.10.0"


@pytest.mark.parametrize(
    ("old", "new"), [("1.0.0", "1.0.0"), ("1.1.0", "1.0.9"), ("x", "1.0.0"), ("1.0.0", "x")]
)
def test_numbers_that_do_not_rise_are_not_judged(old, new):
    with pytest.raises(ValueError, match=old):
        refuse(old, new, Judgement("patch", Proved(), Proved()))


def test_the_registry_in_memory_refuses_what_the_real_one_refuses():
    registry = MemoryRegistry()
    registry.publish_core("f", "1.9.0", OLD)
    with pytest.raises(RegistryError) as caught:
        registry.publish_core("f", "1.10.0", grade(maximum=3))
    assert (caught.value.status, caught.value.problem.type) == (422, "version-too-small")
    assert registry.publish_core("f", "2.0.0", grade(maximum=3)).created
