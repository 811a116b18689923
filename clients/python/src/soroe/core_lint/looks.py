"""Labels and names that a reader takes for the same (NFKC, and Unicode's confusable characters)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from soroe.errors import Problem
from soroe.model import Json
from soroe.schema import items


def look_alikes(published: Json) -> Iterator[Problem]:
    """`labels-look-alike` and `names-look-alike` for two items side by side in one table."""
    labels: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    names: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for pointer, item in items(published).items():
        table, _, name = pointer.rpartition("/")
        facts = {"item": pointer}
        for word, known, kind in (
            (item.title, labels[table, skeleton(item.title)], "labels-look-alike"),
            (name, names[table, skeleton(name)], "names-look-alike"),
        ):
            other = next(iter(known), None)
            if other is not None:
                told = {**facts, "word": word, "other": known[other], "like": other}
                yield Problem(kind, item.path, told)
            known.setdefault(word, pointer)


def skeleton(text: str) -> str:
    """The text as it looks: NFKC, and one character for all that look the same."""
    return "".join(_look(c) for c in unicodedata.normalize("NFKC", text))


@cache
def _look(character: str) -> str:
    """The least of all characters that look like this one, or like one that does."""
    alike, left = {character}, [character]
    while left:
        new = _alike(left.pop()) - alike
        alike |= new
        left.extend(new)
    return min(alike)


@cache
def _alike(character: str) -> frozenset[str]:
    from confusable_homoglyphs import confusables  # noqa: PLC0415 - its tables take time to read

    found = confusables.is_confusable(character, greedy=True) or []
    return frozenset(str(h["c"]) for e in found for h in e["homoglyphs"] if len(h["c"]) == 1)
