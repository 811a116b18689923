"""The other direction: what many cities leave out of the core, and what few ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from soroe.core_lint.sensitive import lawful
from soroe.model import Json
from soroe.pointer import split
from soroe.promotion.book import Book
from soroe.promotion.cluster import Clusters
from soroe.promotion.document import Demotion, Sensitive
from soroe.promotion.signature import Signature


def demotions(core: Json, book: Book, codes: Sequence[str], many: float) -> tuple[Demotion, ...]:
    """Items, choices and requirements that a share of `many` or more leave out.

    An item counts as left out where a group around it is; a choice where its item is.
    """
    gone = _gone(book)
    found = [*_items(core, book, codes, gone), *_others(core, book, codes, gone)]
    kept = [d for d in found if d.share >= many]
    order = ("item", "choice", "required")
    return tuple(sorted(kept, key=lambda d: (-d.share, order.index(d.kind), d.item, str(d.value))))


def _items(
    core: Json, book: Book, codes: Sequence[str], gone: Mapping[str, set[str]]
) -> Iterator[Demotion]:
    for item in book.ground(core).items:
        if item in gone:
            without = _without(item, gone)
            title = book.ground(core).title(item)
            yield Demotion(
                "item", item, title, *_counted(without, codes), _lawful(core, book, item)
            )


def _others(
    core: Json, book: Book, codes: Sequence[str], gone: Mapping[str, set[str]]
) -> Iterator[Demotion]:
    """Choices and requirements that at least one city dropped and this core still has."""
    known = book.ground(core)
    for key, signature in book.signatures.items():
        item = signature.item
        found = known.items.get(item)
        if found is None or signature.kind not in ("choice-removed", "optional"):
            continue
        cities = set(book.held(key))
        without = cities | _without(item, gone)
        if signature.kind == "optional" and found.required:
            title = known.title(item)
            yield Demotion(
                "required", item, title, *_counted(cities, codes), _lawful(core, book, item)
            )
        elif signature.kind == "choice-removed" and _offers(found.schema, signature):
            yield Demotion(
                "choice",
                item,
                f"{known.title(item)}: {signature.title}",
                *_counted(without, codes),
                _lawful(core, book, item),
                signature.value,
            )


def _offers(schema: Json, signature: Signature) -> bool:
    here: Any = schema
    while isinstance(here, dict) and "enum" not in here and isinstance(here.get("items"), dict):
        here = here["items"]
    return isinstance(here, dict) and signature.value in (here.get("enum") or [])


def sensitive(
    core: Json,
    book: Book,
    clusters: Clusters,
    codes: Sequence[str],
    few: float,
) -> tuple[Sensitive, ...]:
    """Sensitive items that a share of up to `few` ask: of the core, and added by cities."""
    if not codes:
        return ()
    gone = _gone(book)
    out: list[Sensitive] = []
    for item, found in book.ground(core).items.items():
        why = found.schema.get("x-sensitive") if isinstance(found.schema, dict) else None
        if not why or any(item.startswith(f"{one.item}/") for one in out):
            continue
        without = _without(item, gone)
        asking = tuple(c for c in codes if c not in without)
        if len(asking) <= few * len(codes):
            title, share = book.ground(core).title(item), round(len(asking) / len(codes), 4)
            out.append(Sensitive(item, title, str(why), asking, share, _lawful(core, book, item)))
    for one in clusters.clusters:
        signature = book.signatures[one.id]
        found_by = book.having(one.signatures) if signature.kind == "added" else []
        asked = [o for o in found_by if o.sensitive]
        cities = tuple(sorted({o.municipality for o in found_by}))
        if asked and len(cities) <= few * len(codes):
            grounded = {
                o.municipality
                for o in found_by
                if o.citation is not None and o.citation.kind in ("条例", "規則")
            }
            out.append(
                Sensitive(
                    item=signature.item,
                    title=signature.title,
                    why=asked[0].sensitive,
                    asking=cities,
                    share=round(len(cities) / len(codes), 4),
                    lawful=grounded == set(cities),
                    own=True,
                )
            )
    return tuple(sorted(out, key=lambda s: (s.lawful, s.share, s.item, s.title)))


def _gone(book: Book) -> dict[str, set[str]]:
    """The cities that took out an item, by item."""
    return {
        signature.item: set(book.held(key))
        for key, signature in book.signatures.items()
        if signature.kind == "removed"
    }


def _without(item: str, gone: Mapping[str, set[str]]) -> set[str]:
    """The cities that took out the item or a group around it."""
    steps = split(item)
    out: set[str] = set()
    for end in range(1, len(steps) + 1):
        out |= gone.get("".join(f"/{step}" for step in steps[:end]), set())
    return out


def _counted(without: set[str], codes: Sequence[str]) -> tuple[tuple[str, ...], int, float]:
    left = len(codes) - len(without)
    return tuple(sorted(without)), left, round(len(without) / len(codes), 4)


def _lawful(core: Json, book: Book, item: str) -> bool:
    return lawful(core, split(book.ground(core).items[item].path))
