"""Schemas made to hurt: name -> (a, b). The answer may be anything but an exception or a hang."""

from __future__ import annotations

from typing import Any


def _circular(branches: int, extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """A union of circular objects: every branch has five properties that refer to the union."""
    options = [
        {
            "type": "object",
            "properties": {
                "kind": {"const": f"k{i}"},
                **{f"p{j}": {"$ref": "#/$defs/any"} for j in range(5)},
                **(extra or {} if i == branches - 1 else {}),
            },
            "required": ["kind"],
        }
        for i in range(branches)
    ]
    return {"$ref": "#/$defs/any", "$defs": {"any": {"oneOf": options}}}


def _doubling(levels: int, leaf: dict[str, Any]) -> dict[str, Any]:
    defs: dict[str, Any] = {"d0": leaf}
    for i in range(1, levels):
        ref = {"$ref": f"#/$defs/d{i - 1}"}
        defs[f"d{i}"] = {"type": "object", "properties": {"l": ref, "r": ref}}
    return {"$ref": f"#/$defs/d{levels - 1}", "$defs": defs}


def _doubling_all_of(levels: int) -> dict[str, Any]:
    defs: dict[str, Any] = {"d0": {"type": "string"}}
    for i in range(1, levels):
        ref = {"$ref": f"#/$defs/d{i - 1}"}
        defs[f"d{i}"] = {"allOf": [ref, ref, {"maxLength": 100 - i}]}
    return {"$ref": f"#/$defs/d{levels - 1}", "$defs": defs}


def _deep(levels: int, keyword: str, leaf: Any) -> Any:
    schema = leaf
    for _ in range(levels):
        schema = {keyword: {"a": schema} if keyword == "properties" else schema}
    return schema


def _linked(length: int, last: dict[str, Any]) -> dict[str, Any]:
    """A chain of definitions, each requiring the next."""
    defs = {
        f"n{i}": {"properties": {"next": {"$ref": f"#/$defs/n{i + 1}"}}, "required": ["next"]}
        for i in range(length)
    }
    return {"$ref": "#/$defs/n0", "$defs": {**defs, f"n{length}": last}}


def _pattern(source: str) -> dict[str, Any]:
    return {"type": "string", "pattern": source}


_TREE = {
    "type": "object",
    "properties": {"child": {"$ref": "#"}, "n": {"type": "integer"}},
    "required": ["child"],
}
_MANY = [f"c{i:05}" for i in range(10_000)]
_CNF = {
    "allOf": [
        {
            "anyOf": [
                {"properties": {f"v{(i * 7 + j * 13) % 40}": {"const": (i + j) % 2 == 0}}}
                for j in range(3)
            ]
        }
        for i in range(160)
    ],
    "required": [f"v{i}" for i in range(40)],
    "type": "object",
}

PAIRS: dict[str, tuple[Any, Any]] = {
    "self reference": ({"$ref": "#"}, {"type": "string"}),
    "references in a ring": (
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"type": "string"},
    ),
    "not itself": ({"not": {"$ref": "#"}}, {"type": "string"}),
    "a tree that never ends": (_TREE, False),
    "twelve circular branches": (_circular(12), _circular(12, {"z": {"type": "string"}})),
    "thirteen circular branches": (_circular(12), _circular(13)),
    "forty circular branches": (_circular(40, {"z": {"type": "string"}}), _circular(40)),
    "doubling references": (
        _doubling(40, {"type": "string"}),
        _doubling(40, {"type": "string", "maxLength": 5}),
    ),
    "doubling allOf": (_doubling_all_of(30), {"maxLength": 70}),
    "nested properties": (_deep(95, "properties", {"type": "string"}), {"type": "string"}),
    "nested not": (_deep(90, "not", {"type": "string"}), {"type": "string"}),
    "too deep": (_deep(3000, "properties", True), {"type": "string"}),
    "too deep not": (_deep(3000, "not", True), _deep(2999, "not", True)),
    "a chain of definitions": (_linked(800, {"type": "string"}), _linked(800, {"minLength": 1})),
    "catastrophic pattern": (_pattern("^(a+)+$"), _pattern("^a+$")),
    "catastrophic pattern against": (_pattern("^a+$"), _pattern("^(a|aa)+$")),
    "exponential automaton": (_pattern("^[ab]*a[ab]{25}$"), _pattern("^[ab]*b[ab]{25}$")),
    "exponential complement": (_pattern("^[ab]{30}$"), _pattern("a[ab]{20}b|b[ab]{20}a")),
    "nested counters": (_pattern("^((a{1,100}){1,100}){1,100}$"), _pattern("^a{1,999999}$")),
    "long pattern": (_pattern("^" + "a?" * 3000 + "$"), _pattern("^a*$")),
    "many groups": (_pattern("(" * 200 + "a" + ")" * 200), _pattern("a")),
    "look-ahead": (_pattern("^(?=.*[0-9])(?=.*[a-z]).{8,}$"), {"minLength": 8}),
    "look-behind": (_pattern("(?<=a)b"), _pattern("b")),
    "back reference": (_pattern(r"^(a+)b\1$"), _pattern("b")),
    "word boundary": (_pattern(r"\bfoo\b"), _pattern("foo")),
    "not a pattern": (_pattern("(((["), _pattern("a")),
    "huge length": ({"type": "string", "minLength": 10**9}, {"type": "string", "minLength": 5}),
    "huge length the other way": ({"type": "string"}, {"maxLength": 10**9}),
    "huge array": ({"type": "array", "minItems": 10**9}, {"minItems": 3}),
    "huge array with elements": (
        {"type": "array", "minItems": 10**9, "items": {"type": "string"}},
        {"items": {"minLength": 1}},
    ),
    "huge object": ({"type": "object", "minProperties": 10**9}, {"maxProperties": 10}),
    "many distinct": (
        {"type": "array", "minItems": 5000, "uniqueItems": True, "items": {"type": "integer"}},
        {"maxItems": 5},
    ),
    "distinct booleans": (
        {"type": "array", "uniqueItems": True, "items": {"type": "boolean"}, "minItems": 3},
        False,
    ),
    "tiny step": ({"type": "number", "multipleOf": 1e-10}, {"type": "number", "multipleOf": 1e-5}),
    "huge numbers": ({"type": "number", "minimum": 1e300}, {"maximum": 1.7e308}),
    "coprime steps": (
        {"allOf": [{"multipleOf": p} for p in (7919, 7907, 7901, 7883)], "type": "integer"},
        {"not": {"minimum": 1}},
    ),
    "holes": (
        {"type": "integer", "not": {"anyOf": [{"multipleOf": p} for p in (2, 3, 5, 7, 11, 13)]},
         "minimum": 10**15, "maximum": 10**15 + 10**9},
        False,
    ),
    "false in disguise": (
        {"type": "object", "properties": {"a": {"type": "string", "pattern": "^a$", "minLength": 2}},
         "required": ["a"]},
        {"type": "null"},
    ),
    "false in a deep disguise": (
        {"allOf": [{"anyOf": [{"type": "string"}, {"type": "number"}]}, {"not": {"type": "string"}},
                   {"not": {"multipleOf": 1}}, {"multipleOf": 2}]},
        {"type": "null"},
    ),
    "ten thousand choices": ({"enum": _MANY}, {"enum": [*_MANY[1:], "x"]}),
    "ten thousand choices, all there": ({"enum": _MANY}, {"enum": [*_MANY, "x"]}),
    "ten thousand choices and a pattern": ({"enum": _MANY}, _pattern("^c[0-9]{5}$")),
    "ten thousand objects": (
        {"enum": [{"k": i} for i in range(10_000)]},
        {"properties": {"k": {"maximum": 9_998}}},
    ),
    "ten thousand exclusions": ({"type": "string", "not": {"enum": _MANY}}, _pattern("^c[0-9]{5}$")),
    "ten thousand properties": (
        {"properties": {k: {"type": "string"} for k in _MANY}, "additionalProperties": False},
        {"properties": {k: {"type": "string"} for k in _MANY[1:]}, "additionalProperties": False},
    ),
    "all required": (
        {"properties": {k: {"type": "string"} for k in _MANY[:2000]}, "required": _MANY[:2000]},
        {"required": [*_MANY[:2000], "x"], "type": "object"},
    ),
    "a long tuple": (
        {"type": "array", "prefixItems": [{"type": "integer"}] * 3000, "items": False},
        {"type": "array", "prefixItems": [{"type": "number"}] * 2999, "items": False},
    ),
    "many clauses": (_CNF, False),
    "many unevaluated": (
        {"anyOf": [{"properties": {f"p{i}": True}} for i in range(30)],
         "unevaluatedProperties": False},
        {"maxProperties": 3},
    ),
    "many counts": (
        {"type": "array", "allOf": [{"contains": {"const": i}} for i in range(30)]},
        {"minItems": 30},
    ),
    "many families": (
        {"patternProperties": {f"{c}": {"type": "string"} for c in "abcdefghijklmnopqrstuvwxyz0123"}},
        {"additionalProperties": {"type": "string"}},
    ),
    "a oneOf of two hundred": (
        {"oneOf": [{"properties": {"k": {"const": i}}, "required": ["k"]} for i in range(200)]},
        {"oneOf": [{"properties": {"k": {"const": i}}, "required": ["k"]} for i in range(201)]},
    ),
    "no such type": ({"type": "strange"}, {"type": "string"}),
    "keywords of the wrong shape": ({"properties": [], "required": "a", "enum": 3}, {"items": 5}),
    "a number": (5, {"type": "string"}),
    "lone surrogate": ({"const": "\ud800"}, {"type": "string"}),
    "references that are no addresses": (
        {"$id": "http://[::1", "$ref": "http://[bad", "$anchor": "x"},
        {"allOf": [{"$ref": "#/%zz/~2"}, {"$ref": ""}, {"$ref": "urn:x:y#/a"}]},
    ),
    "malformed under unevaluated": (
        {"unevaluatedProperties": False, "$ref": "#/$defs/x", "$defs": {"x": {"anyOf": 5}}},
        {"unevaluatedItems": False, "$ref": "#/$defs/x", "$defs": {"x": {"dependentSchemas": [1]}}},
    ),
    "not a number": ({"minimum": float("nan")}, {"enum": [float("inf")]}),
    "numbers beyond 64 bits": (
        {"$ref": "#/$defs/x", "maximum": 2**70, "$defs": {"x": {"minimum": 2**70}}},
        {"$ref": "#/$defs/x", "maximum": 2**70, "$defs": {"x": {"minimum": 2**70 + 1}}},
    ),
    "a tuple longer than any witness": (
        {"type": "array", "prefixItems": [{"type": "string"}] * 25_000 + [{"type": "integer"}]},
        {"type": "array", "items": {"type": "string"}},
    ),
    "reference to nowhere": ({"$ref": "http://example.invalid/x"}, {"type": "string"}),
    "reference to a file": ({"$ref": "file:///etc/passwd"}, {"type": "string"}),
    "the meta-schema": ({"$ref": "https://json-schema.org/draft/2020-12/schema"}, {"type": "object"}),
}  # fmt: skip
