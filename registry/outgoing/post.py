"""One POST to a target outside: to the checked address, no redirects, bounded in time and bytes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

import httpcore
import msgspec

from registry.limits import MAX_ANSWER, SEND_SECONDS
from registry.outgoing.rules import Rules
from registry.outgoing.targets import Resolver, TargetError, checked, read_target, resolve

Failure: TypeAlias = Literal[
    "status", "redirect", "gone", "timeout", "unreachable", "tls", "cut", "target"
]
"""Why nothing came of it: another status than 2xx, a redirect (not followed), 410, no answer in
time, no connection, a certificate, an answer that breaks off, an address that is not allowed."""

_SOME: Final = 3
"""Addresses of one name that are tried."""


class Sent(msgspec.Struct, frozen=True):
    """What the target answered; `failure` is None where it took the message (2xx)."""

    status: int | None
    failure: Failure | None = None


class Sender:
    """Sends; holds the certificates that are trusted, and the rules about targets."""

    def __init__(
        self, rules: Rules, resolver: Resolver = resolve, seconds: float = SEND_SECONDS
    ) -> None:
        """`seconds` bounds the whole exchange, `resolver` turns names into addresses."""
        self.rules = rules
        self._resolver = resolver
        self._seconds = seconds
        self._trusted = ssl.create_default_context()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Post the body; never raises for what is the target's fault."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(url, headers, body)
        except TimeoutError:
            return Sent(None, "timeout")
        except TargetError:
            return Sent(None, "target")
        except httpcore.TimeoutException:
            return Sent(None, "timeout")
        except httpcore.ConnectError as e:
            return Sent(None, "tls" if _about_tls(e) else "unreachable")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            return Sent(None, "cut")

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        target = read_target(url)
        addresses = await checked(target, self.rules, self._resolver)
        backend = _Addressed(addresses[:_SOME])
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=self._trusted, network_backend=backend, max_connections=1
            ) as pool,
            pool.stream("POST", url, headers=list(headers.items()), content=body) as response,
        ):
            taken = 0
            async for part in response.aiter_stream():
                taken += len(part)
                if taken > MAX_ANSWER:  # the status is known; the rest is not wanted
                    break
            return _judged(response.status)


def _judged(status: int) -> Sent:
    if 200 <= status < 300:
        return Sent(status)
    if 300 <= status < 400:
        return Sent(status, "redirect")
    return Sent(status, "gone" if status == 410 else "status")


def _about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


class _Addressed(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were checked; the name stays that of the request (TLS, Host)."""

    def __init__(self, addresses: list[str]) -> None:
        self._addresses = addresses
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - has been resolved
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first of the addresses that takes it."""
        failed: httpcore.ConnectError | None = None
        for address in self._addresses:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError as e:
                failed = e
        raise failed or httpcore.ConnectError("no address")

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await self._network.sleep(seconds)
