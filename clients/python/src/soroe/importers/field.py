"""A field as an importer reads it, before it is known which core item it is."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from soroe.model import Json

Fragment: TypeAlias = "dict[str, Json]"
"""A JSON Schema object under construction."""

Text: TypeAlias = Literal["", "line", "note"]
"""line: one line of free text; note: free text with line breaks; "" anything else."""

Kind: TypeAlias = Literal["value", "choice", "choices", "either", "table", "files"]
"""value: one value of `schema`; choice: one of `options`; choices: any of `options`; either: the
source says that there are choices, not how many may be taken; table: rows of `children`; files:
attached files."""


class Field(msgspec.Struct, frozen=True):
    """One field of a city's form.

    `at` is where it stands in what was imported: a JSON Pointer, or a cell such as `項目一覧!B12`.
    `options` are the labels in the order in which the screen shows them, None where the source does
    not say; `codes` are the codes that the source gives to labels. `children` are the columns of a
    table, None where the source does not say, and `limit` is the most rows it takes
    (0: any number), `digits` the most digits of a number. `required` is
    None where the source says neither. `groups` are the headings it stands under, outermost first.

    A field that nobody fills in (`entered` False, such as a calculated one) becomes an item only
    where the core has it. `summary`: the source is a summary of the form and not the form itself,
    so what it does not say is not known, and is taken to be as in the core. `remark` is for the
    people who keep the source; `wanted` is the core item that the source itself names.
    """

    code: str
    label: str
    at: str
    kind: Kind = "value"
    schema: Fragment = {}
    required: bool | None = False
    options: tuple[str, ...] | None = None
    codes: dict[str, str] = {}
    children: tuple[Field, ...] | None = None
    limit: int | None = None
    digits: int | None = None
    groups: tuple[str, ...] = ()
    text: Text = ""
    entered: bool = True
    summary: bool = False
    description: str = ""
    remark: str = ""
    wanted: str = ""
