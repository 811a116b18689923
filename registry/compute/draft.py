"""What is asked of a draft's text, finished or not."""

from __future__ import annotations

import msgspec

from registry.compute.depth import bounded
from soroe.citation import check_citations, explain
from soroe.diff import decode_diff
from soroe.diff.advice import ADVICE, SAID_BY_LINT
from soroe.diff.lint import lint_diff
from soroe.errors import DocumentError, Problem
from soroe.jsontext import digest, read
from soroe.locale import explain as explain_problem
from soroe.model import Json


class Named(msgspec.Struct, frozen=True):
    """What a text says it is, "" where it does not say, and its canonical digest."""

    form: str
    municipality: str
    core: str
    digest: str


class Lack(msgspec.Struct, frozen=True, rename="camel"):
    """One thing that keeps a draft from being published (`missing`), or that is to be looked at.

    `type` is the id of the message, `at` the place in the document (JSON Pointer).
    """

    type: str
    missing: bool
    at: str
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
    said = (value.get(member) for member in ("form", "municipality", "core"))
    form, municipality, core = (v if isinstance(v, str) else "" for v in said)
    return Named(form, municipality, core, digest(value))


@bounded
def lacks_of_diff(body: bytes, base: bytes | None) -> list[Lack]:
    """What a diff lacks; `base` is the form that it lies on, None where that is not known.

    Without it only what the document itself shows can be said.
    """
    try:
        diff = decode_diff(_object(body))
    except DocumentError as error:
        return lacks(error.problems)
    found: tuple[Problem, ...] = ()
    if base is not None:
        found = lint_diff(read(base), diff)
    if diff.effective_from is None:
        found = (*found, Problem("effective-from-missing", "/effectiveFrom"))
    said = frozenset() if base is None else SAID_BY_LINT
    remarks = [
        _lack(r.type, r.at, dict(r.params), (explain(r, "ja"), explain(r, "en")), missing=False)
        for r in check_citations(diff)
        if r.type not in said
    ]
    return [*lacks(found), *remarks]


def lacks(problems: tuple[Problem, ...]) -> list[Lack]:
    """The problems in words; those that a municipality may publish with are advice."""
    return [
        _lack(
            p.type,
            p.at,
            p.params,
            (explain_problem(p, "ja"), explain_problem(p, "en")),
            missing=p.type not in ADVICE,
        )
        for p in problems
    ]


def _object(body: bytes) -> dict[str, Json]:
    value = read(body)
    if not isinstance(value, dict):
        raise DocumentError(Problem("draft-not-object", params={"found": type(value).__name__}))
    return value


def _lack(
    type_: str,
    at: str,
    params: dict[str, str],
    said: tuple[tuple[str, str, str], tuple[str, str, str]],
    *,
    missing: bool,
) -> Lack:
    (title, detail, remedy), (title_en, detail_en, remedy_en) = said
    return Lack(
        type=type_,
        missing=missing,
        at=at,
        title=title,
        title_en=title_en,
        detail=detail,
        detail_en=detail_en,
        remedy=remedy,
        remedy_en=remedy_en,
        params=params,
    )
