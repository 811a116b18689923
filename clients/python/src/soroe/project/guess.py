"""Which form of a registry a file is, by the items that both have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from soroe.errors import DocumentError
from soroe.importers import Imported
from soroe.model import Json
from soroe.schema import check_schema, inline, items

LEAST = 0.3
"""Of a form's items, the part that a file must have to be taken for it at all."""

_MARGIN = 0.1
"""How far the best form must be ahead of the next to be chosen."""

Cores: TypeAlias = Mapping[str, Json]


class Fit(msgspec.Struct, frozen=True):
    """How many of the form's items the file has."""

    form: str
    hits: int
    all: int

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return self.hits / self.all if self.all else 0.0


class Guess(msgspec.Struct, frozen=True):
    """The form that a file is; None where that is not clear, with the candidates in `near`."""

    form: Fit | None
    near: tuple[Fit, ...] = ()


def guess(read: Callable[[Json], Imported], cores: Cores) -> Guess | None:
    """Which of the cores (references inlined) a file describes; None where it is no form.

    `read` reads the file into a core's structure. A file that it refuses is no form.
    """
    fits = sorted(
        (fit for form, core in cores.items() if (fit := _fit(read, form, core)) is not None),
        key=lambda fit: (-fit.part, fit.form),
    )
    if not fits or fits[0].part < LEAST:
        return None
    best = fits[0]
    rivals = tuple(fit for fit in fits[1:] if fit.part > best.part - _MARGIN)
    if not rivals:
        return Guess(best)
    return Guess(None, (best, *rivals)[:3])


def _fit(read: Callable[[Json], Imported], form: str, core: Json) -> Fit | None:
    wanted = set(items(core))
    try:
        found = _items(read(core))
    except DocumentError:
        return None
    return Fit(form, len(wanted & found), len(wanted))


def _items(imported: Imported) -> set[str]:
    if imported.kind != "schema":
        return set(imported.keys)
    if check_schema(imported.schema):
        return set()
    return set(items(inline(imported.schema)))
