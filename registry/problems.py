"""Problem documents (RFC 9457): every refusal of the registry has a type, a place and a remedy.

The catalogue is `soroe.locale`'s, in which each type has a title, a detail and a remedy in Japanese
and English. Here stands only which HTTP status a type has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from soroe.errors import Problem, SoroeError
from soroe.locale import explain, table
from soroe.model import Json

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[str, int] = {
    "not-utf-8": 400,
    "not-json": 400,
    "too-deep": 400,
    "too-many-values": 400,
    "duplicate-key": 400,
    "number-out-of-range": 400,
    "null-character": 400,
    "lone-surrogate": 400,
    "request-invalid": 400,
    "parameter-invalid": 400,
    "parameter-unknown": 400,
    "parameter-missing": 400,
    "known-at-ahead": 400,
    "draft-municipality": 400,
    "draft-version-missing": 400,
    "form-name-invalid": 400,
    "organisation-name-invalid": 400,
    "version-invalid": 400,
    "municipality-unclear": 400,
    "file-not-chosen": 400,
    "revision-invalid": 400,
    "municipality-code-invalid": 400,
    "check-digit-wrong": 400,
    "citation-key-invalid": 400,
    "cluster-key-invalid": 400,
    "token-required": 401,
    "token-unknown": 401,
    "token-expired": 401,
    "token-revoked": 401,
    "scope-missing": 403,
    "not-your-municipality": 403,
    "not-your-organisation": 403,
    "proposal-no-voice": 403,
    "proposal-not-yours": 403,
    "not-found": 404,
    "no-such-version": 404,
    "no-such-revision": 404,
    "no-such-form": 404,
    "no-such-municipality": 404,
    "no-such-citation": 404,
    "no-such-organisation": 404,
    "no-such-token": 404,
    "no-such-succession": 404,
    "check-gone": 404,
    "none-in-force": 404,
    "no-such-decision": 404,
    "candidate-unknown": 404,
    "item-unknown": 404,
    "municipality-without-diff": 404,
    "not-then": 404,
    "no-such-review": 404,
    "no-such-proposal": 404,
    "no-such-report": 404,
    "no-such-draft": 404,
    "no-such-webhook": 404,
    "no-such-delivery": 404,
    "no-such-edit": 404,
    "not-in-log": 404,
    "log-shorter": 404,
    "log-not-signed": 404,
    "sign-in-needed": 401,
    "access-code-wrong": 403,
    "access-codes-too-many": 429,
    "no-such-code": 404,
    "no-such-session": 404,
    "sign-in-interrupted": 400,
    "sign-in-refused": 403,
    "sign-in-unknown": 403,
    "sign-in-ambiguous": 403,
    "sign-in-rule-exists": 409,
    "no-such-sign-in-rule": 404,
    "provider-away": 503,
    "provider-answer-wrong": 502,
    "provider-not-set": 404,
    "request-foreign": 403,
    "form-stale": 403,
    "method-not-allowed": 405,
    "mirror-only-reads": 405,
    "content-differs": 409,
    "nothing-to-confirm": 409,
    "version-not-greater": 409,
    "revision-gap": 409,
    "effective-date-differs": 409,
    "organisation-exists": 409,
    "webhook-exists": 409,
    "webhooks-full": 409,
    "delivery-waiting": 409,
    "already-ended": 409,
    "municipality-ended": 409,
    "succession-in-a-circle": 409,
    "succession-out-of-order": 409,
    "review-published": 409,
    "review-dropped": 409,
    "review-closed": 409,
    "review-still-open": 409,
    "proposal-published": 409,
    "proposal-withdrawn": 409,
    "proposal-closed": 409,
    "proposal-text-moved": 409,
    "proposal-stale": 409,
    "proposal-candidate-changed": 409,
    "proposal-candidate-gone": 409,
    "proposal-clashes": 409,
    "proposal-nothing-left": 409,
    "proposal-too-many": 409,
    "proposal-decided": 409,
    "proposal-not-decided": 409,
    "proposal-undo-late": 409,
    "proposal-not-accepted": 409,
    "proposal-still-open": 409,
    "still-a-replacement": 409,
    "draft-behind": 409,
    "draft-discarded": 409,
    "draft-full": 409,
    "draft-published": 409,
    "rebase-missing": 409,
    "rebase-undecided": 409,
    "rebase-not-failed": 409,
    "rebase-text-differs": 409,
    "cluster-decisions-full": 409,
    "edited-meanwhile": 412,
    "citation-exists": 412,
    "document-too-large": 413,
    "file-too-large": 413,
    "text-too-large": 413,
    "media-type-unsupported": 415,
    "precondition-required": 428,
    "proposal-edit-missing": 428,
    "internal": 500,
    "registry-unavailable": 503,
    "log-not-continued": 503,
    "registry-busy": 503,
    "not-measured-yet": 503,
}
"""All statuses but 422, which is the status of a document that can be read but not accepted."""

RETRY_AFTER = {503: "2"}
"""Seconds after which asking again makes sense."""


class RefusedError(SoroeError):
    """The registry says no: to this request, in this state, from this caller."""


class TooSmallError(RefusedError):
    """A version number that promises more than the document keeps, with what shows it."""

    def __init__(self, problem: Problem, *, witness: Json) -> None:
        """`witness` is an application that only one of the two versions accepts; None for none."""
        super().__init__(problem)
        self.witness = witness


class Told(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One problem in a problem document."""

    type: str
    title: str
    title_en: str
    detail: str
    detail_en: str
    remedy: str
    remedy_en: str
    at: str
    line: int | None = None
    column: int | None = None
    params: dict[str, str] = {}


