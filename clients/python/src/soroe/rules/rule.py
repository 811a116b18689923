"""What a rule is: one kind of divergence, named, with its expected effect and its finder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from soroe.diff.compare import Pair
from soroe.model import Base, Effect, Op

Aspect: TypeAlias = Literal[
    "presence", "type", "bound", "set", "text", "structure", "condition", "wording"
]
Move: TypeAlias = Literal[
    "added", "removed", "raised", "lowered", "narrowed", "widened", "replaced"
]


class Hit(Base, frozen=True):
    """One place where a rule fires.

    `ops` make this one difference on the core. `before` and `after` are what a person is shown.
    `keywords` are the schema keywords whose difference the hit accounts for.
    """

    ops: tuple[Op, ...]
    before: Any | UnsetType = UNSET
    after: Any | UnsetType = UNSET
    keywords: frozenset[str] = frozenset()


Finder: TypeAlias = Callable[[Pair], Iterable[Hit]]


class Rule(msgspec.Struct, frozen=True):
    """One rule of the catalogue; its file, fixture and messages carry the same id.

    `keyword` is the JSON Schema keyword that it watches, `beside` keywords that mean something only
    together with it. `effect` is what the difference does to the accepted applications where the
    rest of the form is as in the core and closed; None where it depends on the values. `mirror` is
    the rule that fires when core and form change places.
    """

    id: str
    keyword: str
    aspect: Aspect
    move: Move
    effect: Effect | None
    mirror: str
    find: Finder
    beside: tuple[str, ...] = ()
