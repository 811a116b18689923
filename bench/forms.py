"""Forms of a wanted size in the house dialect."""

from __future__ import annotations

import json
from typing import Any


def form(size: int, title: str) -> bytes:
    """A core form of about `size` bytes of JSON text."""
    properties: dict[str, Any] = {}
    document: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": properties,
        "required": ["item1"],
        "additionalProperties": False,
    }
    number = 0
    while not number or len(text(document)) < size:
        number += 1
        properties[f"item{number}"] = {
            "type": "string",
            "title": f"項目{number}",
            "description": "申請する人が書く欄です。",
            "maxLength": 100,
        }
    return text(document)


def text(document: dict[str, Any]) -> bytes:
    """JSON text in UTF-8."""
    return json.dumps(document, ensure_ascii=False).encode()
