"""Questions with known answers, one line per law: name, a, b, whether a is in b, b in a.

"?" stands for "undecided is the honest answer".
"""

from __future__ import annotations

from typing import Any, Literal

Answer = bool | Literal["?"]


def obj(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
    }


def rx(pattern: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, **more}


INT, NUM, STR = {"type": "integer"}, {"type": "number"}, {"type": "string"}
ARR: dict[str, Any] = {"type": "array"}
_EITHER = {"oneOf": [{**INT, "minimum": 2}, {**INT, "maximum": 3}]}
_KINDS = {
    "oneOf": [obj(["k"], k={"const": "x"}, v=STR), obj(["k"], k={"const": "y"}, v=INT)],
}
_TREE = {
    "$ref": "#/$defs/t",
    "$defs": {"t": obj(v=INT, kids={**ARR, "items": {"$ref": "#/$defs/t"}})},
}
_WIDE_TREE = {
    "$ref": "#/$defs/n",
    "$defs": {"n": obj(v=NUM, kids={**ARR, "items": {"$ref": "#/$defs/n"}})},
}


def _ring(turn: int) -> dict[str, Any]:
    """`c` needs an `a`, and an `a` may hold a `c` or stop: both exist."""
    ways = [obj(["c"], c={"$ref": "#/$defs/c"}), obj(["stop"], stop=STR)]
    return {
        **obj(
            ["q", "p"] if turn & 2 else ["p", "q"], p={"$ref": "#/$defs/a"}, q={"$ref": "#/$defs/c"}
        ),
        "$defs": {
            "a": {"anyOf": ways[::-1] if turn & 1 else ways},
            "c": obj(["a"], a={"$ref": "#/$defs/a"}),
        },
    }


