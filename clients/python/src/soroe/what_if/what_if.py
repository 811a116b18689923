"""What promoting some changes would do: to each municipality, to divergence, to vendors."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from soroe.diff.rebase import rebase
from soroe.divergence import (
    Divergence,
    Field,
    ItemChange,
    Member,
    Memory,
    Share,
    Variety,
    share,
    variety,
)
from soroe.impact import Impact, Memo, MunicipalityImpact, assemble, assess, bases
from soroe.model import Base, Change, Json
from soroe.what_if.measured import Measured, Untouched, variety_after
from soroe.what_if.promoted import promoted


class Before(Base, frozen=True):
    """A municipality's divergence before and after, and what waits for a decision of it.

    `waiting` are items of changes that clash with what is promoted: they are counted as changed
    after it too, because nobody knows how the municipality will decide.
    """

    before: Divergence
    after: Divergence
    waiting: tuple[str, ...] = ()


class WhatIf(Base, frozen=True):
    """What promoting would do; nothing has been written.

    `core` is the draft, `impact` what it does to applicants and to each diff, with the smallest
    version that it may have. `municipalities` are in the order of `impact`.
    """

    core: Json
    impact: Impact
    municipalities: tuple[Before, ...]
    before: Share
    after: Share
    forms_before: Variety
    forms_after: Variety


def what_if(
    members: Sequence[Member] | Measured,
    core: Json,
    changes: Sequence[Change],
    *,
    form: str,
    version: str,
    memory: Memory | None = None,
) -> WhatIf:
    """The core `version` with the changes in it, and every diff rebased onto that.

    Diffs that are pinned to an older core are rebased from there. What waits for a decision is left
    out of the forms after, as in `soroe.impact`. With a `memory` that measured these diffs before,
    only what the changes are about is asked of the engine; with `Measured` members, only those are
    worked out again whom the changes touch.

    Raises `DocumentError` as `promoted` does, and `DiffError` where a diff does not fit its core.
    """
    new = promoted(core, changes)
    return what_if_core(members, core, new, form=form, version=version, memory=memory)


def what_if_core(
    members: Sequence[Member] | Measured,
    core: Json,
    new: Json,
    *,
    form: str,
    version: str,
    memory: Memory | None = None,
) -> WhatIf:
    """The same for a draft of the core `version` that somebody wrote.

    Raises `DiffError` where a diff does not fit its core.
    """
    here = members if isinstance(members, Measured) else Measured(members, core, memory)
    memo = Memo(here.memo)
    field = here.field
    untouched = Untouched(here, new, memo)
    impacts: list[MunicipalityImpact] = []
    moved: list[Member] = []
    touched: dict[int, tuple[str, ...]] = {}
    new_version = "next"
    for at, member in enumerate(field.members):
        if at in untouched.members:
            impacts.append(untouched.impact(at))
            continue
        below = tuple(layer.diff for layer in member.below)
        grounds = [
            bases(member.core, new, below[:n], new_version=new_version, memo=memo)
            for n in range(len(below) + 1)
        ]
        every = [
            rebase(*ground, diff, new_version=new_version, choices=False, memo=memo)
            for ground, diff in zip(grounds, (*below, member.diff), strict=True)
        ]
        layers = zip(member.below, every, strict=False)
        lower = tuple(replace(layer, diff=one.diff) for layer, one in layers)
        moved.append(Member(member.subject, new, every[-1].diff, lower))
        touched[at] = tuple(o.before.item for o in every[-1].outcomes if o.kind == "conflict")
        impacts.append(
            assess(
                *grounds[-1],
                member.diff,
                subject=member.subject,
                new_version=new_version,
                memo=memo,
            )
        )
    impact = assemble(
        core, new, impacts, form=form, old_version=version, new_version=new_version, memo=memo
    )
    impact = replace(impact, new=replace(impact.new, version=impact.smallest or version))
    after = Field(moved, memory=here.memory, nest=untouched.nest)
    found: dict[str, Before] = {}
    for at, waiting in touched.items():
        other = after.divergence(len(found))
        found[other.subject.code] = _both(field.divergence(at), other, waiting)
    forms = variety_after(here, untouched, after, list(touched)) if untouched.members else None
    if forms is None:
        every_ = {m.subject.code: m for m in moved} | {
            m.subject.code: replace(m, core=new, diff=replace(m.diff, core=new_version))
            for m in (field.members[at] for at in untouched.members)
        }
        ordered = [every_[m.subject.code] for m in field.members]
        forms = variety(Field(ordered, memory=here.memory))
    for at in untouched.members:
        before = field.divergence(at)
        found[before.subject.code] = Before(before, untouched.divergence(at, new_version))
    municipalities = tuple(found[m.code] for m in impact.municipalities)
    return WhatIf(
        core=new,
        impact=impact,
        municipalities=municipalities,
        before=share(m.before for m in municipalities),
        after=share(m.after for m in municipalities),
        forms_before=here.variety,
        forms_after=forms,
    )


def _both(before: Divergence, after: Divergence, waiting: tuple[str, ...]) -> Before:
    """The two, with what waits counted as changed."""
    known = {one.item for one in (*after.changed, *after.undecided)}
    open_: list[ItemChange] = [
        one
        for one in before.changed
        if one.item not in known and any(_within(one.item, item) for item in waiting)
    ]
    counted = replace(after, changed=(*after.changed, *open_), core=after.core)
    return Before(before, counted, tuple(dict.fromkeys(waiting)))


def _within(item: str, group: str) -> bool:
    return item == group or item.startswith(group + "/")
