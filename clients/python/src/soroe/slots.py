"""What a core lets a local diff do at each item, and where a diff goes beyond it (DESIGN 4).

`x-local` holds for the schema it stands on and everything inside, until another one stands deeper:
`open` (anything; where nothing is said), `narrow` (refuse more, never accept more), `wording` (the
words only). Whoever may take an object out may take out what is inside. `x-delegated` names a value
that a law leaves to the city, with its bounds. Findings inform: a city is never kept from
publishing what its form is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from msgspec.structs import replace

from soroe.contain import DEFAULT, Budget, contains
from soroe.diff.apply import apply_op
from soroe.diff.delegated import delegated
from soroe.diff.place import IN_PLACE, Path, home, is_wording, item_of, named, target
from soroe.effect import effect_of
from soroe.errors import DiffError, Problem
from soroe.model import (
    Base,
    Citation,
    Effect,
    Json,
    LocalDiff,
    Op,
    Proved,
    Refuted,
    SlotFinding,
    SlotKind,
    Undecided,
    Verdict,
)
from soroe.pointer import find, join
from soroe.schema.house import check_schema
from soroe.schema.walk import subschemas

OWN_TO_THE_CORE = frozenset({"x-local", "x-delegated", "x-law"})


class Undeclared(Base, frozen=True):
    """A difference that nobody declared: what makes it, and what it does when made alone."""

    fingerprint: str
    ops: tuple[Op, ...]
    core_in_form: Verdict
    form_in_core: Verdict


def problem_of(found: SlotFinding) -> Problem:
    """The finding as a problem with its sentences, at the change."""
    facts = {
        "item": found.item,
        "place": found.place or "/",
        "allowed": found.allowed,
        "effect": found.effect,
        "law": found.law,
    }
    at = "" if found.change is None else f"/changes/{found.change}"
    return Problem(found.type, at, facts)


def findings(core: Json, diff: LocalDiff, budget: Budget = DEFAULT) -> tuple[SlotFinding, ...]:
    """Where the diff goes beyond the slots and the delegated ranges of its core, change by change.

    The core is the published document. An operation that does not fit is passed over here; it is
    `apply`'s to report.
    """
    out: list[SlotFinding] = []
    form = core
    for index, change in enumerate(diff.changes):
        before, ops = form, list[Op]()
        for op in change.ops:
            try:
                form = apply_op(form, op)
            except DiffError:
                continue
            ops.append(op)
        cited = diff.citations.get(change.basis.cite) if change.basis else None
        found = [*_rewritten(core, ops), *_delegated(core, form, cited, ops, budget)]
        for place, allowed, mine in _slots(core, ops):
            if (judged := _judged(before, form, mine, allowed, budget)) is not None:
                kind, effect, forward, backward = judged
                item = item_of(mine[0])
                found.append(
                    SlotFinding(kind, item, join(place), allowed, None, effect, forward, backward)
                )
        out.extend(replace(f, change=index) for f in found)
    return tuple(out)


def beyond(
    core: Json, undeclared: Sequence[Undeclared], budget: Budget = DEFAULT
) -> tuple[SlotFinding, ...]:
    """Where differences that nobody declared go beyond what the core leaves to a municipality.

    Differences in one slot are judged together, because one rule may be spelled anew in several
    (a bound given up, choices set instead); the engine is asked again only where one of them alone
    would go too far.
    """
    out: list[SlotFinding] = []
    in_slot: dict[tuple[Path, str], list[tuple[Undeclared, list[Op]]]] = {}
    in_range: dict[Path, list[Undeclared]] = {}
    for difference in undeclared:
        ops = list(difference.ops)
        out.extend(replace(f, findings=(difference.fingerprint,)) for f in _rewritten(core, ops))
        for place, allowed, mine in _slots(core, ops):
            in_slot.setdefault((place, allowed), []).append((difference, mine))
        for left in {d.path: d for op in ops for d in delegated(core, op)}:
            in_range.setdefault(left, []).append(difference)
    for members in in_range.values():
        together, form = _made(core, [op for d in members for op in d.ops])
        marks = tuple(d.fingerprint for d in members)
        out.extend(
            replace(f, findings=marks)
            for f in _delegated(core, form, None, together, budget)
            if f.type != "delegated-uncited"  # that nothing is declared is said already
        )
    for (place, allowed), there in in_slot.items():
        out.extend(_in_slot(core, place, allowed, there, budget))
    return tuple(out)


def slot(core: Json, path: Path) -> tuple[Path, str]:
    """Which schema decides about the place, and what it allows: the nearest that says anything."""
    for end in range(len(path), -1, -1):
        here = find(core, join(path[:end]))
        allowed = here.get("x-local") if isinstance(here, dict) else None
        if isinstance(allowed, str):
            return path[:end], allowed
    return (), "open"


def _in_slot(
    core: Json,
    place: Path,
    allowed: str,
    there: list[tuple[Undeclared, list[Op]]],
    budget: Budget,
) -> Iterator[SlotFinding]:
    alone = [_verdict(d.core_in_form, d.form_in_core, allowed) for d, _ in there]
    if not any(alone):
        return
    if len(there) == 1:
        judged = alone[0]
    else:
        together, form = _made(core, [op for d, _ in there for op in d.ops])
        judged = _judged(core, form, together, allowed, budget)
    if judged is None:
        return
    kind, effect, forward, backward = judged
    marks = tuple(d.fingerprint for d, _ in there)
    item = item_of(there[0][1][0])
    yield SlotFinding(
        kind, item, join(place), allowed, None, effect, forward, backward, findings=marks
    )


def _made(core: Json, ops: list[Op]) -> tuple[list[Op], Json]:
    """The operations that fit the core in their order, and what they make of it."""
    form, fit = core, list[Op]()
    for op in ops:
        try:
            form = apply_op(form, op)
        except DiffError:
            continue
        fit.append(op)
    return fit, form


def _slots(core: Json, ops: list[Op]) -> list[tuple[Path, str, list[Op]]]:
    """The closed slots that the operations of one change reach into."""
    found: dict[Path, tuple[str, list[Op]]] = {}
    for op in ops:
        if is_wording(op):
            continue
        for touched in _touched(op):
            place, allowed = slot(core, touched)
            if allowed in {"narrow", "wording"}:
                mine = found.setdefault(place, (allowed, []))[1]
                if op not in mine:
                    mine.append(op)
    return [(place, allowed, mine) for place, (allowed, mine) in found.items()]


def _touched(op: Op) -> Iterator[Path]:
    """The schemas in the core about which the operation decides."""
    where = target(op.path)
    around = home(where.schema)
    if where.keyword == "properties" and where.rest:
        yield (*around, "properties", where.rest[0])
        return
    name = named(op)
    if name is not None:
        yield (*around, "properties", name)
        return
    yield around
    if where.keyword in IN_PLACE and where.keyword != "if":
        for value in (op.value, op.was):
            for branch in value if isinstance(value, list) else [value]:
                yield from _refined(branch, around)


def _refined(value: object, around: Path) -> Iterator[Path]:
    """The items that a condition or an alternative decides about; those it only asks are not."""
    for path, schema in subschemas(cast("Json", value)) if isinstance(value, dict) else ():
        if isinstance(schema, dict) and "if" not in path:
            here = (*around, *home(path))
            yield here
            asked = schema.get("required")
            for name in asked if isinstance(asked, list) else ():
                yield (*here, "properties", str(name))


def _rewritten(core: Json, ops: list[Op]) -> Iterator[SlotFinding]:
    """What only the core may say."""
    for op in ops:
        where = target(op.path)
        if where.keyword in OWN_TO_THE_CORE:
            place, allowed = slot(core, where.schema)
            yield SlotFinding("slot-rewritten", item_of(op), join(place), allowed)


def _judged(
    before: Json, after: Json, ops: list[Op], allowed: str, budget: Budget
) -> tuple[SlotKind, Effect, Verdict, Verdict] | None:
    """Whether the operations alone do more than the slot allows; `after` has the whole change."""
    alone: Json = before
    try:
        for op in ops:
            alone = apply_op(alone, op)
    except DiffError:
        alone = after  # they rest on other operations of the change: it is judged as one
    if check_schema(alone):
        return "slot-undecided", "undecided", _UNKNOWN, _UNKNOWN
    return _verdict(contains(before, alone, budget), contains(alone, before, budget), allowed)


def _verdict(
    forward: Verdict, backward: Verdict, allowed: str
) -> tuple[SlotKind, Effect, Verdict, Verdict] | None:
    """Whether what the verdicts say is more than the slot allows; an example must show it."""
    effect = effect_of(forward, backward)
    fine = {"none"} if allowed == "wording" else {"none", "narrows"}
    if effect in fine or (allowed == "narrow" and isinstance(backward, Proved)):
        return None
    kind: SlotKind = "slot-wording" if allowed == "wording" else "slot-narrow"
    decided = (backward,) if allowed == "narrow" else (forward, backward)
    if all(isinstance(v, Proved | Undecided) for v in decided):
        kind = "slot-undecided"
    return kind, effect, forward, backward


_UNKNOWN = Undecided("not-expressible")


def _delegated(
    core: Json, form: Json, cited: Citation | None, ops: list[Op], budget: Budget
) -> Iterator[SlotFinding]:
    """A value that a law leaves to the city: inside its bounds, and with the city's own text."""
    for left, item in {
        d.path: (d, item_of(op)) for op in ops for d in delegated(core, op)
    }.values():
        outside = SlotFinding("delegated-outside", item, join(left.path), left.spelled)
        outside = replace(outside, law=left.law)
        if cited is None or cited.kind == "慣行":
            yield replace(outside, type="delegated-uncited")
        verdict = left.within(form, budget)
        if isinstance(verdict, Refuted):
            yield replace(outside, effect="widens", form_in_core=verdict)
        elif isinstance(verdict, Undecided):
            facts = {"effect": "undecided", "form_in_core": verdict}
            yield replace(outside, type="delegated-undecided", **facts)
