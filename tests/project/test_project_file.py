"""Is a project file read as it is meant, and is every mistake in it named with its line?"""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any, cast

import jsonschema
import pytest

from soroe.errors import DocumentError
from soroe.project import decode_project
from soroe.project.lines import line_of
from tests.schemas.library import SCHEMAS, load

GOOD = """\
# 見出し
baseline = "known.json"

[source]
registry = "https://registry.example"

[policy]
fail-on = "practice"
grounded.widens = "fail"
waivers = "pass"

[[forms]]
files = ["forms/*.json",
         "exports/**/*.xlsx"]
form = "gakudo-application"
version = ">=1.1,<2"
municipality = "999903"
names."/child/grade" = "学年"
names."備考" = false

[[forms]]
files = ["b.json"]
core = "core.json"
diff = "b.diff.json"

[[waivers]]
fingerprint = "0123456789ab"
reason = "来年度に直す"
expires = 2027-03-31
[[waivers]]
rule = "maximum-lowered"
item = "/child/grade"
file = "forms/*"
reason = "条例の改正を待つ"
expires = 2027-03-31
"""


def read(text: str, *, bom: bool = False, crlf: bool = False) -> object:
    data = text.replace("\n", "\r\n") if crlf else text
    return decode_project(data.encode("utf-8-sig" if bom else "utf-8"), "soroe.toml")


def test_everything_that_may_be_said_is_read() -> None:
    project = decode_project(GOOD.encode(), "soroe.toml")
    first, second = project.forms
    assert first.files == ("forms/*.json", "exports/**/*.xlsx")
    assert (first.form, first.version) == ("gakudo-application", ">=1.1,<2")
    assert first.names == {"/child/grade": "学年", "備考": False}
    assert (second.core, second.diff) == ("core.json", "b.diff.json")
    assert (project.policy.fail_on, project.policy.grounded) == ("practice", {"widens": "fail"})
    assert project.waivers[0].expires == date(2027, 3, 31)
    assert project.baseline == "known.json"


def test_what_windows_editors_write_is_the_same() -> None:
    assert read(GOOD, bom=True, crlf=True) == read(GOOD)


