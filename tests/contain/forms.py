"""A plausible application form of any size, and the small ways in which a city's form differs."""

from __future__ import annotations

import copy
from typing import Any

KANA = "^[ァ-ヶー　 ]+$"


def _item(i: int) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [
        {"type": "string", "minLength": 1, "maxLength": 60},
        {"type": "string", "pattern": KANA, "maxLength": 60},
        {"type": "string", "format": "date"},
        {"type": "string", "enum": ["work", "search", "illness", "care", "study"]},
        {"type": "integer", "minimum": 1, "maximum": 6},
        {"type": "string", "pattern": r"^\d{3}-\d{4}$"},
        {"type": "boolean"},
        {"type": "string", "format": "email", "maxLength": 254},
    ]
    return {"title": f"項目{i}", "description": "記入例を見て書いてください。", **kinds[i % 8]}


def form(items: int = 100) -> dict[str, Any]:
    """A closed form with this many items; a fifth of them in an array of people."""
    top = {f"item{i:03}": _item(i) for i in range(items * 4 // 5)}
    person = {f"member{i:03}": _item(i) for i in range(items - len(top))}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://registry.example.jp/forms/example/1.0.0.json",
        "title": "例示申請書",
        "type": "object",
        "properties": {
            **top,
            "household": {
                "title": "世帯員",
                "type": "array",
                "minItems": 1,
                "maxItems": 10,
                "items": {
                    "type": "object",
                    "properties": person,
                    "required": list(person)[:5],
                    "additionalProperties": False,
                },
            },
            "guardian": {"$ref": "#/$defs/contact"},
            "emergency": {"$ref": "#/$defs/contact"},
        },
        "required": [*list(top)[: items // 3], "household", "guardian"],
        "if": {"properties": {"item003": {"const": "illness"}}, "required": ["item003"]},
        "then": {"required": ["item002"]},
        "dependentRequired": {"item004": ["item005"]},
        "additionalProperties": False,
        "$defs": {
            "contact": {
                "type": "object",
                "title": "連絡先",
                "properties": {
                    "name": {"title": "氏名", "type": "string", "minLength": 1, "maxLength": 40},
                    "kana": {"title": "フリガナ", "type": "string", "pattern": KANA},
                    "phone": {"title": "電話番号", "type": "string", "pattern": r"^0\d{9,10}$"},
                },
                "required": ["name", "phone"],
                "additionalProperties": False,
            }
        },
    }


def city(core: dict[str, Any]) -> dict[str, Any]:
    """The form with other wording and a few real differences."""
    made = copy.deepcopy(core)
    made["$id"] = "https://registry.example.jp/forms/example/local/999903/1.json"
    for i, sub in enumerate(made["properties"].values()):
        if "title" in sub and i % 3 == 0:
            sub["title"] += "(例示市)"
    made["properties"]["item004"]["maximum"] = 3
    made["properties"]["item003"]["enum"].append("other")
    made["properties"]["snack"] = {"title": "おやつ", "type": "boolean"}
    made["$defs"]["contact"]["properties"]["name"]["maxLength"] = 30
    return made
