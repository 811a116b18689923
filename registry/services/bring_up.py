"""Telling the process that measures what was published since it was told last."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

import msgspec

from registry.compute.held import City, Update, update
from registry.context import Context
from registry.db import cores, measures, successions
from registry.db.measures import Marks, Text
from registry.db.pool import Connection, read, snapshot
from registry.limits import STANDING_CHUNK
from registry.problems import RefusedError
from registry.services.layers_below import published_below
from registry.standings import Held
from soroe.codes import is_prefecture
from soroe.divergence import Share, whole
from soroe.errors import Problem
from soroe.heirs import heirs
from soroe.impact import Subject


class Now(msgspec.Struct, frozen=True):
    """How things stand of a form, as the process knows it now; `revisions` are those in use."""

    marks: Marks
    version: str
    revisions: dict[str, int]

    @property
    def position(self) -> int:
        """The length of the log."""
        return self.marks.position


class _Look(msgspec.Struct, frozen=True):
    marks: Marks
    core: cores.CoreText
    put: Sequence[tuple[str, int]]
    drop: Sequence[str]


@asynccontextmanager
async def brought_up(context: Context, form: str, *, public: bool = True) -> AsyncIterator[Now]:
    """The process knows the form as it is now, and nobody tells it anything else meanwhile.

    Raises `RefusedError`: `no-such-form` where no core of it is in use, `registry-busy`,
    `took-too-long`.
    """
    async with context.standings.turn(form, public=public) as held:
        look = await snapshot(context.pool, lambda c: _look(c, form, held))
        await _tell(context, form, held, look)
        yield Now(look.marks, held.version, held.revisions)


async def _look(connection: Connection, form: str, held: Held) -> _Look:
    """What has changed for a form; where something was said of cores or codes, all is compared."""
    marks = await measures.marks(connection)
    core = await cores.latest(connection, form)
    if core is None:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    if held.mark == marks.mark:
        codes = await measures.touched(connection, form, held.position)
        heads = await measures.heads(connection, form, codes)
        return _Look(marks, core, _changed(heads, held, await _ended(connection, marks.day)), ())
    ended = await _ended(connection, marks.day)
    heads = await measures.heads(connection, form, None)
    drop = [code for code in held.revisions if code in ended]
    return _Look(marks, core, _changed(heads, held, ended), drop)


async def _ended(connection: Connection, day: date) -> set[str]:
    return set(heirs(await successions.endings(connection, None), day))


def _changed(heads: dict[str, int], held: Held, ended: set[str]) -> list[tuple[str, int]]:
    return sorted(
        (code, revision)
        for code, revision in heads.items()
        if held.revisions.get(code) != revision and code not in ended and not is_prefecture(code)
    )


async def _tell(context: Context, form: str, held: Held, look: _Look) -> None:
    """Bring the process up, some municipalities at a time; what was told is noted each time."""
    version = look.core.version
    chunks = [look.put[i : i + STANDING_CHUNK] for i in range(0, len(look.put), STANDING_CHUNK)]
    drop = look.drop
    if not chunks and (drop or held.version != version):
        chunks = [()]
    for chunk in chunks:
        cities = await cities_of(context, form, chunk)
        texts = await core_texts(context, form, {version, *(c.core for c in cities)} - held.cores)
        await context.standings.run(update, Update(form, version, texts, cities, drop))
        held.version = version
        held.cores |= texts.keys()
        held.revisions |= dict(chunk)
        for code in drop:
            del held.revisions[code]
        drop = ()
    held.position, held.mark = look.marks.position, look.marks.mark


async def cities_of(
    context: Context, form: str, revisions: Sequence[tuple[str, int]]
) -> list[City]:
    """These revisions with the diffs below them."""

    async def work(connection: Connection) -> list[City]:
        layers: dict[str | None, tuple[tuple[int, bytes], ...]] = {None: ()}
        out = []
        for text in await measures.texts(connection, form, revisions):
            if text.over not in layers:
                lower = await published_below(connection, form, text.over)
                layers[text.over] = tuple((one.revision, one.submitted) for one in lower)
            subject = Subject(text.municipality, text.name, text.revision)
            below = layers[text.over]
            out.append(
                City(subject, text.prefecture, text.core, text.submitted, below, _share(text))
            )
        return out

    return await read(context.pool, work) if revisions else []


def _share(text: Text) -> Share | None:
    """Its divergence, where that was worked out before."""
    if text.items is None:
        return None
    counts = {
        "grounded": text.grounded or 0,
        "practice": text.practice or 0,
        "unexplained": text.unexplained or 0,
    }
    return whole(1, text.items, text.undecided or 0, counts)


async def core_texts(context: Context, form: str, versions: set[str]) -> dict[str, bytes]:
    """The documents of these versions."""

    async def work(connection: Connection) -> dict[str, bytes]:
        out = {}
        for version in sorted(versions):
            core = await cores.by_version(connection, form, version)
            assert core is not None, "a diff is pinned to a version that is there"
            out[version] = core.document
        return out

    return await read(context.pool, work) if versions else {}
