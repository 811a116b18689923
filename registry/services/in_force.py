"""What applies on a day, as known at a time: the registry's rows as `soroe.in_force` takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from registry import days, lifecycle
from registry.db import cores, local_revisions, municipalities, successions, times
from registry.db.municipalities import Municipality
from registry.db.pool import Connection
from registry.db.states import Standing
from registry.db.successions import Ending
from registry.problems import RefusedError
from registry.services.check_form import find_core
from soroe.errors import Problem
from soroe.heirs import ending_of, heirs, lineage
from soroe.in_force import InForce, first_day, in_force, state_of, version_at
from soroe.listing import (
    FormListing,
    LocalListing,
    Predecessor,
    RevisionEntry,
    StateEntry,
    Successor,
    VersionEntry,
)
from soroe.when import ALWAYS, When, shown


class Versions(msgspec.Struct, frozen=True):
    """The versions of a form at a time: those that have begun by the day, their state on it.

    `entries` are all that are known, as a listing holds them; `latest` is the one that applies.
    `standings` are all that was said of each by then, oldest first. `named` are title and
    description of the form, which are those of the version that applies, or else of the highest.
    """

    shown: list[cores.Version]
    entries: tuple[VersionEntry, ...]
    latest: str | None
    standings: Mapping[str, Sequence[Standing]]
    named: tuple[str, str]


async def versions_then(
    connection: Connection, form: str | None, when: When
) -> dict[str, Versions]:
    """The versions of one form, or of each; a form of which none was known then is left out."""
    said = await times.said(connection, form)
    rows: dict[str, list[cores.Version]] = {}
    for row in await cores.versions(connection, form):
        if when.known_at is None or row.recorded_at <= when.known_at:
            rows.setdefault(row.form, []).append(row)
    return {name: _versions(known, said, when) for name, known in rows.items()}


def _versions(
    rows: list[cores.Version], said: dict[tuple[str, str], list[Standing]], when: When
) -> Versions:
    standings = {
        row.version: [
            s
            for s in said.get((row.form, row.version), [])
            if when.known_at is None or s.recorded_at <= when.known_at
        ]
        for row in rows
    }
    entries = tuple(_version(row, standings[row.version]) for row in rows)
    latest = version_at(entries, when)
    shown = [
        msgspec.structs.replace(row, state=state_of(entry, when))
        for row, entry in zip(rows, entries, strict=True)
        if when.as_of is None or row.effective_from <= when.as_of
    ]
    head = next((r for r in rows if latest and r.version == latest.version), rows[-1])
    named = (head.title, head.description)
    return Versions(shown, entries, latest.version if latest else None, standings, named)


async def heads_then(connection: Connection, form: str | None, when: When) -> list[times.Head]:
    """The revision of every municipality that applies then; not of those that have ended.

    Without a day, the latest ones of those that there are today.
    """
    found = await times.heads(connection, form, when.known_at, when.as_of)
    endings = await successions.endings(connection, when.known_at)
    ended = heirs(endings, when.as_of or days.today())
    return [head for head in found if head.municipality not in ended]


def _version(row: cores.Version, standings: Sequence[Standing]) -> VersionEntry:
    return VersionEntry(
        version=row.version,
        digest=row.digest,
        effective_from=row.effective_from.isoformat(),
        recorded_at=row.recorded_at,
        states=tuple(
            msgspec.convert(lifecycle.entry(s), StateEntry, from_attributes=True) for s in standings
        ),
    )


async def find_core_then(
    connection: Connection, form: str, version: str, when: When
) -> cores.CoreText:
    """The core by exact version, or by major number or `latest` the one that applies then.

    Raises `RefusedError`: `no-such-version`, `version-invalid`; `not-then`, `none-in-force`.
    """
    if when == ALWAYS:
        return await find_core(connection, form, version)
    found = (await versions_then(connection, form, When(known_at=when.known_at))).get(form)
    entries = found.entries if found else ()
    if version == "latest" or _is_major(version):
        prefix = "" if version == "latest" else f"{int(version)}."
        entry = version_at((e for e in entries if e.version.startswith(prefix)), when)
        if entry is None:
            await find_core(connection, form, version)  # says so where there never was one
            params = {"name": f"{form}@{version}", **shown(when)}
            raise RefusedError(Problem("none-in-force", params=params))
        return await find_core(connection, form, entry.version)
    core = await find_core(connection, form, version)
    rows = await cores.versions(connection, form)
    row = next(v for v in rows if v.version == version)
    require_begun(f"{form}@{version}", times.Beginning(row.recorded_at, row.effective_from), when)
    return core


def _is_major(version: str) -> bool:
    return version.isdecimal() and version.isascii() and len(version) <= 6


class Local(msgspec.Struct, frozen=True):
    """A municipality's revisions of a form as known at a time, with who comes before and after.

    `heir` is who stands for it on the day, itself where it goes on; `ending` how it ends, which may
    be still to come. `before` are its predecessors and theirs, nearest first, with their revisions.
    """

    code: str
    heir: str
    revisions: list[local_revisions.Revision]
    ending: Ending | None
    before: list[tuple[Ending, list[local_revisions.Revision]]]
    places: Mapping[str, Municipality]

    def name_of(self, code: str) -> str:
        """The name of one of them; empty where the directory never had it."""
        return self.places[code].name if code in self.places else ""


async def local_then(connection: Connection, form: str, code: str, when: When) -> Local:
    """What is known of a municipality; all revisions, whether they apply on the day or not."""
    endings = await successions.endings(connection, when.known_at)
    line = lineage(endings, code)
    ending = ending_of(endings, code)
    codes = {code, *(e.code for e in line), *([ending.heir] if ending else [])}
    return Local(
        code=code,
        heir=heirs(endings, when.as_of or days.today()).get(code, code),
        revisions=await _revisions(connection, form, code, when),
        ending=ending,
        before=[(e, await _revisions(connection, form, e.code, when)) for e in line],
        places=await municipalities.some(connection, codes),
    )


def as_listing(form: str, local: Local) -> LocalListing:
    """The same as `soroe.in_force` takes it."""
    ending = local.ending
    successor = Successor(ending.heir, ending.effective, ending.kind) if ending else None
    predecessors = tuple(
        Predecessor(
            municipality=e.code,
            heir=e.heir,
            effective=e.effective,
            kind=e.kind,
            recorded_at=e.recorded_at,
            revisions=_entries(rows),
        )
        for e, rows in local.before
    )
    name = local.name_of(local.code)
    entries = _entries(local.revisions)
    return LocalListing(form, local.code, entries, name, successor, predecessors)


async def _revisions(
    connection: Connection, form: str, code: str, when: When
) -> list[local_revisions.Revision]:
    rows = await local_revisions.revisions(connection, form, code)
    return [r for r in rows if when.known_at is None or r.recorded_at <= when.known_at]


def _entries(rows: Sequence[local_revisions.Revision]) -> tuple[RevisionEntry, ...]:
    return tuple(
        RevisionEntry(
            revision=r.revision,
            core=r.core,
            digest=r.digest,
            form_digest=r.form_digest,
            effective_from=r.effective_from.isoformat() if r.effective_from else None,
            recorded_at=r.recorded_at,
        )
        for r in rows
    )


async def find_in_force(
    connection: Connection, form: str, municipality: str | None, when: When
) -> InForce:
    """Which core and which local revision apply on the day of `when`, since when, until when.

    Raises `RefusedError`: `no-such-form` (nothing of it was known then), `no-such-municipality`.
    """
    found = (await versions_then(connection, form, when)).get(form)
    if found is None:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    local: LocalListing | None = None
    if municipality is not None:
        if municipality not in await municipalities.some(connection, [municipality]):
            raise RefusedError(Problem("no-such-municipality", params={"code": municipality}))
        there = await local_then(connection, form, municipality, when)
        if there.heir != municipality:
            there = await local_then(connection, form, there.heir, when)
        local = as_listing(form, there)
    return in_force(FormListing(form, found.entries), local, when, municipality)


async def begun_revisions(
    connection: Connection, form: str, rows: list[local_revisions.Revision], when: When
) -> list[local_revisions.Revision]:
    """Those that have begun by the day; without a day, all."""
    if when.as_of is None:
        return rows
    found = await versions_then(connection, form, When())
    entries = found[form].entries if form in found else ()
    firsts = [first_day(entry, entries) for entry in _entries(rows)]
    return [r for r, first in zip(rows, firsts, strict=True) if first and first <= when.as_of]


def require_begun(name: str, begun: times.Beginning, when: When) -> None:
    """`RefusedError` `not-then` where a document was not recorded, or did not apply yet."""
    late = when.known_at is not None and begun.recorded_at > when.known_at
    if late or (when.as_of is not None and begun.effective > when.as_of):
        facts = {"recorded": begun.recorded_at.isoformat(), "effective": str(begun.effective)}
        raise RefusedError(Problem("not-then", params={"name": name, **shown(when), **facts}))
