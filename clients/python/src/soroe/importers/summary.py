"""A field of a summary against its core item: what the summary does not say is as in the core.

A list of items names a kind and a length, and hardly ever every character that a field takes. To
read its silence as "anything goes" would report differences that nobody knows of. So where what is
said is true of the core item, the item is taken from the core, and notes say what was not compared;
where it is not true, what is said stands.
"""

from __future__ import annotations

from soroe.contain import contains
from soroe.contain.api import ASSERTED
from soroe.importers.field import Field, Fragment
from soroe.importers.notes import NoteBook
from soroe.model import Json, Proved

_LENGTHS = ("minLength", "maxLength")
_BOUNDS = (*_LENGTHS, "minimum", "maximum")
_RESTRICTING = frozenset({"pattern", "format", "multipleOf"})
_DAYS = frozenset({"date", "date-time", "time"})


def value(field: Field, core: Fragment, notes: NoteBook) -> Fragment:
    """The schema of a single value: the core's where the field's words are true of it."""
    said = {k: v for k, v in field.schema.items() if k not in _BOUNDS}
    if not core or not _fits(said, core):
        return _alone(field)
    out = dict(core)
    bounds = {k: v for k, v in field.schema.items() if k in _BOUNDS}
    if field.digits is not None and "maximum" not in bounds:
        bounds |= _most(field.digits, core)
    for keyword, bound in bounds.items():
        if keyword in _LENGTHS and keyword not in core:
            if not _reaches(core, bound):
                return _alone(field)  # what the core's pattern admits is never so long
            if isinstance(contains(core, {keyword: bound}), Proved):
                continue  # true of the core in other words
        out[keyword] = bound
    if "type" not in said:
        if field.entered:
            notes.add("list-kind-from-core", fields=field.label)
    elif _RESTRICTING & core.keys() - said.keys():
        notes.add("list-characters-from-core", fields=field.label)
    if set(_BOUNDS) & core.keys() - bounds.keys():
        notes.add("list-length-from-core", fields=field.label)
    if said.get("type") == "number" and core.get("type") == "integer":
        notes.add("list-decimals-from-core", fields=field.label)
    if said.get("readOnly"):
        out["readOnly"] = True
    return out


def _alone(field: Field) -> Fragment:
    """What the field says and nothing else; text where it says nothing."""
    out: Fragment = dict(field.schema) if "type" in field.schema else {"type": "string"}
    out |= field.schema
    if field.digits is not None and "maximum" not in out:
        out["maximum"] = 10**field.digits - 1
    return out


def _most(digits: int, core: Fragment) -> Fragment:
    """Two digits are true of a core item up to 31; of one up to 6 they are not."""
    most = core.get("maximum")
    if isinstance(most, int) and len(str(abs(most))) == digits:
        return {}
    return {"maximum": 10**digits - 1}


def _fits(said: Fragment, core: Fragment) -> bool:
    """Whether what the field says is true of every value of the core item."""
    kind, form = said.get("type"), said.get("format")
    if kind is None:
        return True
    if form is not None and form not in ASSERTED:
        return core.get("format") == form
    if kind == "string" and not {"pattern", "format"} & said.keys():
        free = {"enum", "const"} & core.keys() or core.get("format") in _DAYS
        return core.get("type") == "string" and not free
    asserted: Json = {k: v for k, v in said.items() if k in ("type", "pattern", "format")}
    return isinstance(contains(core, asserted), Proved)


def _reaches(core: Fragment, bound: Json) -> bool:
    """Whether the core has a value of this length at all."""
    longer: Json = {**core, "minLength": bound}
    return not isinstance(contains(longer, False), Proved)  # noqa: FBT003 - a schema is a value
