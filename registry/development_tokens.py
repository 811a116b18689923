"""Tokens for trying things out on one machine, in one private file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

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
    context: Context, owners: Mapping[str, str], file: Path
) -> dict[str, Secret]:
    """A token for every owner: those in the file that hold, and new ones for the others.

    `owners` maps STEWARD and codes of municipalities to names. An owner that is no organisation
    yet becomes one. The file maps the same keys to tokens in the clear and is written, readable
    by its owner only, when a token is new.
    """
    kept = _kept(file)
    held: dict[str, Secret] = {}
    for owner, name in owners.items():
        secret = parse(kept.get(owner, ""))
        if secret is None or not await _holds(context, owner, secret):
            secret = await _issue(context, owner, name)
        held[owner] = secret
    wanted = {owner: secret.reveal() for owner, secret in held.items()}
    if wanted != kept:
        _write_private(file, json.dumps(wanted, indent=2) + "\n")
    return held


def _kept(file: Path) -> dict[str, str]:
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str]) if file.exists() else {}


async def _holds(context: Context, owner: str, secret: Secret) -> bool:
    """Whether the token is the owner's and valid; it may be from another database."""
    try:
        found = await rights.holder(context.pool, secret.hash())
    except RefusedError:
        return False
    return found.organisation == _organisation(owner)


def _organisation(owner: str) -> str:
    return owner if owner == STEWARD else f"municipality-{owner}"


async def _issue(context: Context, owner: str, name: str) -> Secret:
    """A new development token; the organisation is created where it is missing."""
    id_ = _organisation(owner)
    kind: organisations.Kind = "steward" if owner == STEWARD else "municipality"
    if await read(context.pool, lambda c: organisations.get(c, id_)) is None:
        code = None if owner == STEWARD else owner
        await create_organisation(context, None, id_=id_, kind=kind, name=name, municipality=code)
    _, secret = await issue_token(
        context, None, organisation=id_, label="make run", scopes=rights.SCOPES[kind], days=DAYS
    )
    return secret


def _write_private(file: Path, text: str) -> None:
    """Replace the file whole, readable by its owner only."""
    half_made = file.with_name(f"{file.name}.new")
    half_made.unlink(missing_ok=True)
    descriptor = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(descriptor)
    half_made.replace(file)
