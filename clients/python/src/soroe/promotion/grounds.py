"""What the cities that make a change rest it on, the strongest of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from soroe.citation.hierarchy import CLASS
from soroe.model import Citation, CitationKind
from soroe.promotion.document import GROUNDS, Ground, SharedLaw
from soroe.promotion.signature import Occurrence

_KINDS: dict[CitationKind, Ground] = {
    "条例": "ordinance",
    "規則": "rule",
    "要綱": "outline",
    "慣行": "practice",
}
_SHARED = 2
"""So many cities under one law make it a shared one."""


def grounds_of(found: Iterable[Occurrence]) -> tuple[dict[str, int], tuple[SharedLaw, ...]]:
    """Cities by their strongest ground, the strongest first; the laws that several of them cite."""
    occurrences = list(found)
    citing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for o in occurrences:
        for law in _laws(o.citation):
            citing[law].add(o.municipality)
    shared = {law: cities for law, cities in citing.items() if len(cities) >= _SHARED}
    best: dict[str, Ground] = {}
    for o in occurrences:
        mine = _ground(o.citation, shared)
        known = best.get(o.municipality, "none")
        best[o.municipality] = min(mine, known, key=GROUNDS.index)
    counts = Counter(best.values())
    laws = sorted(shared.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return (
        {ground: counts[ground] for ground in GROUNDS if counts[ground]},
        tuple(SharedLaw(name, article, len(cities)) for (name, article), cities in laws),
    )


def rank(grounds: dict[str, int]) -> int:
    """0 where the strongest ground is a shared law, up to 5 for none."""
    return min((GROUNDS.index(g) for g in GROUNDS if grounds.get(g)), default=len(GROUNDS))


def _ground(cited: Citation | None, shared: dict[tuple[str, str], set[str]]) -> Ground:
    if cited is None:
        return "none"
    if CLASS[cited.kind] == "grounded" and any(law in shared for law in _laws(cited)):
        return "law"
    return _KINDS[cited.kind]


def _laws(cited: Citation | None) -> list[tuple[str, str]]:
    return [(upper.law, upper.article or "") for upper in cited.upper] if cited else []
