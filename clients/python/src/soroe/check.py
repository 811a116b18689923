"""Checking a form for divergence from the core: differences, effects, classes, one report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from soroe import slots
from soroe.contain import DEFAULT, Budget, accepts, contains
from soroe.diff.apply import apply
from soroe.diff.compare import pairs
from soroe.diff.differences import Difference, differences
from soroe.diff.layers import Layer, in_order, together
from soroe.effect import effect_of
from soroe.jsontext import canonical
from soroe.model import (
    Change,
    Citation,
    Class,
    Finding,
    Input,
    Json,
    LocalDiff,
    Note,
    Op,
    Place,
    Proved,
    Refuted,
    Report,
    SlotFinding,
    Undecided,
    Unmet,
    Verdict,
)
from soroe.pointer import join, split
from soroe.schema.inline import inline
from soroe.shared import Shared
from soroe.similar import suggest


def check(
    core: Json,
    form: Json,
    *,
    core_input: Input,
    form_input: Input,
    declared: LocalDiff | None = None,
    below: tuple[Layer, ...] = (),
    notes: tuple[Note, ...] = (),
    budget: Budget = DEFAULT,
    shared: Shared | None = None,
) -> Report:
    """The findings report of `form` against `core`.

    `declared` is the municipality's published diff: a difference that it declares is grounded or
    practice by its basis, all others are unexplained, and declared changes that the form does not
    make are listed as unmet. Where the declared diff, or a difference that nobody declared, goes
    beyond what the core leaves to a municipality is told in `slots`. Items that may be the same
    under another name are notes. Where `declared` lies over other diffs, `below` are these, the
    lowest first: what they declare counts as declared, and its findings name the layer. Checks of
    many forms against one core (the same object) are faster with one `shared`, whose budget counts.

    Raises `DiffError` where `declared` does not fit the core, or `below` is not what it lies over.
    """
    shared = shared or Shared(budget)
    budget = shared.budget
    owners: tuple[tuple[str, int], ...] = ()
    if declared is not None and (below or declared.over is not None):
        own = Layer(declared, 0)
        declared, owners = shared.once(
            "together", declared, below, lambda: together(in_order((*below, own)))
        )
        owners = tuple(("" if name == own.name else name, index) for name, index in owners)
    core, form = shared.inlined(core), inline(form)
    found = differences(core, form)
    overall = _overall(core, form, found, shared)
    harmless = respelled(core, form, found, overall, budget)
    explained = shared.once("explained", core, declared, lambda: _explained(core, declared))
    findings = tuple(
        _finding(core, d, explained, declared, shared, harmless=index in harmless)
        for index, d in enumerate(found)
    )
    met = {d.fingerprint for d in found}
    beyond = (
        *_declared_beyond(core, declared, findings, shared),
        *_undeclared_beyond(core, found, findings, budget),
    )
    unmet = _unmet(explained, met, declared)
    if owners:
        findings = tuple(_owned(f, owners) for f in findings)
        unmet = tuple(_owned(u, owners) for u in unmet)
        beyond = tuple(_owned(s, owners) for s in beyond)
    return Report(
        core=core_input,
        form=form_input,
        core_in_form=overall[0],
        form_in_core=overall[1],
        findings=findings,
        unmet=unmet,
        slots=beyond,
        notes=(*notes, *suggest(core, form)),
        summary=_summary(findings, beyond),
    )


_TRIED = 3
"""Differences whose examples are tried on the whole form before the engine is asked about it."""


def _overall(
    core: Json, form: Json, found: tuple[Difference, ...], shared: Shared
) -> tuple[Verdict, Verdict]:
    """Both directions between the core and the whole form.

    The example by which one difference is refuted often refutes the whole form too. Where the judge
    says so, that is the answer, and the engine need not look for another one.
    """
    answers: list[Verdict | None] = [None, None]
    real = [d for d in found if d.rule.aspect != "wording" and d.rule.id != "keyword-changed"]
    for difference in real[:_TRIED]:
        alone = shared.verdicts(core, difference.hit.ops)
        for way, verdict in enumerate(alone):
            # The core's side of the example is judged already: it is accepted (way 0) or refused.
            if answers[way] is not None or not isinstance(verdict, Refuted):
                continue
            if accepts(form, verdict.witness) is (way == 1):
                answers[way] = verdict
        if None not in answers:
            break
    forward, backward = answers
    return (
        forward or contains(core, form, shared.budget),
        backward or contains(form, core, shared.budget),
    )


_Owned = TypeVar("_Owned", Finding, Unmet, SlotFinding)


def _owned(found: _Owned, owners: tuple[tuple[str, int], ...]) -> _Owned:
    """With the index that its change has in its own layer, and the layer unless it is the top."""
    if found.change is None:
        return found
    layer, index = owners[found.change]
    return replace(found, change=index, layer=layer or None)


def respelled(
    core: Json,
    form: Json,
    found: tuple[Difference, ...],
    overall: tuple[Verdict, Verdict],
    budget: Budget = DEFAULT,
) -> frozenset[int]:
    """Indexes of the differences that taken together change nothing for applicants.

    One bound given up and another one set may be one rule spelled in two ways: each alone has an
    effect, both together have none. So where several differences lie in one item, and the engine
    proves that the item takes the same answers in both forms, none of them has an effect.
    """
    if all(isinstance(v, Proved) for v in overall):
        return frozenset(range(len(found)))
    inside: dict[str, set[int]] = {}
    for index, difference in enumerate(found):
        if difference.rule.aspect != "wording":
            for place in _around(difference):
                inside.setdefault(place, set()).add(index)
    # Of the whole form `overall` says already that it is not equal; `/properties` is no schema.
    several = {place for place, here in inside.items() if len(here) > 1} - {"", "/properties"}
    harmless: set[int] = set()
    for pair in pairs(core, form) if several else ():
        here = inside[pair.path] - harmless if pair.path in several else set()
        settled = pair.branch or not isinstance(pair.core, dict) or not isinstance(pair.form, dict)
        if len(here) > 1 and not settled and _equal(pair.core, pair.form, budget):
            harmless |= here
    return frozenset(harmless)


def _around(difference: Difference) -> list[str]:
    """The places that hold everything the difference changes, from the outside in."""
    above = [split(op.path)[:-1] for op in difference.hit.ops]
    shared = list(takewhile(lambda step: len(set(step)) == 1, zip(*above, strict=False)))
    steps = [step[0] for step in shared]
    return [join(steps[:n]) for n in range(len(steps) + 1)]


def _equal(one: Json, two: Json, budget: Budget) -> bool:
    return isinstance(contains(one, two, budget), Proved) and isinstance(
        contains(two, one, budget), Proved
    )


def class_of(change: Change | None, declared: LocalDiff | None) -> Class:
    """Grounded for 条例・規則, practice for 要綱・慣行, unexplained without a basis."""
    if change is None or declared is None or change.basis is None:
        return "unexplained"
    cited = declared.citations.get(change.basis.cite)
    if cited is None:
        return "unexplained"
    from soroe.citation import CLASS  # noqa: PLC0415 - 30 ms, spent only where law is cited

    return CLASS[cited.kind]


def _explained(core: Json, declared: LocalDiff | None) -> Mapping[str, int]:
    """Fingerprint of each declared difference -> index of the change that declares it."""
    if declared is None:
        return {}
    out: dict[str, int] = {}
    for difference in differences(core, inline(apply(core, declared))):
        index = _declaring(difference, declared.changes)
        if index is not None:
            out[difference.fingerprint] = index
    return out


def _declaring(difference: Difference, changes: tuple[Change, ...]) -> int | None:
    """The change whose operations make the difference: same place and member, else around it."""
    exact = {(op.path, _member(op)) for op in difference.hit.ops}
    paths = {op.path for op in difference.hit.ops}
    by_member = [{(op.path, _member(op)) for op in c.ops} & exact for c in changes]
    by_path = [{op.path for op in c.ops} & paths for c in changes]
    around = [any(p.startswith(op.path + "/") for p in paths for op in c.ops) for c in changes]
    by_item = [c.item == difference.pair.item for c in changes]
    for candidates in (by_member, by_path, around, by_item):
        for index, match in enumerate(candidates):
            if match:
                return index
    return None


def _member(op: Op) -> bytes:
    value = op.was if op.value is UNSET else op.value
    return b"" if value is UNSET else canonical(value)


def _finding(
    core: Json,
    difference: Difference,
    explained: Mapping[str, int],
    declared: LocalDiff | None,
    shared: Shared,
    *,
    harmless: bool,
) -> Finding:
    rule, pair, hit = difference.rule, difference.pair, difference.hit
    if rule.id == "keyword-changed":
        # To JSON Schema a remark; to the software that knows the keyword perhaps a rule.
        forward: Verdict = Undecided("keyword-unknown")
        backward: Verdict = forward
    elif rule.aspect == "wording" or harmless:
        forward = backward = Proved()
    else:
        forward, backward = shared.verdicts(core, hit.ops)
    index = explained.get(difference.fingerprint)
    change = declared.changes[index] if declared and index is not None else None
    basis = (
        declared.citations.get(change.basis.cite) if declared and change and change.basis else None
    )
    return Finding(
        rule=rule.id,
        item=pair.item,
        title=pair.title,
        effect=effect_of(forward, backward),
        klass=class_of(change, declared),
        fingerprint=difference.fingerprint,
        core=Place(pair.path) if pair.core is not None else None,
        form=Place(pair.form_path) if pair.form is not None else None,
        form_title=pair.form_title,
        before=hit.before,
        after=hit.after,
        core_in_form=forward,
        form_in_core=backward,
        change=index,
        basis=_cited(basis, change),
        reason=change.reason or None if change else None,
    )


def _cited(citation: Citation | None, change: Change | None) -> str | None:
    if citation is None or change is None or change.basis is None:
        return None
    from soroe.citation import cite  # noqa: PLC0415 - 30 ms, spent only where law is cited

    return cite(citation, change.basis.article)


def _unmet(
    explained: Mapping[str, int], met: set[str], declared: LocalDiff | None
) -> tuple[Unmet, ...]:
    missing = sorted({index for fp, index in explained.items() if fp not in met})
    changes = declared.changes if declared else ()
    return tuple(Unmet(i, changes[i].item, changes[i].reason) for i in missing)


def _declared_beyond(
    core: Json, declared: LocalDiff | None, findings: tuple[Finding, ...], shared: Shared
) -> Iterator[SlotFinding]:
    """Where the declared diff goes beyond its slots, with the findings that its changes explain."""
    if declared is None:
        return
    marks: dict[int | None, list[str]] = defaultdict(list)
    for finding in findings:
        marks[finding.change].append(finding.fingerprint)
    budget = shared.budget
    for found in shared.once(
        "slots", core, declared, lambda: slots.findings(core, declared, budget)
    ):
        yield replace(found, findings=tuple(marks[found.change]))


def _undeclared_beyond(
    core: Json, found: tuple[Difference, ...], findings: tuple[Finding, ...], budget: Budget
) -> tuple[SlotFinding, ...]:
    alone = [
        slots.Undeclared(f.fingerprint, d.hit.ops, f.core_in_form, f.form_in_core)
        for d, f in zip(found, findings, strict=True)
        if f.change is None and d.rule.aspect != "wording"
    ]
    return slots.beyond(core, alone, budget)


def _summary(
    findings: tuple[Finding, ...], beyond: tuple[SlotFinding, ...]
) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {
        "class": dict(sorted(Counter(f.klass for f in findings).items())),
        "effect": dict(sorted(Counter(f.effect for f in findings).items())),
    }
    if beyond:
        counted["slots"] = dict(sorted(Counter(f.type for f in beyond).items()))
    return counted
