"""A registry in memory, for the tests of those who use this package.

    registry = MemoryRegistry()
    registry.publish_core("gakudo-application", "1.0.0", core)
    with Client("https://registry.test", transport=registry, cache=MemoryCache()) as client:
        assert client.get_core("gakudo-application").document == core

It speaks the addresses, ETags and problem documents of the real one, for both clients, and can
answer on a loopback port (`serve`) for programs that are tested as processes. What it lacks:
`$id` in what it publishes, components, reviews and states of cores, times of knowledge,
municipalities that merge, tokens that expire, the directory of all municipalities, the order of
versions, and anything that outlives the process.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, cast
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
from msgspec.structs import replace

from soroe import testing_bundle
from soroe.bundle import Scope
from soroe.check import check
from soroe.diff import apply, decode_diff
from soroe.diff.layers import Layer, aliases_of, in_order, resolve_layers, stack
from soroe.errors import DocumentError, Problem, RegistryError, SoroeError
from soroe.flows import Method, Request, Response, choose_revision, choose_version
from soroe.importers import read_form
from soroe.jsontext import canonical, digest, digest_bytes, read
from soroe.judgement import judge, refuse
from soroe.listing import (
    FormListing,
    Forms,
    LocalEntry,
    LocalListing,
    Municipality,
    Page,
    Publication,
    RevisionEntry,
    VersionEntry,
    Whoami,
    to_json,
)
from soroe.model import Input, Json, LocalDiff
from soroe.schema import inline
from soroe.testing_log import MemoryLog
from soroe.versions import parse

WHOLE = Scope()
"""Everything that there is."""

_API = "/api/v1"
_FORM = "/([a-z0-9-]+)"
_CODE = r"(\d{6})"
_VERSION = r"(\d+\.\d+\.\d+)"


class MemoryRegistry(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A registry without a disk: publish into it, and give it to a client as its transport.

    `token` is the one that may write. `down` makes every answer a 503, as when the database is
    away. `seen` holds the requests that arrived. `log` is its log, which can be made to lie.
    """

    def __init__(self, token: str = "test-token") -> None:  # noqa: S107 - it guards nothing
        """Start empty."""
        self.token = token
        self.url = "https://registry.test"
        self.down = False
        self.seen: list[Request] = []
        self.municipalities: list[Municipality] = [
            Municipality("999903", "例示市", "レイジシ", fictional=True)
        ]
        self.log = MemoryLog(time.time)
        self._cores: dict[str, dict[str, tuple[Json, Json]]] = {}
        self._diffs: dict[tuple[str, str], list[tuple[Json, Json]]] = {}
        self._lock = threading.Lock()

    # ---- publishing

    def publish_core(self, form: str, version: str, source: Json) -> Publication:
        """Publish a core; `RegistryError` 409 where other content has that version.

        422 where the version is too small for what changed (`soroe.versions`).
        """
        document = inline(source)
        name = f"forms/{form}/{version}"
        known = self._cores.setdefault(form, {})
        if known and version not in known:
            _large_enough(known, version, document)
        new = version not in known
        there = known.setdefault(version, (source, document))
        if new:
            self.log.append(name, digest(document))
        return self._receipt(name, ".json", there, source, new=there[0] is source)

    def publish_diff(self, document: Json, revision: int | None = None) -> Publication:
        """Publish a local diff as a revision; None is the next."""
        diff = decode_diff(document)
        if diff.core not in self._cores.get(diff.form, {}):
            raise RegistryError(404, _no_version(diff.form, diff.core))
        known = self._diffs.setdefault((diff.form, diff.municipality), [])
        last = len(known)
        number = last + 1 if revision is None else revision
        if not 1 <= number <= last + 1:
            params = {"revision": str(number), "next": str(last + 1)}
            raise RegistryError(409, Problem("revision-gap", params=params))
        if number == last + 1:
            below = self._below(diff, number)
            ground, _ = resolve_layers(self._cores[diff.form][diff.core][1], below)
            known.append((document, apply(ground, diff)))
        name = f"forms/{diff.form}/local/{diff.municipality}/{number}"
        if number == last + 1:
            self.log.append(name, digest(document))
        there = (known[number - 1][0],) * 2
        return self._receipt(name, ".diff.json", there, document, new=number == last + 1)

    def _below(self, diff: LocalDiff, number: int) -> tuple[Layer, ...]:
        """The diffs below one that is, or is to be, this revision, or `DiffError`."""
        known = {
            f"{code}@{at}": decode_diff(document)
            for (form, code), revisions in self._diffs.items()
            for at, (document, _) in enumerate(revisions, 1)
            if form == diff.form
        }
        top = Layer(diff, number)
        layers = stack(top.name, {**known, top.name: diff})
        return tuple(in_order(layers)[:-1])

    def _receipt(
        self, name: str, end: str, there: tuple[Json, Json], source: Json, *, new: bool
    ) -> Publication:
        """The receipt, where what stands there is what was submitted."""
        published, submitted = digest(there[0]), digest(source)
        if published != submitted:
            params = {"name": name, "published": published, "submitted": submitted}
            raise RegistryError(409, Problem("content-differs", params=params))
        return Publication(name, f"{self.url}/{name}{end}", digest(there[1]), submitted, new)

    def bundle(
        self, scope: Scope = WHOLE, since: int | None = None, created: datetime | None = None
    ) -> bytes:
        """The file of a bundle, signed by the key of `log`; `created` is now unless it is given."""
        moment = created or datetime.now(UTC).replace(microsecond=0)

        def get(path: str) -> bytes:
            return self._route(Request("GET", path)).body

        places = self.municipalities
        return testing_bundle.make(
            self.log, self.url, get, places, created=moment, scope=scope, since=since
        )

    # ---- answering

    def answer(self, request: Request) -> Response:
        """The answer to a request; every refusal is a problem document (RFC 9457)."""
        self.seen.append(request)
        if self.down:
            return _problem(503, Problem("registry-unavailable"), **{"retry-after": "1"})
        try:
            with self._lock:
                return self._route(request)
        except RegistryError as e:
            return _problem(e.status, *e.problems)
        except SoroeError as e:
            return _problem(422, *e.problems)

    def _route(self, request: Request) -> Response:
        path = urlsplit(request.path).path
        for method, pattern, act in self._ROUTES:
            if request.method == method and (match := pattern.fullmatch(path)):
                return act(self, request, *match.groups())
        return _problem(404, Problem("not-found", params={"path": path}))

    def _get_forms(self, request: Request) -> Response:
        forms = tuple(replace(self._versions(form), local=()) for form in self._cores)
        return _document(request, to_json(Forms(forms)))

    def _get_versions(self, request: Request, form: str) -> Response:
        return _document(request, to_json(self._versions(form)))

    def _get_pointer(self, request: Request, form: str, wanted: str) -> Response:
        version = choose_version(self._versions(form), wanted).version
        return _document(request, self._cores[form][version][1])

    def _get_core(self, request: Request, form: str, version: str) -> Response:
        entry = choose_version(self._versions(form), version)
        return _document(request, self._cores[form][entry.version][1], forever=True)

    def _get_revisions(self, request: Request, form: str, code: str) -> Response:
        return _document(request, to_json(self._revisions(form, code)))

    def _get_diff(self, request: Request, form: str, code: str, number: str) -> Response:
        at = choose_revision(self._revisions(form, code), int(number)).revision - 1
        return _document(request, self._diffs[form, code][at][0], forever=True)

    def _get_form(self, request: Request, form: str, code: str, number: str) -> Response:
        at = choose_revision(self._revisions(form, code), int(number)).revision - 1
        return _document(request, self._diffs[form, code][at][1], forever=True)

    def _put_core(self, request: Request, form: str, version: str) -> Response:
        self._authorise(request)
        return _written(self.publish_core(form, version, _read(request)))

    def _put_diff(self, request: Request, form: str, code: str, number: str) -> Response:
        self._authorise(request)
        document = _read(request)
        diff = decode_diff(document)
        if (diff.form, diff.municipality) != (form, code):
            params = {"member": "form", "path": form, "document": diff.form}
            raise RegistryError(422, Problem("path-and-document-differ", "/form", params))
        return _written(self.publish_diff(document, int(number)))

    def _post_check(self, request: Request) -> Response:
        query = dict(parse_qsl(urlsplit(request.path).query))
        form, code = query["form"], query.get("municipality")
        version = choose_version(self._versions(form), query.get("core", "latest")).version
        core = self._cores[form][version][1]
        diffs = self._diffs.get((form, code or ""), [])
        declared = decode_diff(diffs[-1][0]) if diffs else None
        below = self._below(declared, len(diffs)) if declared is not None else ()
        value = _read(request)
        imported = read_form(value, core, aliases_of(declared, below))
        report = check(
            core,
            imported.schema,
            core_input=Input(form, digest(core), version),
            form_input=Input(
                imported.kind, digest(value), municipality=code, revision=len(diffs) or None
            ),
            declared=declared,
            below=below,
            notes=imported.notes,
        )
        return _document(request, to_json(report))

    def _get_municipalities(self, request: Request) -> Response:
        query = dict(parse_qsl(urlsplit(request.path).query))
        asked = {"exclude": (False,), "only": (True,)}.get(
            query.get("fictional", ""), (False, True)
        )
        found = tuple(
            m
            for m in self.municipalities
            if query.get("q", "") in f"{m.code} {m.name} {m.kana}" and m.fictional in asked
        )
        return _document(request, to_json(Page(found)))

    def _get_directory(self, request: Request) -> Response:
        real = tuple(m for m in self.municipalities if not m.fictional)
        fictional = tuple(m for m in self.municipalities if m.fictional)
        return _document(
            request, {"municipalities": to_json(real), "fictional": to_json(fictional)}
        )

    def _get_whoami(self, request: Request) -> Response:
        self._authorise(request)
        return _document(
            request, to_json(Whoami("test", "municipality", "999903", ("diff:publish",)))
        )

    def _get_log(self, request: Request) -> Response:
        path = urlsplit(request.path).path
        found = self.log.file(path)
        if found is None:
            raise RegistryError(404, Problem("not-found", params={"path": path}))
        return Response(200, {"content-type": found[0]}, found[1])

    def _get_bundle(self, request: Request) -> Response:
        query = parse_qs(urlsplit(request.path).query)
        forms, codes = (
            tuple(sorted(set(query[name]))) if name in query else None
            for name in ("form", "municipality")
        )
        since = int(query["since"][-1]) if "since" in query else None
        if since is not None and since > len(self.log.leaves):
            params = {"from": str(since), "size": str(len(self.log.leaves))}
            raise RegistryError(404, Problem("log-shorter", params=params))
        headers = {"content-type": "application/json"}
        return Response(200, headers, self.bundle(Scope(forms, codes), since))

    def _get_ready(self, request: Request) -> Response:
        return _document(request, {"status": "ready"})

    def _authorise(self, request: Request) -> None:
        given = request.headers.get("authorization")
        if given is None:
            raise RegistryError(401, Problem("token-required", params={"scope": "publish"}))
        if given != f"Bearer {self.token}":
            raise RegistryError(401, Problem("token-unknown"))

    def _versions(self, form: str) -> FormListing:
        known = self._cores.get(form)
        if not known:
            raise RegistryError(404, Problem("no-such-form", params={"form": form}))
        entries = (VersionEntry(version, digest(body)) for version, (_, body) in known.items())
        local = (
            LocalEntry(code, len(known), decode_diff(known[-1][0]).core)
            for (name, code), known in self._diffs.items()
            if name == form and known
        )
        latest = list(known.values())[-1][1]
        title = str(latest.get("title", "")) if isinstance(latest, dict) else ""
        return FormListing(form, tuple(entries), title, tuple(local))

    def _revisions(self, form: str, code: str) -> LocalListing:
        known = self._diffs.get((form, code), [])
        if not known:
            params = {"form": form, "municipality": code, "revision": "latest"}
            raise RegistryError(404, Problem("no-such-revision", params=params))
        entries = (
            RevisionEntry(number, one.core, digest(diff), digest(made), over=one.over)
            for number, (diff, made) in enumerate(known, 1)
            for one in (decode_diff(diff),)
        )
        return LocalListing(form, code, tuple(entries))

    _ROUTES: ClassVar[tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...]] = (
        ("GET", re.compile(r"/forms\.json"), _get_forms),
        ("GET", re.compile(rf"/forms{_FORM}\.json"), _get_versions),
        ("GET", re.compile(rf"/forms{_FORM}/(latest|\d+)\.json"), _get_pointer),
        ("GET", re.compile(rf"/forms{_FORM}/{_VERSION}\.json"), _get_core),
        ("GET", re.compile(rf"/forms{_FORM}/local/{_CODE}\.json"), _get_revisions),
        ("GET", re.compile(rf"/forms{_FORM}/local/{_CODE}/(\d+)\.diff\.json"), _get_diff),
        ("GET", re.compile(rf"/forms{_FORM}/local/{_CODE}/(\d+)\.json"), _get_form),
        ("PUT", re.compile(rf"{_API}/forms{_FORM}/versions/{_VERSION}"), _put_core),
        ("PUT", re.compile(rf"{_API}/forms{_FORM}/local/{_CODE}/(\d+)"), _put_diff),
        ("POST", re.compile(rf"{_API}/check"), _post_check),
        ("GET", re.compile(rf"{_API}/municipalities"), _get_municipalities),
        ("GET", re.compile(r"/municipalities\.json"), _get_directory),
        ("GET", re.compile(rf"{_API}/whoami"), _get_whoami),
        ("GET", re.compile(r"/checkpoint|/keys\.json|/log/.*"), _get_log),
        ("GET", re.compile(r"/bundle\.json"), _get_bundle),
        ("GET", re.compile("/ready"), _get_ready),
    )

    # ---- as a transport of httpx, and on a port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a `httpx.Client`."""
        return self._handle(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a `httpx.AsyncClient`."""
        return self._handle(request, await request.aread())

    def _handle(self, request: httpx.Request, body: bytes) -> httpx.Response:
        method = cast("Method", request.method)
        path = request.url.raw_path.decode("ascii")
        asked = Request(method, path, {k.lower(): v for k, v in request.headers.items()}, body)
        said = self.answer(asked)
        return httpx.Response(said.status, headers=dict(said.headers), content=said.body)

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Answer on a free loopback port; yields the address."""
        handler = type("Handler", (_Handler,), {"registry": self})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            self.url = f"http://127.0.0.1:{server.server_address[1]}"
            yield self.url
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    registry: MemoryRegistry
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {k.lower(): v for k, v in self.headers.items()}
        said = self.registry.answer(Request(cast("Method", self.command), self.path, headers, body))
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body)

    do_GET = do_PUT = do_POST = _answer  # noqa: N815 - the names that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: `MemoryRegistry.seen` has what arrived."""


