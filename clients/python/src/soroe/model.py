"""The documents and verdicts of Soroe as frozen values (DESIGN: words, documents, engine).

Field names are snake_case here and camelCase in JSON. Unknown fields are refused on decoding.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
"""A JSON value as `jsontext.read` returns it."""

Lang: TypeAlias = Literal["ja", "en"]

CitationKind: TypeAlias = Literal["条例", "規則", "要綱", "慣行"]
"""条例 and 規則 are law; 要綱 is internal guidance; 慣行 is practice without a text."""

Effect: TypeAlias = Literal["none", "narrows", "widens", "both", "undecided"]
"""What the city's form does to the set of accepted applications, seen from the core.

narrows: the core accepts an application that the city refuses; widens: the other way round.
"""

Class: TypeAlias = Literal["grounded", "practice", "unexplained"]
"""grounded: 条例・規則 cited; practice: 要綱・慣行 cited; unexplained: nothing declared."""


class Base(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"
):
    """Common settings of all documents."""


# ---- local diff


class Upper(Base, frozen=True):
    """A law above a citation: 児童福祉法, 昭和22年法律第164号, 322AC0000000164, 第34条の8第1項.

    `law` is the title, `law_id` e-Gov's id, `article` the place.
    """

    law: str
    number: str | None = None
    law_id: str | None = None
    article: str | None = None


class Citation(Base, frozen=True):
    """A text that a municipality's change rests on; shared by the changes of one diff.

    `number` is the official form (平成27年規則第11号). Dates are ISO; `in_force_until` is the last
    day, where the text was repealed or replaced, and `as_of` the day on which somebody last looked
    at the text. `upper` are the laws it carries out. A 慣行 has a title alone.
    """

    kind: CitationKind
    title: str
    number: str | None = None
    promulgated: str | None = None
    in_force_from: str | None = None
    url: str | None = None
    in_force_until: str | None = None
    as_of: str | None = None
    upper: tuple[Upper, ...] = ()


class Basis(Base, frozen=True):
    """Why a change is made: the key of a citation, and the place in it (第3条第1項)."""

    cite: str
    article: str | None = None


class Op(Base, frozen=True):
    """One operation in the words of RFC 6902 on a JSON Pointer into the published core.

    `was` is what stood there and must still stand there. For JSON Schema's set-valued keywords
    (required, enum, type, allOf, anyOf, oneOf, dependentRequired/*) the path names the array and
    `value` the member that is added or removed.
    """

    op: Literal["add", "remove", "replace"]
    path: str
    was: Any | UnsetType = UNSET
    value: Any | UnsetType = UNSET


class Change(Base, frozen=True):
    """One unit a person understands, on one item: operations, basis, reason."""

    item: str
    ops: tuple[Op, ...]
    basis: Basis | None = None
    reason: str = ""


class LocalDiff(Base, frozen=True):
    """A municipality's list of changes against a pinned core version.

    `aliases` maps a core item to the key the city's own form uses for it. `over` names the diff
    that this one lies over (a prefecture's), by code and revision: `990001@2`.
    """

    form: str
    core: str
    municipality: str
    changes: tuple[Change, ...]
    schema: str | None = msgspec.field(name="$schema", default=None)
    effective_from: str | None = None
    citations: dict[str, Citation] = {}
    aliases: dict[str, str] = {}
    over: str | None = None


# ---- verdicts


class Proved(Base, frozen=True, tag="proved", tag_field="verdict"):
    """Every instance of the first schema is an instance of the second."""


class Refuted(Base, frozen=True, tag="refuted", tag_field="verdict"):
    """`witness` is accepted by the first schema and refused by the second; both were checked."""

    witness: Any


class Undecided(Base, frozen=True, tag="undecided", tag_field="verdict"):
    """No proof and no counterexample within the budget; `reason` is a slug in locale/verdicts."""

    reason: str


Verdict: TypeAlias = Proved | Refuted | Undecided


# ---- findings report


class Place(Base, frozen=True):
    """Where a finding is in one document: JSON Pointer, and line and column of the source text.

    `cell` is the cell of a list of items that says so, such as `項目一覧!D12`.
    """

    pointer: str
    line: int | None = None
    column: int | None = None
    cell: str | None = None


class Finding(Base, frozen=True):
    """One divergence of a form from the core.

    `rule` is a rule id, `item` an instance pointer with `*` for array members. `before` and `after`
    are the keyword's values on the core's side and on the form's side. `core_in_form` says whether
    every application the core accepts stays accepted when this one difference is made;
    `form_in_core` the reverse. `change` is the index of the declared change that explains it, in
    the municipality's own diff or in that of the `layer` below it (`990001@2`). `fingerprint` is
    stable under unrelated edits.
    """

    rule: str
    item: str
    title: str
    effect: Effect
    klass: Class = msgspec.field(name="class")
    fingerprint: str
    core: Place | None = None
    form: Place | None = None
    form_title: str | None = None
    before: Any | UnsetType = UNSET
    after: Any | UnsetType = UNSET
    core_in_form: Verdict = Undecided("not-asked")
    form_in_core: Verdict = Undecided("not-asked")
    change: int | None = None
    basis: str | None = None
    reason: str | None = None
    layer: str | None = None


class Input(Base, frozen=True):
    """What was compared: a name a person knows, its digest, and version or revision."""

    name: str
    digest: str
    version: str | None = None
    municipality: str | None = None
    revision: int | None = None


class Unmet(Base, frozen=True):
    """A declared change that the form does not make; `layer` as in a finding."""

    change: int
    item: str
    reason: str
    layer: str | None = None


SlotKind: TypeAlias = Literal[
    "slot-narrow", "slot-wording", "slot-undecided", "slot-rewritten",
    "delegated-outside", "delegated-undecided", "delegated-uncited",
]  # fmt: skip
"""How a difference goes beyond what the core leaves to a municipality; a problem of that name."""


class SlotFinding(Base, frozen=True):
    """A difference that goes beyond what the core leaves to a municipality.

    `place` is the JSON Pointer of the schema in the core that says so, `item` what is done to it,
    `allowed` the slot (`narrow`, `wording`) or the range. `effect` and the verdicts are about the
    form with and without the operations; for a delegated value `form_in_core` says whether it stays
    within the range, and a witness is a value. `law` is the law that delegates it. `change` is the
    index of the declared change that does it (in the diff of `layer`, if that is given), None where
    nobody declared it; `findings` are the fingerprints of the findings that it is about.
    """

    type: SlotKind
    item: str
    place: str
    allowed: str
    change: int | None = None
    effect: Effect = "none"
    core_in_form: Verdict = Undecided("not-asked")
    form_in_core: Verdict = Undecided("not-asked")
    law: str = ""
    findings: tuple[str, ...] = ()
    layer: str | None = None


class Note(Base, frozen=True):
    """Something an importer or the matcher could not express or decide; never dropped silently."""

    type: str
    at: str
    params: dict[str, str] = {}


class Report(Base, frozen=True):
    """The findings report: inputs, overall verdicts in both directions, ordered findings.

    `slots` say where the declared diff, and the differences that nobody declared, go beyond what
    the core leaves to a municipality.
    """

    core: Input
    form: Input
    core_in_form: Verdict
    form_in_core: Verdict
    findings: tuple[Finding, ...]
    unmet: tuple[Unmet, ...] = ()
    slots: tuple[SlotFinding, ...] = ()
    notes: tuple[Note, ...] = ()
    summary: dict[str, dict[str, int]] = {}
    schema: str | None = msgspec.field(name="$schema", default=None)
