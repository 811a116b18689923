"""Small documents that are right, for tests that make them wrong in one place."""

from __future__ import annotations

import json
from typing import Any

FORM = "small-form"
SENT = "sent-form"
"""A form of which there are only reviews."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"

COMPONENT: dict[str, Any] = {
    "$schema": DIALECT,
    "title": "備考",
    "type": "string",
    "maxLength": 400,
}


def small_core() -> dict[str, Any]:
    """A core in the house dialect, with a component and a few items."""
    return {
        "$schema": DIALECT,
        "title": "小さな様式",
        "description": "試験のための様式です。" * 50,
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {
            "name": {"title": "名前", "type": "string", "minLength": 1, "maxLength": 40},
            "grade": {"title": "学年", "type": "integer", "minimum": 1, "maximum": 6},
            "kind": {"title": "区分", "type": "string", "enum": ["new", "again"]},
            "code": {"title": "番号", "type": "string", "pattern": "^[0-9]{4}$"},
            "note": {"$ref": "../../components/note/1.0.0.json", "title": "備考"},
        },
    }


def small_diff(code: str, *, form: str = FORM, core: str = "1.0.0", top: int = 3) -> dict[str, Any]:
    """A diff that narrows the grade, with its basis."""
    return {
        "$schema": "../../meta/local-diff.json",
        "form": form,
        "core": core,
        "municipality": code,
        "effectiveFrom": "2027-04-01",
        "citations": {
            "rule": {"kind": "規則", "title": "例示規則", "number": "平成27年規則第11号"},
        },
        "changes": [
            {
                "item": "/grade",
                "ops": [
                    {
                        "op": "replace",
                        "path": "/properties/grade/maximum",
                        "was": 6,
                        "value": top,
                    }
                ],
                "basis": {"cite": "rule", "article": "第3条"},
                "reason": "対象は小学校低学年",
            }
        ],
    }


def encoded(value: Any) -> bytes:
    """The text of a document."""
    return json.dumps(value, ensure_ascii=False).encode()
