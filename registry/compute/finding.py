"""Finding forms and items by a word, however it is typed: kana, width, synonyms, slips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from rapidfuzz import fuzz

from registry.compute.depth import bounded
from registry.db.pages import Own
from soroe.fold import fold
from soroe.jsontext import read
from soroe.model import Json
from soroe.schema import Item, items
from soroe.similar import fold as fold_label

_SLIP = 78
"""Least likeness in percent of a word with a slip of the keyboard."""

_SHORT = 3
"""Shorter words are not looked for with slips: nearly everything is one letter away."""

_SMALL_TALK = re.compile(r"[\s、。・,]+")


class Entry(msgspec.Struct, frozen=True):
    """What can be found: a form (`item` is empty), or an item of it.

    `words` are titles and synonyms folded, `around` what it lies in, folded too. `own` is set for
    an item that the core does not have.
    """

    form: str
    item: str
    title: str
    group: str
    words: tuple[str, ...]
    around: str
    own: Own | None = None


class Hit(msgspec.Struct, frozen=True):
    """An entry with its rank: 0 the very word, 1 begins with it, 2 contains it, 3 nearly."""

    entry: Entry
    rank: int


@bounded
def core_items(core: bytes) -> tuple[str, ...]:
    """The items of a core by pointer."""
    return tuple(items(read(core)))


@bounded
def index_form(
    form: str, core: bytes, own: Sequence[Own], texts: Sequence[bytes]
) -> tuple[Entry, ...]:
    """All that can be found of a form; `texts` are local forms that name what the core lacks."""
    schema = read(core)
    title = _text(schema, "title") or form
    about = fold(title)
    out = [Entry(form, "", title, "", _words([title, form, _text(schema, "description")]), "")]
    known = items(schema)
    out.extend(_entry(form, item, about) for item in known.values())
    named: dict[str, Item] = {}
    for text in texts:
        named = items(read(text)) | named
    for found in own:
        name = found.item.rpartition("/")[2]
        blank = Item(found.item, "", None, required=False, title=name, order=0)
        entry = _entry(form, named.get(found.item, blank), about)
        out.append(msgspec.structs.replace(entry, own=found))
    return tuple(out)


def find(entries: Iterable[Entry], asked: str, limit: int) -> list[Hit]:
    """The best ones: each word of `asked` occurs in the entry or around it, at least one in it.

    Where nothing has the words, those that nearly have them.
    """
    words = [word for word in _SMALL_TALK.split(asked) if fold(word)]
    if not words:
        return []
    folded = [(fold(word), fold_label(word)) for word in words]
    everything = tuple(entries)
    found = [Hit(entry, rank) for entry, rank in _ranked(everything, folded)]
    if not found:
        found = [Hit(entry, 3) for entry in _near(everything, fold("".join(words)))]
    return sorted(found, key=lambda hit: (hit.rank, len(hit.entry.title)))[:limit]


def nearly(names: Iterable[str], asked: str) -> bool:
    """Whether one of the folded names is the word but for a slip."""
    word = fold(asked)
    return len(word) >= _SHORT and any(fuzz.ratio(word, name) >= _SLIP - 8 for name in names)


def _ranked(entries: Sequence[Entry], folded: list[tuple[str, str]]) -> Iterator[tuple[Entry, int]]:
    for entry in entries:
        ranks = [_rank(entry.words, pair) for pair in folded]
        own = [rank for rank in ranks if rank is not None]
        elsewhere = all(
            rank is not None or plain in entry.around
            for rank, (plain, _) in zip(ranks, folded, strict=True)
        )
        if own and elsewhere:
            yield entry, max(own)


def _rank(words: tuple[str, ...], pair: tuple[str, str]) -> int | None:
    best: int | None = None
    for word in words:
        for asked in pair:
            if asked and asked in word:
                rank = 0 if asked == word else 1 if word.startswith(asked) else 2
                best = rank if best is None else min(best, rank)
    return best


def _near(entries: Sequence[Entry], word: str) -> Iterator[Entry]:
    if len(word) < _SHORT:
        return
    for entry in entries:
        if any(
            fuzz.ratio(word, own) >= _SLIP
            or (len(own) > len(word) and fuzz.partial_ratio(word, own) >= _SLIP + 5)
            for own in entry.words
        ):
            yield entry


def _entry(form: str, item: Item, about: str) -> Entry:
    name = item.pointer.rpartition("/")[2]
    words = _words([item.title, *item.synonyms, name])
    around = about + "".join(way(parent) for parent in item.parents for way in (fold, fold_label))
    return Entry(form, item.pointer, item.title, " › ".join(item.parents), words, around)


def _words(said: Iterable[str]) -> tuple[str, ...]:
    folded = [way(one) for one in said for way in (fold, fold_label)]
    return tuple(dict.fromkeys(word for word in folded if word))


def _text(schema: Json, name: str) -> str:
    found = schema.get(name) if isinstance(schema, dict) else None
    return found if isinstance(found, str) else ""
