"""Candidates for the core: what several cities do alike, ranked by what promoting it would do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from soroe.codes import is_prefecture
from soroe.diff.layers import Layer, together
from soroe.divergence.model import Member
from soroe.model import Json, Verdict
from soroe.promotion.cluster import Cluster, Clusters, cluster
from soroe.promotion.decisions import Decision
from soroe.promotion.demotion import demotions, sensitive
from soroe.promotion.document import Below, Candidate
from soroe.promotion.grounds import grounds_of, rank
from soroe.promotion.promoted import promoted
from soroe.promotion.sign import Book
from soroe.promotion.signature import Occurrence
from soroe.wareki import fiscal_year

DOWNWARDS = frozenset({"removed", "choice-removed", "optional"})
"""What takes something out of the core is a demotion (`soroe.promotion.demotion`)."""


def below_core(
    core: Json,
    found: Iterable[Member],
    *,
    form: str,
    decisions: Iterable[Decision] = (),
    population: Mapping[str, int] | None = None,
    least: int = 2,
    many: float = 0.3,
    few: float = 0.25,
) -> Below:
    """What cities have in common below `core`, which is the one that would be changed.

    `found` are the diffs in use, one for each municipality. Of a cluster at least `least` cities
    make a candidate. A share of `many` that leave something out makes a demotion, and a sensitive
    item that a share of up to `few` ask is one that few ask. Pure: the same for the same input in
    any order. Raises `DocumentError` where the decisions do not hold together.
    """
    cities = sorted(
        (m for m in found if not is_prefecture(m.subject.code)),
        key=lambda m: m.subject.code,
    )
    book = Book()
    for city in cities:
        diff = city.diff
        if city.below:
            diff, _ = together((*city.below, Layer(diff, max(city.subject.revision, 1))))
        book.add(city.core, diff, city.subject.revision)
    clusters = cluster(book.signatures, book.occurrences, decisions)
    codes = tuple(city.subject.code for city in cities)
    by_cluster = _by_cluster(clusters, book.occurrences)
    field = _Field(core, book, codes, population, {})
    shown = {key for link in clusters.possible for key in (link.one, link.other)}
    return Below(
        form=form,
        municipalities=len(codes),
        candidates=_candidates(field, clusters, by_cluster, least),
        demotions=demotions(core, book, codes, many),
        sensitive=sensitive(core, book, by_cluster, codes, few),
        possible=clusters.possible,
        unasked=clusters.unasked,
        unknown=clusters.unknown,
        names={c.subject.code: c.subject.name for c in cities if c.subject.name},
        titles={key: book.signatures[key].title for key in sorted(shown)},
    )


def _by_cluster(
    clusters: Clusters, occurrences: Iterable[Occurrence]
) -> dict[str, list[Occurrence]]:
    home = {key: c.id for c in clusters.clusters for key in c.signatures}
    out: dict[str, list[Occurrence]] = defaultdict(list)
    for o in occurrences:
        out[home[o.signature]].append(o)
    return out


class _Field(NamedTuple):
    """What all candidates of a form are measured against."""

    core: Json
    book: Book
    codes: Sequence[str]
    population: Mapping[str, int] | None
    answers: dict[tuple[bytes, bytes], Verdict]


def _candidates(
    field: _Field, clusters: Clusters, by_cluster: Mapping[str, Sequence[Occurrence]], least: int
) -> tuple[Candidate, ...]:
    out = []
    for one in clusters.clusters:
        found = by_cluster[one.id]
        if field.book.signatures[one.id].kind in DOWNWARDS:
            continue
        if len({o.municipality for o in found}) >= least:
            out.append(_candidate(field, one, found))
    return tuple(sorted(out, key=urgency))


def urgency(found: Candidate) -> tuple[int, int, int, str]:
    """The order: most diffs saved less cities affected, strongest ground, longest in use."""
    return (
        found.affected - found.saves,
        rank(found.grounds),
        9999 if found.since is None else found.since,
        found.id,
    )


def _candidate(field: _Field, one: Cluster, found: Sequence[Occurrence]) -> Candidate:
    core, book, codes, population, answers = field
    signature = book.signatures[one.id]
    cities = tuple(sorted({o.municipality for o in found}))
    made = promoted(core, signature, found, answers)
    grounds, laws = grounds_of(found)
    ranked = _ranked(o.title for o in found)
    people, whole = _people(cities, population), _people(codes, population)
    years = [fiscal_year(date.fromisoformat(o.since)) for o in found if o.since]
    return Candidate(
        id=one.id,
        kind=signature.kind,
        item=signature.item,
        title=ranked[0],
        place=book.place(core, signature),
        signatures=one.signatures,
        titles=ranked,
        sure=one.sure,
        municipalities=cities,
        share=round(len(cities) / len(codes), 4),
        ops=made.ops,
        effect=made.effect,
        cost=made.cost,
        saves=len(cities),
        affected=0 if made.cost == "nobody" else len(codes) - len(cities),
        grounds=grounds,
        keyword=signature.keyword,
        value=signature.value,
        population=people,
        population_share=round(people / whole, 4) if people is not None and whole else None,
        since=min(years, default=None),
        required=len({o.municipality for o in found if o.asked}),
        laws=laws,
        links=one.links,
        witness=made.witness,
        items=_ranked(o.item for o in found),
    )


def _ranked(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, the most common first."""
    counted = Counter(words)
    return tuple(sorted(counted, key=lambda word: (-counted[word], word)))


def _people(codes: Sequence[str], population: Mapping[str, int] | None) -> int | None:
    """None without a table, and where it lacks one of the cities: half a sum is no sum."""
    if population is None or any(code not in population for code in codes):
        return None
    return sum(population[code] for code in codes)
