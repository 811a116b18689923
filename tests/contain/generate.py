"""Random schemas and small instances over the whole vocabulary, from one small world of values.

The world is narrow on purpose (a few keys, short strings, small numbers), so that random instances
often fall on the boundary of what a random schema accepts.
"""

from __future__ import annotations

from random import Random
from typing import Any

KEYS = ("a", "b", "ab", "c")
TEXTS = ("", "a", "b", "ab", "aa", "ba", "aab", "c1", "あ", "2027-04-01")
NUMBERS = (0, 1, 2, 3, 4, 6, -1, 0.5, 1.5, 2.5, 10)
PATTERNS = (
    "a", "^a", "b$", "^a+$", "^[ab]*$", "^.$", "^..", "a|b", "^(a|ab)b?$", "^[^a]", r"\d",
    "^a{2,3}$", "^(?!a)", "^(?=.*b)a",
)  # fmt: skip
SCALARS: tuple[Any, ...] = (None, True, False, *NUMBERS, *TEXTS)
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


class Generator:
    """Seeded; `year` is the dialect (4, 6, 7, 2019, 2020)."""

    def __init__(self, seed: str, year: int = 2020) -> None:
        self.random = Random(seed)
        self.year = year
        self.refs = False

    def pick(self, options: Any) -> Any:
        return self.random.choice(options)

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def value(self, depth: int = 2) -> Any:
        roll = self.random.random()
        if depth == 0 or roll < 0.5:
            return self.pick(SCALARS)
        if roll < 0.75:
            return [self.value(depth - 1) for _ in range(self.random.randrange(4))]
        keys = self.random.sample(KEYS, self.random.randrange(4))
        return {k: self.value(depth - 1) for k in keys}

    def root(self, depth: int = 2) -> Any:
        """A whole schema; sometimes with definitions that refer to themselves."""
        self.refs = self.chance(0.35)
        schema = self.schema(depth)
        if self.refs and isinstance(schema, dict):
            name = "$defs" if self.year >= 2019 else "definitions"
            schema = {**schema, name: {"x": self.schema(1), "y": self.schema(1)}}
        return schema

    def schema(self, depth: int) -> Any:
        if self.year > 4 and self.chance(0.06):
            return self.chance(0.6)
        if self.refs and self.chance(0.2):
            name = "$defs" if self.year >= 2019 else "definitions"
            return {"$ref": self.pick([f"#/{name}/x", f"#/{name}/y"])}
        out: dict[str, Any] = {}
        groups = [self.types, self.numbers, self.strings, self.values]
        if depth > 0:
            groups += [self.arrays, self.objects, self.objects, self.logic]
        for group in self.random.sample(groups, self.random.randrange(1, 4)):
            group(out, depth - 1)
        return out

    def types(self, out: dict[str, Any], depth: int) -> None:
        if self.chance(0.3):
            out["type"] = self.random.sample(TYPES, self.random.randrange(1, 4))
        else:
            out["type"] = self.pick(TYPES)

    def values(self, out: dict[str, Any], depth: int) -> None:
        if self.year > 4 and self.chance(0.4):
            out["const"] = self.value(1)
        elif self.chance(0.6):
            values = [self.value(1) for _ in range(self.random.randrange(1, 5))]
            out["enum"] = values

    def numbers(self, out: dict[str, Any], depth: int) -> None:
        for name in ("minimum", "maximum"):
            if self.chance(0.4):
                out[name] = self.pick(NUMBERS)
                if self.year == 4 and self.chance(0.3):
                    out["exclusive" + name.capitalize()] = True
            elif self.year > 4 and self.chance(0.2):
                out["exclusive" + name.capitalize()] = self.pick(NUMBERS)
        if self.chance(0.3):
            out["multipleOf"] = self.pick((1, 2, 3, 0.5, 1.5))

    def strings(self, out: dict[str, Any], depth: int) -> None:
        self.sizes(out, "Length")
        if self.chance(0.5):
            out["pattern"] = self.pick(PATTERNS)

    def sizes(self, out: dict[str, Any], what: str) -> None:
        if self.chance(0.3):
            out["min" + what] = self.random.randrange(4)
        if self.chance(0.3):
            out["max" + what] = self.random.randrange(4)

    def arrays(self, out: dict[str, Any], depth: int) -> None:
        self.sizes(out, "Items")
        prefix = [self.schema(depth) for _ in range(self.random.randrange(1, 3))]
        if self.year >= 2020:
            if self.chance(0.3):
                out["prefixItems"] = prefix
            if self.chance(0.5):
                out["items"] = self.schema(depth)
        elif self.chance(0.3):
            out["items"] = prefix
            if self.chance(0.5):
                out["additionalItems"] = self.schema(depth)
        elif self.chance(0.5):
            out["items"] = self.schema(depth)
        if self.year > 4 and self.chance(0.3):
            out["contains"] = self.schema(depth)
            if self.year >= 2019 and self.chance(0.4):
                out["minContains"] = self.random.randrange(3)
            if self.year >= 2019 and self.chance(0.4):
                out["maxContains"] = self.random.randrange(3)
        if self.chance(0.2):
            out["uniqueItems"] = True
        if self.year >= 2019 and self.chance(0.15):
            out["unevaluatedItems"] = self.schema(depth)

    def objects(self, out: dict[str, Any], depth: int) -> None:
        if self.chance(0.7):
            keys = self.random.sample(KEYS, self.random.randrange(1, 4))
            out["properties"] = {k: self.schema(depth) for k in keys}
        if self.chance(0.3):
            out["patternProperties"] = {self.pick(PATTERNS): self.schema(depth)}
        if self.chance(0.4):
            out["additionalProperties"] = (
                self.schema(depth) if self.chance(0.5) else self.chance(0.2)
            )
        if self.chance(0.5):
            out["required"] = self.random.sample(KEYS, self.random.randrange(1, 3))
        if self.chance(0.4):
            self.sizes(out, "Properties")
        if self.year > 4 and self.chance(0.2):
            out["propertyNames"] = self.schema(0)
        if self.chance(0.2):
            rule = self.random.sample(KEYS, self.random.randrange(1, 3))
            sub = self.schema(depth)
            if self.year >= 2019:
                if self.chance(0.5):
                    out["dependentRequired"] = {self.pick(KEYS): rule}
                else:
                    out["dependentSchemas"] = {self.pick(KEYS): sub}
            else:
                out["dependencies"] = {self.pick(KEYS): rule if self.chance(0.5) else sub}
        if self.year >= 2019 and self.chance(0.15):
            out["unevaluatedProperties"] = self.schema(depth) if self.chance(0.5) else False

    def logic(self, out: dict[str, Any], depth: int) -> None:
        for name in ("allOf", "anyOf", "oneOf"):
            if self.chance(0.3):
                out[name] = [self.schema(depth) for _ in range(self.random.randrange(1, 4))]
        if self.chance(0.3):
            out["not"] = self.schema(depth)
        if self.year >= 7 and self.chance(0.3):
            out["if"] = self.schema(depth)
            for name in ("then", "else"):
                if self.chance(0.6):
                    out[name] = self.schema(depth)

    def version(self, root: Any) -> Any:
        """Another version of a whole schema; its definitions stay, or one of them changes."""
        out = self.variant(root)
        for name in ("$defs", "definitions"):
            if isinstance(root, dict) and isinstance(out, dict) and name in root:
                defs = dict(root[name])
                if self.chance(0.5):
                    k = self.pick(list(defs))
                    defs[k] = self.variant(defs[k], 1)
                    out = {k: v for k, v in root.items() if self.chance(0.95)}
                out = {**out, name: defs}
        return out

    def variant(self, schema: Any, depth: int = 2) -> Any:
        """The schema with one change somewhere: what two versions of a form look like."""
        if not isinstance(schema, dict) or not schema or self.chance(0.15):
            return self.schema(depth)
        out = dict(schema)
        name = self.pick(list(out))
        value = out[name]
        roll = self.random.random()
        if roll < 0.2:
            del out[name]
        elif isinstance(value, dict) and value and name not in ("const", "$defs", "definitions"):
            if name in ("properties", "patternProperties", "dependentSchemas"):
                k = self.pick(list(value))
                out[name] = {**value, k: self.variant(value[k], depth - 1)}
            elif name not in ("dependentRequired", "dependencies"):
                out[name] = self.variant(value, depth - 1)
        elif isinstance(value, list) and name in ("allOf", "anyOf", "oneOf", "prefixItems"):
            i = self.random.randrange(len(value))
            out[name] = [*value[:i], self.variant(value[i], depth - 1), *value[i + 1 :]]
        elif isinstance(value, int | float) and not isinstance(value, bool):
            out[name] = max(0, value + self.pick((-1, 1)))
            if name == "multipleOf":
                out[name] = self.pick((1, 2, 3, 0.5))
        elif isinstance(value, list) and len(value) > 1 and name in ("enum", "required", "type"):
            out[name] = value[1:]
        else:
            more: dict[str, Any] = {}
            self.pick([self.types, self.numbers, self.strings, self.objects])(more, 0)
            out |= more
        return out
