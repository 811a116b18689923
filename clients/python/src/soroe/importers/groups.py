"""The headings of a list against the structures of a core: which structure a heading means."""

from __future__ import annotations

import re
from collections import defaultdict

from soroe.importers.labels import fold
from soroe.importers.targets import shape_of
from soroe.model import Json
from soroe.pointer import split
from soroe.schema import items

_NUMBER = re.compile(
    r"^\s*(?:[(（]?[0-9０-９IVX]{1,2}[)）.．、\s]|[①-⑳]|第[0-9０-９一二三四五六七八九]+\s*)\s*"
)
_TAIL = re.compile(
    r"(?:に(?:関する(?:こと|事項|情報)|ついて)|の(?:情報|欄|こと|内容)|情報|欄|関係|について|の入力)$"
)
_BRACKETED = re.compile(r"^(.*?)[(（【〔\[](.+?)[)）】〕\]](.*)$")


def spellings(heading: str) -> list[str]:
    """The heading folded, then without its number, its tail and its brackets; likeliest first."""
    bare = _NUMBER.sub("", heading).strip()
    found = [heading, bare, _TAIL.sub("", bare)]
    if match := _BRACKETED.match(bare):
        found += [match[1] + match[3], match[2]]
        found.append(_TAIL.sub("", match[1] + match[3]))
    return list(dict.fromkeys(word for text in found if (word := fold(text))))


class Structures:
    """The objects and tables of a core, by what they are called."""

    def __init__(self, core: Json) -> None:
        """Index every structure once."""
        self._by_label: dict[str, set[str]] = defaultdict(set)
        for pointer, item in items(core).items():
            if shape_of(item.schema) in (None, "table"):
                for label in (item.title, *item.synonyms):
                    self._by_label[fold(label)].add(pointer)

    def meant(self, heading: str) -> frozenset[str]:
        """The structures that the heading names, in its likeliest spelling; often none."""
        for word in spellings(heading):
            if found := self._by_label.get(word):
                return frozenset(found)
        return frozenset()

    def agrees(self, pointer: str, groups: tuple[str, ...]) -> bool:
        """Whether no heading above names a structure in which the item does not stand."""
        return all(
            any(_inside(pointer, structure) for structure in meant)
            for group in groups
            if (meant := self.meant(group))
        )

    def named(self, pointer: str, groups: tuple[str, ...]) -> bool:
        """Whether a heading above names a structure in which the item stands."""
        return any(
            _inside(pointer, structure) for group in groups for structure in self.meant(group)
        )


def qualified_names(label: str, groups: tuple[str, ...]) -> list[str]:
    """The label after its headings, the finest first, then alone: 児童姓, 児童の姓, 姓."""
    own = fold(label)
    out: list[str] = []
    for group in reversed(groups):
        for word in spellings(group):
            out += [word + own, f"{word}の{own}"]
    return [*out, own]


def _inside(pointer: str, structure: str) -> bool:
    above, inner = split(structure), split(pointer)
    return inner[: len(above)] == above
