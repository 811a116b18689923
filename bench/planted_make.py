"""Municipalities with planted intentions, made from a seed (see `bench.planted`)."""

from __future__ import annotations

import json
import random
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from soroe.cli.sources import from_file, read_source
from soroe.model import Change, Json, LocalDiff, Op
from soroe.schema.walk import items

ROOT = Path(__file__).resolve().parent
CORE = ROOT.parent / "schemas" / "forms" / "gakudo-application" / "1.0.0.json"
Spec = dict[str, Any]


class Planted(NamedTuple):
    """The diffs, and the intention of each change by municipality and index."""

    diffs: list[LocalDiff]
    meant: dict[tuple[str, int], str]
    intentions: int


@cache
def published() -> Json:
    """The sample core, references inlined."""
    return from_file(read_source(str(CORE)))[0]


def planted(seed: int, words: str, size: int, changes: int) -> Planted:
    """So many municipalities with so many changes each; equal arguments make equal diffs."""
    rng = random.Random(f"{seed} {words}")
    table = json.loads((ROOT / "planted_words.json").read_text(encoding="utf-8"))
    parts = ("tuned", "held") if words == "all" else (words,)
    named = [(f"{p}-{n}", spec) for p in parts for n, spec in enumerate(table.get(p, ()))]
    picked = [(f"choice-{n}", spec) for n, spec in enumerate(table["choices"])]
    own = [f"core-{n}" for n in range(len(table["core"]))]
    diffs, meant, seen = [], {}, set[str]()
    for n in range(size):
        code = f"99{n + 100:04d}"  # 990001 would be a prefecture
        made: list[tuple[str, Change]] = []
        used: set[str] = set()
        items_ = rng.sample(named, min(len(named), changes // 2))
        made.extend((name, _item(spec, rng, used)) for name, spec in items_)
        made.extend((name, _choice(spec, rng)) for name, spec in rng.sample(picked, 3))
        rest = rng.sample(own, min(len(own), changes - len(made)))
        made.extend((name, _on_core(table["core"][int(name[5:])], rng)) for name in rest)
        while len(made) < changes:
            at = rng.randrange(len(_required()))
            made.append((f"required-{at}", _required()[at]))
            made = list({c.item + c.ops[0].path + n: (n, c) for n, c in made}.values())
        rng.shuffle(made)
        for index, (name, _) in enumerate(made):
            meant[code, index] = name
            seen.add(name)
        diff = LocalDiff(
            "gakudo-application",
            "1.0.0",
            code,
            tuple(c for _, c in made),
            effective_from=f"{rng.choice((2025, 2026, 2027))}-04-01",
        )
        diffs.append(diff)
    return Planted(diffs, meant, len(seen))


# ---- spelling


_HALF = {
    unicodedata.normalize("NFKC", c): c for c in (chr(n) for n in range(0xFF66, 0xFF9E))
} | {
    unicodedata.normalize("NFKC", a + m): a + m
    for a in (chr(n) for n in range(0xFF66, 0xFF9E)) for m in "ﾞﾟ"
    if len(unicodedata.normalize("NFKC", a + m)) == 1
}  # fmt: skip


def _spelled(label: str, rng: random.Random) -> str:
    """The label as another clerk would type it."""
    if rng.random() < 0.15:
        label = "".join(_HALF.get(c, c) for c in label)
    elif rng.random() < 0.15:
        label = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in label)
    if rng.random() < 0.06:
        label = "".join(
            chr(ord(c) + 0x60) if "ぁ" <= c <= "ん" and c not in "のをにへとがはでく" else c
            for c in label
        )
    if rng.random() < 0.1:
        label = rng.choice(
            ("{}※", "※{}", "{}（必須）", "【任意】{}", "{}欄", "「{}」", "{}について")
        ).format(label)
    if rng.random() < 0.08 and len(label) > 3:
        label = label.replace("の", "の　", 1)
    return label


def _label(spec: Spec, rng: random.Random) -> str:
    labels = spec["labels"][: spec.get("only", len(spec["labels"]))]
    return str(labels[0] if rng.random() < 0.4 else rng.choice(labels))


# ---- items


def _item(spec: Spec, rng: random.Random, used: set[str]) -> Change:
    at = rng.choice([*[spec["at"][0]] * 3, *spec["at"]])
    group = items(published()).get(at.removesuffix("/*"))
    schema = titled(spec, rng, group.title if group is not None else "")
    name = rng.choice(("f", "item", "k", "field")) + str(rng.randrange(10_000))
    while at + name in used:
        name += "x"
    used.add(at + name)
    path = path_of(at)
    ops = [Op("add", f"{path}/properties/{name}", value=schema)]
    if rng.random() < 0.4:
        ops.append(Op("add", f"{path}/required", value=name))
    return Change(f"{at}/{name}", tuple(ops))


def titled(spec: Spec, rng: random.Random, group: str) -> dict[str, Any]:
    """The schema of an added item in some city's words; `group` is the title of what it is in."""
    title = _label(spec, rng)
    schema: dict[str, Any] = {"title": "", **_takes(spec["takes"], rng)}
    title, schema = _asked(spec["takes"], title, schema, rng)
    if group and rng.random() < 0.1 and not title.startswith(group):
        title = f"{group}の{title}"
    schema["title"] = _spelled(title, rng)
    if rng.random() < 0.25 and len(spec["labels"]) > 1:
        schema["x-synonyms"] = rng.sample(spec["labels"], 1)
    if rng.random() < 0.5:
        schema["x-order"] = rng.randrange(1, 400)
    return schema


def path_of(item: str) -> str:
    """The place of an item's schema."""
    return "".join(
        "/items" if step == "*" else f"/properties/{step}" for step in item.split("/")[1:]
    )


def _takes(takes: Any, rng: random.Random) -> dict[str, Any]:
    if takes == "text":
        out: dict[str, Any] = {"type": "string"}
        if rng.random() < 0.7:
            out["maxLength"] = rng.choice((20, 30, 40, 50, 100))
        if rng.random() < 0.2:
            out["minLength"] = 1
        if rng.random() < 0.2:
            out["pattern"] = r"^[^\x00-\x20\x7F　][^\x00-\x1F\x7F]*$"
        return out
    if takes == "note":
        return {"type": "string", "maxLength": rng.choice((200, 400, 500, 1000))}
    if takes == "date":
        pattern = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
        return rng.choice(
            ({"type": "string", "format": "date"}, {"type": "string", "pattern": pattern})
        )
    if takes == "time":
        return {
            "type": "string",
            "pattern": rng.choice(
                (
                    "^([01][0-9]|2[0-3]):[0-5][0-9]$",
                    r"^([01]\d|2[0-3]):[0-5]\d$",
                    "^(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]$",
                )
            ),
        }
    ((kind, facts),) = takes.items()
    if kind == "choice":
        return _listed(facts, rng)
    if kind == "many":
        return {
            "type": "array",
            "items": _listed(facts, rng),
            "uniqueItems": True,
            **({"minItems": 1} if rng.random() < 0.5 else {}),
        }
    if kind == "group":
        parts = {
            f"p{n}": {"title": _spelled(label, rng), **_takes(takes_, rng)}
            for n, (label, takes_) in enumerate(facts)
        }
        return {
            "type": "object",
            "properties": parts,
            "required": ["p0"],
            "additionalProperties": False,
        }
    return {"type": "boolean"}


def _listed(choices: list[list[str]], rng: random.Random) -> dict[str, Any]:
    labels = [rng.choice(said) for said in choices]
    if rng.random() < 0.3:
        labels = [_spelled_choice(label, rng) for label in labels]
    if rng.random() < 0.3:
        rng.shuffle(labels)
    if rng.random() < 0.12:
        labels.append(rng.choice(("その他", "わからない")))
    how = rng.randrange(4)
    if how == 0:
        return {"type": "string", "enum": labels}
    codes = [
        str(n + 1) if how == 1 else f"c{rng.randrange(10_000)}-{n}" for n in range(len(labels))
    ]
    if how == 3:
        return {
            "type": "string",
            "oneOf": [{"const": c, "title": t} for c, t in zip(codes, labels, strict=True)],
        }
    return {"type": "string", "enum": codes, "x-choices": dict(zip(codes, labels, strict=True))}


def _spelled_choice(label: str, rng: random.Random) -> str:
    if rng.random() < 0.5:
        return "".join(_HALF.get(c, c) for c in label)
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in label)


