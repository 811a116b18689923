"""The groups of items into which the forms of many municipalities fall apart alike.

A municipality that changes an open item itself (`soroe.diff.nests`) has one piece for all that is
inside. Its form falls apart there as those of the others do, if it says nothing that ties items of
two groups together, and if it leaves either each of the groups something to be answered or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from soroe.diff.nests import Alive, Nest, cut, has, inside, present
from soroe.diff.regions import Names, groups
from soroe.model import Json
from soroe.pointer import join, split
from soroe.schema import items


def common(
    cores: Sequence[Json], links: Iterable[Names], alive: Alive, shut: Iterable[str] = ()
) -> Nest | None:
    """The groups of several cores, items of one link in one group; None where all is one piece."""
    nest = Nest(cores, alive, links, shut)
    return None if nest.groups is None else nest


def holds(nest: Nest, links: Iterable[Names]) -> bool:
    """Whether the items of each link are in one group already."""
    return all(_is_one(nest, link) for link in links)


def spread(nest: Nest, core: Json, form: Json, names: Names) -> list[Names]:
    """The groups into which a piece falls, be it of the core's items or of the form's own ones."""
    if not names & nest.open.keys():
        return [names]
    inside = [g for g in nest.groups or () if any(n in names or _is_in(n, names) for n in g)]
    own = {nest.of(item) for item in (*items(core), *items(form))} - nest.home.keys()
    lone = [frozenset({p}) for p in sorted(own) if p in names or _is_in(p, names)]
    return [*inside, *(p for p in lone if not p & nest.open.keys())]


def unfit(nest: Nest, core: Json, form: Json, names: Names, alive: Alive) -> set[str]:
    """The open items in which a piece does not fall apart as the core does."""
    out = set(_tying(nest, core, form, names, ""))
    parts = [] if out else spread(nest, core, form, names)
    for item, path in nest.open.items():
        within = item + "/*" * len(path) + "/-"
        here = frozenset({within})
        there = {alive(present(cut(form, part), here)) for part in parts if _below(min(part), item)}
        # An item that can only be left out is left out in all parts.
        if len(there) > 1 or (False in there and not _is_in(within, names)):
            out.add(item)
    return out


def _tying(nest: Nest, core: Json, form: Json, names: Names, at: str) -> Iterator[str]:
    """The open items, of those directly inside a place, in which a form ties groups together."""
    for item in nest.open:
        name = item.removeprefix(at + "/")
        if not item.startswith(at + "/") or "/" in name:
            continue
        if not any(_below(item, n) or _below(n, item) or n == item for n in names):
            continue
        (step,) = split("/" + name)
        mine, own = inside(form, step), inside(core, step)
        if mine is None and not has(form, step):
            continue
        found = None if mine is None or own is None else groups((own, mine), {})
        here = item + "/*" * len(nest.open[item])
        whole = [frozenset(here + join((n,)) for n in group) for group in found or ()]
        if found is None or mine is None or own is None or not holds(nest, whole):
            yield item
        else:
            yield from _tying(nest, own, mine, names, here)


def _is_one(nest: Nest, link: Names) -> bool:
    lifted = [nest.of(name) for name in link]
    return len({nest.home.get(name, frozenset({name})) for name in lifted}) == 1


def _is_in(name: str, around: Names) -> bool:
    return any(_below(name, above) for above in around)


def _below(name: str, above: str) -> bool:
    return name.startswith(above + "/")
