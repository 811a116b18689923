"""Publishing cores and local diffs."""

from __future__ import annotations

from soroe.errors import IntegrityError, Problem, RegistryError
from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, SCHEMA, Flow, Request, Response
from soroe.flows.names import code_name, form_name, member, refuse
from soroe.flows.reading import local_listing
from soroe.jsontext import digest, read
from soroe.listing import Publication, RevisionEntry, decode
from soroe.versions import parse


def push_core(form: str, version: str, body: bytes) -> Flow[Publication]:
    """Publish a core under a version; the same content again is no error and changes nothing."""
    if parse(version) is None:
        refuse("version-invalid", version=version)
    sent = digest(read(body))
    path = f"/api/v1/forms/{form_name(form)}/versions/{version}"
    return receipt_of(path, sent, (yield put(path, body, SCHEMA)))


def push_diff(body: bytes, revision: int | None = None) -> Flow[Publication]:
    """Publish a local diff; the next revision is found by asking.

    What the latest revision already says is not published again. If somebody else takes the number
    in between, that is a 409 `RegistryError`: their revision must be read before ours follows it.
    """
    document = read(body)
    form, code = (member(document, name) for name in ("form", "municipality"))
    sent = digest(document)
    if revision is None:
        revision = _next_revision((yield from _known_revisions(form, code)), sent)
    path = f"/api/v1/forms/{form_name(form)}/local/{code_name(code)}/{revision}"
    return receipt_of(path, sent, (yield put(path, body, JSON)))


def _known_revisions(form: str, code: str) -> Flow[tuple[RevisionEntry, ...]]:
    """The revisions under this code, also where its address leads to an heir's by now."""
    try:
        listing = yield from local_listing(form, code)
        if listing.municipality == code:
            return listing.revisions
        return next((p.revisions for p in listing.predecessors if p.municipality == code), ())
    except RegistryError as e:
        if e.status == 404:
            return ()
        raise


def _next_revision(known: tuple[RevisionEntry, ...], sent: str) -> int:
    if not known:
        return 1
    last = max(known, key=lambda e: e.revision)
    return last.revision if last.digest == sent else last.revision + 1


def put(path: str, body: bytes, media: str) -> Request:
    """A request that writes a document, with the token."""
    return Request("PUT", path, {"content-type": media, "accept": JSON}, body, private=True)


def receipt_of(path: str, sent: str, response: Response) -> Publication:
    """The receipt, which must speak of what was sent."""
    receipt = decode(value_of(path, response, (200, 201)), Publication, path)
    if receipt.submitted_digest != sent:
        params = {"path": path, "promised": sent, "found": receipt.submitted_digest}
        raise IntegrityError(Problem("digest-mismatch", params=params))
    return receipt
