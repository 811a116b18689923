"""The core's rules between items ("where … is chosen, … is required") in a summary of a form.

A summary says next to nothing about them. A rule of the core whose items the form all has is taken
to hold there too, and a note says how many; a rule about an item that is not there is left out.
"""

from __future__ import annotations

from soroe.importers.field import Fragment
from soroe.model import Json

KEYWORDS = (
    "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas",
)  # fmt: skip


def kept(core: Fragment, form: Fragment) -> Fragment:
    """The core's rules on one object that speak of nothing but what the form's object has."""
    out: Fragment = {}
    rules = core.get("allOf")
    if isinstance(rules, list) and (all_of := [r for r in rules if _known(r, form)]):
        out["allOf"] = all_of
    trio: Fragment = {k: core[k] for k in ("if", "then", "else") if k in core}
    if "if" in trio and all(_known(rule, form) for rule in trio.values()):
        out |= trio
    for keyword in ("anyOf", "oneOf"):
        listed = core.get(keyword)
        if isinstance(listed, list) and all(_known(rule, form) for rule in listed):
            out[keyword] = listed
    if "not" in core and _known(core["not"], form):
        out["not"] = core["not"]
    for keyword in ("dependentRequired", "dependentSchemas"):
        named = core.get(keyword)
        if isinstance(named, dict):
            present = {
                name: rule
                for name, rule in named.items()
                if _known({"required": [name]}, form) and _known(_as_rule(rule), form)
            }
            if present:
                out[keyword] = present
    return out


def _as_rule(rule: Json) -> Json:
    return {"required": rule} if isinstance(rule, list) else rule


def _known(rule: Json, form: Json) -> bool:
    """Whether every item that the rule names is in the form."""
    if not isinstance(rule, dict):
        return True
    named = form.get("properties") if isinstance(form, dict) else None
    have = named if isinstance(named, dict) else {}
    required = rule.get("required")
    if isinstance(required, list) and not all(name in have for name in required):
        return False
    inner = rule.get("properties")
    if isinstance(inner, dict) and not all(
        name in have and _known(schema, have[name]) for name, schema in inner.items()
    ):
        return False
    members = form.get("items") if isinstance(form, dict) else None
    if not all(_known(rule[k], members) for k in ("items", "contains") if k in rule):
        return False
    inside = [rule[k] for k in ("if", "then", "else", "not") if k in rule]
    for keyword in ("allOf", "anyOf", "oneOf"):
        listed = rule.get(keyword)
        inside += listed if isinstance(listed, list) else []
    return all(_known(one, form) for one in inside)
