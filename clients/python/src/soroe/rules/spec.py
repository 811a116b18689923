"""Where JSON Schema 2020-12 says what a keyword means."""

from __future__ import annotations

from typing import Final

_DRAFT: Final = "https://json-schema.org/draft/2020-12/"
_CORE: Final = "json-schema-core"
_VALIDATION: Final = "json-schema-validation"

_SECTIONS: Final = {
    _CORE: {
        "allOf": "10.2.1.1",
        "anyOf": "10.2.1.2",
        "oneOf": "10.2.1.3",
        "not": "10.2.1.4",
        "if": "10.2.2.1",
        "dependentSchemas": "10.2.2.4",
        "prefixItems": "10.3.1.1",
        "items": "10.3.1.2",
        "contains": "10.3.1.3",
        "properties": "10.3.2.1",
        "patternProperties": "10.3.2.2",
        "additionalProperties": "10.3.2.3",
        "propertyNames": "10.3.2.4",
        "unevaluatedItems": "11.2",
    },
    _VALIDATION: {
        "type": "6.1.1",
        "enum": "6.1.2",
        "const": "6.1.3",
        "multipleOf": "6.2.1",
        "maximum": "6.2.2",
        "exclusiveMaximum": "6.2.3",
        "minimum": "6.2.4",
        "exclusiveMinimum": "6.2.5",
        "maxLength": "6.3.1",
        "minLength": "6.3.2",
        "pattern": "6.3.3",
        "maxItems": "6.4.1",
        "minItems": "6.4.2",
        "uniqueItems": "6.4.3",
        "maxProperties": "6.5.1",
        "minProperties": "6.5.2",
        "required": "6.5.3",
        "dependentRequired": "6.5.4",
        "format": "7",
        "title": "9.1",
        "description": "9.1",
        "examples": "9.5",
    },
}


def section(keyword: str) -> tuple[str, str] | None:
    """Name and address of the section on a keyword; None for a keyword of the house dialect."""
    for document, sections in _SECTIONS.items():
        if number := sections.get(keyword):
            return f"{document} {number}", f"{_DRAFT}{document}#section-{number}"
    return None
