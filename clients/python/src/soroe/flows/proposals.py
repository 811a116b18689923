"""Proposals (昇格提案): reading them, and with a token opening, voicing, deciding, publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

import msgspec

from soroe.errors import IntegrityError, Problem
from soroe.flows.answers import promised, value_of
from soroe.flows.messages import JSON, Flow, Request
from soroe.flows.names import form_name
from soroe.jsontext import pretty
from soroe.listing import Answer, Publication, decode
from soroe.model import Change, Json

VoiceStance: TypeAlias = Literal["support", "object", "neutral"]
Verdict: TypeAlias = Literal["accept", "reject", "postpone"]


class ProposalEntry(Answer, frozen=True):
    """A proposal in a listing.

    `state` is open, closed (voices are in), accepted, rejected, postponed, published or withdrawn.
    `version` is the number that its draft would have, made in `against`; `stale` where a newer core
    is there. Each municipality is counted once; `earlier` voices were given to an earlier text.
    """

    form: str
    proposal: int
    state: str
    title: str
    closes_on: date
    against: str
    version: str
    effective_from: date | None = None
    stale: bool = False
    support: int = 0
    object: int = 0
    neutral: int = 0
    earlier: int = 0
    comments: int = 0
    opened_at: datetime | None = None
    opened_by: str | None = None
    opened_name: str = ""
    published: str | None = None
    url: str = ""


class Source(Answer, frozen=True):
    """What a draft is made of: candidates by id, free changes, names for items of candidates."""

    candidates: tuple[str, ...] = ()
    changes: tuple[Any, ...] = ()
    names: dict[str, str] = msgspec.field(default_factory=dict)


class Step(Answer, frozen=True):
    """What publishing the draft does: the level of the step, municipalities by what happens."""

    level: str
    smallest: str
    municipalities: int = 0
    decide: int = 0
    changed: int = 0
    undecided: int = 0
    outcomes: dict[str, int] = msgspec.field(default_factory=dict)


class Share(Answer, frozen=True):
    """Divergence of all municipalities together; `index` is the share of items that differ."""

    municipalities: int = 0
    items: int = 0
    changed: int = 0
    index: float = 0.0
    at_most: float = 0.0


class Variety(Answer, frozen=True):
    """How many distinct forms there are."""

    forms: int = 0
    at_least: int = 0


class Kept(Answer, frozen=True):
    """A municipality whose items get other names: its item, and that of the core."""

    code: str
    names: dict[str, str] = msgspec.field(default_factory=dict)
    verdict: Any = None


class Measured(Answer, frozen=True):
    """The step, divergence and distinct forms before and after, whose items get other names."""

    step: Step
    before: Share = Share()
    after: Share = Share()
    forms_before: Variety = Variety()
    forms_after: Variety = Variety()
    kept: tuple[Kept, ...] = ()


class Decision(Answer, frozen=True):
    """What the stewards decided about the text `edit`; undo: what they decided no longer stands."""

    decision: int
    edit: int
    verdict: str
    reason: str
    at: datetime
    organisation: str | None = None
    name: str = ""


class ProposalText(Answer, frozen=True):
    """One text that a proposal had: `digest` is of the draft as it would be published."""

    edit: int
    title: str
    against: str
    version: str
    digest: str
    recorded_at: datetime | None = None
    recorded_by: str | None = None


class Proposal(ProposalEntry, frozen=True, kw_only=True):
    """A proposal whole: its text `edit`, what it is made of and does, why, what was decided."""

    edit: int
    text: str
    digest: str
    submitted_digest: str
    measured: Measured
    source: Source = Source()
    evidence: dict[str, str] = msgspec.field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    edited_at: datetime | None = None
    edited_by: str | None = None
    early_reason: str | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdraw_reason: str | None = None
    texts: tuple[ProposalText, ...] = ()


class Voice(Answer, frozen=True):
    """What a municipality said of the text `edit`; `counts` is true of its last one."""

    voice: int
    edit: int
    municipality: str
    stance: VoiceStance
    reason: str
    at: datetime
    counts: bool = True
    name: str = ""
    prefecture: str = ""
    organisation: str | None = None


class ProposalComment(Answer, frozen=True):
    """What an organisation said of the text `edit`; `answers` is the number of another comment."""

    comment: int
    edit: int
    text: str
    at: datetime
    organisation: str | None = None
    name: str = ""
    kind: str | None = None
    municipality: str | None = None
    answers: int | None = None


class _Proposals(Answer, frozen=True):
    proposals: tuple[ProposalEntry, ...]


class _Voices(Answer, frozen=True):
    voices: tuple[Voice, ...]
    next: str | None = None


class _Comments(Answer, frozen=True):
    comments: tuple[ProposalComment, ...]
    next: str | None = None


class Content(msgspec.Struct, frozen=True):
    """What is proposed; None leaves what is there (or says nothing, to begin with).

    `candidates` by id, with other `names` for their items, and `changes`; or `core`, a whole draft.
    """

    title: str | None = None
    text: str | None = None
    closes_on: date | None = None
    effective_from: date | None = None
    candidates: Sequence[str] | None = None
    names: Mapping[str, str] | None = None
    changes: Sequence[Change] | None = None
    core: Json = None

    def said(self) -> dict[str, Any]:
        """As it is sent."""
        facts = {
            "title": self.title,
            "text": self.text,
            "closesOn": self.closes_on,
            "effectiveFrom": self.effective_from,
            "candidates": self.candidates,
            "names": self.names,
            "changes": self.changes,
            "core": self.core,
        }
        return {name: value for name, value in facts.items() if value is not None}


def list_proposals(form: str | None = None) -> Flow[tuple[ProposalEntry, ...]]:
    """All proposals of a form; without one, those of every form that are not over."""
    path = "/api/v1/proposals" if form is None else f"/api/v1/forms/{form_name(form)}/proposals"
    response = yield Request("GET", path, keep="ask")
    return decode(value_of(path, response), _Proposals, path).proposals


def get_proposal(form: str, number: int) -> Flow[Proposal]:
    """One proposal."""
    path = _path(form, number)
    return decode(value_of(path, (yield Request("GET", path, keep="ask"))), Proposal, path)


def get_proposal_document(form: str, number: int, edit: int | None = None) -> Flow[bytes]:
    """The draft that a proposal has now, or had, as it would be published; checked on arrival."""
    proposal = yield from get_proposal(form, number)
    wanted = proposal.edit if edit is None else edit
    path = f"{_path(form, number)}/document?edit={wanted}"
    known = next((text.digest for text in proposal.texts if text.edit == wanted), None)
    response = yield Request("GET", path, keep="ask")
    if known is None:
        value_of(path, response)
        raise IntegrityError(Problem("digest-mismatch", params=_none(path)))
    return pretty(promised(path, response, known)).encode()


def list_voices(form: str, number: int) -> Flow[tuple[Voice, ...]]:
    """Every voice that was given, oldest first."""
    found: list[Voice] = []
    query = {"limit": "500"}
    while True:
        path = f"{_path(form, number)}/voices?" + urlencode(query)
        page = decode(value_of(path, (yield Request("GET", path))), _Voices, path)
        found.extend(page.voices)
        if page.next is None or page.next == query.get("cursor"):
            return tuple(found)
        query["cursor"] = page.next


def list_proposal_comments(form: str, number: int) -> Flow[tuple[ProposalComment, ...]]:
    """Every comment, oldest first."""
    found: list[ProposalComment] = []
    query = {"limit": "500"}
    while True:
        path = f"{_path(form, number)}/comments?" + urlencode(query)
        page = decode(value_of(path, (yield Request("GET", path))), _Comments, path)
        found.extend(page.comments)
        if page.next is None or page.next == query.get("cursor"):
            return tuple(found)
        query["cursor"] = page.next


def open_proposal(form: str, content: Content) -> Flow[Proposal]:
    """Open a proposal; the same once more is there already."""
    path = f"/api/v1/forms/{form_name(form)}/proposals"
    return decode(value_of(path, (yield _post(path, content.said())), (200, 201)), Proposal, path)


def refresh_proposal(
    form: str, number: int, content: Content | None = None, edit: int | None = None
) -> Flow[Proposal]:
    """Make the draft anew in the newest core; with something in its place, made from `edit`."""
    path = f"{_path(form, number)}/refresh"
    said = (content or Content()).said() | ({} if edit is None else {"edit": edit})
    return decode(value_of(path, (yield _post(path, said))), Proposal, path)


def give_voice(
    form: str,
    number: int,
    code: str,
    *,
    stance: VoiceStance,
    reason: str,
    edit: int | None = None,
) -> Flow[Voice]:
    """Say what a municipality thinks of a proposal; its last voice counts."""
    path = f"{_path(form, number)}/voices/{code}"
    said = {"stance": stance, "reason": reason} | ({} if edit is None else {"edit": edit})
    body = msgspec.json.encode(said)
    request = Request("PUT", path, {"content-type": JSON, "accept": JSON}, body, private=True)
    return decode(value_of(path, (yield request), (200, 201)), Voice, path)


def comment_on_proposal(
    form: str, number: int, text: str, answers: int | None = None
) -> Flow[ProposalComment]:
    """Say something of a proposal; the same words again are said once."""
    path = f"{_path(form, number)}/comments"
    said = {"text": text} | ({} if answers is None else {"answers": answers})
    return decode(value_of(path, (yield _post(path, said)), (200, 201)), ProposalComment, path)


def decide_proposal(
    form: str, number: int, edit: int, verdict: Verdict, reason: str
) -> Flow[Proposal]:
    """Accept, reject or postpone the text `edit`."""
    path = f"{_path(form, number)}/decide"
    said = {"edit": edit, "verdict": verdict, "reason": reason}
    return decode(value_of(path, (yield _post(path, said))), Proposal, path)


def undo_decision(form: str, number: int, reason: str) -> Flow[Proposal]:
    """Take back what was decided, before the closing day is over."""
    path = f"{_path(form, number)}/undo"
    return decode(value_of(path, (yield _post(path, {"reason": reason}))), Proposal, path)


def publish_proposal(
    form: str, number: int, reason: str | None = None, edit: int | None = None
) -> Flow[Publication]:
    """Publish the accepted draft: with `edit`, only that text; early, with a reason."""
    path = f"{_path(form, number)}/publish"
    facts = {"reason": reason, "edit": edit}
    said = {name: value for name, value in facts.items() if value is not None}
    return decode(value_of(path, (yield _post(path, said)), (200, 201)), Publication, path)


def withdraw_proposal(form: str, number: int, reason: str) -> Flow[Proposal]:
    """End a proposal without publishing."""
    path = f"{_path(form, number)}/withdraw"
    return decode(value_of(path, (yield _post(path, {"reason": reason}))), Proposal, path)


def _path(form: str, number: int) -> str:
    return f"/api/v1/forms/{form_name(form)}/proposals/{number}"


def _none(path: str) -> dict[str, str]:
    return {"path": path, "promised": "-", "found": "-"}


def _post(path: str, said: Mapping[str, object]) -> Request:
    body = msgspec.json.encode(said)
    return Request("POST", path, {"content-type": JSON, "accept": JSON}, body, private=True)
