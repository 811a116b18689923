"""Reading: listings, cores, local diffs, the directory."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from soroe.directory import Directory
from soroe.errors import RegistryError
from soroe.flows.absent import absent_form, no_revision, says_nothing
from soroe.flows.answers import promised, refused, value_of
from soroe.flows.choosing import choose_version, chosen_revision
from soroe.flows.messages import JSON, Core, Fictional, Flow, Local, Pulled, Request
from soroe.flows.names import code_name, form_name
from soroe.in_force import owned_revision, standing_for
from soroe.listing import (
    FormListing,
    LocalListing,
    Municipality,
    Page,
    RevisionEntry,
    VersionEntry,
    Whoami,
    decode,
)
from soroe.model import Report
from soroe.when import ALWAYS, When, known_query


def form_listing(form: str, when: When = ALWAYS) -> Flow[FormListing]:
    """The versions of a form, as known then."""
    path = f"/forms/{form_name(form)}.json{known_query(when)}"
    response = yield Request("GET", path, keep="ask")
    if says_nothing(path, response):
        raise (yield from absent_form(form, path, response))
    return decode(value_of(path, response), FormListing, path)


def local_listing(form: str, municipality: str, when: When = ALWAYS) -> Flow[LocalListing]:
    """The revisions of a municipality for a form; 404 where there are none.

    The code of a municipality that has ended leads to the listing of its heir.
    """
    path = f"/forms/{form_name(form)}/local/{code_name(municipality)}.json{known_query(when)}"
    response = yield Request("GET", path, keep="ask")
    if says_nothing(path, response):
        if (yield from _is_listed(form, municipality, when)):
            raise refused(path, response)
        raise no_revision(form, municipality)
    return decode(value_of(path, response), LocalListing, path)


def _is_listed(form: str, municipality: str, when: When) -> Flow[bool]:
    try:
        listing = yield from form_listing(form, when)
    except RegistryError as e:
        if e.problem.type != "no-such-form":
            raise
        return False
    return municipality in {entry.municipality for entry in listing.local}


def get_core(form: str, version: str = "latest", when: When = ALWAYS) -> Flow[Core]:
    """A core by exact version, by major number (`1`: the highest 1.x.y) or `latest`.

    With a day in `when`, a major number and `latest` are what applies on that day.
    """
    entry = choose_version((yield from form_listing(form, when)), version, when)
    path = f"/forms/{form}/{entry.version}.json"
    response = yield Request("GET", path, keep="forever", digest=entry.digest)
    document = promised(path, response, entry.digest)
    said = entry.states[-1] if entry.states else None
    return Core(path, entry.digest, response.body, document, form, entry.version, entry.state, said)


def get_diff(
    form: str, municipality: str, revision: int | None = None, when: When = ALWAYS
) -> Flow[Local]:
    """A municipality's local diff; None is its latest revision, or the one that applies then.

    It may be that of another code after a succession (`soroe.in_force`, rule 4): see `municipality`
    of the answer.
    """
    listing, owner, entry = yield from _chosen(form, municipality, revision, when)
    return (yield from _local(listing, owner, entry, "diff"))


def get_local_form(
    form: str, municipality: str, revision: int | None = None, when: When = ALWAYS
) -> Flow[Local]:
    """The complete form of a municipality (core + diff); which revision, see `get_diff`."""
    listing, owner, entry = yield from _chosen(form, municipality, revision, when)
    return (yield from _local(listing, owner, entry, "form"))


def pull(
    form: str, version: str = "latest", municipality: str | None = None, when: When = ALWAYS
) -> Flow[Pulled]:
    """A core with the diff and form of a municipality, the latest or those that apply then.

    With a municipality that has none, `diff` and `form` are None.
    """
    core = yield from get_core(form, version, when)
    if municipality is None:
        return Pulled(core)
    try:
        listing = yield from listing_then(form, municipality, when)
    except RegistryError as e:
        if e.status == 404:
            return Pulled(core, municipality=municipality)
        raise
    standing = standing_for(listing, when, municipality)
    versions = yield from _versions(form, when)
    found = owned_revision(listing, versions, when, municipality)
    if found is None:
        return Pulled(core, municipality=standing)
    diff = yield from _local(listing, *found, "diff")
    return Pulled(core, diff, (yield from _local(listing, *found, "form")), standing)


def search(words: str, fictional: Fictional = "exclude") -> Flow[tuple[Municipality, ...]]:
    """All municipalities by code, name or kana; names are not unique.

    `fictional` says whether the directory's invented entries (samples) are among them. A mirror
    cannot search; its whole directory is then searched here.
    """
    found: list[Municipality] = []
    query = {"q": words, "fictional": fictional, "limit": "500"}
    while True:
        path = "/api/v1/municipalities?" + urlencode(query)
        response = yield Request("GET", path)
        if says_nothing(path, response):
            return (yield from _directory()).search(words, fictional)
        page = decode(value_of(path, response), Page, path)
        found.extend(page.municipalities)
        if page.next is None or page.next == query.get("cursor"):
            return tuple(found)
        query["cursor"] = page.next


def _directory() -> Flow[Directory]:
    path = "/municipalities.json"
    return decode(value_of(path, (yield Request("GET", path, keep="ask"))), Directory, path)


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


def _chosen(
    form: str, municipality: str, revision: int | None, when: When
) -> Flow[tuple[LocalListing, str, RevisionEntry]]:
    """The listing that has it, whose revision it is, and its entry."""
    listing = yield from listing_then(form, municipality, when)
    versions = yield from _versions(form, when)
    return listing, *chosen_revision(listing, municipality, revision, when, versions)


def _versions(form: str, when: When) -> Flow[tuple[VersionEntry, ...]]:
    """The versions of the form, which a day is looked up in; without a day nobody needs them."""
    return () if when.as_of is None else (yield from form_listing(form, when)).versions


def listing_then(form: str, municipality: str, when: When) -> Flow[LocalListing]:
    """The listing of a municipality, or of the heir who will stand for it on the day."""
    listing = yield from local_listing(form, municipality, when)
    seen = {listing.municipality}
    while (heir := listing.successor) and when.as_of and heir.effective <= when.as_of:
        if heir.municipality in seen:
            break
        seen.add(heir.municipality)
        listing = yield from local_listing(form, heir.municipality, when)
    return listing


def _local(
    listing: LocalListing, owner: str, entry: RevisionEntry, kind: Literal["diff", "form"]
) -> Flow[Local]:
    end, expected = (".diff.json", entry.digest) if kind == "diff" else (".json", entry.form_digest)
    path = f"/forms/{listing.form}/local/{owner}/{entry.revision}{end}"
    response = yield Request("GET", path, keep="forever", digest=expected)
    document = promised(path, response, expected)
    name = (listing.form, owner, entry.revision, entry.core)
    return Local(path, expected, response.body, document, *name)