FORM = '[[forms]]\nfiles = ["a.json"]\nform = "x"\n'
WAIVER = FORM + '[[waivers]]\nreason = "r"\nexpires = 2027-03-31\n'
MISTAKES = {
    "no TOML": ("[[forms]\n", "project-not-toml", 1),
    "open text": ('a = "b\n', "project-not-toml", 1),
    "nothing": ("", "project-empty", None),
    "unknown table": (FORM + "[chekc]\na = 1\n", "project-unknown-key", 4),
    "unknown key": (FORM + 'versoin = "1"\n', "project-unknown-key", 4),
    "no files": ('[[forms]]\nform = "x"\n', "project-missing-key", 1),
    "empty files": ('[[forms]]\nform = "x"\nfiles = []\n', "project-missing-key", 3),
    "files no list": ('[[forms]]\nform = "x"\nfiles = "a"\n', "project-wrong-value", 3),
    "files of numbers": (
        '[[forms]]\nform = "x"\nfiles = [\n  "a",\n  1,\n]\n',
        "project-wrong-value",
        3,
    ),
    "from the root": ('[[forms]]\nform = "x"\nfiles = ["/etc/*"]\n', "project-pattern", 3),
    "a drive": ("[[forms]]\nform = 'x'\nfiles = ['C:\\a']\n", "project-pattern", 3),
    "neither form nor core": ('[[forms]]\nfiles = ["a"]\n', "project-one-of", 1),
    "form and core": (FORM + 'core = "c.json"\n', "project-one-of", 1),
    "a version of a file": (
        '[[forms]]\nfiles = ["a"]\ncore = "c.json"\nversion = "1"\n',
        "project-together",
        4,
    ),
    "a strange version": (FORM + 'version = "v1"\n', "version-range-invalid", 4),
    "half a range": (FORM + 'version = ">="\n', "version-range-invalid", 4),
    "no municipality": (FORM + 'municipality = "999901"\n', "check-digit-wrong", 4),
    "below without a diff": (FORM + 'below = ["p.json"]\n', "project-needs", 4),
    "two sources": (
        FORM + '[source]\nregistry = "https://r.example"\nbundle = "b.txt"\n',
        "project-one-of",
        6,
    ),
    "unknown level": (FORM + '[policy]\nfail-on = "always"\n', "project-wrong-value", 5),
    "unknown effect": (FORM + '[policy]\npractice.shrinks = "fail"\n', "project-wrong-value", 5),
    "no reason": (
        FORM + '[[waivers]]\nfingerprint = "0123456789ab"\nexpires = 2027-03-31\n',
        "project-missing-key",
        4,
    ),
    "blank reason": (
        FORM + '[[waivers]]\nreason = " "\nexpires = 2027-03-31\nfingerprint = "0123456789ab"\n',
        "project-missing-key",
        5,
    ),
    "no day": (FORM + '[[waivers]]\nreason = "r"\nexpires = "soon"\n', "project-wrong-value", 6),
    "nothing waived": (WAIVER, "project-waiver-unclear", 4),
    "a rule without an item": (WAIVER + 'rule = "item-added"\n', "project-waiver-unclear", 4),
    "both ways": (
        WAIVER + 'rule = "item-added"\nitem = "/a"\nfingerprint = "0123456789ab"\n',
        "project-waiver-unclear",
        4,
    ),
    "no fingerprint": (WAIVER + 'fingerprint = "xyz"\n', "fingerprint-invalid", 7),
    "unknown rule": (WAIVER + 'rule = "item-aded"\nitem = "/a"\n', "project-rule-unknown", 7),
    "no pointer": (WAIVER + 'rule = "item-added"\nitem = "a"\n', "pointer-invalid", 8),
    "the second of three": (FORM + FORM.replace('form = "x"', "form = 1") + FORM, "project-wrong-value", 6),
    "an inline table": ('forms = [{files = ["a"], form = 1}]\n', "project-wrong-value", 1),
    "a dotted key": (FORM + "\npolicy.fail-on = 1\n", "project-unknown-key", 5),
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "line"), MISTAKES.values(), ids=MISTAKES)
def test_every_mistake_is_named_with_its_line(text: str, kind: str, line: int | None) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text)
    problem = caught.value.problem
    assert (problem.type, problem.line) == (kind, line)
    assert problem.params["file"] == "soroe.toml"


def test_another_encoding_is_told() -> None:
    with pytest.raises(DocumentError) as caught:
        decode_project("# 様式\n".encode("cp932"), "soroe.toml")
    assert caught.value.problem.type == "not-utf-8"


def test_a_file_of_any_size_is_not_taken_in() -> None:
    with pytest.raises(DocumentError) as caught:
        decode_project(b"#" * 300_000, "soroe.toml")
    assert caught.value.problem.type == "file-too-large"


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("baseline",), 2),
        (("source",), 4),
        (("policy", "grounded", "widens"), 9),
        (("forms", 0), 12),
        (("forms", 0, "files"), 13),
        (("forms", 0, "files", 1), 13),
        (("forms", 0, "form"), 15),
        (("forms", 0, "names", "備考"), 19),
        (("forms", 1, "diff"), 24),
        (("forms", 1, "version"), 21),
        (("waivers", 1), 30),
        (("forms", 7), 12),
        (("nothing",), None),
    ],
)
def test_the_line_of_a_key_is_found(steps: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(GOOD, steps) == line


def test_what_the_project_schema_takes_is_what_the_program_takes() -> None:
    judge = jsonschema.Draft202012Validator(cast("Any", load(SCHEMAS / "meta" / "project.json")))
    assert [e.message for e in judge.iter_errors(_plain(tomllib.loads(GOOD)))] == []
    decode_project(GOOD.encode(), "soroe.toml")
    beyond = {  # what no JSON Schema can say, or says of other texts only
        "no TOML", "open text", "no municipality", "half a range", "a strange version",
        "from the root", "a drive", "unknown rule", "no pointer", "two sources",
        "below without a diff", "a version of a file",
    }  # fmt: skip
    for name, (text, _, _) in MISTAKES.items():
        if name not in beyond:
            assert list(judge.iter_errors(_plain(tomllib.loads(text)))), name
            with pytest.raises(DocumentError):
                decode_project(text.encode(), "soroe.toml")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
