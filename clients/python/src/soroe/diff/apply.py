"""Core + local diff = local form. An operation that hits nothing is an error (DESIGN: documents).

Values are never changed in place: the result shares with the core everything that no operation
touched, so that comparing the two costs only what differs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from msgspec import UNSET

from soroe.errors import DiffError, Problem
from soroe.model import Json, LocalDiff, Op
from soroe.pointer import MISSING, split
from soroe.schema.keywords import SCHEMA_MAPS, SETS

_GROWS_FROM_NOTHING = frozenset({"required", "allOf"})
_MAY_VANISH = frozenset({"required", "allOf"})


class _Misfit(Exception):  # noqa: N818 - control flow inside this module
    def __init__(self, kind: str, **params: str) -> None:
        self.kind = kind
        self.params = params


def apply(core: Json, diff: LocalDiff) -> Json:
    """The local form: `core` with every operation of the diff made, in order.

    Raises `DiffError` with every operation that does not fit: `operation-hits-nothing` (the path
    or the member does not stand there), `operation-was-differs` (something else stands there now),
    `operation-exists` (it stands there already), `operation-leaves-nothing` (the last member of a
    set that must not be empty).
    """
    form = core
    problems: list[Problem] = []
    for c, change in enumerate(diff.changes):
        for o, op in enumerate(change.ops):
            try:
                form = apply_op(form, op)
            except DiffError as e:
                problem = e.problem
                params = {"item": change.item, **problem.params}
                problems.append(Problem(problem.type, f"/changes/{c}/ops/{o}", params))
    if problems:
        raise DiffError(*problems)
    return form


def apply_op(form: Json, op: Op) -> Json:
    """The form with one operation made; `DiffError` if it does not fit."""
    *above, last = split(op.path)
    edit = _set_edit if names_member(op) else _member_edit
    grows = op.op == "add" and above[-1:] == ["properties"] and not _names_item(tuple(above))
    try:
        return _edit(form, tuple(above), lambda parent: edit(parent, last, op), grows=grows)
    except _Misfit as e:
        raise DiffError(Problem(e.kind, params={"path": op.path, **e.params})) from None


def is_set(path: str) -> bool:
    """Whether the path names one of JSON Schema's set-valued keywords (not an item so named)."""
    segments = split(path)
    if not segments or _names_item(segments):
        return len(segments) >= 2 and _is_dependent(segments)
    return segments[-1] in SETS


def names_member(op: Op) -> bool:
    """Whether the operation is about one member of a set, which `value` names, not all of it."""
    if not is_set(op.path) or op.op == "replace" or op.value is UNSET:
        return False
    return op.op == "remove" or not isinstance(op.value, list)


def same(one: object, two: object) -> bool:
    """JSON equality: numbers by value, booleans apart from numbers, objects without order."""
    if one is two:
        return True
    if isinstance(one, bool) or isinstance(two, bool):
        return False
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same(v, two[k]) for k, v in one.items())
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same, one, two))
    return one == two


def _is_dependent(segments: tuple[str, ...]) -> bool:
    return segments[-2] == "dependentRequired" and not _names_item(segments[:-1])


def _names_item(segments: tuple[str, ...]) -> bool:
    """Whether the last segment is a name inside `properties` and the like, not a keyword."""
    keyword = True
    for segment in segments[:-1]:
        keyword = not (keyword and (segment in SCHEMA_MAPS or segment == "dependentRequired"))
    return not keyword


def _edit(value: Json, path: tuple[str, ...], edit: Callable[[Json], Json], *, grows: bool) -> Json:
    """A copy of `value` with the part at `path` edited; what lies beside is shared.

    `grows`: the last step may be missing; the first item of an object brings the list of items.
    """
    if not path:
        return edit(value)
    head, rest = path[0], path[1:]
    if isinstance(value, dict) and head in value:
        return {k: _edit(v, rest, edit, grows=grows) if k == head else v for k, v in value.items()}
    if isinstance(value, dict) and grows and not rest:
        return {**value, head: edit({})}
    if isinstance(value, list) and head.isascii() and head.isdigit() and int(head) < len(value):
        at = int(head)
        return [_edit(v, rest, edit, grows=grows) if i == at else v for i, v in enumerate(value)]
    raise _Misfit("operation-hits-nothing", value="")


def _member_edit(parent: Json, last: str, op: Op) -> Json:
    if not isinstance(parent, dict):
        raise _Misfit("operation-hits-nothing", value="")
    stands = parent.get(last, MISSING)
    if op.op == "add":
        if stands is not MISSING:
            raise _Misfit("operation-exists")
        return {**parent, last: cast("Json", op.value)}
    if stands is MISSING:
        raise _Misfit("operation-hits-nothing", value="")
    expected = op.value if op.op == "remove" and op.was is UNSET else op.was
    if expected is not UNSET and not same(stands, expected):
        raise _Misfit("operation-was-differs", was=_short(expected), stands=_short(stands))
    if op.op == "remove":
        return {k: v for k, v in parent.items() if k != last}
    return {k: cast("Json", op.value) if k == last else v for k, v in parent.items()}


def _set_edit(parent: Json, last: str, op: Op) -> Json:
    member = cast("Json", op.value)
    if op.op == "add" and last == "type" and isinstance(parent, dict) and last not in parent:
        return {**parent, last: member}
    if not isinstance(parent, dict) or (last not in parent and last not in _GROWS_FROM_NOTHING):
        raise _Misfit("operation-hits-nothing", value=_short(member))
    stands = parent.get(last, [])
    members = stands if isinstance(stands, list) else [stands]  # `type` may be a single name
    there = [m for m in members if same(m, member)]
    if op.op == "add":
        if there:
            raise _Misfit("operation-exists")
        return {**parent, last: [*members, member]}
    if not there:
        raise _Misfit("operation-hits-nothing", value=_short(member))
    rest = [m for m in members if not same(m, member)]
    if rest:
        return {**parent, last: rest}
    if last not in _MAY_VANISH and not _is_dependent_name(last):
        raise _Misfit("operation-leaves-nothing", value=_short(member))
    return {k: v for k, v in parent.items() if k != last}


def _is_dependent_name(last: str) -> bool:
    """Whether a set is named by an item (dependentRequired) and not by a keyword."""
    return last not in SETS


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
