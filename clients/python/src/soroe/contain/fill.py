"""A form filled in the way a person would, from its own titles, examples, formats and choices.

This is a guess that the judge must confirm; it is what witnesses start from when a form carries no
`examples`.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from soroe.contain.automata import Language, Unsupported, shortest
from soroe.contain.automata.terms import Terms
from soroe.contain.budget import Budget, Exhausted, Meter
from soroe.contain.formats import MODELS
from soroe.contain.samples import TEXTS, of_length
from soroe.model import Json

_DEPTH = 8
_LONGEST = 2_000
_BY_TITLE = (
    ("カナ", "ヤマダ ハナコ"),
    ("フリガナ", "ヤマダ ハナコ"),
    ("ふりがな", "やまだ はなこ"),
    ("氏名", "山田 花子"),
    ("名前", "山田 花子"),
    ("郵便番号", "123-4567"),
    ("住所", "東京都例示市中央一丁目1番1号"),
    ("電話", "03-1234-5678"),
    ("メール", "hanako@example.jp"),
    ("生年月日", "2019-04-02"),
    ("日", "2027-04-01"),
)


def fill(root: dict[str, Json]) -> Json:
    """A plausible value; None when the form is too unusual to guess."""
    try:
        found: Json = _Filler(root).value(root, 0)
    except (Exhausted, RecursionError, TypeError, ValueError, KeyError, IndexError, AttributeError):
        return None
    return found


class _Filler:
    def __init__(self, root: dict[str, Json]) -> None:
        self.root = root
        meter = Meter(Budget(steps=60_000))
        self.meter = meter
        self.language = Language(Terms(meter.charge))

    def value(self, schema: Any, depth: int) -> Any:
        self.meter.charge(5)
        if not isinstance(schema, dict):
            return "あ"
        for keyword in ("examples", "const", "default", "enum"):
            if keyword in schema:
                found = schema[keyword]
                if keyword in ("examples", "enum"):
                    if isinstance(found, list) and found:
                        return found[0]
                else:
                    return found
        ref = schema.get("$ref")
        if isinstance(ref, str) and ref.startswith("#/") and depth < _DEPTH:
            return self.value(self._follow(ref), depth + 1)
        for keyword in ("oneOf", "anyOf"):
            if isinstance(schema.get(keyword), list) and "properties" not in schema:
                return self.value(schema[keyword][0], depth + 1)
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((k for k in kind if k != "null"), "null")
        if kind == "object" or "properties" in schema:
            return self.object(schema, depth)
        if kind == "array":
            return self.array(schema, depth)
        if kind in ("integer", "number"):
            return self.number(schema)
        if kind == "boolean":
            return True
        if kind == "null":
            return None
        return self.text(schema)

    def object(self, schema: dict[str, Any], depth: int) -> Json:
        required = schema.get("required", [])
        named = schema.get("properties", {})
        out: dict[str, Json] = {}
        for k, sub in named.items():
            if sub is not False and (depth < _DEPTH or k in required):
                out[k] = self.value(sub, depth + 1)
        for part in schema.get("allOf", []):
            more = self.value(part, depth + 1) if isinstance(part, dict) else None
            if isinstance(more, dict) and ("properties" in part or "$ref" in part):
                out |= more
        for k in required:
            out.setdefault(k, "あ")
        return out

    def array(self, schema: dict[str, Any], depth: int) -> Json:
        prefix = schema.get("prefixItems", [])
        out = [self.value(s, depth + 1) for s in prefix]
        least = schema.get("minItems", 1)
        while len(out) < min(least, 200):
            out.append(self.value(schema.get("items", True), depth + 1))
        return out

    @staticmethod
    def number(schema: dict[str, Any]) -> Any:
        lo = schema.get("minimum", schema.get("exclusiveMinimum"))
        hi = schema.get("maximum", schema.get("exclusiveMaximum"))
        step = schema.get("multipleOf", 1)
        value = step
        if isinstance(lo, int | float) and value < lo:
            value = lo if lo % step == 0 else (lo // step + 1) * step
        if value == schema.get("exclusiveMinimum"):
            value += step
        if isinstance(hi, int | float) and value > hi:
            value = hi
        return value

    def text(self, schema: dict[str, Any]) -> Json:
        lo, hi = schema.get("minLength", 0), schema.get("maxLength")
        if lo > _LONGEST:
            raise ValueError("nobody fills this in")
        title = str(schema.get("title", ""))
        wanted = [text for word, text in _BY_TITLE if word in title]
        model = MODELS.get(str(schema.get("format")))
        if model is not None:
            wanted = [*model.examples]
        term = None
        if "pattern" in schema:
            try:
                term = self.language.of(schema["pattern"])
            except Unsupported:
                term = None
        for text in (*wanted, *TEXTS):
            fits = lo <= len(text) and (hi is None or len(text) <= hi)
            if fits and (term is None or self.language.accepts(term, text)):
                return text
        if term is not None:
            return shortest(self.language.terms, term, lo) or ""
        return of_length(lo)

    def _follow(self, ref: str) -> Any:
        found: Any = self.root
        for token in unquote(ref[1:]).split("/")[1:]:
            step = token.replace("~1", "/").replace("~0", "~")
            found = found[int(step)] if isinstance(found, list) else found[step]
        return found
