"""The layer in front of the framework: conditional and compressed reads, kept answers, the log.

Immutable answers are kept by path and given again without the framework, which makes them several
times faster; they are counted and reported together. Everything else goes through the framework and
is logged line by line. Handlers answer GET with a body and a strong ETag, and know nothing of HEAD,
304 and compression: those are made here, in one place.

What is kept is immutable but for its headers: a core that is deprecated says so from then on. All
kept answers are forgotten when something was said of a core, here (`Front.forget`) or by another
process (`registry.watching`). What was measured of forms is kept in the same way until something
is measured again (`Front.forget_measures`); the handler marks such an answer (`keep`).
"""

from __future__ import annotations

import gzip
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

import msgspec

from registry import logs
from registry.caching import IMMUTABLE
from registry.conditional import matches, wants_gzip
from registry.kept import Kept
from registry.limits import MAX_COMPRESS, MAX_LOGGED, MIN_COMPRESS

Headers: TypeAlias = list[tuple[bytes, bytes]]
Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Link, Location, Retry-After, X-Request-Id, Deprecation, Sunset, Content-Location",
    ),
]
_CLOSED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_PREFLIGHT: Headers = [
    (b"access-control-allow-headers", b"Authorization, Content-Type, If-Match, If-None-Match"),
    (b"access-control-max-age", b"600"),
]
_CHECK = re.compile(r"^(/[a-z]{2}/check/)[^/]+")
_ABOUT_BODY = frozenset({b"content-length", b"etag", b"content-encoding"})


class Variant(msgspec.Struct, frozen=True):
    """One representation, ready to be sent: with its body, without it, and as not modified."""

    etag: bytes
    full: dict[str, Any]
    unchanged: dict[str, Any]
    body: dict[str, Any]


class Answer(msgspec.Struct, frozen=True):
    """A document as it is, and compressed where that is shorter."""

    plain: Variant
    zipped: Variant | None

    def pick(self, headers: Headers) -> tuple[Variant, bool]:
        """The variant that a request asks for, and whether the caller has it already."""
        held = coding = None
        for name, value in headers:
            if name == b"if-none-match":
                held = value if held is None else held + b", " + value
            elif name == b"accept-encoding":
                coding = value if coding is None else coding + b", " + value
        zipped = self.zipped
        variant = zipped if zipped and coding and wants_gzip(coding) else self.plain
        return variant, held is not None and matches(held, variant.etag)


