"""The form that a command is given: any kind of file, read into the core's structure."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from soroe.cli.parser import Parser
from soroe.cli.sources import Source, named, read_bytes, read_source, usable
from soroe.errors import DocumentError, Problem
from soroe.importers import Imported, Names, read_form_file
from soroe.importers.kintone_layout import is_layout
from soroe.importers.package import MAX_FILE
from soroe.importers.ui_schema import is_ui_schema
from soroe.jsontext import digest, read
from soroe.model import Json
from soroe.own_keys import own_items, schema_in_core_names


class FormFile(msgspec.Struct, frozen=True):
    """A file as it was given: its name and its bytes, which may be of any kind."""

    name: str
    data: bytes


def add_form_options(parser: Parser) -> None:
    """The options that say how a form is read."""
    parser.option("--aliases", metavar="FILE")
    parser.option("--write-aliases", metavar="FILE")
    parser.option("--sheet", metavar="NAME")
    parser.option("--layout", metavar="FILE")


def read_form_source(name: str) -> FormFile:
    """The file, or standard input for `-`; a file that is too large is not taken in."""
    if name != "-":
        try:
            size = Path(name).stat().st_size
        except OSError:
            size = 0  # reading it says what is wrong
        if size > MAX_FILE:
            limit = f"{MAX_FILE:,}"
            raise DocumentError(Problem("file-too-large", params={"file": name, "limit": limit}))
        return FormFile(name, read_bytes(name))
    return FormFile(name, sys.stdin.buffer.read(MAX_FILE + 1))


def import_form(
    source: FormFile,
    core: Json | None,
    names: Names,
    *,
    sheet: str | None = None,
    layout: str | None = None,
) -> Imported:
    """The form as a schema; a JSON Schema with components beside it has them written out."""
    shown = None if layout is None else read_source(layout).value
    if layout is not None and not (is_layout(shown) or is_ui_schema(shown)):
        raise DocumentError(Problem("layout-invalid", params={"file": layout}))
    try:
        imported = read_form_file(source.data, source.name, core, names, sheet=sheet, layout=shown)
    except DocumentError as e:
        if e.problem.type != "reference-unknown":
            raise named(e, {"file": source.name}) from None
        value = read(source.data)
        imported = Imported(value, (), "schema", {}, digest=digest(value), value=value)
    if imported.kind != "schema":
        return imported
    schema = usable(Source(source.name, source.data, imported.value))
    schema = schema_in_core_names(schema, own_items(schema, names.aliases))
    return msgspec.structs.replace(imported, schema=schema)
