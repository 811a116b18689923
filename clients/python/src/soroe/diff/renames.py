"""Where the places of an old core are in a new one: renamed and moved items, shifted conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from soroe.diff.align import aligned
from soroe.diff.place import IN_PLACE, Path, Target, home, schema_path, target
from soroe.model import Json, Op
from soroe.pointer import MISSING, find, join, split

NOWHERE = "-"
"""A step that never exists: the place has no counterpart in the new core."""


class MovedApartError(Exception):
    """Names that were said together belong to different objects now."""


class Moves:
    """The renames of one core version to the next, by item pointer."""

    def __init__(self, renames: Mapping[str, str], elsewhere: frozenset[str] = frozenset()) -> None:
        """Items that are not named stay where they are.

        `elsewhere` are own items of a municipality that the core has in another group now.
        """
        self.elsewhere = elsewhere
        self._items = dict(renames)
        self._paths = {schema_path(old): schema_path(new) for old, new in renames.items()}

    def item(self, pointer: str) -> str:
        """The item pointer in the new core."""
        steps = split(pointer)
        for end in range(len(steps), 0, -1):
            new = self._items.get(join(steps[:end]))
            if new is not None:
                return new + join(steps[end:])
        return pointer

    def names(self, pointer: str) -> bool:
        """Whether the item itself (not only one around it) is named, be it with its own name."""
        return pointer in self._items

    def form(self, form: Json) -> Json:
        """A form of today in the names of the new core; as it is where names moved apart."""
        if all(old == new for old, new in self._items.items()):
            return form
        try:
            renamed: Json = self._schema(form, ())
        except MovedApartError:
            return form
        return renamed

    def op(self, op: Op, before: Json, now: Json) -> Op:
        """The operation in the places and names of the new core.

        `before` is the city's form that the operation was written for, `now` the one it is to be
        made on. Raises `MovedApartError` where the names in it no longer belong together.
        """
        where = target(op.path)
        path = self._place((*where.schema, where.keyword, *where.rest), before, now)
        if not self._paths:
            new = join(path)
            return op if new == op.path else msgspec.structs.replace(op, path=new)
        around = home(where.schema)
        if where.keyword in {"required", "dependentRequired"}:
            path = self._asked(op, where, around, path)
        return msgspec.structs.replace(
            op,
            path=join(path),
            was=self._keyword(where.keyword, where.rest, op.was, around),
            value=self._keyword(where.keyword, where.rest, op.value, around),
        )

    def value(self, op: Op, value: Any) -> Any:
        """What stands at the operation's place, in the names of the new core."""
        where = target(op.path)
        return self._keyword(where.keyword, where.rest, value, home(where.schema))

    def _place(self, path: Path, before: Json, now: Json) -> Path:
        out: Path = ()
        for index, step in enumerate(path):
            moved = self._paths.get(path[: index + 1])
            if moved is not None:
                out = moved
            elif index and step.isdigit() and path[index - 1] in {"allOf", "anyOf", "oneOf"}:
                out = (*out, self._counterpart(path[: index + 1], out, before, now))
            else:
                out = (*out, step)
        return out

    def _counterpart(self, old: Path, new: Path, before: Json, now: Json) -> str:
        """The index of the condition or alternative that is the same one in the new core."""
        left, right = find(before, join(old[:-2])), find(now, join(new[:-1]))
        if not isinstance(left, dict) or not isinstance(right, dict):
            return old[-1]
        if old[-2] != new[-1] or not isinstance(left.get(old[-2]), list):
            return old[-1]
        try:
            left = self._schema(left, home(old[:-2])) if self._paths else left
        except MovedApartError:
            return NOWHERE
        for inner in aligned(left, right):
            if inner.at == old[-2:]:
                return inner.form_at[1]
        return NOWHERE

    def _asked(self, op: Op, where: Target, around: Path, path: Path) -> Path:
        """The place of a `required` follows the item that it names."""
        names = [*where.rest, *([op.value] if isinstance(op.value, str) else [])]
        homes = {self._home(name, around) for name in names} or {self._path(around)}
        if len(homes) > 1:
            raise MovedApartError
        (parent,) = homes
        rest = [self._name(name, around) for name in where.rest]
        if parent == self._path(around):
            return (*path[: len(path) - len(rest)], *rest)
        if where.schema != around:
            raise MovedApartError  # asked inside a condition that speaks of another object
        return (*parent, where.keyword, *rest)

    def _keyword(self, keyword: str, rest: Path, value: Any, around: Path) -> Any:
        if value is UNSET or value is MISSING or not self._paths:
            return value
        if keyword in {"properties", "patternProperties"}:
            if rest:
                return self._schema(value, (*around, keyword, rest[0]))
            return self._names(keyword, value, around)
        if keyword in {"required", "dependentRequired"}:
            return self._asking(keyword, rest, value, around)
        if keyword in {"allOf", "anyOf", "oneOf"}:
            listed = isinstance(value, list) and not rest
            if listed:
                return [self._schema(v, around) for v in value]
            return self._schema(value, around)
        if keyword in IN_PLACE:
            if keyword == "dependentSchemas" and not rest and isinstance(value, dict):
                return {self._beside(k, around): self._schema(v, around) for k, v in value.items()}
            return self._schema(value, around)
        if keyword in {"items", "additionalProperties", "contains"}:
            return self._schema(value, (*around, keyword))
        return value

    def _schema(self, value: Any, around: Path) -> Any:
        if not isinstance(value, dict):
            return value
        return {k: self._keyword(k, (), v, around) for k, v in value.items()}

    def _names(self, keyword: str, value: Any, around: Path) -> Any:
        if not isinstance(value, dict):
            return value
        return {
            self._beside(name, around) if keyword == "properties" else name: self._schema(
                inner, (*around, keyword, name)
            )
            for name, inner in value.items()
        }

    def _asking(self, keyword: str, rest: Path, value: Any, around: Path) -> Any:
        if isinstance(value, str):
            return self._name(value, around)
        if isinstance(value, list):
            return [self._beside(v, around) if isinstance(v, str) else v for v in value]
        if keyword == "dependentRequired" and not rest and isinstance(value, dict):
            return {
                self._beside(k, around): self._asking(keyword, (k,), v, around)
                for k, v in value.items()
            }
        return value

    def _beside(self, name: str, around: Path) -> str:
        """The new name of an item that must still stand in the same object."""
        if self._home(name, around) != self._path(around):
            raise MovedApartError
        return self._name(name, around)

    def _name(self, name: str, around: Path) -> str:
        return self._paths.get((*around, "properties", name), (name,))[-1]

    def _home(self, name: str, around: Path) -> Path:
        moved = self._paths.get((*around, "properties", name))
        return self._path(around) if moved is None else moved[:-2]

    def _path(self, path: Path) -> Path:
        for end in range(len(path), 0, -1):
            new = self._paths.get(path[:end])
            if new is not None:
                return (*new, *path[end:])
        return path
