"""Where a proposal may come from besides candidates: a file, or changes of one's own diff."""

from __future__ import annotations

import msgspec

from registry.compute.depth import bounded
from soroe.diff import apply, decode_diff
from soroe.errors import DocumentError, Problem
from soroe.jsontext import read
from soroe.model import Change, Json
from soroe.report.words import title_at
from soroe.schema import inline, items


class Content(msgspec.Struct, frozen=True):
    """What a file proposes: some changes, or a whole draft of a `core` (JSON)."""

    changes: tuple[Change, ...] | None = None
    core: bytes | None = None


class OwnChange(msgspec.Struct, frozen=True):
    """A change of a diff by its number (from 1), with the title of its item."""

    number: int
    title: str
    reason: str


@bounded
def content_of(body: bytes, name: str) -> Content:
    """What a file proposes: a local diff or a list of changes, or else the draft of a core.

    Raises `DocumentError`: what the strict reader and `decode_diff` say, and
    `proposal-file-unknown`.
    """
    value = read(body)
    if isinstance(value, dict) and {"changes", "municipality"} & value.keys():
        return Content(changes=decode_diff(value).changes)
    if isinstance(value, dict) and {"properties", "$schema"} & value.keys():
        return Content(core=body)
    try:
        return Content(changes=msgspec.convert(value, tuple[Change, ...]))
    except msgspec.ValidationError as e:
        params = {"file": name[:200], "detail": str(e)[:500]}
        raise DocumentError(Problem("proposal-file-unknown", "/file", params)) from None


@bounded
def own_changes(core: bytes, submitted: bytes) -> tuple[OwnChange, ...]:
    """The changes of a diff that applies to this very core, as they are offered."""
    diff = decode_diff(read(submitted))
    ground: Json = inline(read(core))
    made = apply(ground, diff)
    there = items(made)
    return tuple(
        OwnChange(
            n,
            title_at(made if change.item in there else ground, change.item) or change.item,
            change.reason or "",
        )
        for n, change in enumerate(diff.changes, 1)
    )


@bounded
def chosen_changes(submitted: bytes, numbers: tuple[int, ...]) -> tuple[Change, ...]:
    """Some changes of a diff, by number; `DocumentError` `change-number-unknown`."""
    diff = decode_diff(read(submitted))
    out = []
    for number in numbers:
        if not 1 <= number <= len(diff.changes):
            code = diff.municipality
            params = {"name": f"{code}#{number}", "code": code, "count": str(len(diff.changes))}
            raise DocumentError(Problem("change-number-unknown", params=params))
        out.append(diff.changes[number - 1])
    return tuple(out)
