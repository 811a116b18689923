"""A run as SARIF 2.1.0 (OASIS), as code scanning services read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import cast
from urllib.parse import quote

from soroe.jsontext import pretty
from soroe.locale import text
from soroe.model import Json, Lang
from soroe.project.run import CheckedForm, Run
from soroe.report.told import Spot, Told, level_title, problem_lines, told, told_waiver
from soroe.rules import catalogue
from soroe.rules.page import Page, page

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_PUBLISHED = re.compile(r"(https?://.+)/forms/[a-z0-9-]+/\d+\.\d+\.\d+\.json$")

MARK = "soroe/v1"
"""The name of our fingerprints: `/v1` is how they are made (SARIF 2.1.0, 3.27.17)."""

_LEVEL = {"fails": "error", "noted": "note", "waived": "note", "known": "note"}


def render(run: Run, lang: Lang) -> str:
    """The log, without times, so that the same run gives the same bytes.

    What is waived is suppressed with its reason; with a baseline every result says whether it is
    new. The page of each rule stands in the log (`help`), to be read without any connection.
    """
    found = [
        *(_result(t, run) for form in run.forms for t in _all(form, run, lang)),
        *(_result(told_waiver(w, lang), run) for w in run.waivers),
    ]
    ids = sorted({str(result["ruleId"]) for result in found})
    for result in found:
        result["ruleIndex"] = ids.index(str(result["ruleId"]))
    driver: dict[str, Json] = {
        "name": "soroe",
        "version": version("soroe"),
        "language": {"ja": "ja-JP", "en": "en-US"}[lang],
        "rules": [_rule(id_, _pages(run), lang) for id_ in ids],
    }
    made: dict[str, Json] = {
        "tool": {"driver": driver},
        "invocations": [_invocation(run, lang)],
        "columnKind": "unicodeCodePoints",
        "results": cast("Json", found),
    }
    return pretty({"$schema": SCHEMA, "version": "2.1.0", "runs": [made]})


def _all(form: CheckedForm, run: Run, lang: Lang) -> Iterator[Told]:
    return told(form, run, lang, "fails", "noted", "waived", "known")


def _result(found: Told, run: Run) -> dict[str, Json]:
    head = f"{found.about}: {found.message}" if found.about else found.message
    where: dict[str, Json] = {"physicalLocation": _place(found.spot)}
    logical = found.spot.cell or found.item
    if logical:
        kind = "object" if found.spot.cell else "element"
        where["logicalLocations"] = [{"fullyQualifiedName": logical, "kind": kind}]
    made: dict[str, Json] = {
        "ruleId": found.rule,
        "level": _LEVEL[found.status],
        "message": {"text": "\n".join((head, *found.more, found.remedy))},
        "locations": [where],
        "partialFingerprints": {MARK: found.fingerprint},
        "properties": {"level": found.level, "status": found.status},
    }
    if found.status == "waived":
        why: Json = {"kind": "external", "status": "accepted", "justification": found.waiver}
        made["suppressions"] = [why]
    if run.baseline:
        made["baselineState"] = "unchanged" if found.status == "known" else "new"
    return made


def _place(spot: Spot) -> Json:
    place: dict[str, Json] = {"artifactLocation": {"uri": quote(spot.file)}}
    if spot.line is not None:
        region: dict[str, Json] = {"startLine": spot.line}
        if spot.column is not None:
            region["startColumn"] = spot.column
        place["region"] = region
    return place


def _rule(id_: str, pages: str, lang: Lang) -> Json:
    rule = catalogue().get(id_)
    if rule is None:
        return {"id": id_, "shortDescription": {"text": _titles(id_, lang)}}
    shown = page(rule, lang)
    means = " ".join(shown.sections[0].lines)
    out: dict[str, Json] = {
        "id": id_,
        "shortDescription": {"text": shown.title},
        "fullDescription": {"text": means},
        "help": {"text": _plain(shown), "markdown": _markdown(shown)},
    }
    if pages:
        out["helpUri"] = f"{pages}/rules/{id_}.html"
    return out


def _pages(run: Run) -> str:
    """The address of the registry that published the first core, as the core itself names it.

    It is the same whichever way the core came: from the registry, a mirror or a bundle.
    """
    for form in run.forms:
        address = form.core.get("$id") if isinstance(form.core, dict) else None
        if isinstance(address, str) and (match := _PUBLISHED.match(address)):
            return match[1]
    return ""


def _titles(id_: str, lang: Lang) -> str:
    if id_.startswith("waiver-"):
        return text("project", id_, "title", lang)
    return level_title("beyond", lang)


def _plain(shown: Page) -> str:
    return "\n\n".join("\n".join((part.heading, *part.lines)) for part in shown.sections)


def _markdown(shown: Page) -> str:
    parts = ["\n".join((f"## {part.heading}", "", *part.lines)) for part in shown.sections]
    return "\n\n".join((f"# {shown.title}", *parts))


def _invocation(run: Run, lang: Lang) -> Json:
    told_: list[Json] = [
        {
            "level": "error",
            "message": {"text": f"{said} {remedy}"},
            "locations": [{"physicalLocation": _place(spot)}],
        }
        for form in run.forms
        for spot, said, remedy in problem_lines(form, lang)
    ]
    out: dict[str, Json] = {"executionSuccessful": not told_, "exitCode": run.exit_code}
    if told_:
        out["toolExecutionNotifications"] = told_
    return out
