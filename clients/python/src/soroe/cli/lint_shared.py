"""What the registry knows of a municipality's citations, for `soroe lint`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from soroe.citation import Remark, cite, in_words, substance
from soroe.citation.offers import offers
from soroe.cli.precedents import Precedents, gather, shared_citations
from soroe.cli.sources import open_client
from soroe.diff.draft import Draft
from soroe.model import Citation, Json, Lang, LocalDiff
from soroe.pointer import join

_SHOWN = 3


def from_shared(args: Any, core: Json, diff: LocalDiff, lang: Lang) -> tuple[Remark, ...]:
    """Where the diff and the shared citations differ, and candidates for the bases that are open.

    `core` is what the diff lies on. Looks into the registry that the options name.
    """
    known = _known(args, diff)
    shared = known.shared
    out = [r for key, c in diff.citations.items() if key in shared for r in _held(key, c, shared)]
    if all(change.basis is not None for change in diff.changes):
        return tuple(out)
    drafted = Draft(replace(diff, citations={**shared, **diff.citations}), (), known.own)
    today = datetime.now().astimezone().date().isoformat()
    for offer in offers(core, drafted, known.others, on=today):
        said = [
            (
                s.kind
                if s.cite is None
                else f"{cite(drafted.diff.citations[s.cite], s.article)} ({s.cite})"
            )
            + f": {in_words(s, lang)}"
            for s in offer.suggestions[:_SHOWN]
        ]
        if said:
            facts = {"offers": " / ".join(said)}
            out.append(Remark("basis-suggested", f"/changes/{offer.change}", facts))
    return tuple(out)


def _known(args: Any, diff: LocalDiff) -> Precedents:
    """What others have done is looked up only for bases that are open: it takes many requests."""
    if any(change.basis is None for change in diff.changes):
        asked = SimpleNamespace(**{**vars(args), "earlier": ()})
        return gather(asked, diff.form, diff.municipality)
    with open_client(args, diff.form) as client:
        return Precedents((), shared=shared_citations(client, diff.municipality))


def _held(key: str, cited: Citation, shared: dict[str, Citation]) -> Iterator[Remark]:
    """A text that says something else than the shared one, or is another one altogether."""
    if substance(cited) != substance(shared[key]):
        facts = {"cite": key, "title": cited.title, "shared": shared[key].title}
        same = cited.title == shared[key].title
        type_ = "citation-differs-from-shared" if same else "citation-key-of-another"
        yield Remark(type_, join(("citations", key)), facts)
