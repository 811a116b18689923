"""Documents, and places in them: `$id`, anchors, `$ref` resolved without ever fetching anything."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any
from urllib.parse import unquote, urljoin

from soroe.contain.dialect import (
    DRAFT2020,
    Dialect,
    dialect_of,
    meta_schemas,
    subschemas,
)
from soroe.contain.values import text
from soroe.model import Json

_REF = re.compile(rb'"\$ref":"((?:[^"\\]|\\.)*)"')
_HAS_REF = re.compile(rb'"\$(?:ref|dynamicRef|recursiveRef)":')
_SCOPED = re.compile(rb'"\$(?:dynamicRef|recursiveRef|anchor|dynamicAnchor)":')
_IDS = {"id": re.compile(rb'"id":"'), "$id": re.compile(rb'"\$id":"')}
_RECURSIVE = "\0recursive"
_BROKEN = "\0broken"


class Unresolved(Exception):  # noqa: N818 - becomes an OPAQUE atom
    """A reference that names nothing inside the document."""


class Place:
    """A subschema where it stands: document, schema, base URI, dialect, dynamic scope.

    Places with equal `identity` accept the same instances.
    """

    __slots__ = ("base", "dialect", "document", "identity", "schema", "scope")

    def __init__(
        self,
        document: Document,
        schema: Json,
        base: str,
        dialect: Dialect,
        scope: tuple[tuple[str, Place], ...],
        *,
        settled: bool = False,
    ) -> None:
        """`settled` says that `base` already takes the schema's own identifier into account."""
        self.document = document
        self.base = base
        self.dialect = dialect
        self.schema = schema
        if isinstance(schema, dict) and not settled and not document.plain:
            own = _own_id(schema, dialect)
            if own is not None:
                self.base = base = joined(base, own)
                self.dialect = dialect = dialect_of(schema, dialect)
        self.scope = document.enter(base, scope)
        self.identity = self._identify()

    @property
    def size(self) -> int:
        """Bytes of the subschema's text."""
        return len(self.document.text_of(self.schema)[0])

    def _identify(self) -> Hashable:
        body, refs = self.document.text_of(self.schema)
        if refs is None:
            return (self.dialect.year, body)
        if self.document.shared is not None and self.document.shared >= refs:
            return (self.dialect.year, body, "shared")
        scope = tuple([(name, id(place.schema)) for name, place in self.scope])
        return (self.dialect.year, body, id(self.document), self.base, scope)

    def sub(self, schema: Json) -> Place:
        """A direct subschema of this place."""
        return Place(self.document, schema, self.base, self.dialect, self.scope)

    def follow(self, ref: str) -> Place:
        """The place that a `$ref` names; raises `Unresolved`."""
        return self.document.resolve(ref, self)

    def follow_dynamic(self, ref: str) -> Place:
        """The place that a `$dynamicRef` names in this dynamic scope."""
        target = self.document.resolve(ref, self)
        name = ref.partition("#")[2]
        if isinstance(target.schema, dict) and target.schema.get("$dynamicAnchor") == name:
            return self._in_scope(name, target)
        return target

    def follow_recursive(self, ref: str) -> Place:
        """The place that a `$recursiveRef` names in this dynamic scope."""
        target = self.document.resolve(ref, self)
        if isinstance(target.schema, dict) and target.schema.get("$recursiveAnchor") is True:
            scope = dict(self.scope)
            if _BROKEN in scope:
                raise Unresolved(ref)  # the drafts' text and its readers differ here
            return self._in_scope(_RECURSIVE, target)
        return target

    def _in_scope(self, name: str, default: Place) -> Place:
        found = dict(self.scope).get(name)
        if found is None:
            return default
        return Place(
            self.document, found.schema, found.base, found.dialect, self.scope, settled=True
        )


