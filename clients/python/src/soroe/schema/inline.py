"""Publishing a core: components and definitions are written into their places.

A published core stands alone, and a local diff can change one person's name without changing all
of them, because every use of a component has its own place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from soroe.errors import DocumentError, Problem
from soroe.model import Json
from soroe.pointer import MISSING, find, join
from soroe.schema.keywords import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS, annotation_keywords

COMPONENT = re.compile(r"^(?:\.\./)+(?:components/)?([a-z0-9-]+/\d+\.\d+\.\d+)\.json$")
"""How a component is named: relative, so that files on disk and addresses are the same."""

MAX_EXPANSION = 100_000
"""Values an inlined document may have; a doubling chain of references stops here."""


def inline(source: Json, components: Mapping[str, Json] | None = None) -> Json:
    """`source` with every reference replaced by what it points to.

    `components` maps `name/version` to component documents. Raises `DocumentError`:
    `reference-unknown` for a target that does not exist or lies outside, `reference-recursive`,
    `reference-with-assertion` where something other than an annotation stands beside a reference,
    `document-expands` where the result would be too large.
    """
    return _Inliner(source, components or {}).run()


class _Inliner:
    def __init__(self, source: Json, components: Mapping[str, Json]) -> None:
        self.source = source
        self.components = components
        self.count = 0

    def run(self) -> Json:
        out = self._schema(self.source, self.source, (), ())
        if isinstance(out, dict):
            out.pop("$defs", None)
        return out

    def _schema(
        self, here: Json, root: Json, path: tuple[str, ...], trail: tuple[str, ...]
    ) -> Json:
        """Copy of one schema; recursion is bounded by the depth of the door and by `trail`."""
        self.count += 1
        if self.count > MAX_EXPANSION:
            raise DocumentError(
                Problem("document-expands", join(path), {"limit": str(MAX_EXPANSION)})
            )
        if not isinstance(here, dict):
            return here
        if "$ref" in here:
            return self._reference(here, root, path, trail)
        out: dict[str, Json] = {}
        for keyword, value in here.items():
            if keyword == "$defs":
                continue
            out[keyword] = self._value(keyword, value, root, (*path, keyword), trail)
        return out

    def _value(
        self, keyword: str, value: Json, root: Json, path: tuple[str, ...], trail: tuple[str, ...]
    ) -> Json:
        if keyword in SCHEMA_MAPS and isinstance(value, dict):
            return {k: self._schema(v, root, (*path, k), trail) for k, v in value.items()}
        if keyword in SCHEMA_LISTS and isinstance(value, list):
            return [self._schema(v, root, (*path, str(i)), trail) for i, v in enumerate(value)]
        if keyword in SCHEMAS:
            return self._schema(value, root, path, trail)
        return value

    def _reference(
        self, here: dict[str, Json], root: Json, path: tuple[str, ...], trail: tuple[str, ...]
    ) -> Json:
        ref = here["$ref"]
        beside = {k: v for k, v in here.items() if k not in ("$ref", "$defs")}
        for keyword in beside:
            if keyword not in annotation_keywords() and not keyword.startswith("x-"):
                raise DocumentError(
                    Problem("reference-with-assertion", join(path), {"keyword": keyword})
                )
        target, target_root, name = self._resolve(ref, root, path)
        key = name or f"{id(root)}{ref}"
        if key in trail:
            raise DocumentError(Problem("reference-recursive", join(path), {"ref": str(ref)}))
        body = self._schema(target, target_root, path, (*trail, key))
        if not isinstance(body, dict):
            return body if not beside else {**beside, **({} if body else {"not": {}})}
        out = {k: v for k, v in body.items() if k not in ("$schema", "$id", "$comment")}
        if name:
            out["x-component"] = name.replace("/", "@")
        return {**out, **beside}

    def _resolve(
        self, ref: Json, root: Json, path: tuple[str, ...]
    ) -> tuple[Json, Json, str | None]:
        if isinstance(ref, str) and (match := COMPONENT.match(ref)):
            if match[1] in self.components:
                component = self.components[match[1]]
                return component, component, match[1]
        elif isinstance(ref, str) and ref.startswith("#/$defs/"):
            target = find(root, ref[1:])
            if target is not MISSING:
                return cast("Json", target), root, None
        raise DocumentError(Problem("reference-unknown", join(path), {"ref": str(ref)}))
