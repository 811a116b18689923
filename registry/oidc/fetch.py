"""Asking the provider: over https, for a bounded answer, in bounded time, without detours."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, Final, TypeVar
from urllib.parse import quote_plus, urlsplit

import httpx
import msgspec

from registry.oidc.token import wrong
from registry.problems import RefusedError
from soroe.errors import Problem

T = TypeVar("T")

MAX_ANSWER: Final = 512 * 1024
"""Bytes of an answer; a set of keys has a hundredth of that."""

SECONDS: Final = 10.0


def is_safe(address: str) -> bool:
    """Whether a secret may be sent there: https, or this very machine."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and _is_here(parts.hostname or "")


class Fetch:
    """A client of one provider. Redirections are not followed."""

    def __init__(self, issuer: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Speak to `issuer`, by another transport where one is given."""
        self._issuer = issuer
        self._client = httpx.AsyncClient(timeout=SECONDS, transport=transport)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get(self, address: str, wanted: type[T]) -> T:
        """The JSON at an address; `provider-away`, `provider-answer-wrong`."""
        return await self._ask("GET", address, wanted)

    async def post(
        self, address: str, form: dict[str, str], basic: tuple[str, str] | None, wanted: type[T]
    ) -> T:
        """The JSON with which a form is answered; `basic` is name and secret (RFC 6749, 2.3.1)."""
        more: dict[str, Any] = {"data": form}
        if basic is not None:
            more["auth"] = (quote_plus(basic[0]), quote_plus(basic[1]))
        return await self._ask("POST", address, wanted, **more)

    async def _ask(self, method: str, address: str, wanted: type[T], **more: Any) -> T:
        if not is_safe(address):
            raise wrong(self._issuer, f"https: {address[:200]}")
        try:
            status, body = await self._read(method, address, more)
        except httpx.HTTPError as error:
            raise self._away(type(error).__name__) from error
        if status >= 500:
            raise self._away(f"HTTP {status}")
        if status != 200:
            raise wrong(self._issuer, f"HTTP {status}: {_error(body)}")
        try:
            return msgspec.json.decode(body, type=wanted)
        except msgspec.DecodeError as error:
            raise wrong(self._issuer, f"{urlsplit(address).path}: {error}"[:300]) from error

    async def _read(self, method: str, address: str, more: dict[str, Any]) -> tuple[int, bytes]:
        body = b""
        headers = {"Accept": "application/json"}
        async with self._client.stream(method, address, headers=headers, **more) as answer:
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > MAX_ANSWER:
                    raise wrong(self._issuer, f"> {MAX_ANSWER}")
        return answer.status_code, body

    def _away(self, detail: str) -> RefusedError:
        params = {"issuer": self._issuer, "detail": detail}
        return RefusedError(Problem("provider-away", params=params))


class _Refusal(msgspec.Struct, frozen=True):
    error: str = "-"


def _error(body: bytes) -> str:
    """The code of the provider's refusal (RFC 6749, 5.2): a word, never its free text."""
    try:
        return msgspec.json.decode(body, type=_Refusal).error[:100]
    except msgspec.DecodeError:
        return "-"


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
