"""What is said to a registry, without saying it: one generator per job.

A flow yields `Request` values, is sent `Response` values and returns a typed result, or raises an
error of `soroe.errors`. It opens no connection, reads no clock and keeps no file, so that the
blocking client, the asynchronous one and the tests drive the very same code
(the idea is that of httpx's authentication flows).

Documents are checked on arrival: against the digest that the listing promised, and against the
strong ETag where that is the SHA-256 of the bytes. A document that fails is never handed on.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from typing import Literal, NoReturn, TypeAlias, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from soroe.errors import (
    DocumentError,
    IntegrityError,
    Problem,
    RegistryError,
    SoroeError,
    UnreachableError,
)
from soroe.jsontext import digest, digest_bytes, read
from soroe.listing import (
    FormListing,
    LocalListing,
    Municipality,
    Page,
    Publication,
    RevisionEntry,
    VersionEntry,
    Whoami,
    decode,
)
from soroe.locale import explain
from soroe.model import Json, Report
from soroe.versions import parse

T = TypeVar("T")

Method: TypeAlias = Literal["GET", "PUT", "POST"]

Fictional: TypeAlias = Literal["exclude", "include", "only"]

JSON = "application/json"
SCHEMA = "application/schema+json"

_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_CODE = re.compile(r"\d{6}")
_HEX = re.compile(r'"([0-9a-f]{64})"')


class Request(msgspec.Struct, frozen=True):
    """One request; `path` is below the registry's address and may carry a query.

    `keep` says what a cache may do: `no`; `ask` (keep it, ask each time whether it still holds);
    `forever` (the address names an immutable document). `digest` is what was promised for the
    document, if anything was. `private` requests carry the token. `once`: whether the answer is
    wanted even if it says that the registry is busy.
    """

    method: Method
    path: str
    headers: Mapping[str, str] = {}
    body: bytes = b""
    keep: Literal["no", "ask", "forever"] = "no"
    digest: str = ""
    private: bool = False
    once: bool = False


class Response(msgspec.Struct, frozen=True):
    """One answer; header names are in lower case, `body` is decoded from any content coding."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Flow: TypeAlias = Generator[Request, Response, T]


class Published(msgspec.Struct, frozen=True):
    """A published document: its path, the digest that was checked, its bytes and its value."""

    path: str
    digest: str
    body: bytes
    document: Json


class Core(Published, frozen=True):
    """A core: form and version, and its state as listed (published, deprecated, withdrawn)."""

    form: str
    version: str
    state: str


class Local(Published, frozen=True):
    """A local diff, or the local form that it makes, of one revision of a municipality."""

    form: str
    municipality: str
    revision: int
    core: str


class Pulled(msgspec.Struct, frozen=True):
    """What `pull` brings: the core, and the municipality's diff and form where it has any."""

    core: Core
    diff: Local | None = None
    form: Local | None = None


# ---- reading


def form_listing(form: str) -> Flow[FormListing]:
    """The versions of a form."""
    path = f"/forms/{_form(form)}.json"
    response = yield Request("GET", path, keep="ask")
    return decode(_json(path, response), FormListing, path)


def local_listing(form: str, municipality: str) -> Flow[LocalListing]:
    """The revisions of a municipality for a form; 404 where it has published none."""
    path = f"/forms/{_form(form)}/local/{_code(municipality)}.json"
    response = yield Request("GET", path, keep="ask")
    return decode(_json(path, response), LocalListing, path)


def get_core(form: str, version: str = "latest") -> Flow[Core]:
    """A core by exact version, by major number (`1`: the highest 1.x.y) or `latest`."""
    entry = choose_version((yield from form_listing(form)), version)
    path = f"/forms/{form}/{entry.version}.json"
    response = yield Request("GET", path, keep="forever", digest=entry.digest)
    document = _promised(path, response, entry.digest)
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
        page = decode(_json(path, (yield Request("GET", path))), Page, path)
        found.extend(page.municipalities)
        if page.next is None or page.next == query.get("cursor"):
            return tuple(found)
        query["cursor"] = page.next


def whoami() -> Flow[Whoami]:
    """Whose token this is."""
    path = "/api/v1/whoami"
    return decode(_json(path, (yield Request("GET", path, private=True))), Whoami, path)


