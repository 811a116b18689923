"""What a registry answers beside documents: listings, receipts, directory entries.

Unknown fields are ignored on reading, so that an older client reads a newer registry.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

import msgspec

from soroe.errors import Problem, UnreachableError
from soroe.model import Json


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Common settings of all answers."""


class StateEntry(Answer, frozen=True):
    """What was said of a version at one time: its state, from which day, what comes in its place.

    `removal` is the day on which a deprecated version is announced to be withdrawn.
    """

    state: str
    effective: date | None = None
    removal: date | None = None
    replacement: str | None = None
    reason: str = ""
    recorded_at: datetime | None = None


class VersionEntry(Answer, frozen=True):
    """One published version of a core: `digest` is that of the published document.

    `states` is all that was said of it since, oldest first.
    """

    version: str
    digest: str
    state: str = "published"
    effective_from: str | None = None
    recorded_at: datetime | None = None
    states: tuple[StateEntry, ...] = ()


class ReviewEntry(Answer, frozen=True):
    """A version that is, or was, sent round for comments before it is published (意見照会).

    `state` is open, closed (comments are in), published or dropped; `closes_on` is the last day
    for comments.
    """

    form: str
    version: str
    state: str
    closes_on: date
    title: str = ""
    effective_from: date | None = None
    comments: int = 0


class LocalEntry(Answer, frozen=True):
    """A municipality that has published a diff of a form, and its latest revision."""

    municipality: str
    revision: int
    core: str


class FormListing(Answer, frozen=True):
    """`/forms/{form}.json`: the versions of a form and the municipalities, both in any order."""

    form: str
    versions: tuple[VersionEntry, ...]
    title: str = ""
    local: tuple[LocalEntry, ...] = ()
    reviews: tuple[ReviewEntry, ...] = ()


class Forms(Answer, frozen=True):
    """`/forms.json`: all forms; their municipalities stand in the listings of each."""

    forms: tuple[FormListing, ...]


class RevisionEntry(Answer, frozen=True):
    """One revision of a municipality: digests of the diff and of the local form it makes."""

    revision: int
    core: str
    digest: str
    form_digest: str
    effective_from: str | None = None
    over: str | None = None
    recorded_at: datetime | None = None


class Former(Answer, frozen=True):
    """A municipality that ends: from the day `effective` on its heir stands for it."""

    municipality: str
    heir: str
    effective: date
    kind: str = "merger"
    name: str = ""
    recorded_at: datetime | None = None


class Predecessor(Former, frozen=True):
    """A former municipality with its revisions of a form."""

    revisions: tuple[RevisionEntry, ...] = ()


class Successor(Answer, frozen=True):
    """Who stands for a municipality from the day `effective` on."""

    municipality: str
    effective: date
    kind: str = "merger"
    name: str = ""


class LocalListing(Answer, frozen=True):
    """`/forms/{form}/local/{code}.json`: the revisions of one municipality, in any order.

    `predecessors` are those that it came from, and those that these came from. `successor` is who
    will stand for it. Of a code that has ended the listing is that of its heir.
    """

    form: str
    municipality: str
    revisions: tuple[RevisionEntry, ...]
    name: str = ""
    successor: Successor | None = None
    predecessors: tuple[Predecessor, ...] = ()


class Municipality(Answer, frozen=True):
    """One entry of the directory; `code` is the six-digit 全国地方公共団体コード.

    `kana` is katakana, `parent` the code of a ward's city. Fictional entries are of samples.
    `former` are the municipalities that it came from; `found_as` is the code of the one whose name
    was looked for. `successor` is who stands for one that has ended, or will end.
    """

    code: str
    name: str
    kana: str = ""
    kind: str = ""
    prefecture: str = ""
    county: str = ""
    parent: str | None = None
    fictional: bool = False
    found_as: str | None = None
    former: tuple[Former, ...] = ()
    successor: Successor | None = None


class Succession(Answer, frozen=True):
    """What was recorded: `from_codes` pass to `to` on the day `effective`.

    `kind` is merger, code-change or boundary; a boundary change ends no code. One that was recorded
    by mistake says when it was cancelled, and why. `names` are those of the codes.
    """

    id: int
    from_codes: tuple[str, ...] = msgspec.field(name="from")
    to: str
    effective: date
    kind: str
    note: str = ""
    recorded_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    names: dict[str, str] = {}


class Successions(Answer, frozen=True):
    """All of them, by their day."""

    successions: tuple[Succession, ...]


class Page(Answer, frozen=True):
    """Some of what was found, and the cursor of the next page."""

    municipalities: tuple[Municipality, ...]
    next: str | None = None


class Remark(Answer, frozen=True):
    """What the registry wants its publisher to look at, in both languages; nothing is refused."""

    type: str
    title: str
    detail: str
    remedy: str
    title_en: str = ""
    detail_en: str = ""
    remedy_en: str = ""
    at: str = ""
    params: dict[str, str] = {}


class Publication(Answer, frozen=True):
    """The receipt of a publication: the digest of what was submitted, and of what is served."""

    name: str
    url: str
    digest: str
    submitted_digest: str
    created: bool
    remarks: tuple[Remark, ...] = ()


class Whoami(Answer, frozen=True):
    """Whose token this is, what it may do, and until when."""

    organisation: str
    kind: str = ""
    municipality: str | None = None
    scopes: tuple[str, ...] = ()
    expires_at: str | None = None


A = TypeVar("A")


def decode(value: Json, type_: type[A], path: str) -> A:
    """The answer as a value, or `UnreachableError`: who answers so is not a registry."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as e:
        problem = Problem("unexpected-answer", params={"path": path, "detail": str(e)})
        raise UnreachableError(problem) from None


def to_json(value: Any) -> Json:
    """The JSON value of an answer, a document or a report."""
    out: Json = msgspec.to_builtins(value)
    return out
