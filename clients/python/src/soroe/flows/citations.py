"""The citations that a municipality's diffs share, and what awaits review because of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote

from soroe.errors import Problem, RegistryError
from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, Flow, Request, Response
from soroe.flows.names import code_name
from soroe.jsontext import canonical
from soroe.listing import Answer, Remark, decode, to_json
from soroe.model import Citation, Json


class CitationUse(Answer, frozen=True):
    """How many changes of the latest revision of a form rest on a citation."""

    form: str
    revision: int
    changes: int


class SharedCitation(Answer, frozen=True):
    """A shared citation as it stands now, or one edition of its history.

    `shown` is the official form, `note` says why it was amended, `source` which diff brought it.
    `awaiting` counts the changes that await review because of it; a list has that and `uses`.
    """

    key: str
    edition: int
    citation: Citation
    shown: str = ""
    note: str = ""
    source: str | None = None
    recorded_at: str = ""
    recorded_by: str | None = None
    remarks: tuple[Remark, ...] = ()
    uses: tuple[CitationUse, ...] = ()
    awaiting: int = 0


class Citations(Answer, frozen=True):
    """The shared citations of a municipality, by key."""

    municipality: str
    citations: tuple[SharedCitation, ...]


class CitationHistory(Answer, frozen=True):
    """All editions of a citation, the first one first."""

    municipality: str
    key: str
    editions: tuple[SharedCitation, ...]


class ChangeToReview(Answer, frozen=True):
    """A change whose text was amended, or has ended, since the diff was written.

    `change` is its place in the diff, `since` the ISO day. `citation` is the text as it stands now,
    `before` the one that the diff has, None where that is not known.
    """

    form: str
    revision: int
    change: int
    item: str
    cite: str
    why: Literal["amended", "ended"]
    since: str
    citation: Citation
    reason: str = ""
    article: str | None = None
    note: str = ""
    before: Citation | None = None
    shown: str = ""
    shown_before: str | None = None


class NeedsReview(Answer, frozen=True):
    """What awaits review on a day, by form and place in the diff."""

    municipality: str
    day: str
    changes: tuple[ChangeToReview, ...]


class ConfirmedChanges(Answer, frozen=True):
    """The items whose changes were confirmed."""

    form: str
    key: str
    items: tuple[str, ...]


class Amended(NamedTuple):
    """The citation as it stands now, and what it said before; None where it is new."""

    now: SharedCitation
    before: SharedCitation | None


def list_citations(municipality: str) -> Flow[Citations]:
    """The shared citations of a municipality."""
    path = f"/api/v1/municipalities/{code_name(municipality)}/citations"
    return decode(value_of(path, (yield Request("GET", path, keep="ask"))), Citations, path)


def citation_history(municipality: str, key: str) -> Flow[CitationHistory]:
    """Everything that a citation has said."""
    path = _one(municipality, key) + "/history"
    return decode(value_of(path, (yield Request("GET", path))), CitationHistory, path)


def needs_review(municipality: str) -> Flow[NeedsReview]:
    """The changes that somebody should look at because their text was amended or has ended."""
    path = f"/api/v1/municipalities/{code_name(municipality)}/needs-review"
    return decode(value_of(path, (yield Request("GET", path))), NeedsReview, path)


def get_citation(municipality: str, key: str) -> Flow[tuple[SharedCitation, str]]:
    """One citation as it stands now, and the ETag that an amendment of it names."""
    path = _one(municipality, key)
    response = yield Request("GET", path)
    found = decode(value_of(path, response), SharedCitation, path)
    return found, response.headers.get("etag", "")


def find_citation(municipality: str, key: str) -> Flow[tuple[SharedCitation, str] | None]:
    """The same; None where there is no such citation."""
    try:
        return (yield from get_citation(municipality, key))
    except RegistryError as e:
        if e.problem.type != "no-such-citation":
            raise
        return None


def put_citation(
    municipality: str, key: str, citation: Citation, note: str = "", etag: str | None = None
) -> Flow[SharedCitation]:
    """Share a new citation, or amend the one that was read with this ETag.

    Nothing is written over what somebody else has written since (412).
    """
    path = _one(municipality, key)
    seen = {"if-match": etag} if etag else {"if-none-match": "*"}
    body: Json = {"citation": to_json(citation), "note": note}
    response = yield _send("PUT", path, body, seen)
    return decode(value_of(path, response, (200, 201)), SharedCitation, path)


def confirm_citation(
    municipality: str, key: str, form: str, note: str, items: Sequence[str] | None = None
) -> Flow[ConfirmedChanges]:
    """Say that the changes of a form hold under the text as it stands now; None: all of them."""
    path = _one(municipality, key) + "/confirm"
    body: dict[str, Json] = {"form": form, "note": note}
    if items is not None:
        body["items"] = list(items)
    response: Response = yield _send("POST", path, body, {})
    return decode(value_of(path, response), ConfirmedChanges, path)


def _send(
    method: Literal["PUT", "POST"], path: str, body: Json, headers: dict[str, str]
) -> Request:
    kinds = {"content-type": JSON, "accept": JSON}
    return Request(method, path, kinds | headers, canonical(body), private=True)


def _one(municipality: str, key: str) -> str:
    if not key or "/" in key:
        raise RegistryError(400, Problem("citation-key-invalid", params={"key": key}))
    return f"/api/v1/municipalities/{code_name(municipality)}/citations/{quote(key, safe='')}"
