"""Do all views of a run say the same, in the shape that their readers expect?"""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from importlib import import_module
from types import ModuleType
from typing import Any, cast
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring

import jsonschema
import pytest
from junitparser import JUnitXml

from soroe.check import check
from soroe.errors import Problem
from soroe.importers import read_form_file
from soroe.jsontext import read
from soroe.model import Input, Lang
from soroe.places import with_places
from soroe.project import CheckedForm, Policy, Run, Waiver
from soroe.project.judge import Judge
from soroe.project.run import Stale
from soroe.report import run_text, sarif
from soroe.rules import catalogue
from tests.client.samples import CORE, body, core
from tests.report.schemas import SARIF, published
from tests.schemas.library import SCHEMAS, load

DIGEST = "sha256:" + "0" * 64
FILE = "様式/学童 申請,1%.json"
EVIL = 'x</title><script>alert(1)</script>\n::error::y|`"\x07&'
FORMATS = ("run_json", "markdown", "html", "junit", "sarif", "github", "gitlab")


def checked(name: str, document: dict[str, Any], judge: Judge) -> CheckedForm:
    data = body(document)
    imported = read_form_file(data, name, cast("Any", CORE))
    inputs = Input("core", DIGEST), Input(name, imported.digest)
    made = check(cast("Any", CORE), imported.schema, core_input=inputs[0], form_input=inputs[1])
    report = with_places(made, data, imported)
    return CheckedForm(name, report, cast("Any", CORE), imported.schema, judge.judged(name, report))


def made() -> Run:
    """A file with everything, one with markup in its titles, one that is clean, one unreadable."""
    document = core(maximum=9, minimum=0, title="新しい学年")
    document["properties"]["name"]["maxLength"] = 20
    document["properties"]["kind"]["enum"] = ["new"]
    probe = checked(FILE, document, Judge(Policy(), date(2027, 1, 1)))
    marks = {j.rule: j.fingerprint for j in probe.judged}
    waivers = (
        Waiver("来年度 <b>直す</b>", date(2027, 3, 31), fingerprint=marks["maximum-raised"]),
        Waiver("前の担当の約束", date(2020, 3, 31), rule="choice-removed", item="/kind"),
        Waiver("もうない", date(2027, 3, 31), fingerprint="0" * 12),
    )
    known = frozenset({(FILE, marks["minimum-lowered"])})
    judge = Judge(Policy(), date(2027, 1, 1), waivers, known)
    markup = core(maximum=3, title=EVIL)
    forms = (
        checked(FILE, document, judge),
        checked("markup.json", markup, judge),
        checked("clean.json", core(), judge),
        CheckedForm(
            "broken.json",
            problems=(Problem("not-json", "", {"file": "broken.json", "detail": "x"}, 3, 7),),
        ),
    )
    return Run(
        forms,
        tuple(judge.waivers("soroe.toml", lambda index: 10 + index)),
        (Stale("gone.json", "0" * 12),),
        "soroe.toml",
        baseline=True,
        given=waivers,
    )


RUN = made()


def view(name: str) -> ModuleType:
    return import_module(f"soroe.report.{name}")


def rendered(name: str, lang: Lang = "ja") -> str:
    text: str = view(name).render(RUN, lang)
    return text


def test_the_run_has_a_finding_of_every_status() -> None:
    assert {j.status for form in RUN.forms for j in form.judged} == {
        "fails",
        "noted",
        "waived",
        "known",
    }
    assert [w.kind for w in RUN.waivers] == ["waiver-expired", "waiver-unused"]
    assert RUN.exit_code == 2


@pytest.mark.parametrize("name", [*FORMATS, "run_text"])
def test_a_view_is_the_same_each_time_and_complete_in_both_languages(name: str) -> None:
    again: str = view(name).render(made(), "ja")
    assert rendered(name) == again
    assert rendered(name).endswith("\n")
    english = rendered(name, "en")
    if name != "run_json":
        assert english != rendered(name)


@pytest.mark.parametrize("name", [*FORMATS, "run_text"])
def test_every_view_names_what_fails_and_what_could_not_be_read(name: str) -> None:
    told = unquote(rendered(name).replace("%2C", ","))
    for form in RUN.forms[:2]:
        for judged in form.of("fails"):
            if name not in ("gitlab", "github"):
                assert judged.fingerprint in told, judged.rule
            if name != "run_text":
                assert judged.rule in told
    assert "broken.json" in told


# ---- SARIF


