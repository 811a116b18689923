"""A small core and a diff on it, for the tests of client and command line."""

from __future__ import annotations

import copy
import json
from typing import Any

FORM = "gakudo-application"
CODE = "999903"

CORE: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "学童クラブ利用申請",
    "type": "object",
    "properties": {
        "name": {"title": "児童氏名", "type": "string", "minLength": 1, "maxLength": 40},
        "grade": {
            "title": "学年",
            "type": "integer",
            "minimum": 1,
            "maximum": 6,
            "x-local": "narrow",
            "x-delegated": {"law": "例示法第1条", "range": {"minimum": 1, "maximum": 6}},
        },
        "kind": {
            "title": "申請の種類",
            "type": "string",
            "enum": ["new", "continuing"],
            "x-choices": {"new": "新規", "continuing": "継続"},
        },
        "saturday": {"title": "土曜日の利用", "type": "boolean"},
    },
    "required": ["name", "grade", "kind"],
    "additionalProperties": False,
}

DIFF: dict[str, Any] = {
    "form": FORM,
    "core": "1.0.0",
    "municipality": CODE,
    "effectiveFrom": "2027-04-01",
    "citations": {
        "rule": {
            "kind": "規則",
            "title": "例示市学童クラブ条例施行規則",
            "number": "平成27年規則第11号",
        }
    },
    "changes": [
        {
            "item": "/grade",
            "ops": [{"op": "replace", "path": "/properties/grade/maximum", "was": 6, "value": 3}],
            "basis": {"cite": "rule", "article": "第3条第1項"},
            "reason": "対象は小学校第3学年まで",
        }
    ],
}


def core(**grade: object) -> dict[str, Any]:
    """The core, with other limits of the grade."""
    made = copy.deepcopy(CORE)
    made["properties"]["grade"].update(grade)
    return made


def diff(highest: int = 3) -> dict[str, Any]:
    """The diff, with another highest grade."""
    made = copy.deepcopy(DIFF)
    made["changes"][0]["ops"][0]["value"] = highest
    return made


def body(document: object) -> bytes:
    """The document as a person would save it."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