class Front:
    """An ASGI application around another one. `served` counts kept answers by status."""

    def __init__(self, app: App, cache_bytes: int) -> None:
        """Stand in front of `app`, keeping at most `cache_bytes` of immutable answers."""
        self._app = app
        self._kept: Kept[str, Answer] = Kept(cache_bytes)
        self._zipped: Kept[bytes, bytes] = Kept(cache_bytes // 8)
        self._measures: Kept[str, Answer] = Kept(cache_bytes // 4)
        self._forgotten = 0
        self.served = {200: 0, 304: 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        if method in {"GET", "HEAD"}:
            answer = None if scope["query_string"] else self._known(scope["path"])
            if answer is not None:
                self.served[await _give(answer, scope, send, ())] += 1
                return
        await self._through(scope, receive, send, reads=method in {"GET", "HEAD"})

    def find(self, target: bytes) -> Answer | None:
        """The kept answer to a GET of this request target; who gives it counts it in `served`."""
        return self._known(target.decode("latin-1"))

    def forget(self) -> None:
        """Ask the framework again for everything, also for what is being asked right now."""
        self._forgotten += 1
        self._kept.clear()

    def forget_measures(self) -> None:
        """Ask the framework again for what is measured."""
        self._forgotten += 1
        self._measures.clear()

    def _known(self, path: str) -> Answer | None:
        return self._kept.get(path) or self._measures.get(path)

    def report(self) -> None:
        """Log how many kept answers were given since the last report."""
        if any(self.served.values()):
            logs.write("served", **{f"status{k}": v for k, v in self.served.items()})
            self.served = dict.fromkeys(self.served, 0)

    async def _through(self, scope: Scope, receive: Receive, send: Send, *, reads: bool) -> None:
        started = time.perf_counter()
        request = secrets.token_hex(8)
        method, path = scope["method"], scope["path"]
        scope.setdefault("state", {})["request_id"] = request
        mark = (b"x-request-id", request.encode())
        status = 0

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _dress(list(message["headers"]), method, mark)
            await send(message)

        try:
            if reads:
                status = await self._read(scope, receive, send, mark)
            else:
                await self._app(scope, receive, marked)
        finally:
            ms = round((time.perf_counter() - started) * 1000, 1)
            shown = _unnamed(path)
            logs.write("request", method=method, path=shown, status=status, ms=ms, id=request)

    async def _read(
        self, scope: Scope, receive: Receive, send: Send, mark: tuple[bytes, bytes]
    ) -> int:
        """Ask the framework for the whole document and give what the request wants of it."""
        head = scope["method"] == "HEAD"
        path, query = scope["path"], scope["query_string"]
        start: dict[str, Any] = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message["body"])

        forgotten = self._forgotten
        await self._app({**scope, "method": "GET"}, receive, collect)
        status: int = start["status"]
        headers: Headers = list(start["headers"])
        known = dict(headers)
        if status != 200 or b"etag" not in known:
            start["headers"] = _dress(headers, "GET", mark)
            await send(start)
            await send(_body(b"" if head else b"".join(parts)))
            return status
        answer = self._answer(_dress(headers, "GET"), known, b"".join(parts))
        immutable = known.get(b"cache-control") == IMMUTABLE.encode()
        kept = self._kept if immutable else self._measures
        keep = immutable or scope["state"].get("keep", False)
        fresh = forgotten == self._forgotten  # else it may have been made of what was so before
        if keep and fresh and not query and _is_plain(path):
            zipped = answer.zipped.body["body"] if answer.zipped else b""
            kept.put(path, answer, len(answer.plain.body["body"]) + len(zipped) + 2048)
        return await _give(answer, {**scope, "method": "HEAD" if head else "GET"}, send, (mark,))

    def _answer(self, headers: Headers, known: dict[bytes, bytes], body: bytes) -> Answer:
        headers = [h for h in headers if h[0] not in _ABOUT_BODY]
        etag = known[b"etag"]
        if not MIN_COMPRESS <= len(body) <= MAX_COMPRESS:
            return Answer(_variant(headers, etag, body), None)
        headers = [*headers, (b"vary", b"Accept-Encoding")]
        plain = _variant(headers, etag, body)
        short = self._zipped.get(etag)
        if short is None:
            short = gzip.compress(body, 6, mtime=0)
            self._zipped.put(etag, short, len(short))
        if len(short) >= len(body):
            return Answer(plain, None)
        coded = [*headers, (b"content-encoding", b"gzip")]
        return Answer(plain, _variant(coded, etag[:-1] + b'-gzip"', short))


def _variant(headers: Headers, etag: bytes, body: bytes) -> Variant:
    shared = [*headers, (b"etag", etag)]
    length = (b"content-length", str(len(body)).encode())
    unchanged = [h for h in shared if h[0] not in {b"content-type", b"content-encoding"}]
    return Variant(
        etag,
        {"type": "http.response.start", "status": 200, "headers": [*shared, length]},
        {"type": "http.response.start", "status": 304, "headers": unchanged},
        _body(body),
    )


async def _give(
    answer: Answer, scope: Scope, send: Send, extra: tuple[tuple[bytes, bytes], ...]
) -> int:
    """Send what the request asks for; the status."""
    variant, has = answer.pick(scope["headers"])
    start = variant.unchanged if has else variant.full
    if extra:
        start = {**start, "headers": [*start["headers"], *extra]}
    await send(start)
    empty = has or scope["method"] == "HEAD"
    await send(_EMPTY if empty else variant.body)
    return 304 if has else 200


def _body(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": False}


_EMPTY = _body(b"")


def _dress(headers: Headers, method: str, *extra: tuple[bytes, bytes]) -> Headers:
    """The headers that every answer has, with those of the answer."""
    known = {name for name, _ in headers}
    if b"cross-origin-resource-policy" in known:  # a page: nothing for the scripts of other sites
        known.add(b"access-control-allow-origin")
    out = [*headers, *(line for line in _ALWAYS if line[0] not in known), *extra]
    if b"content-security-policy" not in known:
        out.append(_CLOSED)
    if b"cache-control" not in known:
        out.append((b"cache-control", b"no-store"))
    if method == "OPTIONS":
        allow = next((value for name, value in headers if name == b"allow"), b"")
        out += [*_PREFLIGHT, (b"access-control-allow-methods", allow)]
    return out


def _unnamed(path: str) -> str:
    """The path for the log: without the id that alone opens a form which somebody had checked."""
    return _CHECK.sub(r"\1…", path)[:MAX_LOGGED]


def _is_plain(path: str) -> bool:
    """Whether the path is the one spelling of itself, so that no other one fills the store."""
    return "//" not in path and not path.endswith("/")
