"""From our requests to httpx and back: addresses, certificates, proxies, deadlines, failures.

httpx is imported when the first client is made, because importing it takes longer than checking a
form. Every failure of the network becomes an `Unanswered` value with the problem to show; nothing
of httpx reaches the caller.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.flows import Request, Response

if TYPE_CHECKING:
    import httpx

MAX_ANSWER = 8 * 1024 * 1024
"""Bytes of an answer that are read before giving up; a document has at most 1 MiB."""

MAX_LARGE = 512 * 1024 * 1024
"""The same for a bundle."""


class Timeout(msgspec.Struct, frozen=True):
    """Seconds: to connect, to wait for each part of an answer, and for a whole job with retries."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 120.0


class Unanswered(msgspec.Struct, frozen=True):
    """No answer came: why, and whether asking again may help."""

    problem: Problem
    retry: bool


class Options(msgspec.Struct, frozen=True):
    """How to reach a registry; see `soroe.client.Client`."""

    base_url: str
    token: str | None = None
    timeout: Timeout = Timeout()
    proxy: str | None = None
    ca_file: Path | None = None


class CutError(Exception):
    """An answer that is given up on the way: too long, or too late."""

    def __init__(self, kind: str) -> None:
        """`kind` is the type of the problem."""
        super().__init__(kind)
        self.kind = kind


def address(base_url: str) -> str:
    """The registry's address without a final slash; refused unless it is http(s) with a host."""
    try:
        parts = urlsplit(base_url.strip())
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        _refuse("address-invalid", url=base_url)
    return base_url.strip().rstrip("/")


def settings(options: Options, transport: Any) -> dict[str, Any]:
    """The keyword arguments of `httpx.Client` and `httpx.AsyncClient` alike.

    Without `proxy` and `ca_file` the environment speaks: HTTPS_PROXY, HTTP_PROXY, NO_PROXY,
    SSL_CERT_FILE, SSL_CERT_DIR. A given `transport` (tests) is used whatever the environment says.
    """
    import httpx  # noqa: PLC0415 - see the head of this file

    common: dict[str, Any] = {"headers": {"user-agent": "soroe-python"}, "follow_redirects": False}
    if transport is not None:
        return {**common, "transport": transport, "trust_env": False}
    try:
        proxy = None if options.proxy is None else httpx.Proxy(options.proxy)
    except (httpx.InvalidURL, ValueError):
        _refuse("proxy-invalid", proxy=_without_password(options.proxy or ""))
    return {**common, "proxy": proxy, "verify": _trust(options.ca_file)}


def build(
    client: httpx.Client | httpx.AsyncClient, request: Request, options: Options, remaining: float
) -> httpx.Request:
    """The request as httpx sends it; the token goes on private requests alone."""
    headers = dict(request.headers)
    if request.private and options.token is not None:
        headers["authorization"] = f"Bearer {options.token}"
    left = max(remaining, 0.001)
    timeout = {
        "connect": min(options.timeout.connect, left),
        "read": min(options.timeout.read, left),
        "write": min(options.timeout.read, left),
        "pool": min(options.timeout.connect, left),
    }
    return client.build_request(
        request.method,
        options.base_url + request.path,
        headers=headers,
        content=request.body or None,
        extensions={"timeout": timeout},
    )


def result(response: httpx.Response, body: bytes) -> Response:
    """The answer as a flow takes it."""
    headers: Mapping[str, str] = {k.lower(): v for k, v in response.headers.items()}
    return Response(response.status_code, headers, body)


def follow(request: httpx.Request, response: httpx.Response) -> httpx.Request | None:
    """The next request of a redirected reading, without the token; None where there is none.

    Writing is never redirected: a document must not go where its author did not send it.
    """
    if response.next_request is None or request.method != "GET":
        return None
    onward = response.next_request
    onward.headers.pop("authorization", None)
    return onward


def collect(chunks: bytearray, chunk: bytes, left: Callable[[], float], request: Request) -> None:
    """Take one part of an answer, unless it is too much or too late."""
    chunks += chunk
    if len(chunks) > (MAX_LARGE if request.large else MAX_ANSWER):
        raise CutError("answer-too-large")
    if left() <= 0:
        raise CutError("timed-out")


def failures() -> tuple[type[Exception], ...]:
    """All that can go wrong on the way; `failure` explains each."""
    import httpx  # noqa: PLC0415 - see the head of this file

    return (httpx.HTTPError, httpx.InvalidURL, CutError)


def failure(error: Exception, options: Options) -> Unanswered:
    """What an exception of the network means to the person who waits."""
    import httpx  # noqa: PLC0415 - see the head of this file

    params = {"url": options.base_url, "detail": _one_line(error)}
    if isinstance(error, CutError):
        return Unanswered(Problem(error.kind, params=params), retry=False)
    certificate = _certificate(error)
    if certificate is not None:
        params["detail"] = certificate
        return Unanswered(Problem("certificate-refused", params=params), retry=False)
    if isinstance(error, httpx.ProxyError):
        return Unanswered(Problem("proxy-failed", params=params), retry=False)
    if isinstance(error, httpx.TimeoutException):
        return Unanswered(Problem("timed-out", params=params), retry=True)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return Unanswered(Problem("unreachable", params=params), retry=False)
    return Unanswered(Problem("unreachable", params=params), retry=True)


def _trust(ca_file: Path | None) -> ssl.SSLContext | bool:
    if ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ssl.SSLError) as e:
        _refuse("ca-file-unreadable", file=str(ca_file), detail=_one_line(e))


def _certificate(error: BaseException | None) -> str | None:
    """The TLS error is wrapped twice by httpx; the reason is worth showing."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _without_password(proxy: str) -> str:
    head, at, host = proxy.rpartition("@")
    return f"…@{host}" if at and head else proxy


def _refuse(kind: str, **params: str) -> NoReturn:
    raise DocumentError(Problem(kind, params=params))
