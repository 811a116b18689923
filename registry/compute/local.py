"""Making a local form, and rows of changes, of what a municipality submitted."""

from __future__ import annotations

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from registry.compute.depth import bounded
from soroe.check import check, class_of
from soroe.citation import Remark, check_citations, substance
from soroe.diff import apply, decode_diff
from soroe.diff.change_effects import change_effects
from soroe.diff.layers import Layer, resolve_layers
from soroe.errors import DocumentError, Problem
from soroe.jsontext import canonical, digest, pretty, read
from soroe.listing import to_json
from soroe.model import (
    Change,
    Citation,
    CitationKind,
    Class,
    Effect,
    Input,
    Json,
    LocalDiff,
)
from soroe.schema import check_schema
from soroe.slots import problem_of


class ReadDiff(msgspec.Struct, frozen=True):
    """What must be known of a diff before its core can be fetched."""

    form: str
    core: str
    municipality: str
    over: str | None


class BelowDiff(msgspec.Struct, frozen=True):
    """A published diff that another one lies over, and its revision."""

    revision: int
    submitted: bytes


class PreparedCitation(msgspec.Struct, frozen=True):
    """A citation as the diff has it; `body` is its JSON, `substance` what it says in law."""

    key: str
    kind: CitationKind
    title: str
    ended: str | None
    body: bytes
    digest: str
    substance: str


class PreparedChange(msgspec.Struct, frozen=True):
    """A change as it is asked about: the signature is equal where two cities do the same."""

    item: str
    signature: str
    effect: Effect
    klass: Class
    basis_kind: CitationKind | None
    reason: str
    cite: str | None
    article: str | None


class PreparedDiff(msgspec.Struct, frozen=True):
    """The texts and rows to keep of a revision, and what its publisher should look at."""

    submitted_digest: str
    local_form: bytes
    local_form_digest: str
    effective_from: str | None
    changes: tuple[PreparedChange, ...]
    citations: tuple[PreparedCitation, ...]
    remarks: tuple[Remark, ...]


@bounded
def read_diff(body: bytes) -> ReadDiff:
    """Form, core, municipality and layer that the diff names; `DocumentError` if it is none."""
    diff = decode_diff(read(body))
    return ReadDiff(diff.form, diff.core, diff.municipality, diff.over)


@bounded
def prepare_diff(
    body: bytes, core_text: bytes, address: str, below: tuple[BelowDiff, ...] = ()
) -> PreparedDiff:
    """Apply a diff to its core, or to what the diffs below make of it, and judge every change.

    `below` is what it lies over, the lowest first. Raises `DiffError` where an operation hits
    nothing or the layers do not fit, and `DocumentError`: `basis-missing` for each change that has
    an effect on what is accepted but no basis, or what keeps the form from being a schema.
    """
    source = read(body)
    diff = decode_diff(source)
    ground, _ = resolve_layers(read(core_text), layers(below))
    form = apply(ground, diff)
    if problems := check_schema(form):
        raise DocumentError(*problems)
    assert isinstance(form, dict)
    local = form | {"$id": address}
    changes, beyond = _judge(ground, local, diff)
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
        citations=tuple(citation(key, cited) for key, cited in diff.citations.items()),
        remarks=(*check_citations(diff), *beyond),
    )


def layers(below: tuple[BelowDiff, ...]) -> tuple[Layer, ...]:
    """The diffs below as layers, the lowest first."""
    return tuple(Layer(decode_diff(read(b.submitted)), b.revision) for b in below)


def citation(key: str, cited: Citation) -> PreparedCitation:
    """What is kept of a citation under a key."""
    value = to_json(cited)
    return PreparedCitation(
        key=key,
        kind=cited.kind,
        title=cited.title,
        ended=cited.in_force_until,
        body=canonical(value),
        digest=digest(value),
        substance=substance(cited),
    )


def _judge(
    ground: Json, form: Json, diff: LocalDiff
) -> tuple[tuple[PreparedChange, ...], tuple[Remark, ...]]:
    """The changes with their effects on what they lie on, and where they go beyond the slots."""
    inputs = Input("", digest(ground)), Input("", digest(form))
    alone = replace(diff, over=None)
    report = check(ground, form, core_input=inputs[0], form_input=inputs[1], declared=alone)
    effects = change_effects(ground, diff, report)
    changes = tuple(
        prepared_change(change, diff, effect)
        for change, effect in zip(diff.changes, effects, strict=True)
    )
    beyond = (problem_of(slot) for slot in report.slots if slot.change is not None)
    return changes, tuple(Remark(p.type, p.at, p.params) for p in beyond)


def prepared_change(change: Change, diff: LocalDiff, effect: Effect) -> PreparedChange:
    """The row of a change whose effect is known."""
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
        cite=change.basis.cite if change.basis else None,
        article=change.basis.article if change.basis else None,
    )
