"""What may be answered to an item, in a form that can be compared across differently built forms.

おやつ as a boolean, as あり/なし and as a list of codes with these labels is one question of yes or
no; codes are never compared, labels are; a unit is read from the title or the description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from soroe.contain import contains
from soroe.diff.meaning import stripped
from soroe.model import Base, Json, Refuted, Undecided
from soroe.promotion.equal import BUDGET
from soroe.promotion.spelling import choice, fold, plain

Family: TypeAlias = Literal[
    "yes-no", "choice", "number", "text", "date", "time", "group", "list", "other"
]

_NUMERAL = re.compile(r"第?(\d{1,4})(?:年生?|歳|人|回|日|番目?|つ)?")
_SHAPES: tuple[tuple[Literal["date", "time"], str, tuple[str, ...]], ...] = (
    ("date", "2027-04-01", ("20270401", "2027-04-0x", "08:30")),
    ("time", "08:30", ("0830", "08:3x", "2027-04-01")),
)
_VERBS = {
    "あり": "有",
    "ある": "有",
    "必要": "要",
    "要": "要",
    "はい": "",
    "yes": "",
    "true": "",
    "○": "",
    "1": "",
}
_NO = frozenset({"いいえ", "no", "false", "×", "0"})


class Answers(Base, frozen=True):
    """What one item takes.

    `choices` are folded labels in a fixed order. `low` and `high` bound the
    number, the length of a text, or the length of a list. `verb` is what a question of yes or no
    asks (希望, 有, 同意), "" where it is not said; `must`: only yes is taken. `inner` are the
    members of a list, `parts` the items of a group by folded label. `schema` is
    what the engine is asked about, without words.
    """

    family: Family
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False
    unit: str = ""
    verb: str = ""
    must: bool = False
    pattern: str = ""
    inner: Answers | None = None
    parts: tuple[tuple[str, Answers], ...] = ()
    schema: Any = None

    def shape(self) -> tuple[Any, ...]:
        """All but the codes: what two lists with other codes have in common."""
        inner = self.inner.shape() if self.inner else None
        parts = tuple((name, part.shape()) for name, part in self.parts)
        odd = self.schema if self.family == "other" else None
        return (
            self.family, self.choices, self.low, self.high, self.whole, self.unit, self.verb,
            self.must, self.pattern, inner, parts, odd,
        )  # fmt: skip


def answers(schema: Json) -> Answers:
    """The answers that a schema (references inlined) takes."""
    if not isinstance(schema, dict):
        return Answers("other", schema=schema)
    bare: Json = deep(schema)
    labels = _labels(schema)
    types = _types(schema)
    if labels is not None and types != {"boolean"}:
        return _chosen(labels, bare)
    if types == {"boolean"}:
        only = schema.get("const") is True or schema.get("enum") == [True]
        return Answers("yes-no", must=only, schema=bare)
    if types == {"array"}:
        return _list(schema, bare)
    if types and types <= {"integer", "number"}:
        return _number(schema, bare, whole=types == {"integer"})
    if types == {"string"}:
        return _text(schema, bare)
    named = schema.get("properties")
    if isinstance(named, dict):
        parts = ((fold(_title(s, n)), answers(s)) for n, s in named.items())
        return Answers("group", parts=tuple(sorted(parts, key=lambda p: p[0])), schema=bare)
    return Answers("other", schema=bare)


def deep(schema: Json) -> Json:
    """The schema without anything that refuses nothing, at every depth; sets in a fixed order."""
    if isinstance(schema, list):
        return [deep(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Json] = {}
    for keyword, value in stripped(schema).items():
        if keyword in ("properties", "patternProperties", "dependentSchemas"):
            named = value if isinstance(value, dict) else {}
            out[keyword] = {n: deep(named[n]) for n in sorted(named)}
        elif keyword in ("enum", "required", "type") and isinstance(value, list):
            out[keyword] = sorted(value, key=repr)
        elif keyword in ("const", "default"):
            out[keyword] = value
        else:
            out[keyword] = deep(value)
    return {k: out[k] for k in sorted(out)}


def _types(schema: dict[str, Json]) -> set[str]:
    given = schema.get("type")
    names = {str(g) for g in given} if isinstance(given, list) else {str(given)} if given else set()
    return names - {"null"}


def _labels(schema: dict[str, Json]) -> list[str] | None:
    """The labels of the choices as people read them; None where there is no list of choices."""
    for keyword in ("oneOf", "anyOf"):
        branches = schema.get(keyword)
        if (
            isinstance(branches, list)
            and branches
            and all(isinstance(b, dict) and "const" in b for b in branches)
        ):
            return [str(b.get("title", b["const"])) for b in branches if isinstance(b, dict)]
    given = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if not isinstance(given, list):
        return None
    named = schema.get("x-choices")
    names = named if isinstance(named, dict) else {}
    return [str(names.get(str(v), v)) for v in given if v is not None]


def _chosen(labels: list[str], bare: Json) -> Answers:
    verb = _polar(labels)
    if verb is not None:
        return Answers("yes-no", verb=verb, must=len(labels) == 1, schema=bare)
    numbers = [_NUMERAL.fullmatch(plain(label)) for label in labels]
    values = sorted(int(m[1]) for m in numbers if m)
    if len(values) == len(labels) > 2 and values == list(range(values[0], values[-1] + 1)):
        return Answers("number", low=values[0], high=values[-1], whole=True, schema=bare)
    folded = {f"{'非' if no else ''}{stem}" for stem, no in map(choice, labels)}
    return Answers("choice", tuple(sorted(folded)), schema=bare)


def _polar(labels: list[str]) -> str | None:
    """The verb of a list that affirms or denies one thing; None for any other list."""
    if len(labels) not in (1, 2):
        return None
    yes: list[str] = []
    no: list[str] = []
    for label in labels:
        stem, denies = choice(label)
        (no if denies or stem in _NO else yes).append("" if stem in _NO else stem)
    if len(yes) != 1 or (len(labels) == 1 and yes[0] not in ("同意", "はい", "誓約", "希望")):
        return None
    verb = _VERBS.get(yes[0], yes[0])
    denied = {_VERBS.get(n, n) for n in no}
    return verb if denied <= {"", verb} else None


def _list(schema: dict[str, Json], bare: Json) -> Answers:
    members = schema.get("items")
    inner = answers(members)
    if inner.family == "yes-no" and inner.must:
        asked = schema.get("minItems", 0) != 0
        return Answers("yes-no", verb=inner.verb, must=asked, schema=bare)
    low, high = _bounds(schema, "minItems", "maxItems")
    return Answers("list", low=low, high=high, inner=inner, schema=bare)


def _number(schema: dict[str, Json], bare: Json, *, whole: bool) -> Answers:
    low, high = _bounds(schema, "minimum", "maximum")
    over, under = _bounds(schema, "exclusiveMinimum", "exclusiveMaximum")
    step = 1 if whole else 0
    lows = [v for v in (low, over + step if over is not None else None) if v is not None]
    highs = [v for v in (high, under - step if under is not None else None) if v is not None]
    return Answers(
        "number",
        low=max(lows, default=None),
        high=min(highs, default=None),
        whole=whole,
        schema=bare,
    )


def _text(schema: dict[str, Json], bare: Json) -> Answers:
    pattern = schema.get("pattern")
    spelled = pattern if isinstance(pattern, str) else ""
    kind = schema.get("format")
    shaped = _shaped(spelled) if spelled else ""
    if kind == "date" or shaped == "date":
        return Answers("date", schema=bare)
    if kind == "time" or shaped == "time":
        return Answers("time", schema=bare)
    low, high = _bounds(schema, "minLength", "maxLength")
    said = kind if isinstance(kind, str) else ""
    return Answers("text", low=low, high=high, pattern=spelled, verb=said, schema=bare)


@lru_cache(maxsize=4096)
def _shaped(pattern: str) -> Literal["date", "time", ""]:
    """Whether a pattern takes days or times of the clock and nothing that is none."""
    for shape, taken, refused in _SHAPES:
        if _takes(taken, pattern) and not any(_takes(text, pattern) for text in refused):
            return shape
    return ""


def _takes(text: str, pattern: str) -> bool:
    schema: Json = {"type": "string", "pattern": pattern}
    return not isinstance(contains({"const": text}, schema, BUDGET), Refuted | Undecided)


def _bounds(schema: dict[str, Json], *names: str) -> Iterator[float | None]:
    for name in names:
        value = schema.get(name)
        yield value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _title(schema: Json, name: str) -> str:
    title = schema.get("title") if isinstance(schema, dict) else None
    return title if isinstance(title, str) else name
