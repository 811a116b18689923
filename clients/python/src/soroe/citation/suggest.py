"""Suggesting a basis for a change, from what this municipality and others rested theirs on.

A suggestion is an offer to a person and never fills anything in. Another municipality's 条例 is no
basis here: it only tells what kind of text to look for among one's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from soroe.citation.hierarchy import rank
from soroe.citation.locator import read_locators, show_locators
from soroe.citation.parts import Remark
from soroe.locale import text
from soroe.model import Base, Citation, CitationKind, Effect, Lang, LocalDiff

Why: TypeAlias = Literal[
    "suggest-same-change", "suggest-same-item", "suggest-others-cite", "suggest-near-item"
]
"""From the strongest reason to the weakest."""

_ORDER: tuple[Why, ...] = (
    "suggest-same-change",
    "suggest-same-item",
    "suggest-others-cite",
    "suggest-near-item",
)


class Precedent(Base, frozen=True):
    """A change that somebody has made and justified.

    `cite` is the key of the citation in that municipality's diff, `article` the place in it.
    `as_of` is an ISO date that orders precedents (the day the change applied from), if known.
    """

    municipality: str
    item: str
    effect: Effect
    cite: str
    citation: Citation
    article: str | None = None
    as_of: str | None = None


class Suggestion(Base, frozen=True):
    """One basis to consider: one's own citation `cite`, its place if an earlier change tells it.

    `cite` is None where others cite a kind of text of which this municipality has cited none yet.
    `reason` says why in words (`in_words`), `precedents` the municipalities it comes from.
    """

    kind: CitationKind
    reason: Remark
    cite: str | None = None
    article: str | None = None
    precedents: tuple[str, ...] = ()


def precedents(diff: LocalDiff, effects: Sequence[Effect]) -> tuple[Precedent, ...]:
    """The justified changes of a diff as precedents; `effects` has one entry for each change."""
    return tuple(
        Precedent(
            municipality=diff.municipality,
            item=change.item,
            effect=effect,
            cite=change.basis.cite,
            citation=diff.citations[change.basis.cite],
            article=change.basis.article,
            as_of=diff.effective_from,
        )
        for change, effect in zip(diff.changes, effects, strict=True)
        if change.basis
    )


def suggest(
    item: str,
    effect: Effect,
    citations: Mapping[str, Citation],
    own: Iterable[Precedent] = (),
    others: Iterable[Precedent] = (),
    *,
    on: str | None = None,
) -> tuple[Suggestion, ...]:
    """Suggestions for the basis of a change, the likeliest first; the same for the same input.

    `citations` are what the municipality has cited so far, by key; only these are suggested. Order:
    its own change of the same item with the same effect; of the same item; what most other
    municipalities with the same item rest theirs on, found among its own texts by kind; its own
    change of an item beside this one. An undecided effect is like no other. Texts that are no
    longer in force `on` an ISO day are left out.
    """
    usable = {
        key: c
        for key, c in citations.items()
        if on is None or c.in_force_until is None or on <= c.in_force_until
    }
    mine = [p for p in own if p.cite in usable]
    found = [
        *_own(item, effect, usable, mine),
        *_from_others(item, effect, usable, [p for p in others if p.item == item]),
    ]
    best: dict[tuple[str | None, str | None, CitationKind], Suggestion] = {}
    for _, s in sorted(found, key=lambda f: f[0]):
        best.setdefault((s.cite, s.article, s.kind), s)
    placed = {s.cite for s in best.values() if s.reason.type in _ORDER[:2]}
    return tuple(
        s
        for s in best.values()
        if not (s.reason.type == "suggest-others-cite" and s.cite in placed)
    )


def in_words(suggestion: Suggestion, lang: Lang) -> str:
    """The reason as one sentence in a person's language."""
    reason = suggestion.reason
    return text("citations", reason.type, "reason", lang, **reason.params)


_Weighed: TypeAlias = tuple[tuple[int, int, int, str, str], Suggestion]


def _own(
    item: str, effect: Effect, usable: Mapping[str, Citation], own: Sequence[Precedent]
) -> Iterator[_Weighed]:
    groups: dict[tuple[Why, str, str | None], list[Precedent]] = defaultdict(list)
    for precedent in own:
        if why := _why(item, effect, precedent):
            groups[why, precedent.cite, _place(precedent.article)].append(precedent)
    for (why, cite, article), there in groups.items():
        citation = usable[cite]
        params = {"title": citation.title, "article": article or "", "item": there[0].item}
        newest = max(p.as_of or "" for p in there)
        yield (
            (
                _ORDER.index(why),
                -len(there),
                rank(citation.kind),
                _later(newest),
                f"{cite} {article}",
            ),
            Suggestion(
                kind=citation.kind,
                reason=Remark(why, params=params),
                cite=cite,
                article=article,
                precedents=tuple(sorted({p.municipality for p in there})),
            ),
        )


def _from_others(
    item: str, effect: Effect, usable: Mapping[str, Citation], others: Sequence[Precedent]
) -> Iterator[_Weighed]:
    alike = [p for p in others if p.effect == effect != "undecided"] or list(others)
    cities = {p.municipality for p in alike}
    by_kind: dict[CitationKind, set[str]] = defaultdict(set)
    for precedent in alike:
        by_kind[precedent.citation.kind].add(precedent.municipality)
    for kind, there in by_kind.items():
        params = {"item": item, "kind": kind, "count": str(len(there)), "of": str(len(cities))}
        keys: list[str | None] = [
            key for key, citation in usable.items() if citation.kind == kind
        ] or [None]
        for key in keys:
            yield (
                (_ORDER.index("suggest-others-cite"), -len(there), rank(kind), "", key or ""),
                Suggestion(
                    kind=kind,
                    reason=Remark("suggest-others-cite", params=params),
                    cite=key,
                    precedents=tuple(sorted(there)),
                ),
            )


def _why(item: str, effect: Effect, precedent: Precedent) -> Why | None:
    if precedent.item == item:
        same = precedent.effect == effect != "undecided"
        return "suggest-same-change" if same else "suggest-same-item"
    beside = item.count("/") > 1 and precedent.item.rsplit("/", 1)[0] == item.rsplit("/", 1)[0]
    return "suggest-near-item" if beside else None


def _place(article: str | None) -> str | None:
    """The place in its official form, so that 3条1項 and 第3条第1項 count as one."""
    locators = read_locators(article) if article else None
    return show_locators(locators) if locators else article


def _later(day: str) -> str:
    """A key under which later ISO days sort first and an unknown day last."""
    return "".join(chr(0x69 - ord(c)) for c in day) or "~"
