"""What a process that knows a form works out when it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry.compute.depth import bounded
from registry.compute.held import encode, held_of, title_of
from soroe.divergence.signature import signature
from soroe.errors import DocumentError, Problem
from soroe.measured import NearBetween, Neighbours, Solved, Wanted, WhatIfAnswer
from soroe.model import Change, Lang
from soroe.neighbours import between, changes_on, find, solved
from soroe.promotion import Decision
from soroe.report.words import title_at
from soroe.schema import items
from soroe.what_if import WhatIfTold, promise, told


@bounded
def what_if(form: str, wanted: Wanted, decisions: Sequence[Decision], position: int) -> bytes:
    """What promoting would do, as JSON (`WhatIfAnswer`).

    Raises `DocumentError`: `candidate-unknown`, those of names of changes, `promotion-…`.
    """
    standing = held_of(form).standing
    best = None
    ids, named = dict.fromkeys(wanted.candidates), dict.fromkeys(wanted.changes)
    names = [*ids, *named]
    changes: list[Change | str] = [*ids, *(find(standing.members, name)[2] for name in named)]
    if wanted.best is not None:
        chosen = standing.best(wanted.best)
        best = promise(chosen.greedy, chosen.exact)
        names = [name for one in chosen.greedy.chosen for name in one.names]
        changes = [change for one in chosen.greedy.chosen for change in one.changes]
    found: WhatIfTold = told(standing.what_if(changes, decisions=decisions))
    return encode(
        WhatIfAnswer(form, standing.version, position, tuple(names), told=found, best=best)
    )


@bounded
def nearest(form: str, code: str, count: int, lang: Lang, position: int) -> bytes:
    """The nearest municipalities, as JSON (`Neighbours`); `municipality-without-diff`."""
    standing = held_of(form).standing
    at = next((n for n, m in enumerate(standing.members) if m.subject.code == code), None)
    if at is None:
        params = {"code": code, "form": form}
        raise DocumentError(Problem("municipality-without-diff", params=params))
    near = tuple(
        NearBetween(one, between(standing.field, at, there, lang))
        for there, one in standing.neighbourhood().nearest(at, count)
    )
    return encode(Neighbours(form, title_of(standing), standing.version, position, code, near))


@bounded
def makers(form: str, item: str) -> dict[str, tuple[int, frozenset[str]]]:
    """Who changes an item in their own diff: the revision, and the signatures of the changes.

    Raises `DocumentError` `item-unknown` where neither the core nor anybody's form has it.
    """
    standing = held_of(form).standing
    field = standing.field
    out: dict[str, tuple[int, frozenset[str]]] = {}
    touched = False
    for at, member in enumerate(field.members):
        owners = changes_on(field, at, item)
        touched = touched or bool(owners)
        below = sum(len(layer.diff.changes) for layer in member.below)
        own = frozenset(signature(field.merged[at].changes[n]) for n in owners if n >= below)
        if own:
            out[member.subject.code] = member.subject.revision, own
    if not touched and item not in items(standing.core):
        raise DocumentError(Problem("item-unknown", params={"item": item, "form": form}))
    return out


@bounded
def solutions(form: str, item: str, lang: Lang, since: Mapping[str, str], position: int) -> bytes:
    """How everybody treats an item, as JSON (`Solved`)."""
    standing = held_of(form).standing
    ways = solved(standing.field, item, lang, since)
    title = title_at(standing.core, item) or item
    return encode(Solved(form, standing.version, position, item, title, ways))
