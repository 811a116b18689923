"""What lies between two forms: items that differ in meaning, with the words of both sides."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.diff.nests import cut
from soroe.divergence import Compared, Field, compare
from soroe.model import Effect, Json, Lang
from soroe.neighbours.model import Separation
from soroe.neighbours.named import reference
from soroe.neighbours.said import Said

_MIRRORED: dict[Effect, Effect] = {"narrows": "widens", "widens": "narrows"}


def between(field: Field, one: int, two: int, lang: Lang) -> tuple[Separation, ...]:
    """The items at which the two local forms differ, in reading order.

    The same items the other way round, with the sides and the effects turned. Of a group that only
    one of them has the group alone is told. Where all is the same in meaning there is none.
    """
    turned = _code(field, two) < _code(field, one)
    first, second = (two, one) if turned else (one, two)
    out: list[Separation] = []
    for before, after in _sides(field, first, second):
        found = compare(before, after, field.budget)
        if not found.differences:
            continue
        said = Said(before, after, lang)
        for item, title, effect in _outermost(found):
            sides = said.of(item)
            ours, theirs = sides[::-1] if turned else sides
            seen = _MIRRORED.get(effect, effect) if turned else effect
            out.append(Separation(item, title, seen, ours, theirs, _changes(field, two, item)))
    order = field.ranks(field.core_at[first])
    return tuple(sorted(out, key=lambda s: (order.get(s.item, len(order)), s.item)))


def _sides(field: Field, one: int, two: int) -> Iterator[tuple[Json, Json]]:
    """The parts of both forms that may differ."""
    pieces = field.parts(one), field.parts(two)
    apart = all(piece.names is not None for found in pieces for piece in found)
    if field.core_at[one] != field.core_at[two] or not apart:
        yield field.form(one), field.form(two)
        return
    whole = field.form(one), field.form(two)
    assert field.nest is not None, "it was taken apart"
    about = [piece.names for found in pieces for piece in found if piece.names is not None]
    for names in dict.fromkeys(field.nest.parted(about)):
        yield cut(whole[0], names), cut(whole[1], names)


def _outermost(found: Compared) -> Iterator[tuple[str, str, Effect]]:
    """Without what goes with the group around it."""
    whole: list[tuple[str, object]] = []
    for difference in found.differences:
        above = (item for item, ops in whole if ops == difference.ops)
        if not any(difference.item.startswith(item + "/") for item in above):
            whole.append((difference.item, difference.ops))
            yield difference.item, difference.title, difference.effect


def _changes(field: Field, at: int, item: str) -> tuple[str, ...]:
    """The changes of a municipality that make what it does to the item."""
    found = field.divergence(at)
    owners = {n for c in (*found.changed, *found.undecided) if c.item == item for n in c.changes}
    return tuple(filter(None, (reference(field, at, n) for n in sorted(owners))))


def _code(field: Field, at: int) -> str:
    return field.members[at].subject.code
