"""A proposed core with what it does, as values that can be stored and shown."""

from __future__ import annotations

from msgspec import field

from soroe.model import Base, Verdict
from soroe.promotion import Candidate
from soroe.what_if import WhatIf


class Kept(Base, frozen=True):
    """A municipality whose own items come into the core, and that nobody's application breaks.

    `names` maps its items to the core's, `elsewhere` are those that the core has in another group:
    about them it decides. `gone` counts the changes that fall away, `left` are the items of changes
    that stay on what came into the core. `verdict` says whether every application that its form of
    today accepts is accepted by its rebased form, with the items under their new names and without
    what it has to decide; the witness of a refutation has the new names.
    """

    code: str
    name: str
    names: dict[str, str]
    verdict: Verdict
    elsewhere: tuple[str, ...] = ()
    gone: int = 0
    left: tuple[str, ...] = ()


class Proposed(Base, frozen=True):
    """A draft of a core, its number, and what it would do; nothing has been written.

    `version` is the smallest number that the step from the core `old` may have. `changed` are the
    items that the draft touches, in reading order. `candidates` are those it was made of, if any.
    """

    old: str
    version: str
    changed: tuple[str, ...]
    what_if: WhatIf
    kept: tuple[Kept, ...]
    candidates: tuple[Candidate, ...] = field(default=())
