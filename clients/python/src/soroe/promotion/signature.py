"""What a published change means, in a form in which cities can be compared.

One change of a diff is taken apart into signatures: one per item that it adds, takes out, asks for,
or sets free, per choice, and per other keyword. What is written differently and means the same
(spelling, order, codes, names of properties) has one signature, so that changes are first counted
and only what is left is compared.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Literal, TypeAlias

import msgspec

from soroe.model import Base, Basis, Citation, Op
from soroe.promotion.answers import Answers

Kind: TypeAlias = Literal[
    "added", "removed", "required", "optional", "choice-added", "choice-removed", "limit",
    "condition", "wording",
]  # fmt: skip


class Signature(Base, frozen=True):
    """What one or many cities changed.

    `key` is made of the content and of the rules of spelling alone: the same content has the same
    key whatever else is published. `item` is the core's item; of an added one, the group it stands
    in. `spelled` are the labels (of an added item or choice) in one spelling, the title first;
    `names` the same with one word for what means the same, `unordered` with words in a fixed order,
    `full` behind the group's label. `keyword` and `value` are of a limit or wording; `after` is
    what the item takes afterwards. `title` is one of the spellings, for people; the others are with
    the occurrences.
    """

    key: str
    kind: Kind
    item: str
    title: str
    spelled: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    unordered: tuple[str, ...] = ()
    answers: Answers | None = None
    keyword: str = ""
    value: Any = None
    after: Any = None

    @property
    def group(self) -> str:
        """Where only signatures of the same place can be the same: all kinds but added items."""
        return f"{self.kind} {self.item} {self.keyword if self.kind == 'wording' else ''}"


class Occurrence(Base, frozen=True, gc=False):
    """One city's change that has a signature.

    `change` is the index in its diff, `item` the pointer there, `title` as the city writes it.
    `asked`: the added item is required. `since` is the first day, "" where none is said.
    """

    signature: str
    municipality: str
    revision: int
    change: int
    item: str
    title: str
    ops: tuple[Op, ...]
    asked: bool = False
    basis: Basis | None = None
    citation: Citation | None = None
    since: str = ""
    sensitive: str = ""


def key_of(*parts: Any) -> str:
    """A name for the content: the same content has the same name."""
    text = msgspec.json.encode(parts, order="deterministic")
    return blake2b(text, digest_size=8).hexdigest()
