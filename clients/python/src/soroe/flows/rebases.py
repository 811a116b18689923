"""The rebase of a municipality's diff onto a newer core: looking, deciding, confirming."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias
from urllib.parse import urlencode

import msgspec

from soroe.diff.outcome import Rebased
from soroe.diff.resolve import Decision
from soroe.errors import Problem
from soroe.flows.answers import refused, value_of
from soroe.flows.messages import JSON, Flow, Request
from soroe.flows.names import code_name, form_name
from soroe.listing import Answer, Publication, decode
from soroe.model import Lang, Op

State: TypeAlias = Literal["none", "waiting", "prepared", "failed", "confirmed"]

Format: TypeAlias = Literal["markdown", "html"]


class OtherRebase(Answer, frozen=True):
    """Another rebase of the same diff that is still open, onto another version."""

    version: str
    state: State
    draft: str | None = None


class RebaseState(Answer, frozen=True):
    """Where a municipality stands with the newest core, and what was prepared for it.

    none: there is nothing to carry over (without a `revision`: nothing is published). waiting: the
    registry has not prepared it yet, or (`waits_for`) the diff below has to move first. failed:
    `problems` say why. confirmed: published as revision `published`.

    `revision` rests on `core` and on the diff `lies_over`; it is rebased onto `version` and the
    diff `over`. `draft` is the draft with the decisions in it; `edited`: its text was changed by
    hand. `undecided` are the parts of the conflicts that nobody has decided about. `effective_from`
    is the day from which the rebased diff applies.
    """

    form: str
    municipality: str
    name: str
    state: State
    revision: int | None = None
    core: str | None = None
    lies_over: str | None = None
    version: str | None = None
    over: str | None = None
    waits_for: str | None = None
    published: int | None = None
    draft: str | None = None
    edited: bool = False
    effective_from: str | None = None
    decisions: dict[str, str | tuple[Op, ...]] = msgspec.field(default_factory=dict)
    undecided: tuple[str, ...] = ()
    rebased: Rebased | None = None
    problems: tuple[Problem, ...] = ()
    others: tuple[OtherRebase, ...] = ()
    queued_at: datetime | None = None
    ended_at: datetime | None = None


class SeenRebase(msgspec.Struct, frozen=True):
    """A state as it was read; `tag` is what a decision or a confirmation names in If-Match."""

    state: RebaseState
    tag: str


class RebaseEntry(Answer, frozen=True):
    """Where a municipality stands with a version; `touched`: somebody has begun to work on it."""

    municipality: str
    name: str
    revision: int
    core: str
    version: str
    state: State
    over: str | None = None
    undecided: int | None = None
    published: int | None = None
    touched: bool = False
    problems: tuple[Problem, ...] = ()
    queued_at: datetime | None = None
    ended_at: datetime | None = None


class Rebases(Answer, frozen=True):
    """A page of municipalities with a version, by code; `counts` are of all, by state."""

    form: str
    version: str | None
    counts: dict[str, int]
    rebases: tuple[RebaseEntry, ...]
    next: str | None = None


def get_rebase(form: str, municipality: str, onto: str | None = None) -> Flow[SeenRebase]:
    """Where the municipality stands; onto the newest version it was prepared for, or `onto`."""
    path = _path(form, municipality, onto=onto)
    response = yield Request("GET", path, private=True)
    return SeenRebase(
        decode(value_of(path, response), RebaseState, path), response.headers.get("etag", "")
    )


def render_rebase(
    form: str, municipality: str, format_: Format, lang: Lang, onto: str | None = None
) -> Flow[bytes]:
    """The same as a document for people, made by the registry."""
    path = _path(form, municipality, onto=onto, format=format_, lang=lang)
    response = yield Request("GET", path, {"accept": "*/*"}, private=True)
    if response.status != 200:
        raise refused(path, response)
    return response.body


def decide(
    form: str,
    municipality: str,
    decisions: Mapping[str, Decision | None],
    tag: str,
    onto: str | None = None,
) -> Flow[SeenRebase]:
    """Decide about parts (None takes a decision back); the others stay as they are.

    `tag` is of the state that was read: who comes too late gets a 412 `RegistryError`.
    """
    path = _path(form, municipality, onto=onto)
    body = msgspec.json.encode({"decisions": dict(decisions)})
    response = yield _post(path, tag, body)
    return SeenRebase(
        decode(value_of(path, response), RebaseState, path), response.headers.get("etag", "")
    )


def confirm(form: str, municipality: str, tag: str, onto: str | None = None) -> Flow[Publication]:
    """Publish the draft as the next revision; the same again changes nothing."""
    path = _path(form, municipality, "/confirm", onto=onto)
    return decode(value_of(path, (yield _post(path, tag)), (200, 201)), Publication, path)


def retry(form: str, municipality: str, onto: str | None = None) -> Flow[RebaseState]:
    """Have a rebase that failed prepared again."""
    path = _path(form, municipality, "/retry", onto=onto)
    return decode(value_of(path, (yield _post(path, ""))), RebaseState, path)


def list_rebases(
    form: str, version: str | None = None, state: State | None = None
) -> Flow[tuple[Rebases, ...]]:
    """Who stands where with a version (steward), page by page."""
    pages: list[Rebases] = []
    cursor: str | None = None
    while True:
        query = {"version": version, "state": state, "limit": "500", "cursor": cursor}
        path = f"/api/v1/forms/{form_name(form)}/rebases" + _query(query)
        page = decode(value_of(path, (yield Request("GET", path, private=True))), Rebases, path)
        pages.append(page)
        cursor = page.next
        if cursor is None:
            return tuple(pages)


def _post(path: str, tag: str, body: bytes = b"") -> Request:
    headers = {"accept": JSON}
    if body:
        headers["content-type"] = JSON
    if tag:
        headers["if-match"] = tag
    return Request("POST", path, headers, body, private=True)


def _path(form: str, municipality: str, end: str = "", **query: str | None) -> str:
    base = f"/api/v1/forms/{form_name(form)}/local/{code_name(municipality)}/rebase{end}"
    return base + _query(query)


def _query(query: Mapping[str, str | None]) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return "?" + urlencode(given) if given else ""
