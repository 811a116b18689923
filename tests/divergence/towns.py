"""Small cities whose divergence can be counted by hand."""

from __future__ import annotations

from typing import Any

from soroe.diff import decode_diff
from soroe.diff.layers import Layer
from soroe.divergence import Member
from soroe.impact import Subject
from tests.client.samples import CORE, FORM

RULE = {"kind": "規則", "title": "例示市規則", "number": "平成27年規則第11号"}
PRACTICE = {"kind": "慣行", "title": "窓口の慣行"}


def change(item: str, *ops: dict[str, Any], cite: str | None = None) -> dict[str, Any]:
    """A change; `cite` is rule, practice or nothing."""
    basis = {"basis": {"cite": cite}} if cite else {}
    return {"item": item, "ops": list(ops), "reason": f"{item} の例", **basis}


def put(path: str, was: object, value: object) -> dict[str, Any]:
    return {"op": "replace", "path": path, "was": was, "value": value}


def add(path: str, value: object) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def drop(path: str, value: object) -> dict[str, Any]:
    """Take a member out of a set."""
    return {"op": "remove", "path": path, "value": value}


def without(path: str, was: object) -> dict[str, Any]:
    """Take away what stands there."""
    return {"op": "remove", "path": path, "was": was}


GRADE = change("/grade", put("/properties/grade/maximum", 6, 3), cite="rule")
KIND = change("/kind", drop("/properties/kind/enum", "continuing"), cite="practice")
NOTE = change("/note", add("/properties/note", {"title": "備考", "type": "string"}))
ASKED = change("/saturday", add("/required", "saturday"), cite="rule")
WORDS = change("/name", put("/properties/name/title", "児童氏名", "お子さんの名前"))


def town(code: str, *changes: dict[str, Any], core: Any = CORE, **facts: Any) -> Member:
    """A municipality with these changes."""
    below: tuple[Layer, ...] = facts.pop("below", ())
    document = {
        "form": FORM,
        "core": facts.pop("version", "1.0.0"),
        "municipality": code,
        "citations": {"rule": RULE, "practice": PRACTICE},
        "changes": list(changes),
        **facts,
    }
    return Member(Subject(code, f"例示{code}", 1), core, decode_diff(document), below)


A, B, C, D = "992011", "992020", "992038", "992046"
