"""The rules of a form that hold between items, in words: 「A」が「はい」のとき、「B」は必須."""

from __future__ import annotations

import json
from collections.abc import Iterator

from soroe.locale import text
from soroe.model import Json, Lang
from soroe.report import words

_Schema = dict[str, Json]


def conditions(schema: _Schema, lang: Lang) -> list[tuple[str, str]]:
    """Each rule of an object or a list: as it is written, and as a sentence.

    What has no words is shown as it is written.
    """
    return [(_written(rule), said) for rule, said in _Words(lang).rules(schema, schema)]


def entry(schema: _Schema, member: _Schema, lang: Lang) -> str:
    """Which entry of a list is meant: 「種類」が「就労証明書」の."""
    return _Words(lang).entry(schema, member)


class _Words:
    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def rules(self, here: _Schema, around: _Schema) -> Iterator[tuple[Json, str]]:
        """Rules and sentences; `around` holds the items that the rules speak of."""
        every = here.get("allOf")
        for inner in every if isinstance(every, list) else []:
            yield from self._rule(inner, around)
        if "if" in here:
            yield from self._rule({k: here[k] for k in ("if", "then", "else") if k in here}, around)
        together = here.get("dependentRequired")
        for name, others in together.items() if isinstance(together, dict) else ():
            listed = others if isinstance(others, list) else []
            asked = [self._named(str(n), around) for n in listed]
            item, more = self._named(name, around), self._and(asked, "and")
            yield {name: others}, self._say("together", item=item, others=more)
        for keyword in ("anyOf", "oneOf"):
            ways = here.get(keyword)
            if isinstance(ways, list):
                said = [self._then(way, around) for way in ways]
                yield {keyword: ways}, self._say(keyword, ways=self._and(said, "either"))

    def _rule(self, rule: Json, around: _Schema) -> Iterator[tuple[Json, str]]:
        if not isinstance(rule, dict) or "if" not in rule:
            if isinstance(rule, dict) and {"dependentRequired", "anyOf", "oneOf"} & rule.keys():
                yield from self.rules(rule, around)
            else:
                yield rule, self._then(rule, around)
            return
        when = self._when(rule["if"], around)
        for branch, part in (("then", "when"), ("else", "else")):
            if branch in rule:
                then = self._then(rule[branch], around)
                yield (
                    {"if": rule["if"], branch: rule[branch]},
                    self._say(part, when=when, then=then),
                )

    # ---- the condition

    def _when(self, schema: Json, around: _Schema, titles: str = "") -> str:
        parts = list(self._cases(schema, around, titles))
        return self._and(parts, "both") if parts else _written(schema)

    def _cases(self, schema: Json, around: _Schema, titles: str) -> Iterator[str]:
        if not isinstance(schema, dict) or schema.keys() - {"properties", "required", "type"}:
            yield _written(schema)
            return
        named = schema.get("properties")
        inside = named if isinstance(named, dict) else {}
        for name, inner in inside.items():
            title, known = _path(name, around, titles), _inside(around, name)
            if isinstance(inner, dict) and "properties" in inner:
                yield from self._cases(inner, known, title)
            else:
                yield self._case(self._quoted(title), inner, known)
        required = schema.get("required")
        for asked in required if isinstance(required, list) else []:
            if asked not in inside:
                yield self._say("filled", item=self._quoted(_path(str(asked), around, titles)))

    def _case(self, title: str, schema: Json, known: _Schema) -> str:
        if isinstance(schema, dict):
            if (chosen := self._chosen(schema, known)) is not None:
                return self._say("is", item=title, value=chosen)
            has = schema.get("contains")
            member = _member(known)
            if isinstance(has, dict) and (chosen := self._chosen(has, member)) is not None:
                return self._say("has", item=title, value=chosen)
            if said := self._limits(schema, known):
                return self._say("takes", item=title, limits=said)
        return self._say("takes", item=title, limits=_written(schema))

    # ---- what follows

    def _then(self, schema: Json, around: _Schema, titles: str = "") -> str:
        parts = list(self._follows(schema, around, titles))
        return self._and(parts, "and") if parts else _written(schema)

    def _follows(self, schema: Json, around: _Schema, titles: str) -> Iterator[str]:
        if not isinstance(schema, dict) or schema.keys() - {"properties", "required", "type"}:
            yield _written(schema)
            return
        required = schema.get("required")
        asked = [
            self._quoted(_path(str(n), around, titles))
            for n in (required if isinstance(required, list) else [])
        ]
        if asked:
            yield self._say("required", items=self._and(asked, "and"))
        named = schema.get("properties")
        for name, inner in named.items() if isinstance(named, dict) else ():
            title, known = _path(name, around, titles), _inside(around, name)
            if isinstance(inner, dict) and "properties" in inner:
                yield from self._follows(inner, known, title)
            else:
                yield self._follow(self._quoted(title), inner, known)

    def _follow(self, title: str, schema: Json, known: _Schema) -> str:
        if schema is False:
            return self._say("refused", item=title)
        if isinstance(schema, dict):
            has = schema.get("contains")
            if isinstance(has, dict) and not schema.keys() - {"contains"}:
                return self._say("contains", item=title, what=self.entry(has, _member(known)))
            if said := self._limits(schema, known):
                return self._say("takes", item=title, limits=said)
        return self._say("takes", item=title, limits=_written(schema))

    def entry(self, schema: _Schema, member: _Schema) -> str:
        """Which entry of a list is meant."""
        chosen = self._chosen(schema, member)
        return self._say("one-chosen", value=chosen) if chosen else self._when(schema, member)

    # ---- words

    def _chosen(self, schema: _Schema, known: _Schema) -> str | None:
        """The answers that a schema names, quoted; None where it says anything else."""
        if schema.keys() - {"const", "enum"}:
            return None
        values = [schema["const"]] if "const" in schema else schema.get("enum")
        if not isinstance(values, list) or not values:
            return None
        said = [self._quoted(words.value(v, known, self.lang)) for v in values]
        return self._and(said, "either")

    def _limits(self, schema: _Schema, known: _Schema) -> str:
        labels = {"x-choices": known["x-choices"]} if "x-choices" in known else {}
        limited = schema.keys() - {"pattern", "not", "uniqueItems", "contains"}
        said = words.limits({**labels, **schema}, self.lang)
        return words.say(self.lang, "comma").join(said) if limited == schema.keys() else ""

    def _quoted(self, title: str) -> str:
        return self._say("quoted", title=title)

    def _named(self, name: str, around: _Schema) -> str:
        return self._quoted(_path(name, around, ""))

    def _and(self, parts: list[str], part: str) -> str:
        return self._say(part).join(parts)

    def _say(self, part: str, **params: object) -> str:
        return text("old_new", "conditions", part, self.lang, **params)


def _path(name: str, around: _Schema, titles: str) -> str:
    """The titles that lead to an item, its own name where it has none."""
    own = _inside(around, name).get("title")
    title = own if isinstance(own, str) else name
    return f"{titles} › {title}" if titles else title


def _inside(schema: _Schema, name: str) -> _Schema:
    named = schema.get("properties")
    inner = named.get(name) if isinstance(named, dict) else None
    return inner if isinstance(inner, dict) else {}


def _member(schema: _Schema) -> _Schema:
    inner = schema.get("items")
    return inner if isinstance(inner, dict) else {}


def _written(schema: Json) -> str:
    return json.dumps(schema, ensure_ascii=False, sort_keys=True)
