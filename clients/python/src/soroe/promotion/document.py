"""What cities do alike, as values that can be stored and shown."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import field

from soroe.model import Base, Effect, Op
from soroe.promotion.cluster import Link
from soroe.promotion.signature import Kind

Ground: TypeAlias = Literal["law", "ordinance", "rule", "outline", "practice", "none"]
"""What a change rests on: law is a 条例 or 規則 under a national law that several of the cities
cite; ordinance 条例, rule 規則, outline 要綱, practice 慣行, none: nothing is cited."""

GROUNDS: tuple[Ground, ...] = ("law", "ordinance", "rule", "outline", "practice", "none")
"""From the strongest."""

Cost: TypeAlias = Literal["nobody", "others", "unknown"]
"""Whose applicants are refused something by a promotion: nobody's (proved), those of the cities
that have not made the change (an example shows it), or it is not decided."""


class SharedLaw(Base, frozen=True):
    """A place of a national law that several cities cite above their own text."""

    law: str
    article: str
    municipalities: int


class Candidate(Base, frozen=True):
    """A change that several cities made, and what making it in the core would do.

    `id` and `signatures` are keys for a steward's decisions. `sure` is that of the weakest link
    that holds the cluster together. `titles` are the spellings, the most common first; `items` the
    item pointers that the cities have it under (of an added item their own names), likewise.
    `share` is
    of the cities that publish a diff of the form; `population` is their people, None without a
    table.
    `since` is the first fiscal year in which one of them uses it. `required`: so many ask an added
    item as a required one; it is promoted as an optional one. `ops` are the operations on the core,
    `effect` what they do to accepted applications. `saves` are diffs that get shorter, `affected`
    the cities that would have to decide about it, 0 where it costs nobody.
    """

    id: str
    kind: Kind
    item: str
    title: str
    place: str
    signatures: tuple[str, ...]
    titles: tuple[str, ...]
    sure: float
    municipalities: tuple[str, ...]
    share: float
    ops: tuple[Op, ...]
    effect: Effect
    cost: Cost
    saves: int
    affected: int
    grounds: dict[str, int]
    keyword: str = ""
    value: Any = None
    population: int | None = None
    population_share: float | None = None
    since: int | None = None
    required: int = 0
    laws: tuple[SharedLaw, ...] = ()
    links: tuple[Link, ...] = ()
    witness: Any = None
    items: tuple[str, ...] = ()


class Demotion(Base, frozen=True):
    """Something of the core that many cities leave out: an item, a choice, or that it is required.

    `without` are the cities that leave it out, `left` so many keep it; a choice with `left` 0 is
    offered by nobody. `lawful`: the core names a law for the item.
    """

    kind: Literal["item", "choice", "required"]
    item: str
    title: str
    without: tuple[str, ...]
    left: int
    share: float
    lawful: bool = False
    value: Any = None


class Sensitive(Base, frozen=True):
    """A sensitive item that few ask: of the core (`own` false) or added by cities.

    `why` is what the form says makes it sensitive; `lawful`: the core names a law for it, or every
    city that added it cites a 条例 or 規則.
    """

    item: str
    title: str
    why: str
    asking: tuple[str, ...]
    share: float
    lawful: bool
    own: bool = False


class Below(Base, frozen=True):
    """What cities have in common below the core of a form, and what they leave of it.

    `municipalities` counts those whose diffs were looked at. `possible` are pairs for a steward to
    judge; `unasked` and `unknown` as in `soroe.promotion.cluster.Clusters`; `names` are what people
    call the cities, `titles` the signatures in `possible` and in the links of candidates.
    """

    form: str
    municipalities: int
    candidates: tuple[Candidate, ...]
    demotions: tuple[Demotion, ...] = ()
    sensitive: tuple[Sensitive, ...] = ()
    possible: tuple[Link, ...] = ()
    unasked: int = 0
    unknown: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
