"""A registry in which every text that somebody may choose tries to become a program."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from tests.registry.documents import DIALECT, encoded
from tests.registry.served import Served
from tests.web.site import CITY

PAYLOADS: Final = tuple((Path(__file__).parent / "payloads.txt").read_text().splitlines())
FORM: Final = "hostile-form"


def hostile_core() -> dict[str, Any]:
    """A core in which each payload is a title, a description, a choice, a label, an example."""
    items: dict[str, Any] = {}
    for number, text in enumerate(PAYLOADS):
        items[f"item{number:02}"] = {
            "title": text,
            "description": f"説明 {text}",
            "type": "string",
            "enum": [text, f"二 {text}"],
            "x-choices": {text: text, f"二 {text}": f"表示 {text}"},
            "examples": [text],
            "x-synonyms": [text, f"別名 {text}"],
            "x-sensitive": text,
            "$comment": text,
        }
        items[f"free{number:02}"] = {
            "title": f"自由 {text}",
            "type": "string",
            "maxLength": 200,
            "examples": [text],
        }
    return {
        "$schema": DIALECT,
        "title": PAYLOADS[0],
        "description": " ".join(PAYLOADS),
        "type": "object",
        "additionalProperties": False,
        "required": ["item00"],
        "properties": items,
    }


def hostile_diff() -> dict[str, Any]:
    """A diff in which each payload is a reason, a citation's words and an address."""
    citations = {
        f"c{number}": {
            "kind": ("条例", "規則", "要綱", "慣行")[number % 4],
            "title": text,
            "number": text,
            **({"url": f"https://example.jp/?{text}"} if number % 2 else {}),
        }
        for number, text in enumerate(PAYLOADS)
    }
    changes = [
        {
            "item": f"/free{number:02}",
            "ops": [
                {
                    "op": "replace",
                    "path": f"/properties/free{number:02}/maxLength",
                    "was": 200,
                    "value": 100,
                },
                {
                    "op": "replace",
                    "path": f"/properties/free{number:02}/title",
                    "was": f"自由 {text}",
                    "value": f"わがまち {text}",
                },
            ],
            "basis": {"cite": f"c{number}", "article": text},
            "reason": text,
        }
        for number, text in enumerate(PAYLOADS)
    ]
    own = {
        "item": "/mine",
        "ops": [
            {
                "op": "add",
                "path": "/properties/mine",
                "value": {"title": PAYLOADS[1], "type": "string", "maxLength": 40},
            }
        ],
        "basis": {"cite": "c0", "article": PAYLOADS[2]},
        "reason": PAYLOADS[3],
    }
    return {
        "form": FORM,
        "core": "1.0.0",
        "municipality": CITY,
        "effectiveFrom": "2027-04-01",
        "citations": citations,
        "aliases": {"/item00": PAYLOADS[0]},
        "changes": [*changes, own],
    }


def hostile_form() -> dict[str, Any]:
    """A form for checking: the core with something that differs at every text."""
    core = hostile_core()
    kept = {name: item for name, item in core["properties"].items() if name.startswith("item")}
    for text, item in zip(reversed(PAYLOADS), kept.values(), strict=True):
        item["title"] = text
        item["enum"] = [*item["enum"], text]
    return {**core, "properties": {**kept, "own": {"title": PAYLOADS[1], "type": "string"}}}


def fill(site: Served) -> None:
    """Publish all of it, by the ways that are open to everybody who may publish."""
    steward, owner, other = site.tokens.steward, site.tokens.owner, site.tokens.other
    forms = f"/api/v1/forms/{FORM}"
    core = hostile_core()
    _put(site, f"{forms}/versions/1.0.0", core, steward)
    diff = hostile_diff()
    _put(site, f"{forms}/local/{CITY}/1", diff, owner)
    _put(site, f"{forms}/local/992011/1", {**diff, "municipality": "992011"}, other)
    more = {**core, "properties": {**core["properties"], "more": {"title": "増", "type": "null"}}}
    about = urlencode({"closesOn": "2099-03-31", "note": " ".join(PAYLOADS)[:1900]})
    _put(site, f"{forms}/reviews/1.1.0?{about}", more, steward)
    for text, token in zip(PAYLOADS, itertools.cycle([owner, other]), strict=False):
        _post(site, f"{forms}/reviews/1.1.0/comments", {"text": text, "item": "/item00"}, token)
    organisation = {"id": "hostile", "kind": "vendor", "name": PAYLOADS[4]}
    _post(site, "/api/v1/organisations", organisation, steward)
    issue = {"label": PAYLOADS[5], "scopes": ["review:comment"], "days": 1}
    _post(site, "/api/v1/organisations/hostile/tokens", issue, steward)
    cited = {"citation": {"kind": "条例", "title": PAYLOADS[6], "number": PAYLOADS[7]}}
    new = {"If-None-Match": "*"}
    _put(site, f"/api/v1/municipalities/{CITY}/citations/hostile", cited, owner, headers=new)


def propose(site: Served) -> dict[str, str]:
    """A proposal of which every word is a payload, with voices and comments."""
    item = {"title": PAYLOADS[8], "description": PAYLOADS[9], "type": "string", "maxLength": 40}
    change = {
        "item": "/proposed",
        "ops": [{"op": "add", "path": "/properties/proposed", "value": item}],
        "reason": PAYLOADS[10],
    }
    said = {
        "title": PAYLOADS[11],
        "text": " ".join(PAYLOADS[:30]),
        "closesOn": "2999-01-31",
        "changes": [change],
    }
    opened = _post(site, f"/api/v1/forms/{FORM}/proposals", said, site.tokens.steward)
    there = f"/api/v1/forms/{FORM}/proposals/{opened['proposal']}"
    voices = ((CITY, site.tokens.owner), ("992011", site.tokens.other))
    for (code, token), text in zip(voices, PAYLOADS[12:], strict=False):
        _put(site, f"{there}/voices/{code}", {"stance": "object", "reason": text}, token)
    for text in PAYLOADS:
        _post(site, f"{there}/comments", {"text": text}, site.tokens.owner)
    return {"proposal": str(opened["proposal"])}


def _put(site: Served, path: str, value: Any, token: str, **more: Any) -> None:
    answer = site.call("PUT", path, token, content=encoded(value), **more)
    assert answer.is_success, answer.text


def _post(site: Served, path: str, value: Any, token: str) -> Any:
    answer = site.call("POST", path, token, content=encoded(value))
    assert answer.is_success, answer.text
    return answer.json()
