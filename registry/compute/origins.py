"""Where each operation of a published form comes from."""

from __future__ import annotations

from registry.compute.depth import bounded
from registry.compute.local import BelowDiff, layers
from soroe.diff.layers import Origin, resolve_layers
from soroe.jsontext import read


@bounded
def origins(
    core_text: bytes, stack: tuple[BelowDiff, ...]
) -> tuple[tuple[str, ...], tuple[Origin, ...]]:
    """The names of the layers, the lowest first, and every operation in the order of making."""
    named = layers(stack)
    _, found = resolve_layers(read(core_text), named)
    return tuple(layer.name for layer in named), found
