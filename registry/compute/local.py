"""Making a local form, and rows of changes, of what a municipality submitted."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from msgspec import UNSET

from registry.compute.depth import bounded
from soroe.check import check, class_of
from soroe.diff import apply, decode_diff
from soroe.effect import effect_of, verdicts
from soroe.errors import DocumentError, Problem
from soroe.jsontext import digest, pretty, read
from soroe.model import Change, CitationKind, Class, Effect, Finding, Input, Json, LocalDiff
from soroe.schema import check_schema


class ReadDiff(msgspec.Struct, frozen=True):
    """What must be known of a diff before its core can be fetched."""

    form: str
    core: str
    municipality: str


class PreparedChange(msgspec.Struct, frozen=True):
    """A change as it is asked about: the signature is equal where two cities do the same."""

    item: str
    signature: str
    effect: Effect
    klass: Class
    basis_kind: CitationKind | None
    reason: str


class PreparedDiff(msgspec.Struct, frozen=True):
    """The texts and rows to keep of a revision."""

    submitted_digest: str
    local_form: bytes
    local_form_digest: str
    effective_from: str | None
    changes: tuple[PreparedChange, ...]


@bounded
def read_diff(body: bytes) -> ReadDiff:
    """Form, core version and municipality that the diff names; `DocumentError` if it is none."""
    diff = decode_diff(read(body))
    return ReadDiff(diff.form, diff.core, diff.municipality)


@bounded
def prepare_diff(body: bytes, core_text: bytes, address: str) -> PreparedDiff:
    """Apply a diff to its core and judge every change in it.

    Raises `DiffError` where an operation hits nothing, and `DocumentError`: `over-unsupported`
    where it is meant to lie over another diff, `basis-missing` for
    each change that has an effect on what is accepted but no basis, or what keeps the resulting
    form from being a schema.
    """
    source = read(body)
    diff = decode_diff(source)
    if diff.over is not None:
        raise DocumentError(Problem("over-unsupported", "/over"))
    core = read(core_text)
    form = apply(core, diff)
    if problems := check_schema(form):
        raise DocumentError(*problems)
    assert isinstance(form, dict)
    local = form | {"$id": address}
    changes = _judge(core, local, diff)
    text = pretty(local).encode()
    read(text)  # what is published passes the door itself
    missing = [
        Problem("basis-missing", f"/changes/{i}", {"item": c.item, "effect": c.effect})
        for i, c in enumerate(changes)
        if c.effect != "none" and c.basis_kind is None
    ]
    if missing:
        raise DocumentError(*missing)
    return PreparedDiff(
        submitted_digest=digest(source),
        local_form=text,
        local_form_digest=digest(local),
        effective_from=diff.effective_from,
        changes=changes,
    )


def _judge(core: Json, form: Json, diff: LocalDiff) -> tuple[PreparedChange, ...]:
    inputs = Input("", digest(core)), Input("", digest(form))
    report = check(core, form, core_input=inputs[0], form_input=inputs[1], declared=diff)
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.change is not None:
            found[finding.change].append(finding)
    return tuple(
        _prepared(change, diff, _effect(core, change, found[index]))
        for index, change in enumerate(diff.changes)
    )


def _effect(core: Json, change: Change, findings: list[Finding]) -> Effect:
    """The effect of a change: of its findings together, else asked of the change alone."""
    effects = {f.effect for f in findings}
    if not effects:
        return effect_of(*verdicts(core, change.ops))
    if "undecided" in effects:
        return "undecided"
    if "both" in effects or {"narrows", "widens"} <= effects:
        return "both"
    return next(iter(effects - {"none"}), "none")


def _prepared(change: Change, diff: LocalDiff, effect: Effect) -> PreparedChange:
    cited = diff.citations.get(change.basis.cite) if change.basis else None
    ops: list[Json] = [
        {"op": o.op, "path": o.path, "value": None if o.value is UNSET else o.value}
        for o in change.ops
    ]
    return PreparedChange(
        item=change.item,
        signature=digest({"item": change.item, "ops": ops}),
        effect=effect,
        klass=class_of(change, diff),
        basis_kind=cited.kind if cited else None,
        reason=change.reason,
    )