def ready() -> Flow[bool]:
    """Whether the registry can do its work now, database included."""
    response = yield Request("GET", "/ready", once=True)
    return response.status == 200


# ---- writing


def push_core(form: str, version: str, body: bytes) -> Flow[Publication]:
    """Publish a core under a version; the same content again is no error and changes nothing."""
    if parse(version) is None:
        _refuse("version-invalid", version=version)
    sent = digest(read(body))
    path = f"/api/v1/forms/{_form(form)}/versions/{version}"
    return _receipt(path, sent, (yield _put(path, body, SCHEMA)))


def push_diff(body: bytes, revision: int | None = None) -> Flow[Publication]:
    """Publish a local diff; the next revision is found by asking.

    What the latest revision already says is not published again. If somebody else takes the number
    in between, that is a 409 `RegistryError`: their revision must be read before ours follows it.
    """
    document = read(body)
    form, code = (_member(document, name) for name in ("form", "municipality"))
    sent = digest(document)
    if revision is None:
        revision = _next_revision((yield from _known_revisions(form, code)), sent)
    path = f"/api/v1/forms/{_form(form)}/local/{_code(code)}/{revision}"
    return _receipt(path, sent, (yield _put(path, body, JSON)))


def check(
    body: bytes, form: str, core: str = "latest", municipality: str | None = None
) -> Flow[Report]:
    """Have the registry compare a form (JSON Schema or kintone export) with a core."""
    query = {"form": _form(form), "core": core}
    if municipality is not None:
        query["municipality"] = _code(municipality)
    path = "/api/v1/check?" + urlencode(query)
    response = yield Request("POST", path, {"content-type": JSON, "accept": JSON}, body)
    return decode(_json(path, response), Report, path)


# ---- choosing from a listing


def choose_version(listing: FormListing, wanted: str) -> VersionEntry:
    """The entry for `latest`, a major number or an exact version; withdrawn ones only exactly."""
    numbered = [(parse(e.version), e) for e in listing.versions]
    known = [e for v, e in sorted(((v, e) for v, e in numbered if v), key=lambda row: row[0])]
    if parse(wanted):
        fit = [e for e in known if e.version == wanted]
    elif wanted == "latest" or wanted.isdecimal():
        prefix = "" if wanted == "latest" else f"{int(wanted)}."
        fit = [
            e
            for e in known
            if e.version.startswith(prefix) and e.state in ("published", "deprecated")
        ]
    else:
        _refuse("version-invalid", version=wanted)
    if not fit:
        have = ", ".join(e.version for e in known) or "-"
        params = {"form": listing.form, "version": wanted, "known": have}
        raise RegistryError(404, Problem("no-such-version", params=params))
    return fit[-1]


def choose_revision(listing: LocalListing, wanted: int | None) -> RevisionEntry:
    """The entry of a revision; None is the latest."""
    known = sorted(listing.revisions, key=lambda e: e.revision)
    fit = [e for e in known if wanted in (None, e.revision)]
    if not fit:
        params = {
            "form": listing.form,
            "municipality": listing.municipality,
            "revision": "latest" if wanted is None else str(wanted),
        }
        raise RegistryError(404, Problem("no-such-revision", params=params))
    return fit[-1]


# ---- parts


def _local(
    listing: LocalListing, entry: RevisionEntry, kind: Literal["diff", "form"]
) -> Flow[Local]:
    end, promised = (".diff.json", entry.digest) if kind == "diff" else (".json", entry.form_digest)
    path = f"/forms/{listing.form}/local/{listing.municipality}/{entry.revision}{end}"
    response = yield Request("GET", path, keep="forever", digest=promised)
    document = _promised(path, response, promised)
    return Local(
        path,
        promised,
        response.body,
        document,
        listing.form,
        listing.municipality,
        entry.revision,
        entry.core,
    )


def _known_revisions(form: str, code: str) -> Flow[tuple[RevisionEntry, ...]]:
    try:
        return (yield from local_listing(form, code)).revisions
    except RegistryError as e:
        if e.status == 404:
            return ()
        raise


