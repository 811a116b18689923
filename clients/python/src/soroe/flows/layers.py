"""Fetching the diffs that a diff lies over."""

from __future__ import annotations

from soroe.diff.document import LAYER_NAME, decode_diff
from soroe.diff.layers import Layer
from soroe.errors import DiffError, Problem, RegistryError
from soroe.flows.messages import Flow
from soroe.flows.reading import get_diff
from soroe.model import LocalDiff


def layers_below(diff: LocalDiff) -> Flow[tuple[Layer, ...]]:
    """The published diffs below one, the lowest first; none where it lies on the core itself.

    Raises `DiffError`: `layer-name-invalid`, `layer-missing`, `layer-cycle`.
    """
    found: list[Layer] = []
    above, over = f"{diff.form} {diff.municipality}", diff.over
    while over is not None:
        if not LAYER_NAME.fullmatch(over):
            raise DiffError(Problem("layer-name-invalid", "/over", {"over": over}))
        if over in {layer.name for layer in found}:
            way = " → ".join([*(layer.name for layer in reversed(found)), over])
            raise DiffError(Problem("layer-cycle", "/over", {"way": way}))
        code, _, revision = over.partition("@")
        try:
            local = yield from get_diff(diff.form, code, int(revision))
        except RegistryError as e:
            if e.status != 404:
                raise
            params = {"layer": above, "over": over}
            raise DiffError(Problem("layer-missing", "/over", params)) from None
        layer = Layer(decode_diff(local.document), int(revision))
        found.insert(0, layer)
        above, over = layer.name, layer.diff.over
    return tuple(found)
