"""The citations of a published diff become the municipality's shared ones, or are held to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from registry.compute.local import PreparedCitation
from registry.db import citations
from registry.db.citations import Edition, NewEdition
from registry.db.pool import Connection
from soroe.citation import Remark
from soroe.pointer import join

KEY = re.compile(r"[^\x00-\x1f\x7f-\x9f\s/?#%]{1,64}")
"""Keys that can stand in an address."""


class Shared(msgspec.Struct, frozen=True):
    """What became of the citations of a diff.

    `tracked` has, by key, the substance that the diff rests on; a key is missing where the shared
    citation of that name is another text. `remarks` are for the publisher.
    """

    tracked: dict[str, str]
    remarks: tuple[Remark, ...]


async def share_citations(
    connection: Connection,
    code: str,
    embedded: Sequence[PreparedCitation],
    name: str,
    organisation: str | None,
) -> Shared:
    """Keep what is not shared yet, and tell where a diff says something else than what is shared.

    Nothing is refused: the diff embeds its citations as they were. `name` is the diff's. What is
    there already is left as it is, so that doing it again changes nothing.
    """
    fit = [cited for cited in embedded if KEY.fullmatch(cited.key)]
    known = await _current(connection, code)
    for cited in fit:
        if cited.key not in known:
            await citations.insert(connection, code, first(cited, name), organisation)
    known = await _current(connection, code)  # with what somebody else may have shared meanwhile
    history = await citations.substances(connection, code, [cited.key for cited in fit])
    tracked: dict[str, str] = {}
    remarks = [
        Remark("citation-key-unfit", join(("citations", c.key)), {"cite": c.key})
        for c in embedded
        if c not in fit
    ]
    for cited in fit:
        shared = known[cited.key]
        same_text = cited.substance in history[cited.key] or cited.title == shared.title
        if same_text:
            tracked[cited.key] = cited.substance
        remarks.extend(_differing(cited, shared, same_text=same_text))
    return Shared(tracked, tuple(remarks))


def first(cited: PreparedCitation, source: str | None) -> NewEdition:
    """The first edition of a shared citation."""
    return edition(cited, 1, "", source)


def edition(cited: PreparedCitation, number: int, note: str, source: str | None) -> NewEdition:
    """An edition to be written."""
    return NewEdition(
        key=cited.key,
        edition=number,
        kind=cited.kind,
        title=cited.title,
        ended=date.fromisoformat(cited.ended) if cited.ended else None,
        body=cited.body,
        digest=cited.digest,
        substance=cited.substance,
        note=note,
        source=source,
    )


async def _current(connection: Connection, code: str) -> dict[str, Edition]:
    return {e.key: e for e in await citations.current(connection, code)}


def _differing(cited: PreparedCitation, shared: Edition, *, same_text: bool) -> Iterator[Remark]:
    if cited.substance == shared.substance:
        return
    facts = {"cite": cited.key, "title": cited.title, "shared": shared.title}
    type_ = "citation-differs-from-shared" if same_text else "citation-key-of-another"
    yield Remark(type_, join(("citations", cited.key)), facts)
