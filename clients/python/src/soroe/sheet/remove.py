"""Taking an item out of a form, with the rules that speak of it."""

from __future__ import annotations

from typing import Any

from soroe.pointer import split

Schema = dict[str, Any]


def remove(form: Schema, pointer: str) -> list[Schema]:
    """Take the item out of the form, in place; the rules that went with it.

    A rule goes where it cannot hold without the item, or asks for nothing else. What a rule asks of
    other items stays.
    """
    steps = split(pointer)
    chain = [form]
    for step in steps[:-1]:
        chain.append(chain[-1]["items"] if step == "*" else chain[-1]["properties"][step])
    home, name = chain[-1], steps[-1]
    del home["properties"][name]
    _forget_required(home, name)
    _forget_companions(home, name)
    gone: list[Schema] = []
    for index in range(len(chain) - 1, -1, -1):
        inner = steps[index:]
        if "*" in inner:
            break
        gone += _forget_rules(chain[index], inner)
    return gone


def _forget_required(home: Schema, name: str) -> None:
    required = home.get("required")
    if isinstance(required, list) and name in required:
        home["required"] = [n for n in required if n != name]
        if not home["required"]:
            del home["required"]


def _forget_companions(home: Schema, name: str) -> None:
    together = home.get("dependentRequired")
    if not isinstance(together, dict):
        return
    left = {k: [n for n in v if n != name] for k, v in together.items() if k != name}
    left = {k: v for k, v in left.items() if v}
    if left:
        home["dependentRequired"] = left
    else:
        del home["dependentRequired"]


def _forget_rules(home: Schema, inner: tuple[str, ...]) -> list[Schema]:
    rules = home.get("allOf")
    if not isinstance(rules, list):
        return []
    kept: list[Any] = []
    gone: list[Schema] = []
    for rule in rules:
        if not isinstance(rule, dict) or "if" not in rule or not _speaks(rule, inner):
            kept.append(rule)
            continue
        left = {k: _without(v, inner) for k, v in rule.items() if k in ("then", "else")}
        left = {k: v for k, v in left.items() if v}
        if _requires(rule["if"], inner) or not left:
            gone.append(rule)
        else:
            kept.append({**{k: v for k, v in rule.items() if k not in ("then", "else")}, **left})
    if gone or kept != rules:
        home["allOf"] = kept
        if not kept:
            del home["allOf"]
    return gone


def _speaks(rule: Schema, inner: tuple[str, ...]) -> bool:
    return any(_mentions(rule.get(part), inner) for part in ("if", "then", "else"))


def _mentions(schema: Any, inner: tuple[str, ...]) -> bool:
    if not isinstance(schema, dict):
        return False
    named, required = schema.get("properties"), schema.get("required")
    inside = named.get(inner[0]) if isinstance(named, dict) else None
    if len(inner) > 1:
        return _mentions(inside, inner[1:])
    return inside is not None or (isinstance(required, list) and inner[0] in required)


def _requires(schema: Any, inner: tuple[str, ...]) -> bool:
    """Whether the schema asks for an answer to the item."""
    if not isinstance(schema, dict):
        return False
    named, required = schema.get("properties"), schema.get("required")
    if not isinstance(required, list) or inner[0] not in required:
        return False
    inside = named.get(inner[0]) if isinstance(named, dict) else None
    return len(inner) == 1 or _requires(inside, inner[1:])


def _without(schema: Any, inner: tuple[str, ...]) -> Any:
    """What a branch asks of the other items."""
    if not isinstance(schema, dict):
        return schema
    out = dict(schema)
    named = out.get("properties")
    if isinstance(named, dict) and inner[0] in named:
        left = dict(named)
        below = _without(left[inner[0]], inner[1:]) if len(inner) > 1 else {}
        if below == {}:
            del left[inner[0]]
        else:
            left[inner[0]] = below
        out["properties"] = left
        if not left:
            del out["properties"]
    required = out.get("required")
    if len(inner) == 1 and isinstance(required, list) and inner[0] in required:
        out["required"] = [n for n in required if n != inner[0]]
        if not out["required"]:
            del out["required"]
    return out
