"""Collecting the facts from a registry: what everybody may read, or what it tells its owner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from soroe.diff import decode_diff
from soroe.errors import Problem, RegistryError, SoroeError
from soroe.flows import Flow, Request, form_listing, get_core, get_diff, local_listing, search
from soroe.flows.answers import promised, value_of
from soroe.flows.names import code_name, form_name
from soroe.flows.proposals import list_proposals
from soroe.flows.succession import list_successions
from soroe.handover.facts import (
    CoreFact,
    FormFact,
    HandoverFacts,
    ProposalFact,
    ReviewFact,
    RevisionFact,
)
from soroe.jsontext import DOOR, Limits
from soroe.listing import (
    FormListing,
    Forms,
    LocalListing,
    Municipality,
    Succession,
    VersionEntry,
    decode,
)
from soroe.model import Json, LocalDiff

WIDE: Final = Limits(size=8 * 1024 * 1024, depth=DOOR.depth + 8, nodes=4 * 1024 * 1024)
"""The facts hold many documents, each of which is within the bounds of the door."""


def owned(code: str, day: str, form: str | None = None) -> Flow[HandoverFacts]:
    """All facts, or those of one form, as the registry tells them to the municipality itself.

    A token is needed. Refused with `handover-too-large` where even the latest revisions of all
    forms are too much for one answer.
    """
    query = {"day": day} | ({"form": form_name(form)} if form is not None else {})
    path = f"/api/v1/municipalities/{code_name(code)}/handover?{urlencode(query)}"
    response = yield Request("GET", path, private=True)
    return decode(value_of(path, response, limits=WIDE), HandoverFacts, path)


def public(
    code: str, day: str, registry: str | None = None, form: str | None = None
) -> Flow[HandoverFacts]:
    """What can be read without a token, from a mirror as well: forms, cores, revisions, diffs.

    Drafts, prepared rebases and amended citations are not known (`complete` is false), nor who
    published a revision. Raises `RegistryError` `no-such-form` where the form that is named is not
    there.
    """
    code_name(code)
    if form is not None:
        form_name(form)
    path = "/forms.json"
    found = decode(value_of(path, (yield Request("GET", path, keep="ask"))), Forms, path)
    forms: list[FormFact] = []
    reviews: list[ReviewFact] = []
    name = ""
    wanted = [entry for entry in found.forms if form in (None, entry.form)]
    if form is not None and not wanted:
        raise RegistryError(404, Problem("no-such-form", params={"form": form}))
    for entry in wanted:
        listing = yield from form_listing(entry.form)
        local = None
        if any(there.municipality == code for there in listing.local):
            local = yield from local_listing(entry.form, code)
            name = name or local.name
        forms.append((yield from _form(listing, local, registry)))
        reviews.extend(
            ReviewFact(entry.form, review.version, review.closes_on.isoformat(), title=review.title)
            for review in listing.reviews
            if review.state == "open"
        )
    place = yield from _municipality(code, name)
    return HandoverFacts(
        successions=(yield from _successions(code)),
        proposals=(yield from _proposals(form)),
        municipality=place,
        day=day,
        forms=tuple(forms),
        reviews=tuple(reviews),
        complete=False,
        registry=registry,
    )


def _municipality(code: str, name: str) -> Flow[Municipality]:
    """The entry of the directory; a mirror of files has no directory, only the listings' names."""
    try:
        known = yield from search(code, "include")
    except SoroeError:
        return Municipality(code, name)
    return next((m for m in known if m.code == code), Municipality(code, name))


def _successions(code: str) -> Flow[tuple[Succession, ...]]:
    """Those of the municipality that hold; a mirror of files has none."""
    try:
        known = yield from list_successions(code)
    except SoroeError:
        return ()
    return tuple(one for one in known if one.cancelled_at is None)


def _proposals(form: str | None) -> Flow[tuple[ProposalFact, ...]]:
    """Those that take voices; a mirror of files has none. Who has spoken is not looked at."""
    try:
        known = yield from list_proposals()
    except SoroeError:
        return ()
    return tuple(
        ProposalFact(one.form, one.proposal, one.title, one.closes_on.isoformat())
        for one in known
        if one.state == "open" and form in (None, one.form)
    )


def _form(listing: FormListing, local: LocalListing | None, registry: str | None) -> Flow[FormFact]:
    documents: dict[str, Json] = {}
    revisions: list[RevisionFact] = []
    code, entries = (local.municipality, local.revisions) if local else ("", ())
    for entry in entries:
        path = f"/forms/{listing.form}/local/{code}/{entry.revision}.diff.json"
        response = yield Request("GET", path, keep="forever", digest=entry.digest)
        diff = decode_diff(promised(path, response, entry.digest))
        if diff.core not in documents:
            documents[diff.core] = (yield from get_core(listing.form, diff.core)).document
        revisions.append(
            RevisionFact(
                revision=entry.revision,
                diff=diff,
                recorded_at=_stamp(entry.recorded_at),
                layers=(yield from _below(diff)),
                url=f"{registry.rstrip('/')}{path}" if registry else None,
            )
        )
    return FormFact(
        form=listing.form,
        title=listing.title or listing.form,
        versions=tuple(_core(version) for version in listing.versions),
        documents=documents,
        revisions=tuple(revisions),
    )


def _below(diff: LocalDiff) -> Flow[tuple[LocalDiff, ...]]:
    """The diffs that this one lies over, the lowest first; the registry has refused any circle."""
    out: list[LocalDiff] = []
    over = diff.over
    while over is not None:
        code, _, number = over.partition("@")
        found = decode_diff((yield from get_diff(diff.form, code, int(number))).document)
        out.insert(0, found)
        over = found.over
    return tuple(out)


def _core(entry: VersionEntry) -> CoreFact:
    said = entry.states[-1] if entry.states else None
    gone = said if said is not None and said.state != "published" else None
    return CoreFact(
        version=entry.version,
        state=entry.state,
        effective_from=entry.effective_from,
        recorded_at=_stamp(entry.recorded_at),
        deprecated_from=_stamp(gone.effective) if gone else None,
        removal=_stamp(gone.removal) if gone else None,
        replacement=gone.replacement if gone else None,
    )


def _stamp(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None
