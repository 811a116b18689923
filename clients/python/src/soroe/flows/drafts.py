"""Drafts: texts that a registry keeps before they are published. All of it carries the token."""

from __future__ import annotations

from typing import Literal, TypeAlias
from urllib.parse import quote, urlencode

from soroe.errors import IntegrityError, Problem
from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, Flow, Method, Request, Response
from soroe.flows.names import code_name, form_name
from soroe.jsontext import canonical, digest_bytes
from soroe.listing import Answer, Publication, decode
from soroe.model import Json

Kind: TypeAlias = Literal["diff", "core"]
State: TypeAlias = Literal["open", "discarded", "published"]

_PATH = "/api/v1/drafts"


class DraftEntry(Answer, frozen=True):
    """A draft without its text: what it is of, who works on it, and which edit it has now.

    `digest` is the SHA-256 of the bytes of its text, `size` their number. `organisation` is None
    where the registry prepared it, and `origin` then says for what (`rebase:1.1.0`). `follows` is
    the revision of the diff that was the latest when it was begun, `published` the name that it was
    published under.
    """

    id: str
    kind: Kind
    form: str
    state: State
    edit: int
    digest: str
    size: int = 0
    municipality: str | None = None
    organisation: str | None = None
    title: str = ""
    origin: str | None = None
    follows: int = 0
    published: str | None = None
    edited_by: str | None = None
    created_at: str = ""
    updated_at: str = ""


class EditEntry(Answer, frozen=True):
    """A text that was sent; one that is not `accepted` came too late and is kept beside.

    `base` is the edit that it was made from, None where that is not known.
    """

    edit: int
    accepted: bool
    digest: str
    size: int = 0
    base: int | None = None
    organisation: str | None = None
    at: str = ""


class DraftLack(Answer, frozen=True):
    """One thing that is missing, or (not `missing`) to be looked at; with both languages.

    `at` is the place in the document (JSON Pointer), `about` what stands there in words.
    """

    type: str
    missing: bool
    at: str = ""
    about: str = ""
    about_en: str = ""
    title: str = ""
    title_en: str = ""
    detail: str = ""
    detail_en: str = ""
    remedy: str = ""
    remedy_en: str = ""


class DraftMissing(Answer, frozen=True):
    """What an edit lacks before it can be published."""

    edit: int
    digest: str
    complete: bool
    lacks: tuple[DraftLack, ...] = ()


class _Drafts(Answer, frozen=True):
    drafts: tuple[DraftEntry, ...]
    next: str | None = None


class _Edits(Answer, frozen=True):
    edits: tuple[EditEntry, ...]
    next: str | None = None


def list_drafts(
    form: str | None = None, state: State | None = None
) -> Flow[tuple[DraftEntry, ...]]:
    """The caller's own drafts, newest first."""
    wanted = {"form": form and form_name(form), "state": state}
    found: list[DraftEntry] = []
    cursor: str | None = ""
    while cursor is not None:
        path = _query(_PATH, **wanted, cursor=cursor or None)
        page = decode(value_of(path, (yield _ask("GET", path))), _Drafts, path)
        found += page.drafts
        cursor = page.next
    return tuple(found)


def get_draft(draft: str) -> Flow[DraftEntry]:
    """One draft without its text."""
    return (yield from _entry("GET", _one(draft)))


def begin_draft(
    body: bytes, *, kind: Kind, form: str, municipality: str | None = None, title: str = ""
) -> Flow[DraftEntry]:
    """A new draft of this text. Sent again before anybody edited it, it is the same draft."""
    code = municipality and code_name(municipality)
    named = {"form": form_name(form), "municipality": code, "title": title or None}
    path = _query(_PATH, kind=kind, **named)
    return _of(path, (yield _ask("POST", path, body)), body)


def read_draft(entry: DraftEntry) -> Flow[bytes]:
    """The very bytes of the edit that the entry names, checked against its digest."""
    return (yield from read_edit(entry.id, entry.edit, entry.digest))


def read_edit(draft: str, edit: int, promised: str) -> Flow[bytes]:
    """The very bytes of an edit, accepted or kept beside, checked against its digest."""
    path = f"{_one(draft)}/edits/{edit}"
    response = yield _ask("GET", path)
    value_of(path, response)
    _check(path, promised, digest_bytes(response.body))
    return response.body


def save_draft(draft: str, seen: str, body: bytes) -> Flow[DraftEntry]:
    """Save a text over the one whose digest is `seen`.

    Where another text came between, the registry keeps this one beside: `RegistryError` 412
    `edited-meanwhile` with `draft-text-kept`, which names the edit.
    """
    path = f"{_one(draft)}/document"
    return _of(path, (yield _ask("PUT", path, body, seen)), body)


def list_edits(draft: str) -> Flow[tuple[EditEntry, ...]]:
    """Every text that was sent, newest first."""
    found: list[EditEntry] = []
    cursor: str | None = ""
    while cursor is not None:
        path = _query(f"{_one(draft)}/edits", cursor=cursor or None)
        page = decode(value_of(path, (yield _ask("GET", path))), _Edits, path)
        found += page.edits
        cursor = page.next
    return tuple(found)


def missing_in_draft(draft: str) -> Flow[DraftMissing]:
    """What keeps it from being published, then what is to be looked at."""
    path = f"{_one(draft)}/missing"
    return decode(value_of(path, (yield _ask("GET", path))), DraftMissing, path)


def discard_draft(draft: str) -> Flow[DraftEntry]:
    """Put a draft aside; `restore_draft` brings it back."""
    return (yield from _entry("DELETE", _one(draft)))


def restore_draft(draft: str) -> Flow[DraftEntry]:
    """Bring a discarded draft back."""
    return (yield from _entry("POST", f"{_one(draft)}/restore"))


def publish_draft(
    draft: str,
    seen: str,
    *,
    revision: int | None = None,
    version: str | None = None,
    effective_from: str | None = None,
) -> Flow[Publication]:
    """Publish the text whose digest is `seen`; again, it is the same receipt.

    `revision` where a diff follows one that came after the draft was begun; `version`, and perhaps
    `effective_from` (ISO date), of a core.
    """
    wish = {"revision": revision, "version": version, "effectiveFrom": effective_from}
    said: Json = {key: value for key, value in wish.items() if value is not None}
    path = f"{_one(draft)}/publish"
    response = yield _ask("POST", path, canonical(said), seen)
    return decode(value_of(path, response, (200, 201)), Publication, path)


def _entry(method: Method, path: str) -> Flow[DraftEntry]:
    return decode(value_of(path, (yield _ask(method, path))), DraftEntry, path)


def _of(path: str, response: Response, body: bytes) -> DraftEntry:
    """The entry in an answer, which must speak of the text that was sent."""
    entry = decode(value_of(path, response, (200, 201)), DraftEntry, path)
    _check(path, digest_bytes(body.removeprefix(b"\xef\xbb\xbf")), entry.digest)
    return entry


def _check(path: str, promised: str, found: str) -> None:
    if promised != found:
        params = {"path": path, "promised": promised, "found": found}
        raise IntegrityError(Problem("digest-mismatch", params=params))


def _one(draft: str) -> str:
    return f"{_PATH}/{quote(draft, safe='')}"


def _query(path: str, **params: str | None) -> str:
    given = {key: value for key, value in params.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def _ask(method: Method, path: str, body: bytes = b"", seen: str = "") -> Request:
    headers = {"accept": JSON}
    if body:
        headers["content-type"] = JSON
    if seen:
        headers["if-match"] = f'"{seen.removeprefix("sha256:")}"'
    return Request(method, path, headers, body, private=True)