def results(log: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = log["runs"][0]["results"]
    return found


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_sarif_is_what_its_official_schema_says(lang: Lang) -> None:
    schema = published(SARIF)
    assert "sarif" in schema["$id"]
    judge = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    log = json.loads(rendered("sarif", lang))
    assert [e.message for e in judge.iter_errors(log)] == []
    log["runs"][0]["results"][0]["level"] = "grave"
    log["runs"][0]["tool"]["driver"].pop("name")
    assert len(list(judge.iter_errors(log))) == 2


def test_sarif_without_findings_is_valid_as_well() -> None:
    log = json.loads(sarif.render(Run(RUN.forms[2:3], project="soroe.toml"), "ja"))
    assert list(jsonschema.Draft7Validator(published(SARIF)).iter_errors(log)) == []
    assert results(log) == []
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_sarif_has_place_mark_rule_page_and_what_became_of_it() -> None:
    log = json.loads(rendered("sarif"))
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    by_rule = {r["ruleId"]: r for r in results(log)}
    for result in results(log):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert re.fullmatch(r"[0-9a-f]{12}", result["partialFingerprints"][sarif.MARK])
        if result["ruleId"] in catalogue():
            assert "## " in rules[result["ruleIndex"]]["help"]["markdown"]
    waived = by_rule["maximum-raised"]
    assert "来年度 <b>直す</b>" in waived["suppressions"][0]["justification"]
    assert by_rule["minimum-lowered"]["baselineState"] == "unchanged"
    assert by_rule["choice-removed"]["baselineState"] == "new"
    assert by_rule["choice-removed"]["level"] == "error"
    place = by_rule["choice-removed"]["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == FILE
    lines = body(core(maximum=9, minimum=0, title="新しい学年")).decode().splitlines()
    kind = next(n for n, line in enumerate(lines, 1) if '"kind": {' in line)
    assert place["region"]["startLine"] == kind
    assert run["invocations"][0]["executionSuccessful"] is False


# ---- JUnit


def test_junit_is_read_by_another_reader_with_the_same_counts() -> None:
    suites = list(JUnitXml.fromstring(rendered("junit").encode()))
    assert [suite.name for suite in suites] == [*(f.file for f in RUN.forms), "soroe.toml"]
    counts = RUN.counts
    assert sum(s.failures for s in suites) == counts["fails"]
    assert sum(s.errors for s in suites) == counts["unreadable"]
    assert sum(s.skipped for s in suites) == counts["waived"] + counts["known"]
    for suite in suites:
        assert suite.tests == len(list(suite)) > 0
        names = [case.name for case in suite]
        assert len(set(names)) == len(names)


def test_junit_counts_are_those_of_its_cases_and_control_characters_are_visible() -> None:
    root = fromstring(rendered("junit"))
    assert root.tag == "testsuites"
    assert int(root.get("tests", "")) == len(root.findall("testsuite/testcase"))
    assert int(root.get("failures", "")) == len(root.findall("testsuite/testcase/failure"))
    assert int(root.get("errors", "")) == len(root.findall("testsuite/testcase/error"))
    assert {child.tag for child in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out",
    }  # fmt: skip
    assert "␇" in rendered("junit")


# ---- annotations


def test_github_commands_are_one_line_each_and_cannot_be_forged() -> None:
    lines = rendered("github").splitlines()
    commands = [line for line in lines if line.startswith("::")]
    counts = RUN.counts
    assert len(commands) == counts["fails"] + counts["noted"] + counts["unreadable"]
    assert len(lines) == len(commands) + 1
    shape = re.compile(r"::(error|notice) file=[^,:]+(,line=\d+(,col=\d+)?)?,title=[^,:]+::.+")
    assert all(shape.fullmatch(line) for line in commands)
    kinds = [line[2:].split(" ")[0] for line in commands]
    assert kinds == sorted(kinds)
    assert any(
        line.startswith("::error file=様式/学童 申請%2C1%25.json,line=") for line in commands
    )


def test_gitlab_entries_have_what_gitlab_asks_for_and_marks_of_their_own() -> None:
    entries = json.loads(rendered("gitlab"))
    counts = RUN.counts
    assert len(entries) == counts["fails"] + counts["noted"] + counts["unreadable"]
    assert len({e["fingerprint"] for e in entries}) == len(entries)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1
        assert "\n" not in entry["description"]


# ---- pages


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        self.ids += [str(known["id"])] if "id" in known else []
        if tag == "a":
            self.links.append(str(known["href"]))
        self.outside += [str(known[k]) for k in ("src", "style", "onclick") if k in known]


def test_the_page_carries_the_rules_and_loads_nothing() -> None:
    page = Page(rendered("html"))
    assert "script" not in page.tags
    assert page.outside == []
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    rules = {j.rule for f in RUN.forms for j in f.of("fails", "noted", "waived")}
    assert {f"rule-{rule}" for rule in rules & set(catalogue())} <= set(page.ids)


def test_markdown_takes_no_markup_from_a_form() -> None:
    told = rendered("markdown")
    assert "<script" not in told
    assert "<b>" not in told
    assert re.search(r"^\| ファイル \| 要対応 \|", told, re.MULTILINE)


def test_the_text_ends_with_the_result_and_hides_what_is_waived_or_known() -> None:
    told = run_text.render(RUN, "ja")
    assert "読めないファイルが 1 個" in told.splitlines()[-3]
    assert "見送り中の指摘 3 件" in told
    assert "以前からある指摘 1 件" in told
    assert "の値の下限は" not in told
    assert "期限の過ぎた見送り" in told
    assert "soroe.toml:11:1" in told


# ---- the document


def test_json_is_what_its_published_schema_says_with_the_report_of_each_file() -> None:
    meta = load(SCHEMAS / "meta" / "check-report.json")
    report = load(SCHEMAS / "meta" / "findings-report.json")
    document = json.loads(rendered("run_json"))
    judge = jsonschema.Draft202012Validator(cast("Any", meta))
    assert [e.message for e in judge.iter_errors(document)] == []
    inner = jsonschema.Draft202012Validator(cast("Any", report))
    for form in document["forms"][:3]:
        assert list(inner.iter_errors(form["report"])) == []
        marks = {f["fingerprint"] for f in form["report"]["findings"]}
        assert marks <= {m["fingerprint"] for m in form.get("findings", ())}
    document["forms"][0]["more"] = 1
    document["result"] = "fine"
    assert len(list(judge.iter_errors(document))) == 2


def test_a_check_of_one_file_is_the_findings_report_itself() -> None:
    form = RUN.forms[1]
    told = view("run_json").render(Run((form,)), "ja")
    assert read(told.encode()) == json.loads(view("json").render(form.report))
