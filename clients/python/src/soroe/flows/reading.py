"""Reading: listings, cores, local diffs, the directory."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from soroe.errors import RegistryError
from soroe.flows.answers import promised, value_of
from soroe.flows.choosing import choose_revision, choose_version
from soroe.flows.messages import JSON, Core, Fictional, Flow, Local, Pulled, Request
from soroe.flows.names import code_name, form_name
from soroe.listing import (
    FormListing,
    LocalListing,
    Municipality,
    Page,
    RevisionEntry,
    Whoami,
    decode,
)
from soroe.model import Report


def form_listing(form: str) -> Flow[FormListing]:
    """The versions of a form."""
    path = f"/forms/{form_name(form)}.json"
    response = yield Request("GET", path, keep="ask")
    return decode(value_of(path, response), FormListing, path)


def local_listing(form: str, municipality: str) -> Flow[LocalListing]:
    """The revisions of a municipality for a form; 404 where it has published none."""
    path = f"/forms/{form_name(form)}/local/{code_name(municipality)}.json"
    response = yield Request("GET", path, keep="ask")
    return decode(value_of(path, response), LocalListing, path)


def get_core(form: str, version: str = "latest") -> Flow[Core]:
    """A core by exact version, by major number (`1`: the highest 1.x.y) or `latest`."""
    entry = choose_version((yield from form_listing(form)), version)
    path = f"/forms/{form}/{entry.version}.json"
    response = yield Request("GET", path, keep="forever", digest=entry.digest)
    document = promised(path, response, entry.digest)
    return Core(path, entry.digest, response.body, document, form, entry.version, entry.state)


def get_diff(form: str, municipality: str, revision: int | None = None) -> Flow[Local]:
    """A municipality's local diff; None is its latest revision."""
    listing = yield from local_listing(form, municipality)
    return (yield from _local(listing, choose_revision(listing, revision), "diff"))


def get_local_form(form: str, municipality: str, revision: int | None = None) -> Flow[Local]:
    """The complete form of a municipality (core + diff); None is its latest revision."""
    listing = yield from local_listing(form, municipality)
    return (yield from _local(listing, choose_revision(listing, revision), "form"))


def pull(form: str, version: str = "latest", municipality: str | None = None) -> Flow[Pulled]:
    """A core with the latest diff and form of a municipality; without one, only the core.

    With a municipality that has published nothing, `diff` and `form` are None.
    """
    core = yield from get_core(form, version)
    if municipality is None:
        return Pulled(core)
    try:
        listing = yield from local_listing(form, municipality)
    except RegistryError as e:
        if e.status == 404:
            return Pulled(core)
        raise
    if not listing.revisions:
        return Pulled(core)
    entry = choose_revision(listing, None)
    diff = yield from _local(listing, entry, "diff")
    return Pulled(core, diff, (yield from _local(listing, entry, "form")))


def search(words: str, fictional: Fictional = "exclude") -> Flow[tuple[Municipality, ...]]:
    """All municipalities by code, name or kana; names are not unique.

    `fictional` says whether the directory's invented entries (samples) are among them.
    """
    found: list[Municipality] = []
    query = {"q": words, "fictional": fictional, "limit": "500"}
    while True:
        path = "/api/v1/municipalities?" + urlencode(query)
        page = decode(value_of(path, (yield Request("GET", path))), Page, path)
        found.extend(page.municipalities)
        if page.next is None or page.next == query.get("cursor"):
            return tuple(found)
        query["cursor"] = page.next


def whoami() -> Flow[Whoami]:
    """Whose token this is."""
    path = "/api/v1/whoami"
    return decode(value_of(path, (yield Request("GET", path, private=True))), Whoami, path)


def ready() -> Flow[bool]:
    """Whether the registry can do its work now, database included."""
    response = yield Request("GET", "/ready", once=True)
    return response.status == 200


def check(
    body: bytes, form: str, core: str = "latest", municipality: str | None = None
) -> Flow[Report]:
    """Have the registry compare a form (JSON Schema or kintone export) with a core."""
    query = {"form": form_name(form), "core": core}
    if municipality is not None:
        query["municipality"] = code_name(municipality)
    path = "/api/v1/check?" + urlencode(query)
    response = yield Request("POST", path, {"content-type": JSON, "accept": JSON}, body)
    return decode(value_of(path, response), Report, path)


def _local(
    listing: LocalListing, entry: RevisionEntry, kind: Literal["diff", "form"]
) -> Flow[Local]:
    end, expected = (".diff.json", entry.digest) if kind == "diff" else (".json", entry.form_digest)
    path = f"/forms/{listing.form}/local/{listing.municipality}/{entry.revision}{end}"
    response = yield Request("GET", path, keep="forever", digest=expected)
    document = promised(path, response, expected)
    return Local(
        path,
        expected,
        response.body,
        document,
        listing.form,
        listing.municipality,
        entry.revision,
        entry.core,
    )
