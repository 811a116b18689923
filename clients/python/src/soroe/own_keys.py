"""A municipality's own keys (`aliases` of its diff) in schemas and applications it wrote itself.

An alias says under which key a municipality has an item of the core, in the same group. What is
written with these keys is read as if it had the core's names, so that nobody has to write a form or
an application anew because the core took an item up under another name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from soroe.diff.place import schema_path
from soroe.diff.renames import Moves
from soroe.model import Json
from soroe.pointer import MISSING, find, join, split


def own_items(schema: Json, aliases: Mapping[str, str]) -> dict[str, str]:
    """The items of the schema that have an own key: their pointers there, to those of the core.

    A key that the schema lacks, or beside which it has the core's name, is none of them; nor is
    what a person's own table says of something that is no pointer.
    """
    out: dict[str, str] = {}
    for item, key in aliases.items():
        if not item.startswith("/"):
            continue
        mine = join((*split(item)[:-1], key))
        there, named = (find(schema, join(schema_path(p))) for p in (mine, item))
        if mine != item and there is not MISSING and named is MISSING:
            out[mine] = item
    return out


def unambiguous(form: Json, aliases: Mapping[str, str]) -> dict[str, str]:
    """The aliases whose keys name nothing else in the local form, which has the core's names.

    Where the city has given the key to another item since, an answer under it belongs to that one.
    """
    return {
        item: key
        for item, key in aliases.items()
        if find(form, join(schema_path(join((*split(item)[:-1], key))))) is MISSING
    }


def schema_in_core_names(schema: Json, names: Mapping[str, str]) -> Json:
    """The schema with its items (`own_items`) under the core's names, conditions included."""
    return Moves(names).form(schema)


def answers_in_core_names(application: Any, aliases: Mapping[str, str]) -> Any:
    """The application with its answers under the core's names; where it has both, it stays.

    The aliases are `unambiguous` in the form that the application is for.
    """
    out = application
    for item, key in aliases.items():
        *group, name = split(item)
        if name != key:
            out = _renamed(out, tuple(group), key, name)
    return out


def _renamed(value: Any, group: tuple[str, ...], key: str, name: str) -> Any:
    if group and isinstance(value, list) and group[0] == "*":
        return [_renamed(one, group[1:], key, name) for one in value]
    if not isinstance(value, dict):
        return value
    if group:
        if group[0] not in value:
            return value
        return {**value, group[0]: _renamed(value[group[0]], group[1:], key, name)}
    if key not in value or name in value:
        return value
    return {name if k == key else k: v for k, v in value.items()}
