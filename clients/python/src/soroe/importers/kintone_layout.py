"""kintone's layout.json: the order of the fields on the screen, and the groups they stand in.

`GET /k/v1/app/form/layout.json` holds rows of fields, tables, and groups of rows. A group's label
is among the fields of fields.json; without it, the group's code stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from soroe.importers.field import Field
from soroe.importers.notes import NoteBook, listed
from soroe.model import Json


def is_layout(value: Json) -> bool:
    """Whether the document is a layout."""
    return isinstance(value, dict) and isinstance(value.get("layout"), list)


def arranged(
    fields: tuple[Field, ...], properties: Json, layout: Json, notes: NoteBook
) -> tuple[Field, ...]:
    """The fields in the order of the screen, under the labels of their groups.

    A field that the layout lacks comes last; one that the layout has and the fields have not is
    noted, because the two files are then of different days or apps.
    """
    held = layout.get("layout") if isinstance(layout, dict) else None
    places = dict(_places(held, (), properties))
    known = {field.code for field in fields}
    known |= set(properties) if isinstance(properties, dict) else set()
    if strangers := [code for code in places if code not in known]:
        notes.one("kintone-layout-differs", "", count=str(len(strangers)), fields=listed(strangers))
    order = {code: index for index, code in enumerate(places)}
    ordered = sorted(fields, key=lambda field: order.get(field.code, len(order)))
    return tuple(replace(field, groups=places.get(field.code, ())) for field in ordered)


def _places(
    held: Json, groups: tuple[str, ...], properties: Json
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each field's code with the labels of the groups around it, in the order of the screen."""
    for row in held if isinstance(held, list) else ():
        if not isinstance(row, dict):
            continue
        kind, code = row.get("type"), row.get("code")
        if kind == "GROUP" and isinstance(code, str):
            label = _label(properties, code)
            yield from _places(row.get("layout"), (*groups, label), properties)
        elif kind == "SUBTABLE" and isinstance(code, str):
            yield code, groups
        else:
            fields = row.get("fields")
            for field in fields if isinstance(fields, list) else ():
                name = field.get("code") if isinstance(field, dict) else None
                if isinstance(name, str):
                    yield name, groups


def _label(properties: Json, code: str) -> str:
    held = properties.get(code) if isinstance(properties, dict) else None
    label = held.get("label") if isinstance(held, dict) else None
    return label if isinstance(label, str) and label.strip() else code
