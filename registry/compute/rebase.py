"""Rebasing local diffs, and putting a person's decisions into what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from registry.compute.depth import bounded
from registry.compute.shared import Shared, shared
from soroe.diff import decode_diff
from soroe.diff.document import spell
from soroe.diff.edits import merge_edits
from soroe.diff.outcome import Rebased
from soroe.diff.rebase import rebase
from soroe.diff.resolve import Decision, resolve, unresolved
from soroe.diff.uncited import without_uncited
from soroe.errors import DiffError, DocumentError, Problem, SoroeError
from soroe.jsontext import digest_bytes, pretty, read
from soroe.model import LocalDiff, Op

Decisions = dict[str, str | tuple[Op, ...]]
"""By part: the id of a choice, or operations of one's own."""


class Ground(msgspec.Struct, frozen=True):
    """On what diffs lay and on what they shall lie: the documents below them.

    `version` is the new core's, `day` (ISO) the day from which it applies, `over` the diff between
    core and diff, empty where there is none.
    """

    old: bytes
    new: bytes
    version: str
    day: str
    over: str = ""


class PreparedRebase(msgspec.Struct, frozen=True):
    """What became of a diff (`soroe.diff.outcome.Rebased` as JSON) and the text of its draft.

    `undecided` is how many conflicts there are.
    """

    result: bytes
    body: bytes
    undecided: int


class Looked(msgspec.Struct, frozen=True):
    """A result with decisions: the parts nobody has decided about, and the text that is made of it.

    `text` is the SHA-256 of that text, as drafts have it.
    """

    rebased: Rebased
    decisions: Decisions
    undecided: tuple[str, ...]
    text: str


class Decided(msgspec.Struct, frozen=True):
    """The text of the draft with the decisions in it, and how many conflicts are left."""

    body: bytes
    undecided: int


def rebase_diffs(ground: Ground, diffs: Sequence[bytes]) -> list[PreparedRebase | SoroeError]:
    """Each diff on the new ground, in order; in its place the error of one that cannot be read."""
    common = shared(ground.old, ground.new, len(diffs))
    out: list[PreparedRebase | SoroeError] = []
    for text in diffs:
        try:
            out.append(_rebase(common, text, ground))
        except SoroeError as error:
            out.append(error)
    return out


@bounded
def _rebase(common: Shared, text: bytes, ground: Ground) -> PreparedRebase:
    done = rebase(
        common.old,
        common.new,
        decode_diff(read(text)),
        new_version=ground.version,
        memo=common.memo,
    )
    diff = msgspec.structs.replace(
        done.diff, over=ground.over or None, effective_from=_day(done.diff, ground.day)
    )
    done = msgspec.structs.replace(done, diff=diff)
    return PreparedRebase(msgspec.json.encode(done), _text(done, {}), len(done.conflicts))


def _day(diff: LocalDiff, day: str) -> str | None:
    """A diff does not apply before the core that it rests on."""
    return None if diff.effective_from is None else max(diff.effective_from, day)


@bounded
def look(result: bytes, decisions: bytes | None) -> Looked:
    """What was kept of a rebase, read."""
    rebased, made = read_result(result), read_decisions(decisions)
    return Looked(
        rebased,
        made,
        tuple(part.id for part in unresolved(rebased, made)),
        digest_bytes(_text(rebased, made)),
    )


@bounded
def decide(result: bytes, before: bytes | None, after: bytes, text: bytes) -> Decided:
    """The draft's text with the decisions `after` in the place of those `before`.

    Where the text was edited by hand, both are put together. Raises `DiffError`
    (`rebase-part-unknown`, `rebase-choice-unknown`, and `rebase-text-differs` where somebody has
    edited those very changes) and `DocumentError` where operations of one's own cannot stand.
    """
    rebased = read_result(result)
    old, new = read_decisions(before), read_decisions(after)
    body = _text(rebased, new)
    if text != _text(rebased, old):
        merged = _merged(_made(rebased, old), text, resolve(rebased, new))
        body = pretty(spell(merged)).encode()
    return Decided(body, len(unresolved(rebased, new)))


def _merged(base: LocalDiff, text: bytes, ours: LocalDiff) -> LocalDiff:
    """What was edited and what was decided, in one diff; `base` is what was edited."""
    needed = {change.basis.cite for change in ours.changes if change.basis is not None}
    kept = {k: c for k, c in ours.citations.items() if k in needed or k in base.citations}
    ours = msgspec.structs.replace(ours, citations=kept)
    try:
        merged = merge_edits(base, decode_diff(read(text)), ours)
        places = [clash.at for clash in merged.clashes] + [p.at for p in merged.problems]
    except DocumentError as error:  # it was left half written
        places = [p.at or "/" for p in error.problems]
    else:
        if merged.clean:
            return merged.diff
    params = {"places": ", ".join(dict.fromkeys(places))}
    raise DiffError(Problem("rebase-text-differs", params=params))


def _text(rebased: Rebased, decisions: Mapping[str, Decision]) -> bytes:
    return pretty(spell(_made(rebased, decisions))).encode()


def _made(rebased: Rebased, decisions: Mapping[str, Decision]) -> LocalDiff:
    return without_uncited(rebased, decisions, resolve(rebased, decisions))


def read_result(result: bytes) -> Rebased:
    """The result as it was kept."""
    return msgspec.json.decode(result, type=Rebased)


def read_decisions(decisions: bytes | None) -> Decisions:
    """The decisions as they were kept; none where nobody has decided anything."""
    return msgspec.json.decode(decisions, type=Decisions) if decisions is not None else {}
