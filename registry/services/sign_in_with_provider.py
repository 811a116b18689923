"""Signing in as somebody whom an OpenID Connect provider knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from registry.context import Context
from registry.db import sign_in_rules
from registry.db.pool import Connection, transaction
from registry.db.sign_in_rules import Rule
from registry.limits import MAX_TITLE
from registry.problems import RefusedError
from registry.services import open_session
from registry.services.open_session import Person
from registry.visible import visible
from soroe.errors import Problem

MAX_CLAIMS: Final = 500
"""Values of claims that are compared; nobody is in as many groups."""


async def sign_in_with_provider(
    context: Context, issuer: str, claims: Mapping[str, Any], hash_: bytes
) -> None:
    """Open a session for the organisation that the stewards' rules give to these claims.

    A rule about `sub` names one person and goes before rules about groups and the like.

    Raises `RefusedError`: `sign-in-unknown`, `sign-in-ambiguous`.
    """
    subject = str(claims["sub"])
    given = list(_values(claims))[:MAX_CLAIMS]

    async def work(connection: Connection) -> None:
        found = await sign_in_rules.matching(connection, issuer, given)
        person = Person(_name(claims), issuer, subject)
        await open_session.begin(
            connection, context, _organisation(found, issuer, subject), person, hash_
        )

    await transaction(context.pool, work)


def _organisation(found: list[Rule], issuer: str, subject: str) -> str:
    personal = [rule for rule in found if rule.claim == "sub"]
    organisations = sorted({rule.organisation for rule in personal or found})
    params = {"issuer": issuer, "subject": subject}
    if not organisations:
        raise RefusedError(Problem("sign-in-unknown", params=params))
    if len(organisations) > 1:
        params["organisations"] = ", ".join(organisations)
        raise RefusedError(Problem("sign-in-ambiguous", params=params))
    return organisations[0]


def _values(claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every claim that is a text or a list of texts; an address only where it was verified."""
    for claim, value in claims.items():
        if claim == "email" and claims.get("email_verified") is not True:
            continue
        texts = value if isinstance(value, list) else [value]
        yield from (
            (claim, text) for text in texts if isinstance(text, str) and visible(text) == text
        )


def _name(claims: Mapping[str, Any]) -> str:
    """What the person is called, as far as the provider tells."""
    for claim in ("name", "preferred_username", "email", "sub"):
        value = claims.get(claim)
        if isinstance(value, str) and (name := visible(value).strip()):
            return name[:MAX_TITLE]
    raise AssertionError("an ID token has a subject")
