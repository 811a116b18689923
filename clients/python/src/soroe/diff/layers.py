"""A municipality's diff over its prefecture's, and from which diff every operation comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from soroe.diff.apply import apply_op, names_member
from soroe.diff.document import LAYER_NAME
from soroe.errors import DiffError, Problem
from soroe.model import Base, Change, Citation, Json, LocalDiff


class Layer(Base, frozen=True):
    """A published diff with its revision; its name is `990001@2`, code and revision."""

    diff: LocalDiff
    revision: int

    @property
    def name(self) -> str:
        """How another diff names this one in `over`."""
        return f"{self.diff.municipality}@{self.revision}"


class Origin(Base, frozen=True):
    """Where one operation of a resolved form comes from.

    `layer` names the diff, `change` and `op` are indexes in it; `path` is where it writes, `member`
    the member of a set that it is about.
    """

    layer: str
    change: int
    op: int
    item: str
    path: str
    member: Any | UnsetType = UNSET


def stack(name: str, published: Mapping[str, LocalDiff]) -> tuple[Layer, ...]:
    """The layers below and including `name`, the lowest (the prefecture's) first.

    `published` maps names (`990001@2`) to diffs. Raises `DiffError`: `layer-name-invalid` where a
    name is none, `layer-missing` where `over` names what is not published, `layer-cycle` where a
    diff lies over itself.
    """
    found: list[Layer] = []
    above, here = "", name
    while True:
        at = "/over" if above else ""
        if not LAYER_NAME.fullmatch(here):
            raise DiffError(Problem("layer-name-invalid", at, {"over": here}))
        if here in {layer.name for layer in found}:
            way = " → ".join([*(layer.name for layer in found), here])
            raise DiffError(Problem("layer-cycle", at, {"layer": above, "way": way}))
        diff = published.get(here)
        if diff is None:
            raise DiffError(Problem("layer-missing", at, {"layer": above or here, "over": here}))
        layer = Layer(diff, int(here.partition("@")[2]))
        if layer.name != here:
            raise DiffError(Problem("layer-missing", at, {"layer": above or here, "over": here}))
        found.append(layer)
        if diff.over is None:
            return tuple(reversed(found))
        above, here = here, diff.over


def resolve_layers(core: Json, layers: Sequence[Layer]) -> tuple[Json, tuple[Origin, ...]]:
    """The form that the layers make of the core, lowest first, and each operation's origin.

    The places in an upper diff are those of the form it lies over. Raises `DiffError` with every
    problem found: `layer-order` where `over` does not name the layer below, `layer-form-differs`
    and `layer-core-differs` where the layers are not for the same form and core version, and those
    of `apply` for operations that do not fit, whose `layer` says in which diff.
    """
    problems: list[Problem] = []
    form = core
    origins: list[Origin] = []
    for layer in in_order(layers):
        for c, change in enumerate(layer.diff.changes):
            for o, op in enumerate(change.ops):
                try:
                    form = apply_op(form, op)
                except DiffError as e:
                    facts = {"layer": layer.name, "item": change.item, **e.problem.params}
                    at = f"/changes/{c}/ops/{o}"
                    problems.append(replace(e.problem, at=at, params=facts))
                    continue
                member = op.value if names_member(op) else UNSET
                origins.append(Origin(layer.name, c, o, change.item, op.path, member))
    if problems:
        raise DiffError(*problems)
    return form, tuple(origins)


def in_order(layers: Sequence[Layer]) -> Sequence[Layer]:
    """The layers themselves, or `DiffError` where they do not lie over each other in this order."""
    problems = _misfits(layers)
    if problems:
        raise DiffError(*problems)
    return layers


def together(layers: Sequence[Layer]) -> tuple[LocalDiff, tuple[tuple[str, int], ...]]:
    """All layers as one diff on the core; for each of its changes the layer and the index there.

    Lowest first; the names are those of the topmost. Keys of citations of a lower layer stand
    behind its name (`990001@2:rule`), so that two texts are never taken for one.
    """
    top = layers[-1]
    changes: list[Change] = []
    owners: list[tuple[str, int]] = []
    citations: dict[str, Citation] = {}
    for layer in layers:
        prefix = "" if layer is top else f"{layer.name}:"
        citations |= {prefix + key: cited for key, cited in layer.diff.citations.items()}
        for index, change in enumerate(layer.diff.changes):
            basis = change.basis and replace(change.basis, cite=prefix + change.basis.cite)
            changes.append(replace(change, basis=basis))
            owners.append((layer.name, index))
    whole = replace(
        top.diff,
        changes=tuple(changes),
        citations=citations,
        aliases=aliases_of(None, layers),
        over=None,
    )
    return whole, tuple(owners)


def aliases_of(declared: LocalDiff | None, below: Sequence[Layer] = ()) -> dict[str, str]:
    """The city's own keys of core items: its own table over those of the layers below."""
    tables = [layer.diff.aliases for layer in below]
    if declared is not None:
        tables.append(declared.aliases)
    return {item: key for table in tables for item, key in table.items()}


def _misfits(layers: Sequence[Layer]) -> list[Problem]:
    problems: list[Problem] = []
    below: Layer | None = None
    for layer in layers:
        wanted, stands = below.name if below else "-", layer.diff.over or "-"
        if stands != wanted:
            params = {"layer": layer.name, "over": stands, "below": wanted}
            problems.append(Problem("layer-order", "/over", params))
        if below is not None and layer.diff.form != below.diff.form:
            params = _differ(layer, below, layer.diff.form, below.diff.form)
            problems.append(Problem("layer-form-differs", "/form", params))
        elif below is not None and layer.diff.core != below.diff.core:
            params = _differ(layer, below, layer.diff.core, below.diff.core)
            problems.append(Problem("layer-core-differs", "/core", params))
        below = layer
    return problems


def _differ(layer: Layer, below: Layer, stands: str, wanted: str) -> dict[str, str]:
    return {"layer": layer.name, "below": below.name, "stands": stands, "wanted": wanted}
