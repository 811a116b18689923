"""Groups of items inside items: `soroe.diff.regions` as deep down as it holds.

An item that is a closed object, or a list of such objects, is a product again (of lists: one for
each entry). Where all forms say the same of the item itself, and nothing around it speaks of what
is inside, it is open: then the groups inside it are groups of the form. A form accepts an
application exactly if each cut accepts what is left of the application when all other items are
taken away; and where each cut accepts something in which the open items around it are present (and
lists not empty), one form lies in another exactly if each of its cuts does.

Groups are named by the pointers of their items. The pointer of an open item stands for the item as
a whole: an operation on the item itself makes one group of all that is inside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from soroe.diff import regions
from soroe.diff.apply import names_member, same
from soroe.diff.regions import NOBODY, Names, groups, joined, reach
from soroe.model import Json, Op
from soroe.pointer import find, join, split
from soroe.schema.keywords import annotation_keywords

Alive = Callable[[Json], bool]
"""Whether a schema is known to accept something."""

_READ = frozenset({"$schema", "type", "additionalProperties", "unevaluatedProperties"})
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")
_LIST = frozenset({"type", "items", "minItems", "maxItems"})
_ANSWERS = frozenset({"examples", "default"})
"""Annotations that are whole answers, which a cut form does not accept."""


class Nest:
    """The groups of items that all of some forms fall into; None (`groups`) where they do not.

    `links` are pointers of items that are to be in one group, `shut` those of items that are not
    to be open.
    """

    def __init__(
        self,
        forms: Sequence[Json],
        alive: Alive,
        links: Iterable[Names] = (),
        shut: Iterable[str] = (),
    ) -> None:
        """Take the forms apart. `alive` is asked about what stands in items that may be open."""
        self._alive = alive
        linked = [frozenset(link) for link in links]
        self.shut = frozenset(shut).union(*(_apart(link) for link in linked))
        self.open: dict[str, tuple[str, ...]] = {}
        """Open items, each with the path from the schema around it to the object in it."""
        self.groups: tuple[Names, ...] | None = None
        self.home: dict[str, Names] = {}
        first = forms[0] if forms else None
        self._first: list[tuple[str, Names]] = []
        self._wide: list[Names] = []
        self._dialect: dict[str, Json] = {}
        if isinstance(first, dict) and "$schema" in first:
            self._dialect = {"$schema": first["$schema"]}
        if groups(forms, {}) is not None:
            self._part(forms, linked)

    def _part(self, forms: Sequence[Json], linked: Sequence[Names]) -> None:
        """Open what can be open; what turns out not to be is shut, until all is right."""
        told = [_deep(form) for form in forms]
        bare = [_without(form, deep) for form, deep in zip(forms, told, strict=True)]
        deep = _joined_inside(told_ for found in told for told_ in found.values())
        while True:
            self.open = {}
            found = groups(bare, {})
            assert found is not None, "it was so with the conditions"
            inner = list(self._inside("", bare, found))
            wide = [*linked, *deep]
            self.groups = joined([*inner, *(frozenset(map(self.of, link)) for link in wide)])
            wrong = {n for group in self.groups for n in group if n in self.open}
            for link in deep if not wrong else ():
                group = next(g for g in self.groups if self.of(min(link)) in g)
                if not all(self._alive(present(cut(form, group), group)) for form in forms):
                    wrong |= around(group)
            if not wrong:
                break
            self.shut |= wrong
        self.home = {name: group for group in self.groups for name in group}
        self._first = [(min(group), group) for group in self.groups]
        self._wide = [group for group in self.groups if len(group) > 1]

    def of(self, item: str, coarse: Names = NOBODY) -> str:
        """The item by which the group that holds an item names it; those `coarse` are not open."""
        if not coarse and item in self.home:
            return item
        here = ""
        for step in split(item):
            if step == "*" and self.open.get(here):
                here += "/*"
                continue
            here += join((step,))
            if here not in self.open or here in coarse:
                return here
        return here.removesuffix("/*")

    def about(self, op: Op) -> Names | None:
        """The items that an operation on a form is about; None where it may be about any."""
        found = reach(op)
        if not found:
            return found
        if len(found) > 1 or not op.path.startswith(("/properties/", "/required")):
            return frozenset(join((name,)) for name in found)
        return frozenset({self._reached(join(found), op, ("properties", *found))})

    def _reached(self, item: str, op: Op, path: tuple[str, ...]) -> str:
        """The item inside an item that an operation on it is about alone, or the item itself."""
        steps = split(op.path)
        while item in self.open:
            path = (*path, *self.open[item])
            inside, rest = item + "/*" * len(self.open[item]), steps[len(path) :]
            if steps[: len(path)] != path or not rest:
                break
            if rest[0] == "properties" and len(rest) > 1:
                item, path = inside + join(rest[1:2]), (*path, *rest[:2])
            elif rest == ("required",) and names_member(op) and isinstance(op.value, str):
                return inside + join((op.value,))
            else:
                break
        return item

    def parted(self, about: Sequence[Names]) -> list[Names]:
        """The group of each of some operations that are made together; `NOBODY` of wording.

        `about` is what each of them is about.
        """
        names = {name for one in about for name in one}
        coarse = frozenset(names & self.open.keys())
        lifted = [frozenset(self.of(name, coarse) for name in one) for one in about]
        homes = {self.home[n] for one in lifted for n in one if n in self.home}
        if coarse:
            homes.update(
                g for g in self.groups or () if any(self.of(n, coarse) in coarse for n in g)
            )
        wide = [frozenset(self.of(n, coarse) for n in group) for group in homes]
        merged = {n: group for group in joined([*dict.fromkeys(lifted), *wide]) for n in group}
        return [merged[min(one)] if one else NOBODY for one in lifted]

    def others(self, made: Iterable[Names]) -> list[Names]:
        """The groups that none of these holds."""
        names = {name for one in made for name in one}
        coarse = frozenset(names & self.open.keys())
        within = tuple(name + "/" for name in coarse)
        return [
            group
            for first, group in self._first
            if first not in names and not (coarse and any(n.startswith(within) for n in group))
        ]

    def _inside(self, at: str, levels: Sequence[Json], found: Iterable[Names]) -> Iterator[Names]:
        for group in found:
            inner = self._opened(at, levels, group)
            if inner is None:
                yield frozenset(at + join((name,)) for name in group)
            else:
                yield from inner

    def _opened(self, at: str, levels: Sequence[Json], group: Names) -> list[Names] | None:
        """The groups inside the only item of a group; None where it is not open."""
        item = at + join(group)
        if len(group) != 1 or item in self.shut:
            return None
        (name,) = group
        found = [_within(level, name) for level in levels]
        within = [one for one in found if one is not None]
        first = within[0] if within else None
        if first is None or None in found or any(not _alike(first, one) for one in within):
            return None
        inner = [cast("Json", find(one.schema, join(one.path))) for one in within]
        apart = groups(inner, {})
        if not apart or not all(self._alive(self._read(one)) for one in within):
            return None
        self.open[item] = first.path
        return list(self._inside(item + "/*" * len(first.path), inner, apart))

    def _read(self, one: _Item) -> Json:
        """An item that is present, to be read as the forms are."""
        return {**self._dialect, **(_filled(one.schema) if one.path else one.schema)}


class _Item(NamedTuple):
    """An item with the path in it to the object, and whether it is required."""

    schema: dict[str, Json]
    path: tuple[str, ...]
    required: bool


def _within(level: Json, name: str) -> _Item | None:
    """An item that may be open; None where it may not."""
    here = regions.cut(level, frozenset({name}))
    assert isinstance(here, dict), "it has groups"
    named, required = here.pop("properties", None), bool(here.pop("required", None))
    schema = named.get(name) if isinstance(named, dict) else None
    if not isinstance(schema, dict) or {*schema} & {"$schema", "$id"}:
        return None
    if any(said for keyword, said in here.items() if keyword not in _READ):
        return None
    if schema.get("type") != "array":
        return _Item(schema, (), required)
    if not _said(schema) <= _LIST or not isinstance(schema.get("items"), dict):
        return None
    return _Item(schema, ("items",), required)


def has(level: Json, name: str) -> bool:
    """Whether an object schema has an item."""
    named = level.get("properties") if isinstance(level, dict) else None
    return isinstance(named, dict) and name in named


def inside(level: Json, name: str) -> Json:
    """The object in an item of an object schema; None where there is none that may be open."""
    found = _within(level, name) if has(level, name) else None
    return None if found is None else cast("Json", find(found.schema, join(found.path)))


def _said(schema: dict[str, Json]) -> frozenset[str]:
    words = annotation_keywords()
    return frozenset(k for k in schema if k not in words and not k.startswith("x-"))


def _alike(one: _Item, other: _Item) -> bool:
    """Whether two forms say the same of an item, but for the items inside."""
    return one[1:] == other[1:] and same(
        _shell(one.schema, one.path), _shell(other.schema, one.path)
    )


def _shell(schema: dict[str, Json], path: tuple[str, ...]) -> Json:
    if path:
        inner = schema["items"]
        return {**schema, "items": _shell(inner, ()) if isinstance(inner, dict) else inner}
    return {k: v for k, v in schema.items() if k not in {"properties", "required"}}


def _apart(link: Names) -> set[str]:
    """The items that cannot be open where these are in one group."""
    above = {name.rpartition("/")[0] for name in link}
    shut = set(link)
    if len(above) > 1:
        for name in link:
            steps = split(name)
            shut |= {join(steps[:n]) for n in range(1, len(steps))}
    return shut


def _deep(form: Json) -> dict[int, Names]:
    """The conditions (by their places in `allOf`) that are about what is inside items."""
    listed = form.get("allOf") if isinstance(form, dict) else None
    out: dict[int, Names] = {}
    for place, condition in enumerate(listed if isinstance(listed, list) else ()):
        whole, there = set[str](), set[str]()
        if _tell(condition, "", whole, there):
            said = whole | there
            found = whole | {p for p in there if not any(q.startswith(p + "/") for q in said)}
            if any(name.count("/") > 1 for name in found):
                out[place] = frozenset(found)
    return out


def _tell(schema: Json, at: str, whole: set[str], there: set[str]) -> bool:
    """Note what a condition on an object is about, as a whole or whether it is there.

    False where it is about more than that.
    """
    if isinstance(schema, bool):
        return True
    if not isinstance(schema, dict):
        return False
    for keyword, value in schema.items():
        if keyword == "properties" and isinstance(value, dict):
            for name, inner in value.items():
                here = at + join((name,))
                mine, others = set[str](), set[str]()
                if not _tell(inner, here, mine, others) or not mine | others:
                    mine, others = {here}, set()
                whole |= mine
                there |= others
        elif keyword == "required" and isinstance(value, list):
            there.update(at + join((str(name),)) for name in value)
        elif keyword in _LISTS and isinstance(value, list):
            if not all(_tell(inner, at, whole, there) for inner in value):
                return False
        elif keyword in _SINGLE:
            if not _tell(value, at, whole, there):
                return False
        elif keyword not in annotation_keywords() and not keyword.startswith("x-"):
            return False
    return True


def _without(form: Json, conditions: Collection[int]) -> Json:
    listed = form.get("allOf") if isinstance(form, dict) else None
    if not conditions or not isinstance(form, dict) or not isinstance(listed, list):
        return form
    kept: Json = [c for n, c in enumerate(listed) if n not in conditions]
    return {k: kept if k == "allOf" else v for k, v in form.items() if k != "allOf" or kept}


def _holds(names: Sequence[tuple[str, ...]], about: Names) -> bool:
    """Whether a group holds all that a condition is about."""
    known = [join(name) for name in names]
    return all(any((a + "/").startswith(name + "/") for name in known) for a in about)


def _joined_inside(told: Iterable[Names]) -> list[Names]:
    """What conditions are about, in one where they look into the same item.

    Only so does it say nothing about one of them whether that item is there.
    """
    out: list[Names] = []
    for one in told:
        meeting = [o for o in out if around(o) & around(one)]
        out = [*(o for o in out if o not in meeting), one.union(*meeting)]
    return out


def overlap(one: Names, other: Names) -> bool:
    """Whether two groups, of one nest or of two, have an item in common."""
    if not one.isdisjoint(other):
        return True
    return any(a.startswith(b + "/") or b.startswith(a + "/") for a in one for b in other)


def cut(form: Json, names: Names) -> Json:
    """The form with only these items and what speaks of them; `NOBODY`: with its wording alone."""
    return _cut(form, [split(name) for name in names])


def _cut(form: Json, names: Sequence[tuple[str, ...]]) -> Json:
    tops: dict[str, list[tuple[str, ...]]] = {}
    for first, *rest in names:
        tops.setdefault(first, []).append(tuple(rest))
    out = regions.cut(form, frozenset(tops))
    if isinstance(out, dict) and any(map(all, tops.values())) and "allOf" in out:
        out = _without(out, {n: p for n, p in _deep(out).items() if not _holds(names, p)})
    named = out.get("properties") if isinstance(out, dict) else None
    if not isinstance(out, dict) or not isinstance(named, dict):
        return out
    inner = {
        name: _item(named[name], rests)
        for name, rests in tops.items()
        if name in named and all(rests)
    }
    return {**out, "properties": {**named, **inner}} if inner else out


def _item(schema: Json, names: Sequence[tuple[str, ...]]) -> Json:
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "array":
        inner = _item(schema.get("items"), [rest[1:] for rest in names])
        return {**schema, "items": inner} if "items" in schema else schema
    found = _cut(schema, names)
    assert isinstance(found, dict), "cut from an object"
    words = annotation_keywords()
    kept = {
        k
        for k in schema
        if (k in words or k.startswith("x-")) and k not in _ANSWERS and k[0] != "$"
    }
    return {k: found.get(k, v) for k, v in schema.items() if k in found or k in kept}


def present(form: Json, names: Names) -> Json:
    """The cut form as far as it accepts applications in which the open items are present."""
    for name in names:
        form = _present(form, split(name))
    return form


def _present(form: Json, steps: tuple[str, ...]) -> Json:
    if len(steps) < 2 or not isinstance(form, dict):
        return form
    if form.get("type") == "array":
        return {**_filled(form), "items": _present(form.get("items"), steps[1:])}
    named, asked = form.get("properties"), form.get("required")
    inside: Mapping[str, Json] = named if isinstance(named, dict) else {}
    required = [*(asked if isinstance(asked, list) else ()), steps[0]]
    item = _present(inside.get(steps[0], False), steps[1:])
    return {
        **form,
        "properties": {**inside, steps[0]: item},
        "required": list(dict.fromkeys(map(str, required))),
    }


def _filled(schema: dict[str, Json]) -> dict[str, Json]:
    """A list that is not empty."""
    least = schema.get("minItems")
    return {**schema, "minItems": max(1, least if isinstance(least, int) else 0)}


def left(value: Json, names: Names) -> Json:
    """What is left of an application if only these items are answered."""
    return _left(value, [split(name) for name in names])


def _left(value: Json, names: Sequence[tuple[str, ...]]) -> Json:
    if not all(names):
        return value
    if isinstance(value, list) and all(steps[0] == "*" for steps in names):
        return [_left(entry, [steps[1:] for steps in names]) for entry in value]
    if not isinstance(value, dict):
        return value
    tops: dict[str, list[tuple[str, ...]]] = {}
    for first, *rest in names:
        tops.setdefault(first, []).append(tuple(rest))
    return {k: _left(v, tops[k]) for k, v in value.items() if k in tops}


def around(names: Names) -> Names:
    """The open items around the items of a group; none where it is not inside any."""
    steps = (split(name) for name in names)
    return frozenset(join(s[:n]) for s in steps for n in range(1, len(s)) if s[n - 1] != "*")


def lacking(value: Json, names: Names) -> Names:
    """Those of some open items that an answer lacks, be it in one entry of a list."""
    return frozenset(name for name in names if not _has_all(value, split(name)))


def _has_all(value: Json, steps: tuple[str, ...]) -> bool:
    if not steps:
        return True
    if steps[0] == "*" and isinstance(value, list):
        return all(_has_all(entry, steps[1:]) for entry in value)
    if not isinstance(value, dict) or steps[0] not in value:
        return False
    return _has_all(value[steps[0]], steps[1:])


def lay(onto: Json, more: Json, missing: Names = NOBODY, at: str = "") -> None:
    """Lay an answer to one group into that to others, in which the same items are present.

    Open items `missing` in `onto`, which is changed, are left so.
    """
    if isinstance(onto, list) and isinstance(more, list) and more:
        last = len(more) - 1
        for n, entry in enumerate(onto):
            lay(entry, more[min(n, last)], missing, at + "/*")
    if not isinstance(onto, dict) or not isinstance(more, dict):
        return
    for name, inner in more.items():
        if name in onto:
            lay(onto[name], inner, missing, at + join((name,)) if missing else "")
        elif not missing or at + join((name,)) not in missing:
            onto[name] = copied(inner)


def copied(value: Json) -> Json:
    """An answer whose lists and objects are nobody else's."""
    if isinstance(value, dict):
        return {name: copied(inner) for name, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, list) else value