class Document(Told, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """A problem document: the first problem, its status, and all problems where there are more.

    `at` is a JSON Pointer into the document that was sent, "" for the whole of it. `witness` is an
    application that shows why a version number is too small.
    """

    status: int
    problems: tuple[Told, ...] = ()
    witness: Any = None


def status_of(type_: str) -> int:
    """The HTTP status of a problem type."""
    return STATUS.get(type_, 422)


def address(public_url: str, type_: str) -> str:
    """The address of a problem type, where it is explained."""
    return f"{public_url}/problems/{type_}"


def document(problems: tuple[Problem, ...], public_url: str, witness: Json = None) -> Document:
    """The problem document of these problems; the first one decides the status."""
    told = tuple(_told(p, public_url) for p in problems)
    return Document(
        **msgspec.structs.asdict(told[0]),
        status=status_of(problems[0].type),
        problems=told if len(told) > 1 else (),
        witness=witness,
    )


def encode(
    problems: tuple[Problem, ...], public_url: str, witness: Json = None
) -> tuple[int, bytes]:
    """Status and body of the answer to these problems."""
    made = document(problems, public_url, witness)
    return made.status, msgspec.json.encode(made)


def catalogue(public_url: str) -> list[dict[str, Any]]:
    """Every problem type of the registry with its status and its sentences."""
    return [entry(type_, public_url) for type_ in sorted(table("problems", "ja"))]


def entry(type_: str, public_url: str) -> dict[str, Any]:
    """One type of the catalogue; a KeyError where there is none. `{…}` are places for facts."""
    ja, en = table("problems", "ja")[type_], table("problems", "en")[type_]
    return {
        "type": address(public_url, type_),
        "status": status_of(type_),
        **ja,
        **{f"{part}En": text for part, text in en.items()},
    }


def _told(problem: Problem, public_url: str) -> Told:
    title, detail, remedy = explain(problem, "ja")
    title_en, detail_en, remedy_en = explain(problem, "en")
    return Told(
        type=address(public_url, problem.type),
        title=title,
        title_en=title_en,
        detail=detail,
        detail_en=detail_en,
        remedy=remedy,
        remedy_en=remedy_en,
        at=problem.at,
        line=problem.line,
        column=problem.column,
        params=problem.params,
    )
