"""The diffs that a draft may learn from: the municipality's own, and those of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from soroe.cli.documents import read_diff
from soroe.cli.sources import has_source, open_client, read_source
from soroe.codes import is_fictional
from soroe.diff import decode_diff
from soroe.errors import DocumentError, Problem, RegistryError
from soroe.model import Citation, LocalDiff

if TYPE_CHECKING:
    from soroe.client import Client

MOST = 50
"""Other municipalities that are looked at; their documents are fetched one by one."""


class Precedents(msgspec.Struct, frozen=True):
    """The own diffs, oldest first, those of others, and what to say about where they come from.

    `shared` are the municipality's shared citations by key. `remarks`: parts of the messages of
    `soroe derive`, with their parameters.
    """

    own: tuple[LocalDiff, ...]
    others: tuple[LocalDiff, ...] = ()
    remarks: tuple[tuple[str, dict[str, str]], ...] = ()
    shared: dict[str, Citation] = {}


def gather(args: Any, form: str, code: str) -> Precedents:
    """What `--earlier` names, or else the latest revision in the registry; and what others have."""
    own = tuple(_own(name, form, code) for name in args.earlier)
    if not has_source(args):
        return Precedents(own, remarks=(("no-registry", {}),))
    with open_client(args, form) as client:
        shared = shared_citations(client, code)
        try:
            entries = client.form_listing(form).local
        except RegistryError as e:
            if e.status != 404:
                raise
            return Precedents(own, remarks=(("form-not-there", {"form": form}),), shared=shared)
        mine = [entry for entry in entries if entry.municipality == code]
        if not own and mine:
            own = (decode_diff(client.get_diff(form, code).document),)
        codes = [
            entry.municipality
            for entry in entries
            if entry.municipality != code and is_fictional(entry.municipality) == is_fictional(code)
        ]
        # Neighbours first: they have the same prefecture above them.
        codes.sort(key=lambda other: (other[:2] != code[:2], other))
        others = tuple(d for other in codes[:MOST] if (d := _other(client, form, other)))
    facts = {"count": str(len(others)), "of": str(len(codes))}
    remarks = ("others", facts) if codes else ("no-others", {})
    return Precedents(own, others, (*_amended(own, shared), remarks), shared)


def shared_citations(client: Client, code: str) -> dict[str, Citation]:
    """The citations that the municipality's diffs share; none where the registry keeps none."""
    from soroe.flows.citations import list_citations  # noqa: PLC0415 - local files need none

    try:
        found = client.run(list_citations(code))
    except RegistryError as e:
        if e.status != 404:
            raise
        return {}
    return {shared.key: shared.citation for shared in found.citations}


def _amended(
    own: tuple[LocalDiff, ...], shared: dict[str, Citation]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The citations of the latest own diff that have been amended since."""
    from soroe.citation import substance  # noqa: PLC0415 - as above

    titles = [
        cited.title
        for key, cited in (own[-1].citations if own else {}).items()
        if key in shared and substance(cited) != substance(shared[key])
    ]
    if titles:
        yield "amended", {"titles": "、".join(titles)}


def _own(name: str, form: str, code: str) -> LocalDiff:
    diff = read_diff(read_source(name))
    if (diff.form, diff.municipality) != (form, code):
        facts = {"file": name, "found": f"{diff.form} {diff.municipality}"}
        raise DocumentError(
            Problem("earlier-of-another", params=facts | {"wanted": f"{form} {code}"})
        )
    return diff


def _other(client: Client, form: str, code: str) -> LocalDiff | None:
    """Another municipality's diff; one that this program cannot read is only missing as advice."""
    document = client.get_diff(form, code).document
    try:
        return decode_diff(document)
    except DocumentError:
        return None  # counted: fewer are said to have been looked at than there are
