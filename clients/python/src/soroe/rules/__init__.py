"""The catalogue: one rule, one file, one fixture, one entry in each language (DESIGN: the engine).

The files of this package are the list; nothing is registered by hand.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from soroe.rules.rule import Hit, Rule
from soroe.rules.structure import unheard_of
from soroe.schema.keywords import annotation_keywords, vocabulary

__all__ = ["EXEMPT", "Hit", "Rule", "catalogue"]

EXEMPT = {
    "$ref": "references are inlined before forms are compared",
    "$dynamicRef": "references are inlined before forms are compared",
}
"""Assertions without a rule, each with its reason."""

_HELPERS = frozenset({"choices", "moves", "page", "presence", "rule", "sides", "spec", "structure"})


@cache
def catalogue() -> dict[str, Rule]:
    """Every rule by id, in order of id, the one for unknown keywords last."""
    names = sorted(m.name for m in iter_modules(__path__) if m.name not in _HELPERS)
    rules = [import_module(f"{__name__}.{name}").RULE for name in names]
    watched = {k for r in rules for k in (r.keyword, *r.beside)}
    rest = Rule(
        id="keyword-changed",
        keyword="",
        aspect="structure",
        move="replaced",
        effect=None,
        mirror="keyword-changed",
        find=unheard_of(watched | annotation_keywords() | vocabulary("core") - EXEMPT.keys()),
    )
    return {r.id: r for r in [*rules, rest]}
