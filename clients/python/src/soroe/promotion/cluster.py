"""Signatures that are one intention, in one cluster: surest first, never across a refusal.

Pairwise work is done among distinct signatures only, and only where two share a key: a folded
label, its words in another order, or the ends of a label in one group. In each such block the
signature that most cities have stands for those that are like it, so a block costs its size times
the number of its intentions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from soroe.model import Base
from soroe.promotion.book import Book
from soroe.promotion.decisions import Decision, checked
from soroe.promotion.equal import Judge
from soroe.promotion.join import Joined
from soroe.promotion.likeness import POSSIBLE, SAME, Likeness, compare
from soroe.promotion.signature import Signature
from soroe.promotion.takes import may_be_equal

_CROWD = 12
"""So many intentions of one label in a block: what is not like any of them stands alone."""


class Link(Base, frozen=True):
    """Two signatures and how sure it is that they are one intention; `by`: a steward said so."""

    one: str
    other: str
    likeness: Likeness
    by: str = ""


class Cluster(Base, frozen=True):
    """One intention: its signatures, the one that most cities have first, and the links between.

    `sure` is that of the weakest link, 1 for a single signature. `id` is the key of the first
    signature.
    """

    id: str
    signatures: tuple[str, ...]
    sure: float
    links: tuple[Link, ...] = ()


class Clusters(Base, frozen=True):
    """All clusters, the most common first.

    `possible` are pairs of clusters that nobody joined and that a steward may want to look at.
    `unasked` counts questions that the engine was not asked any more; such pairs stay apart.
    `unknown` are the signatures of decisions that nobody publishes now.
    """

    clusters: tuple[Cluster, ...]
    possible: tuple[Link, ...] = ()
    unasked: int = 0
    unknown: tuple[str, ...] = ()


class Comparisons:
    """Which signatures are alike, found out once; may be kept from one clustering to the next.

    Not safe to share between threads.
    """

    def __init__(self, judge: Judge | None = None) -> None:
        """Nothing was compared yet."""
        self.judge = judge or Judge()
        self._known: dict[tuple[str, str], tuple[Signature, Signature, Likeness | None]] = {}

    def compare(self, one: Signature, other: Signature) -> Likeness | None:
        """As `soroe.promotion.likeness.compare`."""
        pair = one.key, other.key
        known = self._known.get(pair)
        # The words of a signature are those of one of its cities, which may be another one now.
        if known is not None and known[0] is one and known[1] is other:
            return known[2]
        before = self.judge.calls
        found = compare(one, other, self.judge)
        if before == self.judge.calls:
            self._known[pair] = one, other, found
        else:  # it is counted in every run
            self._known.pop(pair, None)
        return found


def cluster(
    book: Book, decisions: Iterable[Decision] = (), comparisons: Comparisons | None = None
) -> Clusters:
    """The clusters of all signatures; the same for the same diffs in any order.

    Raises `DocumentError` where the decisions do not hold together (`soroe.promotion.decisions`).
    """
    kept = checked(decisions)
    comparisons = comparisons or Comparisons()
    comparisons.judge.begin()
    signatures = book.signatures
    counts = {key: len(book.held(key)) for key in signatures}
    ranked = sorted(signatures, key=lambda key: (-counts[key], key))
    links = _links([signatures[key] for key in ranked], comparisons)
    joined = Joined(signatures)
    used = [*_decided(joined, kept, signatures), *_likely(joined, links)]
    members: dict[str, list[str]] = defaultdict(list)
    for key in ranked:
        members[joined.of(key)].append(key)
    within: dict[str, list[Link]] = defaultdict(list)
    for link in used:
        within[joined.of(link.one)].append(link)
    made = [
        Cluster(
            id=keys[0],
            signatures=tuple(keys),
            sure=min((link.likeness.sure for link in within[root]), default=1.0),
            links=tuple(within[root]),
        )
        for root, keys in members.items()
    ]
    made.sort(key=lambda c: (-sum(counts[key] for key in c.signatures), c.id))
    named = {key for d in kept for key in (d.one, d.other)}
    return Clusters(
        tuple(made),
        tuple(_possible(joined, links)),
        comparisons.judge.unasked,
        tuple(sorted(named - signatures.keys())),
    )


def _decided(
    joined: Joined, decisions: Iterable[Decision], signatures: Mapping[str, Signature]
) -> Iterator[Link]:
    """What the steward said comes first; it holds also through signatures that nobody has now."""
    merged = [d for d in decisions if d.action == "merge" and joined.join(d.one, d.other)]
    together: dict[str, list[str]] = defaultdict(list)
    for key in sorted({key for d in merged for key in (d.one, d.other)} & signatures.keys()):
        together[joined.of(key)].append(key)
    shown: set[frozenset[str]] = set()
    for d in merged:
        ends = [key for key in (d.one, d.other) if key in signatures]
        if len(ends) == 1:  # the other one is gone: it still joins this one with the others
            ends += [key for key in together[joined.of(ends[0])] if key != ends[0]][:1]
        if len(ends) == 2 and frozenset(ends) not in shown:
            shown.add(frozenset(ends))
            one, other = ends
            yield Link(one, other, Likeness(1.0, {"steward": 1.0}, ("steward",)), d.by or "-")
    for d in decisions:
        if d.action == "split":
            joined.forbid(d.one, d.other)


def _likely(joined: Joined, links: list[Link]) -> Iterator[Link]:
    for link in links:
        if link.likeness.sure < SAME and link.likeness.parts["name"] >= 0.9:
            joined.forbid(link.one, link.other)
    for link in sorted(links, key=lambda x: (-x.likeness.sure, x.one, x.other)):
        if link.likeness.sure >= SAME and joined.may(link.one, link.other):
            joined.join(link.one, link.other)
            yield link


def _possible(joined: Joined, links: list[Link]) -> Iterator[Link]:
    """One link, the surest, for each two clusters that stayed apart without a steward's word."""
    seen: set[frozenset[str]] = set()
    for link in sorted(links, key=lambda x: (-x.likeness.sure, x.one, x.other)):
        pair = frozenset({joined.of(link.one), joined.of(link.other)})
        if link.likeness.sure >= POSSIBLE and len(pair) == 2 and pair not in seen:
            seen.add(pair)
            yield link


