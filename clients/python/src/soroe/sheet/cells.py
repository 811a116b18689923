"""The rows of the workbook as a form makes them: what every cell says before anybody edits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from soroe.model import Base, Json, Lang
from soroe.page.rules import rules_of
from soroe.pointer import join, split
from soroe.report.items import local
from soroe.schema import Item, items
from soroe.sheet.choices import Option, in_cell, options_of
from soroe.sheet.kinds import Kind, kind_of, range_words, writing_words
from soroe.sheet.layout import Key, plain, say, written

_LONG = 250
"""Characters of a place; a longer one is cut and numbered."""


class Line(Base, frozen=True):
    """The row of one item. `parent` is the group or list that it stands in, "" at the top.

    `unused`: the core has the item and the form has not. `whole`: no cell is shorter than what it
    stands for.
    """

    item: str
    parent: str
    kind: Kind
    cells: dict[Key, str]
    options: tuple[Option, ...] | None
    unused: bool
    cut: frozenset[str] = frozenset()

    @property
    def depth(self) -> int:
        """How many groups and lists it stands in."""
        return sum(1 for step in split(self.item) if step != "*") - 1


class Listed(Base, frozen=True):
    """All rows in reading order, the form with the items that it leaves out, and group labels.

    `labels` are what the column of groups says for what stands in each group, by its pointer.
    """

    lines: tuple[Line, ...]
    form: Any
    labels: dict[str, str]


def listed(core: Json, form: Json, lang: Lang, differs: Mapping[str, str]) -> Listed:
    """The rows of a form that rests on a core (references inlined); `differs` by item."""
    whole, unused = merged(core, form)
    known = items(whole)
    rules = rules_of(whole, known, lang)
    labels = _labels(known, lang)
    hidden = tuple(f"{pointer}/" for pointer in unused)
    places = _places([p for p in known if not p.startswith(hidden)])
    lines = []
    for pointer, place in places.items():
        item = known[pointer]
        asked = "\n".join(r.title or r.said for r in rules.at.get(pointer, ()))
        texts = _texts(item, lang) | {
            "group": labels.get(parent_of(pointer), ""),
            "item": place,
            "rules": asked,
            "local": local(item, lang),
            "differs": differs.get(pointer, ""),
        }
        if pointer in unused:
            texts["need"] = say("needs", "unused", lang)
        schema = item.schema if isinstance(item.schema, dict) else {}
        lines.append(
            Line(
                item=pointer,
                parent=parent_of(pointer),
                kind=kind_of(item.schema),
                cells={key: plain(written(words)) for key, words in texts.items()},
                options=options_of(schema, lang),
                unused=pointer in unused,
                cut=frozenset(k for k, words in texts.items() if len(written(words)) < len(words)),
            )
        )
    return Listed(tuple(lines), whole, labels)


def parent_of(pointer: str) -> str:
    """The group or list that an item stands in."""
    return join(split(pointer)[:-1]).removesuffix("/*")


def merged(core: Json, form: Json) -> tuple[Any, frozenset[str]]:
    """The form with the items of the core that it has not, and their pointers (the outermost)."""
    unused: set[str] = set()

    def both(mine: Json, theirs: Json, at: str) -> Json:
        if not isinstance(mine, dict) or not isinstance(theirs, dict):
            return mine
        out = dict(mine)
        named, others = mine.get("properties"), theirs.get("properties")
        if isinstance(named, dict) and isinstance(others, dict):
            inside = {k: both(v, others.get(k), join((*split(at), k))) for k, v in named.items()}
            for name, schema in others.items():
                if name not in inside:
                    inside[name] = schema
                    unused.add(join((*split(at), name)))
            out["properties"] = inside
        if isinstance(mine.get("items"), dict):
            out["items"] = both(mine["items"], theirs.get("items"), f"{at}/*")
        return out

    return both(form, core, ""), frozenset(unused)


def _texts(item: Item, lang: Lang) -> dict[Key, str]:
    schema = item.schema if isinstance(item.schema, dict) else {}
    kind = kind_of(item.schema)
    options = options_of(schema, lang)
    described = schema.get("description")
    return {
        "title": item.title,
        "kind": say("kinds", kind, lang),
        "need": say("needs", "required" if item.required else "optional", lang),
        "choices": in_cell(options, lang) if options is not None else "",
        "range": range_words(schema, kind, lang),
        "writing": writing_words(schema, kind, lang),
        "description": described if isinstance(described, str) else "",
    }


def _labels(known: dict[str, Item], lang: Lang) -> dict[str, str]:
    """What stands in the column of groups; two groups of one name are told apart by their place."""
    between = say("text", "path", lang)
    found = {}
    for pointer in {parent_of(p) for p in known} - {""}:
        titles = [known[a].title for a in _ancestors(pointer) if a in known]
        found[pointer] = plain(written(between.join(titles)))
    alike = Counter(found.values())
    return {p: f"{t}（{p}）" if alike[t] > 1 else t for p, t in found.items()}


def _ancestors(pointer: str) -> Iterator[str]:
    """The pointer and the groups around it, the outermost first."""
    steps = split(pointer)
    for end in range(1, len(steps) + 1):
        if steps[end - 1] != "*":
            yield join(steps[:end])


def _places(pointers: list[str]) -> dict[str, str]:
    """What cells call each item; what would look alike in a cell is numbered."""
    seen: Counter[str] = Counter()
    out = {}
    for pointer in pointers:
        place = plain(written(pointer))
        place = place if len(place) <= _LONG else f"{place[:_LONG]}…"
        seen[place] += 1
        out[pointer] = place if seen[place] == 1 else f"{place} #{seen[place]}"
    return out
