"""The provider: where it is, which keys it signs with, and what it says of a person."""

from __future__ import annotations

import time
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet

from registry.oidc.fetch import Fetch, is_safe
from registry.oidc.token import claims_of, wrong
from registry.problems import RefusedError

METADATA_SECONDS: Final = 3600
"""How long the provider's description is believed; keys are asked for again when one is new."""

KEYS_SECONDS: Final = 60
"""How often a key that is not known makes us ask again, so that nobody makes us ask for ever."""


class Client(msgspec.Struct, frozen=True):
    """What the provider knows us by. `name` is what people call the provider."""

    issuer: str
    id: str
    secret: str | None
    name: str
    scope: str


class Metadata(msgspec.Struct, frozen=True):
    """What we need of the provider's description (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str


class _Keys(msgspec.Struct, frozen=True):
    keys: tuple[dict[str, Any], ...]


class Provider:
    """An OpenID Connect provider, asked when somebody signs in."""

    def __init__(self, client: Client, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Ask nothing yet: a provider that is away keeps nobody from reading."""
        self.client = client
        self._fetch = Fetch(client.issuer, transport)
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def close(self) -> None:
        """Hang up."""
        await self._fetch.close()

    async def metadata(self) -> Metadata:
        """The provider's description; `provider-away`, `provider-answer-wrong`."""
        held = self._metadata
        if held is None or time.monotonic() - held[0] > METADATA_SECONDS:
            address = self.client.issuer.rstrip("/") + "/.well-known/openid-configuration"
            found = await self._fetch.get(address, Metadata)
            if found.issuer != self.client.issuer:
                raise wrong(self.client.issuer, f"issuer: {found.issuer[:200]}")
            there = found.authorization_endpoint
            if not is_safe(there) or not there.isascii() or not there.isprintable():
                raise wrong(self.client.issuer, f"authorization_endpoint: {there[:200]!a}")
            held = (time.monotonic(), found)
            self._metadata = held
        return held[1]

    async def question(self, *, back: str, state: str, nonce: str, challenge: str) -> str:
        """The address at the provider to which the person is sent."""
        metadata = await self.metadata()
        asked = {
            "response_type": "code",
            "client_id": self.client.id,
            "redirect_uri": back,
            "scope": self.client.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        there = metadata.authorization_endpoint
        return f"{there}{'&' if urlsplit(there).query else '?'}{urlencode(asked)}"

    async def person(self, code: str, *, back: str, nonce: str, verifier: str) -> dict[str, Any]:
        """The claims about the person, for a code that the provider gave.

        The ID token comes straight from the provider, and its signature, issuer, audience, expiry
        and nonce are checked all the same. Raises `provider-away`, `provider-answer-wrong`.
        """
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": self.client.id,
            "code_verifier": verifier,
        }
        basic = None
        if self.client.secret is not None:
            if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
                basic = (self.client.id, self.client.secret)
            else:
                form["client_secret"] = self.client.secret
        answer = await self._fetch.post(metadata.token_endpoint, form, basic, _Tokens)
        keys, fresh = await self._known_keys(metadata)
        try:
            return self._claims(answer.id_token, keys, nonce)
        except RefusedError:
            if fresh:
                raise
        keys = await self._new_keys(metadata)  # the provider may sign with a new key
        return self._claims(answer.id_token, keys, nonce)

    def _claims(self, token: str, keys: KeySet, nonce: str) -> dict[str, Any]:
        return claims_of(
            token, keys, issuer=self.client.issuer, audience=self.client.id, nonce=nonce
        )

    async def _known_keys(self, metadata: Metadata) -> tuple[KeySet, bool]:
        """The keys, and whether they are too fresh to ask for again."""
        held = self._keys
        if held is None:
            return await self._new_keys(metadata), True
        return held[1], time.monotonic() - held[0] < KEYS_SECONDS

    async def _new_keys(self, metadata: Metadata) -> KeySet:
        found = await self._fetch.get(metadata.jwks_uri, _Keys)
        keys = KeySet([key for raw in found.keys if (key := _key(raw)) is not None])
        if not keys.keys:
            raise wrong(self.client.issuer, "jwks_uri")
        self._keys = (time.monotonic(), keys)
        return keys


def _key(raw: dict[str, Any]) -> Any:
    """A key, or None for one of a kind that we cannot use: a set may hold such (RFC 7517, 5)."""
    try:
        return JWKRegistry.import_key(raw)
    except (JoseError, ValueError, KeyError, TypeError):
        return None
