"""A local diff on a new core version: three-way, operation by operation, nothing done silently."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from soroe.diff.choices import weigh
from soroe.diff.formerly import own_items, with_keys
from soroe.diff.memo import Memo
from soroe.diff.outcome import Outcome, Part, Rebased, overall
from soroe.diff.parts import Place, parts_of
from soroe.diff.renames import Moves
from soroe.diff.settle import Group
from soroe.diff.sides import Judged
from soroe.model import Change, Json, LocalDiff


def rebase(
    old_core: Json,
    new_core: Json,
    diff: LocalDiff,
    *,
    new_version: str,
    renames: Mapping[str, str] | None = None,
    choices: bool = True,
    memo: Memo | None = None,
) -> Rebased:
    """The diff on `new_core`, with what became of every change.

    Both cores are published documents; for a diff that lies over another, both are the forms it
    lies on. `renames` maps items of the old core to items of the new one. Else only what the new
    core says to have taken the place of is followed (`x-formerly`, `soroe.diff.formerly`); an item
    that is called otherwise is gone, because a guess could join what does not belong together. The
    result applies to the new core (`apply` does not raise). Without `choices` the choices of a
    conflict have no verdicts yet (`soroe.diff.choices.weigh`). `memo` lets the rebases of one run
    share their work; the result is the same without it. Never raises for a diff that `decode_diff`
    accepts: what does not fit the old core is an orphan.
    """
    memo = memo or Memo()
    places = places_of(diff)
    renamed = memo.renamed(old_core, new_core, diff, renames)
    ground = memo.ground(old_core, new_core, *renamed)
    rebased = assembled(diff, places, ground.settle(places), new_version, ground.moves)
    return weigh(rebased, new_core, memo) if choices else rebased


def places_of(diff: LocalDiff) -> list[Place]:
    """The operations of a diff with their indexes."""
    return [
        Place(c, o, op) for c, change in enumerate(diff.changes) for o, op in enumerate(change.ops)
    ]


def assembled(
    diff: LocalDiff, places: list[Place], settled: list[Group], new_version: str, moves: Moves
) -> Rebased:
    """The account of every change from what became of its operations."""
    judged: dict[int, Judged] = {
        n: one for group in settled for n, one in zip(group.at, group.settled.judged, strict=True)
    }
    mine: list[list[tuple[Place, Judged]]] = [[] for _ in diff.changes]
    for n, place in enumerate(places):
        mine[place.change].append((place, judged[n]))
    outcomes: list[Outcome] = []
    for index, change in enumerate(diff.changes):
        parts = parts_of(index, mine[index])
        after = _after(moves, change, parts)
        kind = overall(part.kind for part in parts)
        if kind == "carried" and after is not None and after.item != change.item:
            kind = "adjusted"
        outcomes.append(Outcome(index, kind, moves.item(change.item), change, after, parts))
    changes = tuple(o.after for o in outcomes if o.after is not None)
    return Rebased(_diff(moves, diff, changes, new_version), diff.core, tuple(outcomes))


def _after(moves: Moves, change: Change, parts: tuple[Part, ...]) -> Change | None:
    """What the rebased diff keeps of a change, in the order of its operations."""
    ops = tuple(op for part in sorted(parts, key=lambda p: p.at) for op in part.ops)
    if not ops:
        return None
    item = moves.item(change.item)
    if item == change.item and ops == change.ops:
        return change
    return msgspec.structs.replace(change, item=item, ops=ops)


def _diff(
    moves: Moves, diff: LocalDiff, changes: tuple[Change, ...], new_version: str
) -> LocalDiff:
    aliases = {moves.item(item): key for item, key in diff.aliases.items()}
    aliases = with_keys(aliases, ((item, moves.item(item)) for item in own_items(diff)))
    return msgspec.structs.replace(diff, core=new_version, changes=changes, aliases=aliases)
