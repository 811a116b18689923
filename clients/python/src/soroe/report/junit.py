"""A run as JUnit's XML, as Jenkins, GitLab and others read it: a suite a file, a case a finding."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from soroe.locale import text
from soroe.model import Lang
from soroe.project.run import CheckedForm, Run
from soroe.report.github import body
from soroe.report.markup import visible
from soroe.report.told import Told, problem_lines, told, told_waiver


def render(run: Run, lang: Lang) -> str:
    """The XML text. What fails is a failure, what is waived or known is skipped.

    There are no times in it, so that the same run gives the same bytes.
    """
    root = ET.Element("testsuites", name="soroe")
    for form in run.forms:
        _suite(root, form.file, _cases(form, run, lang))
    if run.waivers:
        _suite(root, run.project, [_case(run.project, told_waiver(w, lang)) for w in run.waivers])
    for kind in ("tests", "failures", "errors", "skipped"):
        if kind != "skipped":
            root.set(kind, str(sum(int(suite.get(kind, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, name: str, cases: Iterable[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", name=visible(name))
    suite.extend(cases)
    suite.set("tests", str(len(suite)))
    for kind, part in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(kind, str(len(suite.findall(f"testcase/{part}"))))


def _cases(form: CheckedForm, run: Run, lang: Lang) -> list[ET.Element]:
    if form.unreadable:
        case = _named(form.file, text("project", "levels", "problem", lang))
        said = [f"{spot}: {said}\n{remedy}" for spot, said, remedy in problem_lines(form, lang)]
        _part(case, "error", said[0].partition("\n")[0], "unreadable", "\n".join(said))
        return [case]
    found = list(told(form, run, lang, "fails", "noted", "waived", "known"))
    if not found:
        return [_named(form.file, text("project", "form", "same", lang, file=form.file))]
    return [_case(form.file, one) for one in found]


def _case(file: str, found: Told) -> ET.Element:
    parts = (found.rule, found.item, found.about, found.fingerprint)
    case = _named(file, " ".join(part for part in parts if part))
    whole = f"{found.spot}\n{body(found)}"
    if found.status == "fails":
        _part(case, "failure", found.message, found.level, whole)
    elif found.status == "noted":
        ET.SubElement(case, "system-out").text = visible(whole)
    else:
        ET.SubElement(case, "skipped", message=visible(found.waiver or found.status))
    return case


def _named(file: str, name: str) -> ET.Element:
    return ET.Element("testcase", classname=visible(file), name=visible(name))


def _part(case: ET.Element, kind: str, message: str, type_: str, whole: str) -> None:
    ET.SubElement(case, kind, message=visible(message), type=type_).text = visible(whole)
