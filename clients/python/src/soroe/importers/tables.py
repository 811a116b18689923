"""Rows of a list that stand under the heading of a repeated structure: columns of one table."""

from __future__ import annotations

from msgspec.structs import replace

from soroe.importers.field import Field
from soroe.importers.groups import qualified_names, spellings
from soroe.importers.match import Index
from soroe.importers.notes import NoteBook


def gathered(fields: tuple[Field, ...], index: Index, notes: NoteBook) -> tuple[Field, ...]:
    """The fields of a summary with those under the heading of a core table made its columns.

    A heading is taken for the table only where its name is the table's and something under it is
    one of the table's columns; the note says that it was read so. A heading whose rows say that
    they repeat is a table of the city's own.
    """
    tables: dict[tuple[str, ...], list[Field]] = {}
    found: dict[tuple[str, ...], str] = {}
    summed = tuple(field for field in fields if field.summary)
    repeated = {f.groups for f in summed if f.limit is not None and f.groups}
    for field in summed:
        depth = _depth(field, summed, index, found)
        if not depth and field.groups in repeated:
            depth = len(field.groups)
            found[field.groups] = ""
        elif not depth and field.limit is not None and field.kind != "table":
            notes.one("list-repeat-single", field.at, field=field.label)
        if depth:
            tables.setdefault(field.groups[:depth], []).append(field)
    if not tables:
        return fields
    out: list[Field] = []
    headings = {id(field): heading for heading, held in tables.items() for field in held}
    for field in fields:
        heading = headings.get(id(field))
        if heading is None:
            out.append(field)
        elif field is tables[heading][0]:
            out.append(_table(heading, tables[heading]))
            if item := found[heading]:
                notes.one("list-group-as-table", field.at, group=heading[-1], item=item)
    return tuple(out)


def _depth(
    field: Field, fields: tuple[Field, ...], index: Index, found: dict[tuple[str, ...], str]
) -> int:
    """How many of the field's headings lead to its table; 0 where none is one."""
    for depth in range(len(field.groups), 0, -1):
        heading = field.groups[:depth]
        if heading in found:
            return depth if found[heading] else 0
        for word in spellings(heading[-1]):
            known = [t for t in index.by_label.get(("", word), []) if t.shape == "table"]
            if len(known) == 1 and _has_column(heading, fields, index, known[0].pointer):
                found[heading] = known[0].name
                return depth
    return 0


def _has_column(
    heading: tuple[str, ...], fields: tuple[Field, ...], index: Index, table: str
) -> bool:
    depth = len(heading)
    under = [f for f in fields if f.groups[:depth] == heading]
    return any(
        index.by_label.get((table, name))
        for f in under
        for name in qualified_names(f.label, f.groups[depth - 1 :])
    )


def _table(heading: tuple[str, ...], held: list[Field]) -> Field:
    """One table field; its columns keep its heading and those below it."""
    depth = len(heading)
    columns = tuple(replace(f, groups=f.groups[depth - 1 :], limit=None) for f in held)
    limits = [f.limit for f in held if f.limit is not None]
    needed = any(f.required for f in held)
    known = any(f.required is not None for f in held)
    return Field(
        "_".join(heading),
        heading[-1],
        held[0].at,
        "table",
        required=needed if known else None,
        children=columns,
        limit=max(limits, default=None),
        groups=heading[:-1],
        summary=True,
    )
