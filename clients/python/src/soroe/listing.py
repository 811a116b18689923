"""What a registry answers beside documents: listings, receipts, directory entries.

Unknown fields are ignored on reading, so that an older client reads a newer registry.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from soroe.errors import Problem, UnreachableError
from soroe.model import Json


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Common settings of all answers."""


class VersionEntry(Answer, frozen=True):
    """One published version of a core: `digest` is that of the published document."""

    version: str
    digest: str
    state: str = "published"
    effective_from: str | None = None


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


class RevisionEntry(Answer, frozen=True):
    """One revision of a municipality: digests of the diff and of the local form it makes."""

    revision: int
    core: str
    digest: str
    form_digest: str
    effective_from: str | None = None


class LocalListing(Answer, frozen=True):
    """`/forms/{form}/local/{code}.json`: the revisions of one municipality, in any order."""

    form: str
    municipality: str
    revisions: tuple[RevisionEntry, ...]


class Municipality(Answer, frozen=True):
    """One entry of the directory; `code` is the six-digit 全国地方公共団体コード.

    `kana` is katakana, `parent` the code of a ward's city. Fictional entries are of samples.
    """

    code: str
    name: str
    kana: str = ""
    kind: str = ""
    prefecture: str = ""
    county: str = ""
    parent: str | None = None
    fictional: bool = False


class Page(Answer, frozen=True):
    """Some of what was found, and the cursor of the next page."""

    municipalities: tuple[Municipality, ...]
    next: str | None = None


class Publication(Answer, frozen=True):
    """The receipt of a publication: the digest of what was submitted, and of what is served."""

    name: str
    url: str
    digest: str
    submitted_digest: str
    created: bool


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
