"""Forms as JSON Schema: legal, inlined, walked by item, and asked whether they accept."""

from soroe.schema.house import DIALECT, check_schema, lint_core
from soroe.schema.inline import inline
from soroe.schema.validator import Validator, validator
from soroe.schema.walk import Item, items, subschemas

__all__ = [
    "DIALECT",
    "Item",
    "Validator",
    "check_schema",
    "inline",
    "items",
    "lint_core",
    "subschemas",
    "validator",
]
