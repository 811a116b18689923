"""What `soroe validate` and `soroe carry` say about applications. No answer is ever quoted."""

from __future__ import annotations

from collections.abc import Mapping

from soroe.applications import Carried, Mistake
from soroe.locale import text
from soroe.model import Lang
from soroe.pointer import split
from soroe.report.items import takes
from soroe.report.style import Style
from soroe.schema import Item

_ABSENT = frozenset({"required", "dependentRequired"})
_SPELLED = frozenset({"pattern", "format"})
_UNKNOWN = frozenset({"additionalProperties", "unevaluatedProperties", "propertyNames"})


def in_words(mistake: Mistake, items: Mapping[str, Item], lang: Lang) -> str:
    """The item's titles, which entry of a list it is, and what is to be mended."""
    return f"{_named(mistake, lang)}: {mended(mistake, items, lang)}"


def mended(mistake: Mistake, items: Mapping[str, Item], lang: Lang) -> str:
    """What is to be mended, for a reader who sees where."""
    said = _said(mistake, items.get(mistake.item), lang)
    if mistake.condition is None:
        return said
    rule = text("applications", "mistake", "condition", lang, condition=mistake.condition)
    return f"{said}({rule})"


def _said(mistake: Mistake, item: Item | None, lang: Lang) -> str:
    if mistake.keyword in _ABSENT:
        return text("applications", "mistake", "required", lang)
    if mistake.keyword in _UNKNOWN:
        return text("applications", "mistake", "unknown", lang)
    if mistake.keyword == "uniqueItems":
        return text("applications", "mistake", "twice", lang)
    schema = item.schema if item is not None and isinstance(item.schema, dict) else {}
    described = schema.get("description")
    if mistake.keyword in _SPELLED and isinstance(described, str):
        return described
    if item is not None and (allowed := takes(item, lang)):
        return text("applications", "mistake", "takes", lang, takes=allowed)
    return text("applications", "mistake", "other", lang, keyword=mistake.keyword)


def _named(mistake: Mistake, lang: Lang) -> str:
    """The titles; of an entry in a list also which one it is."""
    places = [str(int(step) + 1) for step in split(mistake.at) if step.isdecimal()]
    if not places:
        return mistake.title
    which = text("applications", "mistake", "entry", lang, number="-".join(places))
    return f"{mistake.title}{which}"


def _asked(mistake: Mistake, items: Mapping[str, Item], lang: Lang) -> str:
    """What is to be answered anew, with what may be written there."""
    item = items.get(mistake.item)
    if mistake.keyword not in _ABSENT or item is None:
        return in_words(mistake, items, lang)
    return f"{_named(mistake, lang)}: {takes(item, lang)}".rstrip(": ")


def carried_text(
    carried: Carried, items: Mapping[str, Item], ends: tuple[str, str], lang: Lang, style: Style
) -> str:
    """What the other form still asks, what must be rewritten, and what is not used."""
    lines = [style(_carry("head", lang, **{"from": ends[0], "to": ends[1]}), "strong")]
    for part, mistakes, say in (
        ("asked", carried.asked, _asked),
        ("changed", carried.changed, in_words),
    ):
        if mistakes:
            lines += ["", style(_carry(part, lang, count=len(mistakes)), "strong")]
            lines += [f"  ・{say(m, items, lang)}" for m in mistakes]
    if carried.dropped:
        lines += ["", style(_carry("dropped", lang, count=len(carried.dropped)), "strong")]
        lines += [f"  ・{title}" for title in dict.fromkeys(a.title for a in carried.dropped)]
    if carried.complete:
        lines += ["", _carry("complete", lang)]
    return "\n".join(lines) + "\n"


def _carry(part: str, lang: Lang, **params: object) -> str:
    return text("applications", "carry", part, lang, **params)
