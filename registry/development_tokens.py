"""Tokens for trying things out on one machine, one private file for each owner."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from registry.context import Context
from registry.db import organisations
from registry.db.pool import read
from registry.problems import RefusedError
from registry.secret import Secret, parse
from registry.services import rights
from registry.services.create_organisation import create_organisation
from registry.services.issue_token import issue_token

STEWARD = "steward"
DAYS = 365


async def development_tokens(
    context: Context, owners: Mapping[str, str], folder: Path
) -> dict[str, Secret]:
    """A token for every owner: those in the folder that hold, and new ones for the others.

    `owners` maps STEWARD and codes of municipalities to names. An owner that is no organisation
    yet becomes one. The file of each is called as the key, holds the token in the clear as
    `soroe push --token-file` reads it, and is readable by its owner only.
    """
    held: dict[str, Secret] = {}
    for owner, name in owners.items():
        file = folder / owner
        secret = _kept(file)
        if secret is None or not await _holds(context, owner, secret):
            secret = await _issue(context, owner, name)
            write_private(file, secret.reveal() + "\n")
        held[owner] = secret
    return held


def _kept(file: Path) -> Secret | None:
    return parse(file.read_text("ascii").strip()) if file.exists() else None


async def _holds(context: Context, owner: str, secret: Secret) -> bool:
    """Whether the token is the owner's and valid; it may be from another database."""
    try:
        found = await rights.holder(context, secret.hash())
    except RefusedError:
        return False
    return found.organisation == organisation_of(owner)


def organisation_of(owner: str) -> str:
    """The id of an owner's organisation."""
    return owner if owner == STEWARD else f"municipality-{owner}"


async def _issue(context: Context, owner: str, name: str) -> Secret:
    """A new development token; the organisation is created where it is missing."""
    id_ = organisation_of(owner)
    kind: organisations.Kind = "steward" if owner == STEWARD else "municipality"
    if await read(context.pool, lambda c: organisations.get(c, id_)) is None:
        code = None if owner == STEWARD else owner
        await create_organisation(context, None, id_=id_, kind=kind, name=name, municipality=code)
    _, secret = await issue_token(
        context, None, organisation=id_, label="make run", scopes=rights.SCOPES[kind], days=DAYS
    )
    return secret


def write_private(file: Path, text: str) -> None:
    """Replace the file whole, readable by its owner only."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    half_made = file.with_name(f"{file.name}.new")
    half_made.unlink(missing_ok=True)
    descriptor = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(descriptor)
    half_made.replace(file)