ANSWERS: list[tuple[str, Any, Any, Answer, Answer]] = [
    # ---- types and values
    ("integers are numbers", INT, NUM, True, False),
    ("a union of types", {"type": ["string", "null"]}, {"type": ["null", "boolean", "string"]}, True, False),
    ("true and one are different", {"const": True}, {"const": 1}, False, False),
    ("one and one point zero are equal", {"const": 1}, {"const": 1.0}, True, True),
    ("an enumeration shrinks", {"enum": ["a", "b"]}, {"enum": ["b"]}, False, True),
    ("an enumeration of types", {"type": "boolean"}, {"enum": [True, False]}, True, True),
    ("null is one value", {"type": "null"}, {"const": None}, True, True),
    ("constants deep inside", {"const": {"a": [1, {"b": None}]}}, {"enum": [{"a": [1.0, {"b": None}]}]}, True, True),
    ("not this object", {"type": "object"}, {"not": {"const": {"a": 1}}}, False, False),
    ("not this array", {"type": "array", "maxItems": 0}, {"not": {"const": []}}, False, False),
    ("only other objects", {**obj(["a"], a={"enum": [1, 2]}), "not": {"const": {"a": 1}}}, {"const": {"a": 2}}, True, True),
    ("annotations do not count", {**STR, "title": "x", "examples": ["y"], "x-order": 1}, STR, True, True),
    ("everything", True, {}, True, True),
    ("nothing", False, STR, True, False),
    # ---- numbers
    ("a bound moves", {**INT, "maximum": 3}, {**INT, "maximum": 6}, True, False),
    ("strict and not strict", {**NUM, "exclusiveMinimum": 0}, {**NUM, "minimum": 0}, True, False),
    ("strict over integers", {**INT, "exclusiveMinimum": 0}, {**INT, "minimum": 1}, True, True),
    ("a bound between integers", {**INT, "minimum": 0.5}, {**INT, "minimum": 1}, True, True),
    ("exact decimals", {**NUM, "multipleOf": 0.3}, {**NUM, "multipleOf": 0.1}, True, False),
    ("common multiples", {**INT, "allOf": [{"multipleOf": 4}, {"multipleOf": 6}]}, {"multipleOf": 12}, True, False),
    ("steps in a narrow range", {**INT, "multipleOf": 7, "minimum": 1, "maximum": 6}, False, True, True),
    ("steps and holes", {**INT, "multipleOf": 2, "not": {"multipleOf": 4}}, {"not": {"const": 8}}, True, False),
    ("a point is left", {**NUM, "minimum": 3, "maximum": 3}, {"const": 3}, True, True),
    ("ranges side by side", {**INT, "minimum": 0}, {"anyOf": [{"maximum": 5}, {"minimum": 6}]}, True, False),
    ("a gap between ranges", {**NUM, "minimum": 0}, {"anyOf": [{"maximum": 5}, {"minimum": 6}]}, False, False),
    # ---- strings
    ("lengths", {**STR, "maxLength": 40}, {**STR, "maxLength": 60}, True, False),
    ("no length is left", {**STR, "minLength": 3, "maxLength": 2}, False, True, True),
    ("patterns by language", rx("^[0-9]{3}$"), rx(r"^\d+$"), True, False),
    ("the same language twice", rx("^(a|b)*$"), rx("^[ab]*$"), True, True),
    ("a pattern is searched for", rx("^abc$"), rx("b"), True, False),
    ("pattern and length", rx("^a*$", maxLength=3), rx("^a{0,3}$"), True, True),
    ("a pattern implies a length", rx("^[a-z]{3,5}$"), {"minLength": 3, "maxLength": 5}, True, False),
    ("two patterns meet nowhere", {"allOf": [rx("^a"), rx("^b")]}, False, True, True),
    ("not a pattern", {**rx("^[ab]$"), "not": {"pattern": "a"}}, {"const": "b"}, True, True),
    ("a negated set", rx("^[^a]$"), {"not": {"const": "a"}}, True, False),
    ("look-ahead", rx("^(?!0)[0-9]+$"), rx("^[1-9][0-9]*$"), True, True),
    ("an anchor inside", rx("^(a|b$)"), rx("^(a.*|b)$" ), False, True),
    ("kana by script", rx(r"^\p{Script=Katakana}+$"), rx("^[ァ-ヺー-ヿ]+$"), False, False),
    ("katakana range", rx("^[ア-ン]+$"), rx("^[ァ-ヶー]+$"), True, False),
    ("a finite language", rx("^(x|y)$"), {"enum": ["x", "y", "z"]}, True, False),
    ("look-behind stays open", rx("(?<=a)b"), rx("b"), "?", "?"),
    ("a back reference stays open", rx(r"^(a|b)\1$"), rx("^..$"), "?", "?"),
    # ---- objects
    ("an optional item more in a closed form", obj(a=STR), obj(a=STR, b=STR), True, False),
    ("an item becomes required", obj(["a"], a=STR), obj(a=STR), True, False),
    ("an item's answers narrow", obj(a={"enum": [1]}), obj(a={"enum": [1, 2]}), True, False),
    ("an impossible item is no item", obj(a=False, b=STR), obj(b=STR), True, True),
    ("a required impossible item", obj(["a"], a=False), False, True, True),
    ("open and closed", {"type": "object"}, obj(a=STR), False, True),
    ("names by pattern", {"patternProperties": {"^x-": STR}}, {"properties": {"x-a": STR}}, True, False),
    ("names by overlapping patterns", {"patternProperties": {"^a": {"minimum": 1}, "b$": {"maximum": 0}}},
     {"properties": {"ab": {"not": {"type": "number"}}}}, True, False),
    ("the rest of the names", {"properties": {"a": True}, "additionalProperties": STR},
     {"patternProperties": {"^b": STR}}, True, False),
    ("names of names", {"propertyNames": {"pattern": "^a"}}, {"properties": {"b": False}}, True, False),
    ("names from a list", {"type": "object", "propertyNames": {"enum": ["a", "b"]}}, {"maxProperties": 2}, True, False),
    ("names of bounded length", {"type": "object", "propertyNames": {"maxLength": 0}}, {"maxProperties": 1}, True, False),
    ("how many items", {"type": "object", "minProperties": 2}, {"minProperties": 1}, True, False),
    ("counted and named", {**obj(a=STR, b=STR), "minProperties": 2}, {"required": ["a", "b"]}, True, False),
    ("counted and required", {"type": "object", "required": ["a", "b"]}, {"minProperties": 2}, True, False),
    ("more than there can be", {**obj(a=STR), "minProperties": 2}, False, True, True),
    ("one item brings another", {"type": "object", "dependentRequired": {"a": ["b"]}, "required": ["a"]},
     {"required": ["b"]}, True, False),
    ("one item brings a rule", {"dependentSchemas": {"a": {"required": ["b"]}}, "required": ["a"], "type": "object"},
     {"required": ["b"]}, True, False),
    ("demands on invented names", {"type": "object", "not": {"propertyNames": {"not": {"pattern": "a"}}}},
     {"minProperties": 1}, True, False),
    ("two demands, one key", {
        "type": "object", "maxProperties": 1,
        "allOf": [{"not": {"propertyNames": {"not": {"pattern": p}}}} for p in ("^.a", "b.$")]},
     {"maxProperties": 0}, False, False),
    ("unevaluated after allOf", {"allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False},
     {"properties": {"b": False}}, True, False),
    ("unevaluated after anyOf", obj(["a"], a=STR), {
        "anyOf": [{"properties": {"a": True}, "required": ["a"]}, {"properties": {"b": True}}],
        "unevaluatedProperties": False}, True, False),
    ("unevaluated after a dependent schema", obj(["a", "b"], a=STR, b=STR), {
        "properties": {"a": True}, "dependentSchemas": {"a": {"properties": {"b": True}}},
        "unevaluatedProperties": False}, True, False),
    ("unevaluated after if", {
        "type": "object",
        "if": {"properties": {"k": {"const": 1}}, "required": ["k"]},
        "then": {"properties": {"a": True}},
        "properties": {"k": True}, "unevaluatedProperties": False},
     {"anyOf": [{"properties": {"a": False}}, {"properties": {"k": {"const": 1}}, "required": ["k"]}]}, True, False),
    # ---- arrays
    ("lengths of lists", {**ARR, "maxItems": 3}, {**ARR, "maxItems": 5}, True, False),
    ("entries", {**ARR, "items": INT}, {**ARR, "items": NUM}, True, False),
    ("by place", {**ARR, "prefixItems": [INT], "items": False}, {**ARR, "items": INT}, True, False),
    ("a place nobody can fill", {**ARR, "prefixItems": [STR, False]}, {"maxItems": 1}, True, False),
    ("no entries possible", {**ARR, "items": False}, {"maxItems": 0}, True, False),
    ("contains", {**ARR, "contains": {"const": 1}}, {"minItems": 1}, True, False),
    ("contains twice", {**ARR, "contains": {"const": 1}, "minContains": 2}, {"minItems": 2}, True, False),
    ("contains at most", {**ARR, "contains": INT, "maxContains": 1}, {**ARR, "contains": NUM, "maxContains": 1}, False, False),
    ("contains at most of all", {**ARR, "items": INT, "contains": NUM, "maxContains": 2}, {"maxItems": 2}, True, False),
    ("two kinds must occur", {**ARR, "allOf": [{"contains": STR}, {"contains": INT}]}, {"minItems": 2}, True, False),
    ("no repetitions", {**ARR, "uniqueItems": True}, ARR, True, False),
    ("no repetitions among few", {**ARR, "uniqueItems": True, "items": {"enum": [1, 2]}}, {"maxItems": 2}, True, False),
    ("no repetitions of two booleans by place",
     {**ARR, "uniqueItems": True, "minItems": 3, "items": {"type": "boolean"}}, False, True, True),
    ("distinct entries exist", {**ARR, "uniqueItems": True, "minItems": 2}, {"maxItems": 1}, False, False),
    ("distinct among just enough", {**ARR, "uniqueItems": True, "minItems": 2, "items": {"enum": [1, 2]}}, False, False, True),
    ("distinct by place", {**ARR, "uniqueItems": True, "prefixItems": [{"enum": [1, 2]}, {"const": 1}], "minItems": 2},
     {"prefixItems": [{"const": 2}]}, True, False),
    ("one entry cannot repeat", {**ARR, "maxItems": 1}, {"uniqueItems": True}, True, False),
    ("entries that exclude each other", {**ARR, "prefixItems": [STR, INT], "items": False}, {"uniqueItems": True}, True, False),
    ("unevaluated entries", {**ARR, "allOf": [{"prefixItems": [True]}], "unevaluatedItems": False}, {"maxItems": 1}, True, False),
    # ---- logic
    ("not not", {"not": {"not": STR}}, STR, True, True),
    ("de morgan", {"not": {"anyOf": [STR, INT]}}, {"allOf": [{"not": STR}, {"not": INT}]}, True, True),
    ("exactly one", _EITHER, {"not": {"enum": [2, 3]}}, True, False),
    ("discriminated alternatives", _KINDS, {"anyOf": _KINDS["oneOf"]}, True, True),
    ("one alternative less", _KINDS, _KINDS["oneOf"][0], False, True),
    ("if, then", {"if": STR, "then": {"minLength": 1}, "else": False}, {**STR, "minLength": 1}, True, True),
    ("if without then", {"if": STR}, True, True, True),
    ("cases cover all", {"type": "integer"}, {"anyOf": [{"multipleOf": 2}, {"not": {"multipleOf": 2}}]}, True, False),
    ("case by case", obj(["k", "v"], k={"enum": ["x", "y"]}, v=STR) | {
        "if": {"properties": {"k": {"const": "x"}}}, "then": {"properties": {"v": {"minLength": 2}}},
        "else": {"properties": {"v": {"minLength": 3}}}},
     obj(["k", "v"], k={"enum": ["x", "y"]}, v={**STR, "minLength": 2}), True, False),
    # ---- references
    ("a tree in a wider tree", _TREE, _WIDE_TREE, True, False),
    ("a tree that never ends", {"$ref": "#/$defs/t", "$defs": {"t": obj(["t"], t={"$ref": "#/$defs/t"})}}, False, True, True),
    ("a list of lists ends", {"$ref": "#/$defs/t", "$defs": {"t": {**ARR, "minItems": 1, "items": {
        "anyOf": [{"$ref": "#/$defs/t"}, STR]}}}}, False, False, True),
    ("one name, two meanings", {"$ref": "#/$defs/x", "$defs": {"x": INT}}, {"$ref": "#/$defs/x", "$defs": {"x": NUM}}, True, False),
    ("one name, two meanings further on",
     {"$ref": "#/$defs/x", "$defs": {"x": {"items": {"$ref": "#/$defs/y"}}, "y": INT}},
     {"$ref": "#/$defs/x", "$defs": {"x": {"items": {"$ref": "#/$defs/y"}}, "y": NUM}}, True, False),
    ("one name, two meanings, huge numbers",
     {"$ref": "#/$defs/x", "maximum": 2**70, "$defs": {"x": INT}},
     {"$ref": "#/$defs/x", "maximum": 2**70, "$defs": {"x": NUM}}, True, False),
    *[(f"asked again after the ring, {turn}", _ring(turn), False, False, True) for turn in range(4)],
    ("an anchor", {"$ref": "#x", "$defs": {"x": {"$anchor": "x", **INT}}}, INT, True, True),
    ("beside a reference", {"$ref": "#/$defs/x", "maximum": 3, "$defs": {"x": INT}}, {**INT, "maximum": 3}, True, True),
    ("a dynamic reference", {
        "$id": "https://example.jp/strict", "$dynamicAnchor": "node", "$ref": "tree", "unevaluatedProperties": False,
        "$defs": {"tree": {"$id": "tree", "$dynamicAnchor": "node", "type": "object", "properties": {
            "data": True, "kids": {"type": "array", "items": {"$dynamicRef": "#node"}}}}}},
     {"properties": {"kids": {"items": {"properties": {"daat": False}}}}}, True, False),
]  # fmt: skip

_D4 = {"$schema": "http://json-schema.org/draft-04/schema#"}
_D6 = {"$schema": "http://json-schema.org/draft-06/schema#"}
_D7 = {"$schema": "http://json-schema.org/draft-07/schema#"}
_D19 = {"$schema": "https://json-schema.org/draft/2019-09/schema"}

DIALECTS: list[tuple[str, Any, Any, Answer, Answer]] = [
    ("boolean strictness", {**_D4, **NUM, "minimum": 0, "exclusiveMinimum": True}, {**NUM, "exclusiveMinimum": 0}, True, True),
    ("no const in draft 4", {**_D4, "const": 1}, True, True, True),
    ("no if in draft 6", {**_D6, "if": True, "then": False}, True, True, True),
    ("items by place", {**_D7, **ARR, "items": [INT], "additionalItems": False}, {**ARR, "prefixItems": [INT], "items": False}, True, True),
    ("additionalItems alone", {**_D7, "additionalItems": False}, True, True, True),
    ("dependencies of both kinds", {**_D7, "dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
     {"dependentRequired": {"a": ["b"], "c": ["d"]}}, True, True),
    ("beside a reference, ignored", {**_D7, "$ref": "#/definitions/x", "maximum": 3, "definitions": {"x": INT}}, INT, True, True),
    ("beside a reference, counted", {**_D19, "$ref": "#/$defs/x", "maximum": 3, "$defs": {"x": INT}}, {**INT, "maximum": 3}, True, True),
    ("id in draft 4", {**_D4, "$ref": "http://example.jp/x", "definitions": {"x": {"id": "http://example.jp/x", **STR}}}, STR, True, True),
    ("integers of draft 4 are integers", {**_D4, **INT}, INT, True, "?"),
    ("integers of draft 4, with bounds", {**_D4, **INT, "minimum": 1}, {**_D4, **INT, "minimum": 0}, True, False),
    ("an anchor in draft 7", {**_D7, "allOf": [{"$ref": "#x"}], "definitions": {"x": {"$id": "#x", **INT}}}, INT, True, True),
    ("a recursive reference", {
        **_D19, "$id": "https://example.jp/strict", "$recursiveAnchor": True, "$ref": "tree", "unevaluatedProperties": False,
        "$defs": {"tree": {"$id": "tree", "$recursiveAnchor": True, "type": "object", "properties": {
            "kids": {"type": "array", "items": {"$recursiveRef": "#"}}}}}},
     {"properties": {"kids": {"items": {"properties": {"daat": False}}}}}, True, False),
    ("contains counts nothing in 2019", {**_D19, **ARR, "contains": INT, "unevaluatedItems": False}, False, True, True),
    ("contains counts in 2020", {**ARR, "contains": INT, "unevaluatedItems": False}, {**ARR, "items": INT, "minItems": 1}, True, True),
    ("nullable is no keyword", {**STR, "nullable": True}, STR, True, True),
]  # fmt: skip