def _links(ranked: list[Signature], comparisons: Comparisons) -> list[Link]:
    """Pairs worth a word: each signature with those that stand for its block."""
    blocks: dict[object, list[Signature]] = defaultdict(list)
    for signature in ranked:
        for key in _keys(signature):
            blocks[key].append(signature)
    known: dict[tuple[str, str], Likeness | None] = {}
    for members in blocks.values():
        leaders: list[Signature] = []
        for signature in members:
            like = 0.0
            for leader in leaders:
                pair = (leader.key, signature.key)
                if pair not in known:
                    known[pair] = comparisons.compare(leader, signature)
                found = known[pair]
                like = max(like, found.sure if found else 0.0)
                if like >= SAME:
                    break
            if like < SAME and len(leaders) < _CROWD:
                leaders.append(signature)
    return [Link(*pair, likeness) for pair, likeness in known.items() if likeness is not None]


def _keys(signature: Signature) -> Iterator[object]:
    """The blocks that a signature is in; none where only the very same is the same."""
    if signature.kind == "added":
        yield from {("name", name) for name in (*signature.names, *signature.full)}
        yield from (("words", signature.item, words) for words in signature.unordered)
        for name in signature.names:
            yield "ends", signature.item, name[0], name[-1]
    elif signature.kind == "choice-added":
        yield signature.group
    elif signature.kind in ("limit", "condition") and signature.after is not None:
        yield signature.group, may_be_equal(signature)
