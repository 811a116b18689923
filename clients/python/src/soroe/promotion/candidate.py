"""Candidates for the core: what several cities do alike, ranked by what promoting it would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from soroe.codes import is_prefecture
from soroe.diff.layers import Layer, together
from soroe.divergence.model import Member
from soroe.model import Json, Verdict
from soroe.promotion.already import already
from soroe.promotion.book import Book
from soroe.promotion.cluster import Cluster, Clusters, Comparisons, cluster
from soroe.promotion.decisions import Decision
from soroe.promotion.demotion import demotions, sensitive
from soroe.promotion.document import Below, Candidate
from soroe.promotion.grounds import grounds_of, rank
from soroe.promotion.promoted import promoted, ranked
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
    make a candidate, unless `core` has the change already and the cities only have not moved to it.
    A share of `many` that leave something out makes a demotion, and a sensitive
    item that a share of up to `few` ask is one that few ask. Pure: the same for the same input in
    any order. Raises `DocumentError` where the decisions do not hold together.
    """
    common = Common(core)
    for member in found:
        if not is_prefecture(member.subject.code):
            common.put(member)
    return common.below(
        form=form, decisions=decisions, population=population, least=least, many=many, few=few
    )


class Common:
    """What cities have in common below a core, kept up to date one diff at a time.

    Whatever came and went, the answer is that of `below_core` for those who are there. It takes
    longer the first time; then only what a diff changed is worked out again. Not safe to share
    between threads.
    """

    def __init__(self, core: Json) -> None:
        """Nobody has a diff yet."""
        self._core = core
        self._book = Book()
        self._names: dict[str, str] = {}
        self._comparisons = Comparisons()
        self._answers: dict[tuple[bytes, bytes], Verdict] = {}
        self._made: dict[str, tuple[Cluster, tuple[int, ...], Candidate | None]] = {}

    def put(self, member: Member) -> None:
        """Take a municipality's diff, in place of the one it had."""
        diff = member.diff
        if member.below:
            diff, _ = together((*member.below, Layer(diff, max(member.subject.revision, 1))))
        self._book.add(member.core, diff, member.subject.revision)
        self._names[member.subject.code] = member.subject.name

    def drop(self, code: str) -> None:
        """Forget a municipality."""
        self._book.drop(code)
        self._names.pop(code, None)

    def move(self, core: Json) -> None:
        """Another core is the one that would be changed."""
        self._core = core
        self._made.clear()

    def below(
        self,
        *,
        form: str,
        decisions: Iterable[Decision] = (),
        population: Mapping[str, int] | None = None,
        least: int = 2,
        many: float = 0.3,
        few: float = 0.25,
    ) -> Below:
        """As `below_core`."""
        core, book = self._core, self._book
        clusters = cluster(book, decisions, self._comparisons)
        codes = book.codes
        found = self._candidates(clusters, codes, population, least)
        links = (*clusters.possible, *(link for one in found for link in one.links))
        shown = {key for link in links for key in (link.one, link.other)}
        return Below(
            form=form,
            municipalities=len(codes),
            candidates=found,
            demotions=demotions(core, book, codes, many),
            sensitive=sensitive(core, book, clusters, codes, few),
            possible=clusters.possible,
            unasked=clusters.unasked,
            unknown=clusters.unknown,
            names={code: self._names[code] for code in codes if self._names[code]},
            titles={
                key: book.signatures[key].title for key in sorted(shown & book.signatures.keys())
            },
        )

    def _candidates(
        self,
        clusters: Clusters,
        codes: Sequence[str],
        population: Mapping[str, int] | None,
        least: int,
    ) -> tuple[Candidate, ...]:
        signatures, whole = self._book.signatures, _people(codes, population)
        made: dict[str, tuple[Cluster, tuple[int, ...], Candidate | None]] = {}
        for one in clusters.clusters:
            several = len(one.signatures) > 1 or len(self._book.held(one.id)) >= least
            if not several or signatures[one.id].kind in DOWNWARDS:
                continue
            turns = tuple(self._book.turn(key) for key in one.signatures)
            known = self._made.get(one.id)
            if known is None or known[:2] != (one, turns):
                known = one, turns, self._candidate(one)
            made[one.id] = known
        self._made = made
        out = [
            _among(found, codes, population, whole)
            for _, _, found in made.values()
            if found is not None and len(found.municipalities) >= least
        ]
        return tuple(sorted(out, key=urgency))

    def _candidate(self, one: Cluster) -> Candidate | None:
        """The candidate without what depends on those who are not in it; None: the core has it."""
        core, book = self._core, self._book
        signature, found = book.signatures[one.id], book.having(one.signatures)
        cities = tuple(sorted({o.municipality for o in found}))
        made = promoted(core, signature, found, self._answers)
        items = ranked(o.item for o in found)
        signatures = [book.signatures[key] for key in one.signatures]
        if already(book.ground(core), signatures, items, made.ops):
            return None
        grounds, laws = grounds_of(found)
        titles = ranked(o.title for o in found)
        years = {o.since for o in found if o.since}
        return Candidate(
            id=one.id,
            kind=signature.kind,
            item=signature.item,
            title=titles[0],
            place=book.place(core, signature),
            signatures=one.signatures,
            titles=titles,
            sure=one.sure,
            municipalities=cities,
            share=0.0,
            ops=made.ops,
            effect=made.effect,
            cost=made.cost,
            saves=len(cities),
            affected=0,
            grounds=grounds,
            keyword=signature.keyword,
            value=signature.value,
            since=min((fiscal_year(date.fromisoformat(day)) for day in years), default=None),
            required=len({o.municipality for o in found if o.asked}),
            laws=laws,
            links=one.links,
            witness=made.witness,
            items=items,
        )


def _among(
    found: Candidate,
    codes: Sequence[str],
    population: Mapping[str, int] | None,
    whole: int | None,
) -> Candidate:
    """The candidate as it stands among all who publish a diff, `whole` people."""
    people = _people(found.municipalities, population)
    return replace(
        found,
        share=round(found.saves / len(codes), 4),
        affected=0 if found.cost == "nobody" else len(codes) - found.saves,
        population=people,
        population_share=round(people / whole, 4) if people is not None and whole else None,
    )


def urgency(found: Candidate) -> tuple[int, int, int, str]:
    """The order: most diffs saved less cities affected, strongest ground, longest in use."""
    return (
        found.affected - found.saves,
        rank(found.grounds),
        9999 if found.since is None else found.since,
        found.id,
    )


def _people(codes: Sequence[str], population: Mapping[str, int] | None) -> int | None:
    """None without a table, and where it lacks one of the cities: half a sum is no sum."""
    if population is None or any(code not in population for code in codes):
        return None
    return sum(population[code] for code in codes)
