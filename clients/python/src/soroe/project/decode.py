"""Reading `soroe.toml`: its shape, and what its parts say to each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import get_args

import msgspec

from soroe.codes import read_local_government_code
from soroe.errors import DocumentError, Problem
from soroe.model import SlotKind
from soroe.pointer import join, split
from soroe.project.file import FormEntry, Project, Waiver
from soroe.project.lines import line_of
from soroe.project.ranges import is_range
from soroe.rules import catalogue

MAX_SIZE = 256 * 1024
"""Bytes of a project file; a thousand entries have less."""

_SYNTAX = re.compile(r"(?P<detail>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|.*)\)")
_PATH = re.compile(r" - at (?:`key` in )?`\$(?P<path>.*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_KINDS = (
    ("project-unknown-key", re.compile(r"Object contains unknown field `(?P<key>.*)`")),
    ("project-missing-key", re.compile(r"Object missing required field `(?P<key>.*)`")),
    ("project-wrong-value", re.compile(r"(?P<detail>.*)")),
)
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")


def decode_project(data: bytes, name: str) -> Project:
    """The project, or `DocumentError` with every problem; each names file and line.

    `name` is the file's name. A byte order mark is let pass, as editors on Windows write one.
    """
    if len(data) > MAX_SIZE:
        params = {"file": name, "limit": f"{MAX_SIZE:,}"}
        raise DocumentError(Problem("file-too-large", params=params))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        params = {"file": name, "byte": f"0x{data[e.start]:02x}"}
        raise DocumentError(Problem("not-utf-8", params=params, line=line)) from None
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise DocumentError(_syntax(str(e), name)) from None
    try:
        project = msgspec.convert(value, Project)
    except msgspec.ValidationError as e:
        raise DocumentError(placed(_shape(str(e)), text, name)) from None
    if problems := tuple(placed(p, text, name) for p in _problems(project)):
        raise DocumentError(*problems)
    return project


def placed(problem: Problem, text: str, name: str) -> Problem:
    """The problem with the file's name and the line of its place."""
    steps: list[str | int] = [
        int(s) if s.isascii() and s.isdecimal() else s for s in split(problem.at)
    ]
    return msgspec.structs.replace(
        problem, line=line_of(text, steps), params={**problem.params, "file": name}
    )


def _syntax(message: str, name: str) -> Problem:
    match = _SYNTAX.fullmatch(message)
    detail = match["detail"] if match else message
    line, column = (match["line"], match["column"]) if match else (None, None)
    params = {"file": name, "detail": detail}
    spot = (int(line), int(column)) if line and column else (None, None)
    return Problem("project-not-toml", "", params, *spot)


def _shape(message: str) -> Problem:
    path = _PATH.search(message)
    steps = [a or b for a, b in _STEP.findall(path["path"])] if path else []
    said = message[: path.start()] if path else message
    for kind, pattern in _KINDS:
        if match := pattern.fullmatch(said):
            params: dict[str, str] = dict(match.groupdict())
            if kind == "project-unknown-key":
                steps.append(params["key"])
            return Problem(kind, join(steps), params)
    raise AssertionError(message)  # the last pattern takes everything


def _problems(project: Project) -> Iterator[Problem]:
    if not project.forms:
        yield Problem("project-empty", "/forms")
    if project.source.registry and project.source.bundle:
        yield Problem("project-one-of", "/source/bundle", {"one": "registry", "two": "bundle"})
    for index, entry in enumerate(project.forms):
        yield from _entry(entry, f"/forms/{index}")
    for index, waiver in enumerate(project.waivers):
        yield from _waiver(waiver, f"/waivers/{index}")


def _entry(entry: FormEntry, at: str) -> Iterator[Problem]:
    if not entry.files:
        yield Problem("project-missing-key", at + "/files", {"key": "files"})
    for kind in ("files", "exclude"):
        for pattern in getattr(entry, kind):
            if not pattern or pattern.startswith(("/", "\\")) or re.match("[A-Za-z]:", pattern):
                yield Problem("project-pattern", f"{at}/{kind}", {"pattern": pattern})
    if (entry.form is None) == (entry.core is None):
        yield Problem("project-one-of", at, {"one": "form", "two": "core"})
    if entry.version is not None and entry.core is not None:
        yield Problem("project-together", at + "/version", {"one": "version", "two": "core"})
    if entry.form is not None and not re.fullmatch(r"[a-z0-9][a-z0-9-]*", entry.form):
        yield Problem("form-name-invalid", at + "/form", {"form": entry.form})
    if entry.version is not None and not is_range(entry.version):
        yield Problem("version-range-invalid", at + "/version", {"version": entry.version})
    if entry.core is not None and entry.municipality is not None and entry.diff is None:
        yield Problem("project-together", at + "/municipality", _MUNICIPALITY_AND_CORE)
    if entry.below and entry.diff is None:
        yield Problem("project-needs", at + "/below", {"one": "below", "two": "diff"})
    if entry.municipality is not None:
        try:
            read_local_government_code(entry.municipality)
        except DocumentError as e:
            yield msgspec.structs.replace(e.problem, at=at + "/municipality")


_MUNICIPALITY_AND_CORE = {"one": "municipality", "two": "core"}


def _waiver(waiver: Waiver, at: str) -> Iterator[Problem]:
    if not waiver.reason.strip():
        yield Problem("project-missing-key", at + "/reason", {"key": "reason"})
    by_rule = waiver.rule is not None and waiver.item is not None
    if (waiver.fingerprint is None) != by_rule or (waiver.rule is None) != (waiver.item is None):
        yield Problem("project-waiver-unclear", at)
    if waiver.fingerprint is not None and not _FINGERPRINT.fullmatch(waiver.fingerprint):
        params = {"fingerprint": waiver.fingerprint[:40]}
        yield Problem("fingerprint-invalid", at + "/fingerprint", params)
    if waiver.rule is not None and waiver.rule not in {*catalogue(), *get_args(SlotKind)}:
        yield Problem("project-rule-unknown", at + "/rule", {"rule": waiver.rule[:60]})
    if waiver.item is not None and not _is_item(waiver.item):
        yield Problem("pointer-invalid", at + "/item", {"pointer": waiver.item[:120]})


def _is_item(text: str) -> bool:
    try:
        split(text)
    except ValueError:
        return False
    return True
