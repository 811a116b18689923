"""The items of a form as a table: what is asked, what may be written, what a city may change."""

from __future__ import annotations

from soroe.locale import text
from soroe.model import Json, Lang
from soroe.pointer import split
from soroe.report import words
from soroe.report.style import Style
from soroe.report.width import table, wrap
from soroe.schema import Item, items

ALLOWED = ("open", "narrow", "wording")
"""What `x-local` may say; without it, everything is open."""


def rows(form: Json, lang: Lang) -> list[Json]:
    """One object for each item, in reading order; `takes` and `local` are in words."""
    return [
        {
            "item": item.pointer,
            "title": item.title,
            "required": item.required,
            "takes": takes(item, lang),
            "local": local(item, lang),
            "delegated": delegated(item, lang),
        }
        for item in items(form).values()
    ]


def table_text(form: Json, lang: Lang, columns: int, style: Style) -> str:
    """The table; `columns` breaks what would run over the edge, 0 leaves it."""
    found = list(items(form).values())
    heads = tuple(
        text("report", "items", part, lang) for part in ("title", "required", "local", "takes")
    )
    cells = [heads, *(_row(item, lang) for item in found)]
    if not found:
        return text("report", "items", "none", lang) + "\n"
    lines = table(cells)
    out = [style(lines[0], "faint")]
    for item, line in zip(found, lines[1:], strict=True):
        out.extend(wrap(line, columns, "", " " * 8))
        if left := delegated(item, lang):
            out.append(style(" " * (_depth(item) * 2 + 4) + left, "faint"))
    return "\n".join(out) + "\n"


def takes(item: Item, lang: Lang) -> str:
    """What may be written: kind, choices and limits."""
    schema = item.schema if isinstance(item.schema, dict) else {}
    said = list(words.limits(schema, lang))
    return words.say(lang, "comma").join(said)


def local(item: Item, lang: Lang) -> str:
    """What a city may change here: anything, narrow it, or the wording only."""
    schema = item.schema if isinstance(item.schema, dict) else {}
    allowed = schema.get("x-local")
    return text("report", "local", str(allowed) if allowed in ALLOWED else "open", lang)


def delegated(item: Item, lang: Lang) -> str:
    """The value that the law leaves to the city, with its bounds; empty where there is none."""
    schema = item.schema if isinstance(item.schema, dict) else {}
    left = schema.get("x-delegated")
    if not isinstance(left, dict):
        return ""
    law = str(left.get("law", ""))
    return text("report", "local", "delegated", lang, law=law, range=_range(left, lang))


def _range(delegated: dict[str, Json], lang: Lang) -> str:
    found = delegated.get("range")
    if isinstance(found, dict):
        return words.span(found, "number", lang)
    if isinstance(found, list) and len(found) == 2:
        return words.span({"minimum": found[0], "maximum": found[1]}, "number", lang)
    return "" if found is None else str(found)


def _row(item: Item, lang: Lang) -> tuple[str, str, str, str]:
    part = "required" if item.required else "optional"
    title = "  " * _depth(item) + item.title
    return title, words.say(lang, part), local(item, lang), takes(item, lang)


def _depth(item: Item) -> int:
    return sum(1 for name in split(item.pointer) if name != "*") - 1
