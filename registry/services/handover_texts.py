"""Which published diffs and cores a handover document tells, and fetching them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import msgspec

from registry.compute.handover import FormTexts, RevisionText
from registry.db import handover
from registry.db.handover import Revision
from registry.db.pool import Connection
from registry.limits import MAX_HANDOVER
from registry.problems import RefusedError
from soroe.errors import Problem
from soroe.handover.facts import FormFact

AROUND = 1024
"""Bytes that are told of a revision beside its diff, at most."""


class Stack(msgspec.Struct, frozen=True):
    """A revision, the diffs it lies over (form, code, revision; the lowest first), bytes of all."""

    revision: Revision
    below: tuple[tuple[str, str, int], ...]
    size: int


def choose(
    found: Iterable[Stack],
    sizes: Mapping[tuple[str, str], int],
    newest: Mapping[str, str],
    budget: int,
) -> list[Stack]:
    """The revisions that are told: all, or as many as `budget` bytes take, the oldest left out.

    `sizes` are those of the cores by form and version. Each core that a revision rests on counts
    once, and that of `newest` with the latest revision of its form. Every form is told as far
    back as the others, one revision each in turn. Raises `RefusedError` `handover-too-large` where
    not even the latest ones fit.
    """
    turns: list[tuple[int, str, Stack]] = []
    for form, stacks in groupby(sorted(found, key=_name), key=lambda s: s.revision.form):
        backwards = reversed(list(stacks))
        turns += [(age, form, stack) for age, stack in enumerate(backwards)]
    told: list[Stack] = []
    counted: set[tuple[str, str]] = set()
    full: set[str] = set()
    left = budget
    for age, form, stack in sorted(turns, key=lambda turn: turn[:2]):
        if form in full:
            continue
        versions = {stack.revision.core, *([newest[form]] if age == 0 and form in newest else ())}
        cores = {(form, version) for version in versions} - counted
        needed = stack.size + AROUND + sum(sizes[core] for core in cores)
        if needed > left:
            if age == 0:
                raise too_large(form)
            full.add(form)
            continue
        left -= needed
        counted |= cores
        told.append(stack)
    return sorted(told, key=_name)


def too_large(form: str) -> RefusedError:
    """What is said where the facts are more than one answer holds; `form` did not fit."""
    return RefusedError(
        Problem("handover-too-large", params={"form": form, "limit": str(MAX_HANDOVER)})
    )


async def with_texts(
    connection: Connection,
    code: str,
    facts: Sequence[FormFact],
    newest: Mapping[str, str],
    *,
    public_url: str,
    budget: int,
) -> tuple[FormTexts, ...]:
    """The forms with what the municipality published of them, as far as it fits; see `choose`."""
    rows = await _revisions(connection, code, facts)
    stacks = await _stacks(connection, rows)
    sizes = await handover.core_sizes(connection, {row.form for row in rows})
    told = choose(stacks, sizes, newest, budget)
    own = {_own(code, stack) for stack in told}
    below = {name for stack in told for name in stack.below}
    diffs = {
        (d.form, d.municipality, d.revision): d.submitted
        for d in await handover.diffs(connection, sorted(own | below))
    }
    wanted = {(s.revision.form, s.revision.core) for s in told}
    wanted |= {(form, newest[form]) for form in {form for form, _ in wanted} if form in newest}
    cores = await handover.cores(connection, sorted(wanted))
    out: list[FormTexts] = []
    for fact in facts:
        mine = [stack for stack in told if stack.revision.form == fact.form]
        there = sum(row.form == fact.form for row in rows)
        here = f"{public_url}/forms/{fact.form}/local/{code}"
        out.append(
            FormTexts(
                fact=msgspec.structs.replace(fact, left_out=there - len(mine)),
                cores={version: cores[f, version] for f, version in cores if f == fact.form},
                below={_called(name): diffs[name] for stack in mine for name in stack.below},
                revisions=tuple(_text(stack, diffs[_own(code, stack)], here) for stack in mine),
            )
        )
    return tuple(out)


def _text(stack: Stack, submitted: bytes, here: str) -> RevisionText:
    number = stack.revision.revision
    return RevisionText(
        revision=number,
        submitted=submitted,
        below=tuple(map(_called, stack.below)),
        recorded_at=stack.revision.recorded_at.isoformat(),
        by=stack.revision.by,
        url=f"{here}/{number}.diff.json",
    )


async def _revisions(
    connection: Connection, code: str, facts: Sequence[FormFact]
) -> list[Revision]:
    """The revisions of the forms that are told of."""
    only = facts[0].form if len(facts) == 1 else None
    return await handover.revisions(connection, code, only)


async def _stacks(connection: Connection, rows: Sequence[Revision]) -> list[Stack]:
    """The revisions with the diffs below them, of which there are few: those of prefectures."""
    known: dict[tuple[str, str, int], Revision] = {}
    codes: set[str] = set()
    wanted = {row.over.partition("@")[0] for row in rows if row.over}
    while wanted - codes:
        code = min(wanted - codes)
        codes.add(code)
        for row in await handover.revisions(connection, code):
            known[row.form, code, row.revision] = row
            if row.over:
                wanted.add(row.over.partition("@")[0])
    return [_stack(row, known) for row in rows]


def _stack(row: Revision, known: Mapping[tuple[str, str, int], Revision]) -> Stack:
    below: list[tuple[str, str, int]] = []
    size, over = row.size, row.over
    while over is not None:
        code, _, number = over.partition("@")
        name = (row.form, code, int(number))
        below.insert(0, name)
        size += known[name].size
        over = known[name].over
    return Stack(row, tuple(below), size)


def _name(stack: Stack) -> tuple[str, int]:
    return stack.revision.form, stack.revision.revision


def _own(code: str, stack: Stack) -> tuple[str, str, int]:
    return stack.revision.form, code, stack.revision.revision


def _called(name: tuple[str, str, int]) -> str:
    return f"{name[1]}@{name[2]}"
