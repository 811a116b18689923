"""Which published diffs a diff lies over."""

from __future__ import annotations

from registry import names
from registry.compute.local import BelowDiff
from registry.db import local_revisions, municipalities
from registry.db.local_revisions import Text
from registry.db.pool import Connection
from registry.problems import RefusedError
from soroe.diff.layers import Layer, resolve_layers, stack
from soroe.errors import Problem
from soroe.model import LocalDiff


async def layers_below(
    connection: Connection, diff: LocalDiff, revision: int
) -> tuple[BelowDiff, ...]:
    """The diffs below one that is to be a revision, the lowest first; none where it names none.

    Only the names in `diff` are looked at, not its changes. Raises `DiffError` (`layer-missing`,
    `layer-cycle`, `layer-core-differs`) and `RefusedError` `layer-not-above` where the layer is not
    of a prefecture, or of a city of wards, that the municipality belongs to.
    """
    if diff.over is None:
        return ()
    top = Layer(diff, revision)
    known, texts = {top.name: diff}, dict[str, Text]()
    name: str | None = diff.over
    while name is not None and name not in known:
        code, _, number = name.partition("@")
        if (
            len(number) > 9
            or (found := await local_revisions.text(connection, diff.form, code, int(number)))
            is None
        ):
            break
        known[name] = LocalDiff(diff.form, found.core, code, (), over=found.over)
        texts[name] = found
        name = found.over
    layers = stack(top.name, known)
    resolve_layers(None, layers)
    await _above(connection, diff)
    return tuple(BelowDiff(layer.revision, texts[layer.name].submitted) for layer in layers[:-1])


async def published_below(
    connection: Connection, form: str, over: str | None
) -> tuple[BelowDiff, ...]:
    """The diffs below one that is published, the lowest first."""
    found: list[BelowDiff] = []
    while over is not None:
        code, _, number = over.partition("@")
        below = await local_revisions.text(connection, form, code, int(number))
        assert below is not None, "a published diff lies over published ones"
        found.insert(0, BelowDiff(int(number), below.submitted))
        over = below.over
    return tuple(found)


async def _above(connection: Connection, diff: LocalDiff) -> None:
    """The municipality lies below the one that made the layer, in the directory too."""
    wanted = (diff.over or "").partition("@")[0]
    above: list[str] = []
    place = await municipalities.get(connection, diff.municipality)
    while place is not None and place.parent is not None and place.parent not in above:
        above.append(place.parent)
        place = await municipalities.get(connection, place.parent)
    if names.code(wanted) not in above:
        params = {"over": diff.over or "", "municipality": diff.municipality}
        params["above"] = ", ".join(above) or "-"
        raise RefusedError(Problem("layer-not-above", "/over", params))