def _next_revision(known: tuple[RevisionEntry, ...], sent: str) -> int:
    if not known:
        return 1
    last = max(known, key=lambda e: e.revision)
    return last.revision if last.digest == sent else last.revision + 1


def _put(path: str, body: bytes, media: str) -> Request:
    return Request("PUT", path, {"content-type": media, "accept": JSON}, body, private=True)


def _receipt(path: str, sent: str, response: Response) -> Publication:
    """The receipt, which must speak of what was sent."""
    receipt = decode(_json(path, response, (200, 201)), Publication, path)
    if receipt.submitted_digest != sent:
        params = {"path": path, "promised": sent, "found": receipt.submitted_digest}
        raise IntegrityError(Problem("digest-mismatch", params=params))
    return receipt


def _json(path: str, response: Response, good: tuple[int, ...] = (200,)) -> Json:
    if response.status not in good:
        raise refused(path, response)
    try:
        value = read(response.body)
    except DocumentError as e:
        raise _strange(path, response, e.problem.type) from None
    _check_etag(path, response)
    return value


def _promised(path: str, response: Response, promised: str) -> Json:
    document = _json(path, response)
    found = digest(document)
    if found != promised:
        params = {"path": path, "promised": promised, "found": found}
        raise IntegrityError(Problem("digest-mismatch", params=params))
    return document


def _check_etag(path: str, response: Response) -> None:
    """A mirror may set ETags of its own making; one that is a SHA-256 must be that of the body."""
    match = _HEX.fullmatch(response.headers.get("etag", ""))
    if match is None:
        return
    found = digest_bytes(response.body)
    if found != f"sha256:{match[1]}":
        params = {"path": path, "promised": f"sha256:{match[1]}", "found": found}
        raise IntegrityError(Problem("digest-mismatch", params=params))


def refused(path: str, response: Response) -> SoroeError:
    """The error of an answer that is not the expected one.

    A problem document (RFC 9457) becomes a `RegistryError` with its type, place and parameters;
    anything else was not said by a registry (a proxy, a portal) and is an `UnreachableError`.
    """
    media = response.headers.get("content-type", "").partition(";")[0].strip()
    if media != "application/problem+json":
        return _strange(path, response, media or "-")
    try:
        value = read(response.body)
    except DocumentError as e:
        return _strange(path, response, e.problem.type)
    if not isinstance(value, dict):
        return _strange(path, response, "not an object")
    parts = value.get("problems")
    several = [p for p in parts if isinstance(p, dict)] if isinstance(parts, list) else []
    return RegistryError(response.status, *(_problem(p) for p in several or [value]))


def _problem(value: dict[str, Json]) -> Problem:
    """A problem this package has sentences for, or `registry-refused` with the registry's own."""
    kind = str(value.get("type", "")).rstrip("/").rpartition("/")[2].rpartition("#")[2]
    at = value.get("at", value.get("pointer", ""))
    raw = value.get("params")
    params = {k: str(v) for k, v in raw.items()} if isinstance(raw, dict) else {}
    line, column = (v if isinstance(v := value.get(k), int) else None for k in ("line", "column"))
    problem = Problem(kind, str(at), params, line, column)
    try:
        explain(problem, "ja")
    except KeyError:
        said = [str(value[k]) for k in ("title", "detail") if value.get(k)]
        told = {"type": kind or "-", "said": ": ".join(said) or "-"}
        return Problem("registry-refused", str(at), told, line, column)
    return problem


def _strange(path: str, response: Response, detail: str) -> UnreachableError:
    params = {"path": path, "detail": f"HTTP {response.status}, {detail}"}
    return UnreachableError(Problem("unexpected-answer", params=params))


def _form(form: str) -> str:
    if not _FORM.fullmatch(form):
        _refuse("form-name-invalid", form=form)
    return quote(form, safe="")


def _code(code: str) -> str:
    if not _CODE.fullmatch(code, 0) or not code.isascii():
        _refuse("municipality-code-invalid", code=code)
    return code


def _member(document: Json, name: str) -> str:
    value = document.get(name) if isinstance(document, dict) else None
    if not isinstance(value, str):
        _refuse("local-diff-incomplete", name=name)
    return value


def _refuse(kind: str, **params: str) -> NoReturn:
    raise DocumentError(Problem(kind, params=params))
