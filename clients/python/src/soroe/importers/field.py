"""A field as an importer reads it, before it is known which core item it is."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from soroe.model import Json

Fragment: TypeAlias = "dict[str, Json]"
"""A JSON Schema object under construction."""

Text: TypeAlias = Literal["", "line", "note"]
"""line: one line of free text; note: free text with line breaks; "" anything else."""

Kind: TypeAlias = Literal["value", "choice", "choices", "table", "files"]
"""value: one value of `schema`; choice: one of `options`; choices: any of `options`;
table: rows of `children`; files: attached files."""


class Field(msgspec.Struct, frozen=True):
    """One field of a city's form.

    `at` is the JSON Pointer of the field in the imported document. `options` are the labels in the
    order in which the screen shows them, None where the export does not say. `children` are the
    columns of a table, None where the export does not say. A field that nobody fills in (`entered`
    False, such as a calculated one) becomes an item only where the core has it.
    """

    code: str
    label: str
    at: str
    kind: Kind = "value"
    schema: Fragment = {}
    required: bool = False
    options: tuple[str, ...] | None = None
    children: tuple[Field, ...] | None = None
    text: Text = ""
    entered: bool = True
