"""What is asked of a draft's text, finished or not."""

from __future__ import annotations

import msgspec

from registry.compute.depth import bounded
from registry.compute.local import BelowDiff, layers
from soroe.citation import check_citations, explain
from soroe.diff import apply, decode_diff
from soroe.diff.advice import ADVICE, SAID_BY_LINT
from soroe.diff.layers import resolve_layers
from soroe.diff.lint import lint_diff
from soroe.errors import DiffError, DocumentError, Problem
from soroe.jsontext import digest, read
from soroe.locale import explain as explain_problem
from soroe.model import Json, LocalDiff
from soroe.report.missing import in_words


class Named(msgspec.Struct, frozen=True):
    """What a text says it is, "" where it does not say, and its canonical digest."""

    form: str
    municipality: str
    core: str
    over: str
    digest: str


class Lack(msgspec.Struct, frozen=True, rename="camel"):
    """One thing that keeps a draft from being published (`missing`), or that is to be looked at.

    `type` is the id of the message, `at` the place in the document (JSON Pointer), `about` what
    stands there (the titles of an item, a citation), "" where that is not known.
    """

    type: str
    missing: bool
    at: str
    about: str
    about_en: str
    title: str
    title_en: str
    detail: str
    detail_en: str
    remedy: str
    remedy_en: str
    params: dict[str, str]


@bounded
def read_draft(body: bytes) -> None:
    """Nothing where the text passes the strict door and is an object; else `DocumentError`."""
    _object(body)


@bounded
def name_draft(body: bytes) -> Named:
    """What the text says it is; `DocumentError` as above."""
    value = _object(body)
    said = (value.get(member) for member in ("form", "municipality", "core", "over"))
    form, municipality, core, over = (v if isinstance(v, str) else "" for v in said)
    return Named(form, municipality, core, over, digest(value))


@bounded
def lacks_of_diff(
    body: bytes, core_text: bytes | None, below: tuple[BelowDiff, ...] = ()
) -> list[Lack]:
    """What a diff lacks; `core_text` and the diffs `below` (the lowest first) are its ground.

    Without a core only what the document itself shows can be said.
    """
    try:
        diff = decode_diff(_object(body))
    except DocumentError as error:
        return lacks(error.problems)
    core = None if core_text is None else resolve_layers(read(core_text), layers(below))[0]
    found = () if core is None else lint_diff(core, diff)
    if diff.effective_from is None:
        found = (*found, Problem("effective-from-missing", "/effectiveFrom"))
    forms = ({}, {}) if core is None else (core, _made(core, diff))
    remarks = [
        _lack(
            problem := Problem(r.type, r.at, dict(r.params)),
            missing=False,
            about=(
                in_words(problem, forms, diff, "ja")[0],
                in_words(problem, forms, diff, "en")[0],
            ),
            said=(explain(r, "ja"), explain(r, "en")),
        )
        for r in check_citations(diff)
        if core is None or r.type not in SAID_BY_LINT
    ]
    return [*(_of_lint(problem, forms, diff) for problem in found), *remarks]


def lacks(problems: tuple[Problem, ...]) -> list[Lack]:
    """Problems of a document that cannot be read as what it is to be."""
    return [
        _lack(
            p,
            missing=True,
            about=("", ""),
            said=(explain_problem(p, "ja"), explain_problem(p, "en")),
        )
        for p in problems
    ]


def _of_lint(problem: Problem, forms: tuple[Json, Json], diff: LocalDiff) -> Lack:
    """With items and effects in words; what a municipality may publish all the same is advice."""
    about, ja = in_words(problem, forms, diff, "ja")
    about_en, en = in_words(problem, forms, diff, "en")
    return _lack(
        problem,
        missing=problem.type not in ADVICE,
        about=(about, about_en),
        said=(explain_problem(ja, "ja"), explain_problem(en, "en")),
    )


def _made(core: Json, diff: LocalDiff) -> Json:
    """The municipality's form, for the titles of its own items."""
    try:
        return apply(core, diff)
    except DiffError:
        return core  # what keeps it from being applied is named as a problem of its own


def _object(body: bytes) -> dict[str, Json]:
    value = read(body)
    if not isinstance(value, dict):
        raise DocumentError(Problem("draft-not-object", params={"found": type(value).__name__}))
    return value


def _lack(
    problem: Problem,
    *,
    missing: bool,
    about: tuple[str, str],
    said: tuple[tuple[str, str, str], tuple[str, str, str]],
) -> Lack:
    (title, detail, remedy), (title_en, detail_en, remedy_en) = said
    return Lack(
        type=problem.type,
        missing=missing,
        at=problem.at,
        about=about[0],
        about_en=about[1],
        title=title,
        title_en=title_en,
        detail=detail,
        detail_en=detail_en,
        remedy=remedy,
        remedy_en=remedy_en,
        params=problem.params,
    )
