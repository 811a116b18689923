"""Finding forms and items by a word, however it is typed: kana, width, synonyms, slips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from rapidfuzz import fuzz, process

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
    an item that the core does not have. `together` are all words in one.
    """

    form: str
    item: str
    title: str
    group: str
    words: tuple[str, ...]
    around: str
    own: Own | None = None
    together: str = ""


class Hit(msgspec.Struct, frozen=True):
    """An entry with its rank: 0 the very word, 1 begins with it, 2 contains it, 3 nearly."""

    entry: Entry
    rank: int


@bounded
def core_titles(core: bytes) -> dict[str, str]:
    """The titles of the items of a core by pointer, in reading order."""
    return {item.pointer: item.title for item in items(read(core)).values()}


@bounded
def index_form(
    form: str, core: bytes, own: Sequence[Own], texts: Sequence[bytes]
) -> tuple[Entry, ...]:
    """All that can be found of a form; `texts` are local forms that name what the core lacks."""
    schema = read(core)
    title = _text(schema, "title") or form
    about = fold(title)
    words = _words([title, form, _text(schema, "description")])
    out = [Entry(form, "", title, "", words, "", together="\n".join(words))]
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
        if not any(asked and asked in entry.together for pair in folded for asked in pair):
            continue
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
    """Those that have the word but for a slip, or a longer one that has it so."""
    if len(word) < _SHORT:
        return
    flat = [(place, own) for place, entry in enumerate(entries) for own in entry.words]
    choices = [own for _, own in flat]
    whole = process.extract_iter(word, choices, scorer=fuzz.ratio, score_cutoff=_SLIP)
    places = {flat[index][0] for _, _, index in whole}
    parts = process.extract_iter(word, choices, scorer=fuzz.partial_ratio, score_cutoff=_SLIP + 5)
    places |= {flat[index][0] for own, _, index in parts if len(own) > len(word)}
    for place in sorted(places):
        yield entries[place]


def _entry(form: str, item: Item, about: str) -> Entry:
    name = item.pointer.rpartition("/")[2]
    words = _words([item.title, *item.synonyms, name])
    around = about + "".join(way(parent) for parent in item.parents for way in (fold, fold_label))
    group, together = " › ".join(item.parents), "\n".join(words)
    return Entry(form, item.pointer, item.title, group, words, around, together=together)


def _words(said: Iterable[str]) -> tuple[str, ...]:
    folded = [way(one) for one in said for way in (fold, fold_label)]
    return tuple(dict.fromkeys(word for word in folded if word))


def _text(schema: Json, name: str) -> str:
    found = schema.get(name) if isinstance(schema, dict) else None
    return found if isinstance(found, str) else ""
