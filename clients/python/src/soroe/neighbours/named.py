"""How one change of a municipality is named: CODE#NUMBER, counted from 1 in its own diff."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soroe.codes import is_local_government_code
from soroe.divergence import Field, Member
from soroe.errors import DocumentError, Problem
from soroe.model import Change

_NAME = re.compile(r"([0-9]{6})#([1-9][0-9]{0,5})", re.ASCII)


def reference(field: Field, at: int, index: int) -> str | None:
    """The name of a change of all layers together; None where it is that of a layer below."""
    member = field.members[at]
    below = sum(len(layer.diff.changes) for layer in member.below)
    return None if index < below else f"{member.subject.code}#{index - below + 1}"


def find(members: Sequence[Member], name: str) -> tuple[Member, int, Change]:
    """The change of that name with its index; `DocumentError` where there is none.

    `change-name-invalid`, `change-of-nobody`, `change-number-unknown`.
    """
    match = _NAME.fullmatch(name)
    if match is None or not is_local_government_code(match[1]):
        raise DocumentError(Problem("change-name-invalid", params={"name": name}))
    code, number = match[1], int(match[2])
    member = next((m for m in members if m.subject.code == code), None)
    if member is None:
        raise DocumentError(Problem("change-of-nobody", params={"name": name, "code": code}))
    changes = member.diff.changes
    if number > len(changes):
        params = {"name": name, "code": code, "count": str(len(changes))}
        raise DocumentError(Problem("change-number-unknown", params=params))
    return member, number - 1, changes[number - 1]
