"""A run as GitHub's workflow commands, which show findings beside the lines of the files."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import text
from soroe.model import Lang
from soroe.project.run import Run
from soroe.report.told import Spot, Told, problem_lines, told, told_waiver


def render(run: Run, lang: Lang) -> str:
    """One line for each finding that fails or is noted, and the result in words.

    GitHub shows at most ten of each kind for a step; those that fail come first.
    """
    return "\n".join((*_lines(run, lang), *_result(run, lang))) + "\n"


def _lines(run: Run, lang: Lang) -> Iterator[str]:
    for form in run.forms:
        for spot, said, remedy in problem_lines(form, lang):
            title = text("project", "levels", "problem", lang)
            yield _command("error", spot, title, f"{said}\n{remedy}")
    found = [
        *(t for form in run.forms for t in told(form, run, lang, "fails", "noted")),
        *(told_waiver(w, lang) for w in run.waivers),
    ]
    for kind, status in (("error", "fails"), ("notice", "noted")):
        for one in (t for t in found if t.status == status):
            yield _command(kind, one.spot, f"{one.title} ({one.rule})", body(one))


def body(found: Told) -> str:
    """All that is said of a finding, in lines."""
    cell = found.spot.cell
    head = ": ".join(part for part in (cell, found.about, found.message) if part)
    return "\n".join(part for part in (head, *found.more, found.remedy) if part)


def _result(run: Run, lang: Lang) -> Iterator[str]:
    counts, files = run.counts, len(run.forms)
    # At the start of a line a command could begin: the result has none of the files' words.
    yield text("project", "result", "counts", lang, files=files, **counts)


def _command(kind: str, spot: Spot, title: str, message: str) -> str:
    places: dict[str, object] = {"file": spot.file}
    if spot.line is not None:
        places |= {"line": spot.line}
    if spot.column is not None:
        places |= {"col": spot.column}
    places["title"] = title
    given = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
    return f"::{kind} {given}::{_data(message)}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
