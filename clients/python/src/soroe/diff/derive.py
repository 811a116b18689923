"""From two forms to a draft of a local diff: the operations are filled in, the reasons are not."""

from __future__ import annotations

from soroe.diff.differences import differences
from soroe.model import Change, Json
from soroe.schema.inline import inline


def derive(core: Json, form: Json) -> tuple[Change, ...]:
    """One change for each thing a person understands; applied to the core they give the form.

    Differences of one kind on one item (two choices removed) are one change. Basis and reason stay
    open: only the municipality knows them.
    """
    groups: dict[tuple[str, str], Change] = {}
    for d in differences(inline(core), inline(form)):
        key = (d.pair.item, d.rule.id)
        before = groups[key].ops if key in groups else ()
        groups[key] = Change(item=d.pair.item, ops=(*before, *d.hit.ops))
    return tuple(groups.values())