class Document:
    """One schema document with the resources inside it.

    `shared` holds the references that mean the same in both documents of a question; None when
    that has not been established.
    """

    def __init__(self, root: Json, dialect: Dialect) -> None:
        self.root = root
        self.dialect = dialect
        self.shared: frozenset[str] | None = None
        self.body = text(root)
        self._texts: dict[int, tuple[bytes, frozenset[str] | None]] = {}
        own = isinstance(root, dict) and _own_id(root, dialect) is not None
        identifiers = len(_IDS[dialect.id_key].findall(self.body))
        self.plain = identifiers <= own and not _SCOPED.search(self.body)
        self.resources: dict[str, tuple[Json, Dialect]] = {}
        self._anchors: dict[tuple[str, str], Json] = {}
        self._dynamic: dict[str, dict[str, Place]] = {}
        self._bases: dict[int, tuple[str, Dialect]] = {}
        self._entered: set[str] = set()
        base = ""
        if isinstance(root, dict):
            base = (_own_id(root, dialect) or "").partition("#")[0]
        self.base = base
        self.resources[base] = (root, dialect)
        if not self.plain:
            self._index(root, dialect)
        self.place = Place(self, root, base, dialect, (), settled=True)

    def _index(self, root: Json, dialect: Dialect, base: str = "") -> None:
        """Record resources, anchors and base URIs below a root."""
        stack: list[tuple[Json, str, Dialect]] = [(root, base, dialect)]
        while stack:
            schema, base, dialect = stack.pop()
            if not isinstance(schema, dict):
                continue
            own = _own_id(schema, dialect)
            if own is not None:
                uri, _, fragment = joined(base, own).partition("#")
                if fragment and dialect.year <= 7:
                    self._anchors[uri, fragment] = schema
                else:
                    base, dialect = uri, dialect_of(schema, dialect)
                    self.resources.setdefault(base, (schema, dialect))
            self._bases[id(schema)] = (base, dialect)
            for name in ("$anchor", "$dynamicAnchor"):
                anchor = schema.get(name)
                if isinstance(anchor, str) and dialect.year >= 2019:
                    self._anchors[base, anchor] = schema
            stack.extend([(s, base, dialect) for s in subschemas(schema)])

    def enter(
        self, base: str, scope: tuple[tuple[str, Place], ...]
    ) -> tuple[tuple[str, Place], ...]:
        """The dynamic scope after stepping into the resource with this base."""
        if self.plain and base == self.base:
            return scope
        found = self._dynamic.get(base)
        if found is None:
            found = self._dynamic[base] = {}
            resource = self.resources.get(base)
            if resource is not None:
                self._collect(base, *resource, found)
        if not found:
            return scope
        merged = dict(found) | dict(scope)
        if _BROKEN in found and _RECURSIVE not in dict(scope):
            merged.pop(_BROKEN)
        return tuple(sorted(merged.items(), key=lambda item: item[0]))

    def _collect(self, base: str, root: Json, dialect: Dialect, found: dict[str, Place]) -> None:
        if dialect.year < 2019:
            return
        wanted = "$dynamicAnchor" if dialect.year == 2020 else "$recursiveAnchor"
        stack: list[Json] = [root]
        while stack:
            schema = stack.pop()
            if not isinstance(schema, dict):
                continue
            if schema is not root and _own_id(schema, dialect) is not None:
                continue
            name = schema.get(wanted)
            if wanted == "$dynamicAnchor" and isinstance(name, str):
                found[name] = _bare(self, schema, base, dialect)
            if wanted == "$recursiveAnchor" and schema is root:
                place = _bare(self, schema, base, dialect)
                found[_RECURSIVE if name is True else _BROKEN] = place
            stack.extend(subschemas(schema))

    def resolve(self, ref: str, origin: Place) -> Place:
        """The place that a reference from `origin` names; raises `Unresolved`."""
        base = origin.base
        full = joined(base, ref)
        uri, _, fragment = full.partition("#")
        if uri not in self.resources and not self._adopt(uri):
            raise Unresolved(ref)
        schema, dialect = self.resources[uri]
        if fragment == "" or fragment.startswith("/"):
            at_base = uri
            for token in unquote(fragment).split("/")[1:]:
                schema = _step(schema, token.replace("~1", "/").replace("~0", "~"), ref)
                at_base, dialect = self._bases.get(id(schema), (at_base, dialect))
            return Place(self, schema, at_base, dialect, origin.scope, settled=True)
        anchored = self._anchors.get((uri, unquote(fragment)))
        if anchored is None:
            raise Unresolved(ref)
        at_base, dialect = self._bases.get(id(anchored), (uri, dialect))
        return Place(self, anchored, at_base, dialect, origin.scope, settled=True)

    def text_of(self, schema: Json) -> tuple[bytes, frozenset[str] | None]:
        """A subschema's text, and the references in it; None when there are none."""
        found = self._texts.get(id(schema))
        if found is None:
            body = text(schema)
            refs = frozenset(refs_in(body)) if _HAS_REF.search(body) else None
            found = (body, refs)
            if isinstance(schema, dict):
                self._texts[id(schema)] = found
        return found

    def _adopt(self, uri: str) -> bool:
        """Take a published meta-schema in as a resource."""
        schema = meta_schemas().get(uri)
        if schema is None:
            schema = meta_schemas().get(uri + "#")
        if schema is None:
            return False
        dialect = dialect_of(schema, DRAFT2020)
        self.resources[uri] = (schema, dialect)
        self._index(schema, dialect, uri)
        return True


def joined(base: str, ref: str) -> str:
    """The reference made absolute; any text is a reference to something, if only to nothing."""
    if ref.startswith("#"):
        return base.partition("#")[0] + ref
    try:
        return urljoin(base, ref)
    except ValueError:
        return ref


def _bare(document: Document, schema: Json, base: str, dialect: Dialect) -> Place:
    """A place with an empty scope of its own, used as a target of dynamic references."""
    place = Place.__new__(Place)
    place.document, place.schema, place.base, place.dialect = document, schema, base, dialect
    place.scope = ()
    place.identity = (dialect.year, "bare", id(document), base, id(schema))
    return place


def _own_id(schema: dict[str, Json], dialect: Dialect) -> str | None:
    own = schema.get(dialect.id_key)
    if not isinstance(own, str) or (dialect.ref_alone and "$ref" in schema):
        return None
    return own


def _step(schema: Any, token: str, ref: str) -> Any:
    if isinstance(schema, dict) and token in schema:
        return schema[token]
    if isinstance(schema, list) and token.isdigit() and int(token) < len(schema):
        return schema[int(token)]
    raise Unresolved(ref)


def refs_in(body: bytes) -> set[str]:
    """The texts of all `$ref` in a schema's text (or what looks like one: that is harmless)."""
    return {m.decode("utf-8", "replace") for m in _REF.findall(body)}


def share(a: Document, b: Document) -> None:
    """Find the references that mean the same in both documents, so that they cost nothing.

    Only where references are plain pointers; elsewhere both keep their own.
    """
    if not (a.plain and b.plain and a.dialect is b.dialect):
        return
    names = refs_in(a.body) & refs_in(b.body)
    mentions: dict[str, set[str]] = {}
    for name in names:
        try:
            left = a.place.follow(name).schema
            right = left if a.root is b.root else b.place.follow(name).schema
        except Unresolved:
            continue
        body = text(left)
        if body == text(right):
            mentions[name] = refs_in(body)
    same = set(mentions)
    changed = True
    while changed:
        dropped = {n for n in same if not mentions[n] <= same}
        same -= dropped
        changed = bool(dropped)
    a.shared = b.shared = frozenset(same)
