"""Filling a registry from the folder `schemas/`: what is there already is left as it is.

The directory of municipalities, the components, the cores in the order of their versions, a
steward and the sample municipalities with development tokens, the samples' local diffs, and a
review (意見照会) of every version in `forms/<form>/review/`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from msgspec import convert

from registry import days
from registry.compute.workers import Workers
from registry.context import Context
from registry.db import cores, ledger, municipalities, reviews
from registry.db.municipalities import Kind, Municipality
from registry.db.pool import Connection, close_pool, open_pool, read
from registry.development_tokens import STEWARD, development_tokens
from registry.names import version
from registry.services.load_component import load_component
from registry.services.load_directory import load_directory
from registry.services.open_review import Asked, open_review
from registry.services.publish_core import publish_core
from registry.services.publish_diff import publish_diff
from registry.settings import Settings, schemas_folder
from soroe.errors import Problem
from soroe.jsontext import digest
from soroe.jsontext import read as read_json

STEWARD_NAME = "例示県"

REVIEW_LASTS = timedelta(days=30)
"""How long opinions on a version in review are taken, from the day on which it is loaded."""

REVIEW_NOTE = "次の版の案です。困ることがあれば、締切日までに意見をください。"


async def seed(settings: Settings, tokens: Path) -> tuple[Problem, ...]:
    """Fill the database; the development tokens are written to the folder `tokens`.

    Returns:
        A `content-differs` problem for every file that is no longer what was published from it:
        what was published stays.

    Raises:
        SoroeError: a file cannot be published.
    """
    folder = schemas_folder(settings)
    pool = await open_pool(settings.database_url, size=2)
    try:
        context = Context(pool, Workers(0), settings.public_url)
        return await _fill(context, folder, tokens)
    finally:
        await close_pool(pool)


async def load(context: Context, folder: Path) -> tuple[Problem, ...]:
    """What every registry needs before a core can be published: the directory and the components.

    Returns and raises as `seed`.
    """
    directory = list(read_directory(folder))
    if sorted(directory, key=_code) != await read(context.pool, municipalities.everything):
        await load_directory(context, directory)
    differing: list[Problem] = []
    for name, number, file in _versions(folder / "components"):
        body = file.read_bytes()
        if not await _published(context, f"components/{name}/{number}", body, differing):
            await load_component(context, name, number, body)
    return tuple(differing)


async def _fill(context: Context, folder: Path, tokens: Path) -> tuple[Problem, ...]:
    differing = list(await load(context, folder))
    samples = _samples(folder)
    names = {entry.code: entry.name for entry in read_directory(folder)}
    owners = {STEWARD: STEWARD_NAME} | {code: names[code] for code in samples}
    held = await development_tokens(context, owners, tokens)
    for form, number, file in _versions(folder / "forms"):
        body = file.read_bytes()
        if not await _published(context, f"forms/{form}/{number}", body, differing):
            by = held[STEWARD].hash()
            await publish_core(context, by, form=form, version=number, body=body)
    for code, files in samples.items():
        for file in files:
            form = file.name.removesuffix(".diff.json")
            body = file.read_bytes()
            if not await _published(context, f"forms/{form}/local/{code}/1", body, differing):
                by = held[code].hash()
                await publish_diff(context, by, form=form, code=code, revision=1, body=body)
    await _reviews(context, folder / "forms", held[STEWARD].hash())
    return tuple(differing)


async def _reviews(context: Context, forms: Path, by: bytes) -> None:
    """Open a review of each version in review, unless it had one or a version above it is out."""
    asked = Asked(closes_on=days.today() + REVIEW_LASTS, note=REVIEW_NOTE)
    for form, number, file in _in_review(forms):
        held = await read(context.pool, partial(_standing, form=form, number=number))
        if held is None or version(held) < version(number):
            await open_review(
                context,
                by,
                form=form,
                version=number,
                body=file.read_bytes(),
                asked=asked,
                held=None,
            )


def _in_review(forms: Path) -> Iterator[tuple[str, str, Path]]:
    for file in sorted(forms.glob("*/review/*.json")):
        yield file.parent.parent.name, file.stem, file


async def _standing(connection: Connection, form: str, number: str) -> str | None:
    """The highest version, or this one where it has been in review."""
    if await reviews.get(connection, form, number) is not None:
        return number
    return await cores.highest(connection, form)


def read_directory(folder: Path) -> Iterator[Municipality]:
    """The real and the fictional municipalities of the two files."""
    for name in ("municipalities.csv", "municipalities-fictional.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield Municipality(
                    code=row["code"],
                    prefecture=row["prefecture"],
                    name=row["name"],
                    kana=row["name_kana"],
                    kind=convert(row["kind"], Kind),
                    county=row["county"],
                    parent=row["parent"] or None,
                    fictional="fictional" in name,
                )


def _code(entry: Municipality) -> str:
    return entry.code


def _versions(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Name, version and file of everything below, older versions before newer ones."""
    files = folder.glob("*/*.json")
    for file in sorted(files, key=lambda file: (file.parent.name, version(file.stem))):
        yield file.parent.name, file.stem, file


def _samples(folder: Path) -> dict[str, list[Path]]:
    """The local diffs of each sample municipality by its code."""
    return {
        place.name: sorted(place.glob("*.diff.json"))
        for place in sorted((folder / "samples").iterdir())
        if place.is_dir()
    }


async def _published(context: Context, name: str, body: bytes, differing: list[Problem]) -> bool:
    """Whether the name is taken; by other content is noted in `differing`."""
    known = await read(context.pool, lambda c: ledger.get(c, name))
    if known is None:
        return False
    submitted = digest(read_json(body))
    if known.submitted_digest != submitted:
        params = {"name": name, "published": known.submitted_digest, "submitted": submitted}
        differing.append(Problem("content-differs", params=params))
    return True
