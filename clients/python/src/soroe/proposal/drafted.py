"""The draft of a new core: what cities do alike made in it, written as the house writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from soroe.diff.apply import apply_op
from soroe.errors import DiffError, DocumentError, Problem
from soroe.model import Change, Json, Op
from soroe.pointer import find, join, split
from soroe.promotion import Candidate
from soroe.promotion.house import former_names, last, name_of
from soroe.schema import lint_core
from soroe.what_if import promoted


def drafted(
    core: Json,
    candidates: Sequence[Candidate] = (),
    changes: Sequence[Change] = (),
    *,
    names: Mapping[str, str] | None = None,
) -> Json:
    """The published core with the candidates and then the free changes made in it, without `$id`.

    An item that comes in is optional and stands last in its group. It has the most common title,
    the other spellings as other names (`x-synonyms`), and says under which names the cities had it
    (`x-formerly`), so that their diffs follow it. Its property name is the most common one that the
    house allows, or that of `names`, by candidate id.

    Raises `DocumentError`: `promotion-does-not-fit` and `promotion-accepts-nothing` as
    `soroe.what_if.promoted`, `proposal-name-taken` where a name of `names` is in the core already,
    `proposal-name-candidate` for a name of no candidate, or the problems of a result that the
    house refuses (`soroe.schema.lint_core`) and that the core did not have before.
    """
    wanted = dict(names or {})
    ids = {one.id for one in candidates}
    unknown = [
        Problem("proposal-name-candidate", params={"candidate": id_})
        for id_ in wanted
        if id_ not in ids
    ]
    if unknown:
        raise DocumentError(*unknown)
    made: list[Change] = []
    draft = core
    for one in candidates:
        others = {item for other in candidates if other.id != one.id for item in other.items}
        change = Change(one.item, _ops(draft, one, wanted.get(one.id), others))
        made.append(change)
        draft = _made(draft, change)
    new = promoted(core, [*made, *changes])
    before = lint_core(core)
    problems = [problem for problem in lint_core(new) if problem not in before]
    if problems:
        raise DocumentError(*problems)
    return new


def _made(draft: Json, change: Change) -> Json:
    """The draft so far, for the names and places that the next one finds taken."""
    try:
        for op in change.ops:
            draft = apply_op(draft, op)
    except DiffError:
        return draft  # `promoted` says which one does not fit
    return draft


def _ops(core: Json, one: Candidate, name: str | None, others: set[str]) -> tuple[Op, ...]:
    """As the candidate says, under a name that no other item has, has had, or has in a city.

    A name that cities use for two of the candidates is left to them: their diffs follow by title.
    """
    if one.kind != "added":
        return one.ops
    (op,) = one.ops
    group, place = split(op.path)[:-1], split(one.item)
    named = find(core, join(group))
    taken = former_names(core, place).union(named if isinstance(named, dict) else ())
    if name is not None and (name in taken or join((*place, name)) in others):
        params = {"name": name, "title": one.title}
        raise DocumentError(Problem("proposal-name-taken", join((*group, name)), params))
    mine, told = ([s[-1] for s in map(split, i) if s[:-1] == place] for i in (one.items, others))
    free = name or name_of([split(op.path)[-1], *mine], taken.union(told))
    schema: dict[str, Any] = op.value if isinstance(op.value, dict) else {}
    value = {**schema, "x-order": last(named)}  # another candidate may have come in before it
    return (msgspec.structs.replace(op, path=join((*group, free)), value=value),)
