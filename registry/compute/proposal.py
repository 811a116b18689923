"""Making the draft of a proposal, and all that is said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from registry.compute.depth import bounded
from registry.compute.impact import City
from soroe.diff import decode_diff
from soroe.diff.derive import derive
from soroe.diff.document import encode_diff
from soroe.diff.layers import Layer
from soroe.diff.rebase import rebase
from soroe.divergence import Member, Share, Variety
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty, read
from soroe.model import Base, Change, Json, LocalDiff
from soroe.promotion import Candidate
from soroe.proposal import Kept, drafted, evidence, proposed

NOBODY = "000000"
"""In whose name free changes are read: they are nobody's diff."""


class Source(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What a draft is made of: candidates by id, free changes, names for items of candidates."""

    candidates: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    names: dict[str, str] = {}


class Wanted(msgspec.Struct, frozen=True):
    """A draft that is to be made in the core `version` of a form.

    `cores` are the documents that the cities' diffs are pinned to, by version, this one included.
    """

    form: str
    version: str
    source: Source
    candidates: tuple[Candidate, ...]
    cities: tuple[City, ...]
    cores: Mapping[str, bytes]


class Measured(Base, frozen=True):
    """Divergence and distinct forms before and after, and the names that change with a proposal."""

    before: Share
    after: Share
    forms_before: Variety
    forms_after: Variety
    kept: tuple[Kept, ...] = ()


class Drafted(msgspec.Struct, frozen=True):
    """The draft, the smallest number it may have, and what is said about it, as JSON."""

    submitted: bytes
    version: str
    impact: bytes
    measured: bytes
    evidence: bytes


@bounded
def draft(wanted: Wanted) -> Drafted:
    """The draft and its measures.

    Raises `DocumentError` where what is proposed does not fit the core, and `proposal-nothing-left`
    where the core has it already.
    """
    cores = {version: read(text) for version, text in wanted.cores.items()}
    core = cores[wanted.version]
    source = wanted.source
    new = drafted(core, wanted.candidates, source.changes, names=source.names)
    if not derive(core, new):
        raise DocumentError(Problem("proposal-nothing-left", params={"version": wanted.version}))
    found = proposed(
        core,
        new,
        [_member(city, cores[city.core]) for city in wanted.cities],
        form=wanted.form,
        version=wanted.version,
        candidates=wanted.candidates,
    )
    told = found.what_if
    measured = Measured(told.before, told.after, told.forms_before, told.forms_after, found.kept)
    words = {lang: evidence(found, lang=lang) for lang in ("ja", "en")}
    return Drafted(
        submitted=pretty(new).encode(),
        version=found.version,
        impact=msgspec.json.encode(told.impact),
        measured=msgspec.json.encode(measured),
        evidence=msgspec.json.encode(words),
    )


def _member(city: City, core: Json) -> Member:
    layers = tuple(Layer(decode_diff(read(text)), 1) for text in city.below)
    return Member(city.subject, core, decode_diff(read(city.diff)), layers)


@bounded
def changes_of(core: bytes, document: bytes) -> tuple[Change, ...]:
    """The changes that make a whole draft of a core."""
    return derive(read(core), read(document))


@bounded
def checked(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Free changes, if they can be operations at all; a basis is a municipality's and falls away.

    Raises `DocumentError` as `decode_diff`.
    """
    bare = tuple(Change(one.item, one.ops, reason=one.reason) for one in changes)
    return decode_diff(encode_diff(LocalDiff("form", "1.0.0", NOBODY, bare))).changes


@bounded
def carried(old: bytes, new: bytes, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Free changes of one core on a newer one; what that has already falls away.

    Raises `DocumentError` `proposal-clashes` where the newer core changed the same otherwise.
    """
    diff = LocalDiff("form", "1.0.0", NOBODY, tuple(changes))
    done = rebase(read(old), read(new), diff, new_version="1.0.0", choices=False)
    wrong = [o.before.item for o in done.outcomes if o.kind in {"conflict", "orphan"}]
    if wrong:
        params = {"items": ", ".join(dict.fromkeys(wrong))}
        raise DocumentError(Problem("proposal-clashes", params=params))
    return done.diff.changes