_PAIRS = {
    "希望": (("希望する", "希望しない"), ("希望します", "希望しません")),
    "有": (("あり", "なし"), ("有", "無"), ("有り", "無し")),
    "": (("はい", "いいえ"), ("する", "しない")),
    "同意": (("同意する", "同意しない"), ("同意します", "同意しません")),
}


def _asked(
    takes: Any, title: str, schema: dict[str, Any], rng: random.Random
) -> tuple[str, dict[str, Any]]:
    """Questions of yes or no, and numbers with their unit: title and schema go together."""
    if not isinstance(takes, dict):
        return title, schema
    if "number" in takes:
        unit, low, high = takes["number"]
        schema |= {
            "type": "integer" if unit != "℃" else "number",
            "minimum": low,
            "maximum": rng.choice((high, high, high + 1)),
        }
        if unit and rng.random() < 0.5:
            return title + rng.choice(("（{}）", "({})", "（単位：{}）")).format(unit), schema
        if unit:
            schema["description"] = rng.choice(
                ("{}で入力してください。", "単位は{}です。", "{}単位で記入してください。")
            ).format(unit)
        return title, schema
    kind = next(iter(takes))
    if kind not in ("yes", "consent"):
        return title, schema
    verb = takes[kind]
    how = rng.randrange(4)
    if kind == "consent" and how == 3:
        return title, {
            "title": "",
            "type": "array",
            "items": {"type": "string", "enum": [rng.choice(("同意する", "同意します"))]},
            "minItems": 1,
        }
    if kind == "consent" and how == 2:
        return title, schema | {"type": "boolean", "const": True}
    if how == 0:
        said = {"希望": "{}を希望する", "有": "{}"}.get(verb, "{}")
        return (said.format(title) if "希望" not in title else title), schema | {"type": "boolean"}
    pair = rng.choice(_PAIRS[verb])
    if how == 1:
        return title, {"title": "", "type": "string", "enum": list(pair)}
    return title, {
        "title": "",
        "type": "string",
        "enum": ["1", "2"],
        "x-choices": {"1": pair[0], "2": pair[1]},
    }


def _choice(spec: Spec, rng: random.Random) -> Change:
    label, code = _spelled_choice(_label(spec, rng), rng), rng.choice(spec["codes"])
    path = spec["path"]
    ops = (
        Op("add", f"{path}/enum", value=code),
        Op("add", f"{path}/x-choices/{code}", value=label),
    )
    return Change(spec["item"], ops)


# ---- changes of the core's own items


def _on_core(spec: Spec, rng: random.Random) -> Change:
    return Change(spec["item"], (msgspec.convert(rng.choice(spec["ways"]), Op),))


@cache
def _required() -> tuple[Change, ...]:
    """Items of the core that may be asked for."""
    found = []
    for pointer, item in items(published()).items():
        if not item.required and item.path.count("/properties/") == 1 and pointer != "/saturday":
            name = pointer.rsplit("/", 1)[1]
            found.append(Change(pointer, (Op("add", "/required", value=name),)))
    return tuple(found)
