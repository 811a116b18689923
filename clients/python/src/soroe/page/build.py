"""From a schema, and an application where there is one, to the tree of a form page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from soroe.applications import Judge, Mistake
from soroe.locale import text
from soroe.model import Json, Lang
from soroe.page.inputs import fits, input_of
from soroe.page.model import Answer, Asked, Entries, Field, FormPage, Group, Need, Node
from soroe.page.rules import Rules, rules_of
from soroe.pointer import join, split
from soroe.report import words
from soroe.report.applications import in_words, mended
from soroe.report.items import delegated
from soroe.schema import Item, inline, items
from soroe.schema.walk import properties

FLAT = 5
"""Fields that an entry of a list may have to be a row of a table."""

MOST = 10
"""Blank entries that a page offers at most, whatever the form requires."""

_ROWS = ((4, 2), (2, 1))
"""Entries shown of a list: flat and otherwise; in a list that stands in a list."""

_PLAIN = frozenset({"line", "digits", "number", "date", "one"})


def form_page(
    form: Json,
    lang: Lang,
    filled: Answer = UNSET,
    mistakes: Sequence[Mistake] | None = None,
) -> FormPage:
    """The page of a form; `filled` is an application that stands in it.

    `form` is a legal schema of any origin; references inside it are written out. `mistakes` are
    those of `filled`, found here where they are not given. Answers that the form has no place for
    are shown, never left out. Raises what `inline` raises.
    """
    form = inline(form)
    if filled is not UNSET and mistakes is None:
        mistakes = Judge(form).mistakes(filled)
    known = items(form)
    return _Builder(form, known, lang, tuple(mistakes or ())).page(filled)


class _Builder:
    def __init__(
        self, form: Json, known: dict[str, Item], lang: Lang, mistakes: tuple[Mistake, ...]
    ) -> None:
        self.form: dict[str, Any] = form if isinstance(form, dict) else {}
        self.items = known
        self.lang = lang
        self.rules: Rules = rules_of(form, known, lang)
        self.mistakes = mistakes
        self.unplaced: defaultdict[str, list[Mistake]] = defaultdict(list)
        for mistake in mistakes:
            self.unplaced[mistake.at].append(mistake)

    def page(self, filled: Answer) -> FormPage:
        title = self.form.get("title")
        title = title if isinstance(title, str) else text("form_page", "head", "form", self.lang)
        described = self.form.get("description")
        asked = Asked("", "", title, "required", rules=self.rules.at.get("", ()))
        whole = self._group(asked, self.form, filled, 0)
        left = [m for found in self.unplaced.values() for m in found]
        asked = _with(whole.asked, tuple(in_words(m, self.items, self.lang) for m in left))
        said = ((m.at, in_words(m, self.items, self.lang)) for m in self.mistakes)
        return FormPage(
            title=title,
            description=described if isinstance(described, str) else "",
            whole=Group(asked, whole.nodes, whole.unknown),
            notes=self._law(self.form),
            mistakes=tuple(dict.fromkeys(said)),
            filled=filled is not UNSET,
        )

    # ---- parts

    def _group(self, asked: Asked, schema: Mapping[str, Any], value: Answer, depth: int) -> Group:
        """The items of an object, and the answers in it that are none of them."""
        nodes: list[Node] = []
        given = value if isinstance(value, dict) else {}
        for name, inner, required, _ in properties(dict(schema)):
            if inner is False:
                continue
            body = inner if isinstance(inner, dict) else {}
            item = join((*split(asked.item), name))
            at = join((*split(asked.at), name))
            child = self._asked(item, at, name, body, required=required)
            nodes.append(self._node(child, body, given.get(name, UNSET), depth))
        taken = {split(node.asked.at)[-1] for node in nodes}
        unknown = [
            (join((*split(asked.at), name)), name, _said(answer, self.lang))
            for name, answer in given.items()
            if name not in taken
        ]
        for at, _, _ in unknown:
            self.unplaced.pop(at, None)  # that it is unknown is said where the answer is shown
        if value is not UNSET and not isinstance(value, dict):
            unknown.append((asked.at, asked.title, _said(value, self.lang)))
        if asked.need != "required" and any(node.asked.need == "required" for node in nodes):
            asked = replace(asked, inside=not asked.item.endswith("/*"))
        return Group(asked, tuple(nodes), tuple(unknown))

    def _node(self, asked: Asked, schema: dict[str, Json], value: Answer, depth: int) -> Node:
        if isinstance(schema.get("properties"), dict):
            return self._group(asked, schema, value, depth)
        member = schema.get("items")
        if isinstance(member, dict) and ("properties" in member or member.get("type") == "array"):
            return self._entries(asked, schema, member, value, depth)
        found = input_of(schema, self.lang)
        if value is UNSET:
            return Field(asked, found)
        if isinstance(value, list):  # a list that is one answer: its members have no place of own
            inner = self._take(*(join((*split(asked.at), n)) for n in range(len(value))))
            asked = _with(asked, inner)
        odd = "" if fits(value, found) else _said(value, self.lang, schema)
        return Field(asked, found, value, odd)

    def _entries(
        self,
        asked: Asked,
        schema: dict[str, Json],
        member: dict[str, Json],
        value: Answer,
        depth: int,
    ) -> Entries:
        given: list[Any] = value if isinstance(value, list) else []
        least, most = (_count(schema.get(k)) for k in ("minItems", "maxItems"))
        first = self._entry(asked, member, given[0] if given else UNSET, 0, depth)
        flat = len(first.nodes) <= FLAT and all(
            isinstance(node, Field) and node.input.kind in _PLAIN for node in first.nodes
        )
        wanted = max(len(given), 1)
        if value is UNSET:
            wanted = max(_ROWS[min(depth, 1)][0 if flat else 1], min(least or 0, MOST))
            wanted = wanted if most is None else min(wanted, max(most, 1))
        others = (
            self._entry(asked, member, given[n] if n < len(given) else UNSET, n, depth)
            for n in range(1, wanted)
        )
        odd = "" if value is UNSET or isinstance(value, list) else _said(value, self.lang, schema)
        return Entries(
            asked=asked,
            entries=(first, *others),
            flat=flat,
            open=min(wanted, max(len(given), least or 0, 1)),
            most=most,
            limits=words.span(schema, "count", self.lang),
            odd=odd,
        )

    def _entry(
        self, asked: Asked, member: dict[str, Json], value: Answer, index: int, depth: int
    ) -> Group:
        item, at = f"{asked.item}/*", f"{asked.at}/{index}"
        title = text("form_page", "entry", "title", self.lang, number=index + 1)
        named = member.get("title")
        own = self._asked(item, at, title, {}, required=False)
        if "properties" in member:
            return self._group(own, member, value, depth + 1)
        plain = named if isinstance(named, str) else asked.title
        inner = self._node(_with_title(own, plain), member, value, depth + 1)
        return Group(own, (inner,))

    # ---- what is said

    def _asked(
        self, item: str, at: str, title: str, schema: dict[str, Json], *, required: bool
    ) -> Asked:
        given, described = schema.get("title"), schema.get("description")
        care = schema.get("x-sensitive")
        sometimes: Need = "sometimes" if item in self.rules.sometimes else "optional"
        return Asked(
            item=item,
            at=at,
            title=given if isinstance(given, str) else title,
            need="required" if required else sometimes,
            description=described if isinstance(described, str) else "",
            rules=self.rules.at.get(item, ()),
            notes=(*self._left(item), *self._law(schema)),
            sensitive=care if isinstance(care, str) else None,
            mistakes=self._take(at),
        )

    def _take(self, *places: str) -> tuple[str, ...]:
        """The mistakes at these places in words; each is said at one part of the page."""
        found = [m for at in places for m in self.unplaced.pop(at, ())]
        return tuple(dict.fromkeys(mended(m, self.items, self.lang) for m in found))

    def _left(self, item: str) -> tuple[str, ...]:
        known = self.items.get(item)
        said = delegated(known, self.lang) if known is not None else ""
        return (said,) if said else ()

    def _law(self, schema: Mapping[str, Any]) -> tuple[str, ...]:
        laws = schema.get("x-law")
        named = [
            law["law"]
            for law in (laws if isinstance(laws, list) else ())
            if isinstance(law, dict) and isinstance(law.get("law"), str)
        ]
        if not named:
            return ()
        listed = words.say(self.lang, "comma").join(named)
        return (text("form_page", "note", "law", self.lang, laws=listed),)


def _with(asked: Asked, mistakes: tuple[str, ...]) -> Asked:
    return replace(asked, mistakes=(*asked.mistakes, *mistakes)) if mistakes else asked


def _with_title(asked: Asked, title: str) -> Asked:
    return replace(asked, title=title, mistakes=())


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _said(value: Any, lang: Lang, schema: dict[str, Json] | None = None) -> str:
    """An answer as it is, in words."""
    if isinstance(value, str) and value.strip():
        return value
    return words.value(value, schema or {}, lang)
