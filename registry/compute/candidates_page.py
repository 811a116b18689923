"""What municipalities have in common, in words for the page that ranks it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from registry.compute.depth import bounded
from soroe.measured import MeasuredCandidates
from soroe.model import Lang
from soroe.promotion import Below, Candidate
from soroe.promotion.cluster import Link
from soroe.promotion.shown import Words

CITIES = 30
"""Municipalities of a candidate that are named; the table to download has all."""


class Pair(msgspec.Struct, frozen=True):
    """Two ways in which something is written; `why` they are, or might be, the same."""

    one: str
    other: str
    one_title: str
    other_title: str
    percent: str
    why: str


class Ranked(msgspec.Struct, frozen=True):
    """A candidate in words; `cost` is its kind (nobody, others, unknown), said in `told_cost`.

    `named`: it adds an item, for which another name in the core can be chosen. `weakest` is the
    link that holds it together least.
    """

    id: str
    kind: str
    told_kind: str
    what: str
    count: int
    share: str
    since: str
    required: int
    cost: str
    told_cost: str
    grounds: str
    titles: tuple[str, ...]
    named: str
    sure: str
    pairs: tuple[Pair, ...]
    cities: tuple[tuple[str, str], ...]
    more: int


class Left(msgspec.Struct, frozen=True):
    """Something that many leave out, or a sensitive item that few ask, in one line."""

    title: str
    told: str


class CandidatesPage(msgspec.Struct, frozen=True):
    """All that was measured below a core; `core` is its version.

    `unknown` are keys that stewards decided about and that nobody's change has now.
    """

    core: str
    municipalities: int
    candidates: tuple[Ranked, ...]
    demotions: tuple[Left, ...]
    sensitive: tuple[Left, ...]
    possible: tuple[Pair, ...]
    unasked: int
    unknown: tuple[str, ...]


@bounded
def candidates_page(text: bytes, lang: Lang) -> CandidatesPage:
    """The page of what was measured (JSON, `soroe.measured.MeasuredCandidates`)."""
    found = msgspec.json.decode(text, type=MeasuredCandidates)
    below = found.below
    words = Words(below, lang)
    return CandidatesPage(
        core=found.core,
        municipalities=below.municipalities,
        candidates=tuple(_ranked(words, below, one) for one in below.candidates),
        demotions=tuple(
            Left(
                f"{words.say('demotion', one.kind)}: {one.title}",
                words.listed(
                    [
                        words.say(
                            "line",
                            "without",
                            count=len(one.without),
                            share=words.percent(one.share),
                        ),
                        words.say("line", "kept", count=one.left),
                        *([words.say("line", "lawful")] if one.lawful else []),
                    ]
                ),
            )
            for one in below.demotions
        ),
        sensitive=tuple(
            Left(
                f"{one.title}({words.say('line', 'own' if one.own else 'core')})",
                words.listed(
                    [
                        words.say(
                            "line",
                            "asking",
                            count=len(one.asking),
                            share=words.percent(one.share),
                            said=words.cities(one.asking, 8),
                        ).rstrip(": "),
                        words.say("line", "why", why=one.why),
                        words.say("line", "lawful" if one.lawful else "unlawful"),
                    ]
                ),
            )
            for one in below.sensitive
        ),
        possible=tuple(_pairs(words, below, below.possible)),
        unasked=below.unasked,
        unknown=below.unknown,
    )


def _ranked(words: Words, below: Below, one: Candidate) -> Ranked:
    cities = one.municipalities[:CITIES]
    return Ranked(
        id=one.id,
        kind=one.kind,
        told_kind=words.say("kind", one.kind),
        what=words.what(one),
        count=one.saves,
        share=words.percent(one.share),
        since=words.year(one.since) if one.since is not None else "",
        required=one.required,
        cost=one.cost,
        told_cost=words.cost(one),
        grounds=words.grounds(one),
        titles=one.titles,
        named=_named(one),
        sure=f"{one.sure * 100:.0f}",
        pairs=tuple(_pairs(words, below, one.links)),
        cities=tuple((code, below.names.get(code, code)) for code in cities),
        more=len(one.municipalities) - len(cities),
    )


def _named(one: Candidate) -> str:
    """The name that most municipalities have an added item under; "" for anything else."""
    if one.kind != "added" or not one.items:
        return ""
    return one.items[0].rpartition("/")[2]


def _pairs(words: Words, below: Below, links: Sequence[Link]) -> list[Pair]:
    return [
        Pair(
            one=link.one,
            other=link.other,
            one_title=below.titles.get(link.one, link.one),
            other_title=below.titles.get(link.other, link.other),
            percent=f"{link.likeness.sure * 100:.0f}",
            why=words.why(link),
        )
        for link in links
    ]
