"""Reading an ID token: who made it, for whom, for which sign-in, and that it still holds."""

from __future__ import annotations

from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from registry.problems import RefusedError
from registry.visible import visible
from soroe.errors import Problem

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "Ed25519",
    "EdDSA",
)
"""Signatures with a public key. Neither `none` nor a shared secret is among them."""

LEEWAY: Final = 60
"""Seconds that two clocks may differ."""


def claims_of(
    token: str, keys: KeySet, *, issuer: str, audience: str, nonce: str
) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7), or `provider-answer-wrong`."""
    registry = JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        read = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        registry.validate(read.claims)
    except (JoseError, ValueError) as error:
        raise wrong(issuer, _told(error)) from error
    claims = read.claims
    named = claims.get("azp")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (named is not None and named != audience) or (several and named is None):
        raise wrong(issuer, "azp")
    subject = claims["sub"]
    if not subject.strip() or len(subject) > 255 or visible(subject) != subject:
        raise wrong(issuer, "sub")
    return claims


def wrong(issuer: str, detail: str) -> RefusedError:
    """What is said of an answer that is not taken."""
    return RefusedError(
        Problem("provider-answer-wrong", params={"issuer": issuer, "detail": detail})
    )


def _told(error: Exception) -> str:
    """Which claim, or what of the signature: never the token."""
    claim = getattr(error, "claim", None)
    return f"{getattr(error, 'error', type(error).__name__)}{f': {claim}' if claim else ''}"[:200]
