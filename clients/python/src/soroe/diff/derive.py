"""From two forms to a draft of a local diff: the operations are filled in, the reasons are not."""

from __future__ import annotations

from soroe.diff.differences import Difference, differences
from soroe.model import Change, Json
from soroe.pointer import split
from soroe.schema.inline import inline

_COMBINATORS = frozenset({"allOf", "anyOf", "oneOf"})


def derive(core: Json, form: Json) -> tuple[Change, ...]:
    """One change for each thing a person understands; applied to the core they give the form.

    Differences of one kind on one item (two choices removed) are one change. Basis and reason stay
    open: only the municipality knows them. Changes stand in reading order, those that take members
    out of a combinator or put them in last and innermost first: until then the places inside the
    combinator are those of the core.
    """
    groups: dict[tuple[str, str], Change] = {}
    for d in sorted(differences(inline(core), inline(form)), key=_turn):
        key = (d.pair.item, d.rule.id)
        before = groups[key].ops if key in groups else ()
        groups[key] = Change(item=d.pair.item, ops=(*before, *d.hit.ops))
    return tuple(groups.values())


def _turn(difference: Difference) -> tuple[bool, int]:
    """When a difference is made: what moves places in combinators last, from the inside out."""
    paths = [split(op.path) for op in difference.hit.ops]
    moving = any(path[-1:] and path[-1] in _COMBINATORS for path in paths)
    return moving, -max(map(len, paths)) if moving else 0
