"""A form as a person fills it in, as values: what is asked, in order, before anybody lays it out.

Texts are in the language that the tree was built for; `at` are places in the application (JSON
Pointers), `item` the same with `*` for any member of a list.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from soroe.model import Base, Json

Need: TypeAlias = Literal["required", "sometimes", "optional"]
"""sometimes: other answers decide whether it is required."""

Kind: TypeAlias = Literal["line", "note", "digits", "number", "date", "one", "any", "fixed"]
"""line: one line of text; note: several; digits: so many figures, one box each; one: one of the
choices; any: as many of the choices as wanted; fixed: printed, not filled in."""


class Choice(Base, frozen=True):
    """One answer that may be chosen, and what it is called."""

    value: Any
    label: str


class Rule(Base, frozen=True):
    """A rule between items: its title in the form, if it has one, and what it asks, in a sentence.

    The title is what the authors of the form say; the sentence is made from what the form does.
    """

    title: str
    said: str


class Input(Base, frozen=True):
    """What is written or chosen. `limits` are in words; `figures` is the number of boxes."""

    kind: Kind
    choices: tuple[Choice, ...] = ()
    figures: int = 0
    fixed: str = ""
    limits: str = ""


class Asked(Base, frozen=True):
    """What every part of a form says about itself.

    `notes` are about the law behind it; `sensitive` says why care is needed, None where it is not.
    `mistakes` say what is to be mended here, in words. `inside`: it may be left out, and once it is
    used, something in it is required.
    """

    item: str
    at: str
    title: str
    need: Need = "optional"
    description: str = ""
    rules: tuple[Rule, ...] = ()
    notes: tuple[str, ...] = ()
    sensitive: str | None = None
    mistakes: tuple[str, ...] = ()
    inside: bool = False


class Field(Base, frozen=True, tag="field"):
    """One thing to fill in; `value` is the answer of the application, if it has one.

    `odd` is the answer in words where the input cannot hold it (a choice that is not offered).
    """

    asked: Asked
    input: Input
    value: Any | UnsetType = UNSET
    odd: str = ""


class Group(Base, frozen=True, tag="group"):
    """Fields and groups that belong together; `unknown` are answers that the form has no item for.

    Each of `unknown` is a place, a name, and the answer in words.
    """

    asked: Asked
    nodes: tuple[Node, ...]
    unknown: tuple[tuple[str, str, str], ...] = ()


class Entries(Base, frozen=True, tag="entries"):
    """A list: room for some entries, each a group. `flat`: each has a few plain fields.

    `most` is how many may be written at all, None without a limit; `open` how many are shown at
    first, because they are filled in or required. `odd` as for a field.
    """

    asked: Asked
    entries: tuple[Group, ...]
    flat: bool
    open: int
    most: int | None = None
    limits: str = ""
    odd: str = ""


Node: TypeAlias = Field | Group | Entries


class FormPage(Base, frozen=True):
    """A whole form. `mistakes` are all of them with their places, in the order of the form."""

    title: str
    description: str
    whole: Group
    notes: tuple[str, ...] = ()
    mistakes: tuple[tuple[str, str], ...] = ()
    filled: bool = False


Answer: TypeAlias = "Json | UnsetType"
