"""Writes docs/forms/: one page per form, for people, made from its newest core version.

Run it after a form or a component has changed; a test compares the pages with what it would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from soroe import jsontext
from soroe.schema import Item, inline, items

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "schemas"
FREEDOM = {
    "open": "自由に加えたり変えたりできます / may be changed and added to freely",
    "narrow": "狭めることだけできます / may only be narrowed",
    "wording": "題名と説明だけ変えられます / only its wording may change",
}
INTRODUCTION = """\
The core form `{form}` {version}: {count} items. An item's English name is its place in the JSON
document; `*` stands for any member of a list.

(`scripts/form_pages.py` が作るページです。 Written by `scripts/form_pages.py`.)

必須の欄の ◎ は必ず入力する項目、△ はほかの答えによって必要になる項目です。空欄は任意の項目です。
任意のまとまりの中の ◎ は、そのまとまりを使うときに必要です。

Required: ◎ always, △ depending on other answers, blank never. Inside an optional group or list,
◎ holds once the group is used.

## 項目 / Items
"""


def pages() -> dict[Path, str]:
    """Every page by its place."""
    components = {
        f"{path.parent.name}/{path.stem}": jsontext.read(path.read_bytes())
        for path in (SCHEMAS / "components").glob("*/*.json")
    }
    found = {}
    for folder in sorted(p for p in (SCHEMAS / "forms").iterdir() if p.is_dir()):
        newest = max(folder.glob("*.json"), key=lambda p: [int(n) for n in p.stem.split(".")])
        core: Any = inline(jsontext.read(newest.read_bytes()), components)
        found[ROOT / "docs" / "forms" / f"{folder.name}.md"] = page(folder.name, newest.stem, core)
    return found


def page(form: str, version: str, core: dict[str, Any]) -> str:
    """One form: what it is, its items as tables, its conditions, and what to be careful with."""
    known = items(core)
    conditional = set(_needed_sometimes(core))
    lines = [f"# {core['title']}（共通コア {version}）", "", core["description"], ""]
    lines += [INTRODUCTION.format(form=form, version=version, count=len(known))]
    head = ["| 項目 | 必須 | 答え方 | 説明 | 英語名 |", "|---|:-:|---|---|---|"]
    for group in (item for pointer, item in known.items() if pointer.count("/") == 1):
        lines += [f"### {group.title} / `{group.pointer}`", "", *head]
        inside = [i for p, i in known.items() if (p + "/").startswith(group.pointer + "/")]
        lines += [_row(item, conditional) for item in inside] + [""]
    lines += ["## 条件 / Conditions", ""]
    lines += _list(f"{title}（{where}）" for where, title in _conditions(core, "", core["title"]))
    lines += ["", "## 聞く根拠 / Laws that ask for it", ""]
    laws = [("様式全体", core["x-law"])] if "x-law" in core else []
    laws += [(_name(i), _of(i)["x-law"]) for i in _with(known, "x-law")]
    lines += _list(f"{what}: {'、'.join(one['law'] for one in named)}" for what, named in laws)
    lines += ["", "## 慎重に扱う項目 / Sensitive items", ""]
    lines += _list(f"{_name(i)}: {_of(i)['x-sensitive']}" for i in _with(known, "x-sensitive"))
    lines += ["", "## 自治体で変えられる範囲 / What a municipality may change", ""]
    elsewhere = core.get("x-local", "open")
    lines += [f"下にない項目は、{FREEDOM[elsewhere]}. (items not listed here)", ""]
    lines += [f"- {_name(i)}: {FREEDOM[_of(i)['x-local']]}" for i in _with(known, "x-local")]
    lines += ["", "### 法令が自治体に委ねる値 / Values that the law leaves to the municipality", ""]
    delegated = [(_name(i), _of(i)["x-delegated"]) for i in _with(known, "x-delegated")]
    lines += _list(f"{what}: {told['law']}、{_range(told['range'])}" for what, told in delegated)
    return "\n".join(lines).rstrip() + "\n"


def _list(entries: Iterable[str]) -> list[str]:
    """The entries of a list, or that there is none."""
    return [f"- {entry}" for entry in entries] or ["ありません。 None."]


def _row(item: Item, conditional: set[str]) -> str:
    depth = item.pointer.count("/") - item.pointer.count("/*") - 1
    mark = "◎" if item.required else "△" if item.pointer in conditional else ""
    cells = [
        "　" * depth + item.title,
        mark,
        answer(_of(item)),
        _of(item)["description"],
        f"`{item.pointer}`",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def answer(schema: dict[str, Any]) -> str:
    """How an item is answered, in a few words for a clerk."""
    if "x-choices" in schema:
        return "一つ選ぶ: " + "、".join(schema["x-choices"].values())
    kind = schema["type"]
    if kind == "array":
        number = _range({"minimum": schema.get("minItems", 0), "maximum": schema["maxItems"]})
        labels = schema["items"].get("x-choices", {}).values()
        return f"いくつでも選ぶ: {'、'.join(labels)}" if labels else f"{number}件"
    if kind == "string":
        kind = schema.get("format", kind)
    words = {
        "object": "まとまり",
        "boolean": "はい・いいえ",
        "integer": "整数",
        "number": "数",
        "string": "文字",
        "date": "年月日",
        "email": "メールアドレス",
    }[kind]
    if "maxLength" in schema:
        return f"{words}（{schema['maxLength']}文字まで）"
    bounds: dict[str, Any] = {k: schema[k] for k in ("minimum", "maximum") if k in schema}
    return f"{words}（{_range(bounds)}）" if bounds else words


def _range(bounds: Mapping[str, Any]) -> str:
    return f"{bounds.get('minimum', '')}〜{bounds.get('maximum', '')}"


def _conditions(schema: Any, at: str, title: str) -> Iterator[tuple[str, str]]:
    """Where a condition holds, by title, and what it asks; in the order of the form."""
    for condition in schema.get("allOf", ()):
        yield title, condition["title"]
    named = schema.get("properties", {})
    for name, inner in sorted(named.items(), key=lambda p: p[1]["x-order"]):
        yield from _conditions(inner, f"{at}/{name}", inner["title"])
    if "items" in schema:
        yield from _conditions(schema["items"], f"{at}/*", title)


def _needed_sometimes(schema: Any, at: str = "") -> Iterator[str]:
    for condition in schema.get("allOf", ()):
        yield from (f"{at}/{name}" for name in condition["then"].get("required", ()))
    for names in schema.get("dependentRequired", {}).values():
        yield from (f"{at}/{name}" for name in names)
    for name, inner in schema.get("properties", {}).items():
        yield from _needed_sometimes(inner, f"{at}/{name}")
    if "items" in schema:
        yield from _needed_sometimes(schema["items"], f"{at}/*")


def _with(known: dict[str, Item], keyword: str) -> list[Item]:
    return [item for item in known.values() if keyword in _of(item)]


def _of(item: Item) -> dict[str, Any]:
    schema: Any = item.schema
    return dict(schema)


def _name(item: Item) -> str:
    return f"{item.title} `{item.pointer}`"


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