def _large_enough(known: dict[str, tuple[Json, Json]], version: str, document: Json) -> None:
    """Refuse a number that promises more than the document keeps, as the registry does."""
    numbers = [number for number in map(parse, known) if number]
    highest, wanted = max(numbers), parse(version)
    if wanted and wanted > highest:
        problem = refuse(str(highest), version, judge(known[str(highest)][1], document))
        if problem is not None:
            raise RegistryError(422, problem)


def _no_version(form: str, version: str) -> Problem:
    return Problem("no-such-version", params={"form": form, "version": version, "known": "-"})


def _read(request: Request) -> Json:
    """The document of a request; what the strict door refuses is the sender's mistake."""
    try:
        return read(request.body)
    except DocumentError as e:
        status = 413 if e.problem.type == "document-too-large" else 400
        raise RegistryError(status, *e.problems) from None


def _document(request: Request, value: Json, *, forever: bool = False) -> Response:
    body = canonical(value)
    etag = f'"{digest_bytes(body).removeprefix("sha256:")}"'
    age = "public, max-age=31536000, immutable" if forever else "public, max-age=0"
    headers = {"etag": etag, "cache-control": age, "content-type": "application/json"}
    if request.headers.get("if-none-match") == etag:
        return Response(304, headers, b"")
    return Response(200, headers, body)


def _written(receipt: Publication) -> Response:
    media = {"content-type": "application/json"}
    return Response(201 if receipt.created else 200, media, canonical(to_json(receipt)))


def _problem(status: int, *problems: Problem, **headers: str) -> Response:
    first = problems[0]
    value: Json = {
        "type": f"/problems/{first.type}",
        "title": first.type,
        "status": status,
        "problems": to_json(problems),
    }
    media = {"content-type": "application/problem+json"}
    return Response(status, {**media, **headers}, canonical(value))
