"""What pages show of documents: items as a table, a form to look at, two forms side by side."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from registry.compute.depth import bounded
from registry.compute.local import BelowDiff, layers
from soroe.citation import cite
from soroe.diff import decode_diff
from soroe.diff.layers import resolve_layers
from soroe.divergence import Field, Member
from soroe.impact.document import Subject
from soroe.jsontext import read
from soroe.model import Citation, Json, Lang, LocalDiff
from soroe.neighbours.between import between
from soroe.neighbours.model import Separation
from soroe.page import form_page, screen
from soroe.pointer import split
from soroe.report.items import delegated, local, takes
from soroe.report.words import title_at
from soroe.schema import inline, items
from soroe.table import OldNew, Row, Side, old_new


class ItemLine(msgspec.Struct, frozen=True):
    """An item in the table of a form; `depth` is how many groups it lies in.

    `local` is what a municipality may change of it, in words, `delegated` what the law leaves open.
    """

    item: str
    title: str
    depth: int
    required: bool
    takes: str
    allowed: str
    local: str
    delegated: str
    description: str


class FormTable(msgspec.Struct, frozen=True):
    """A core as a clerk reads it."""

    title: str
    description: str
    items: tuple[ItemLine, ...]


class Applicant(msgspec.Struct, frozen=True):
    """A form to look at: `html` is what stands below title and description."""

    title: str
    description: str
    html: str


class ToldChange(msgspec.Struct, frozen=True):
    """A change of a diff in words.

    `row` is what differs at its item (old is what lies below), None where only something that no
    person reads differs. `cited` is the citation in the official style.
    """

    item: str
    title: str
    row: Row | None
    cited: str
    citation: Citation | None
    article: str


class ToldDiff(msgspec.Struct, frozen=True):
    """A diff in words, with the title of its form; `beyond` are rows that belong to no change."""

    title: str
    effective_from: str | None
    over: str | None
    changes: tuple[ToldChange, ...]
    beyond: tuple[Row, ...]


class Brought(msgspec.Struct, frozen=True):
    """One of two municipalities that are compared: its core and its diffs, the lowest first."""

    code: str
    name: str
    core: bytes
    diff: bytes | None = None
    below: tuple[BelowDiff, ...] = ()


@bounded
def form_table(document: bytes, lang: Lang) -> FormTable:
    """The items of a published core in reading order."""
    core = read(document)
    assert isinstance(core, dict), "a core is an object"
    return FormTable(
        title=_text(core, "title"),
        description=_text(core, "description"),
        items=tuple(
            ItemLine(
                item=item.pointer,
                title=item.title,
                depth=sum(1 for name in split(item.pointer) if name != "*") - 1,
                required=item.required,
                takes=takes(item, lang),
                allowed=_text(item.schema, "x-local"),
                local=local(item, lang),
                delegated=delegated(item, lang),
                description=_text(item.schema, "description"),
            )
            for item in items(core).values()
        ),
    )


@bounded
def applicant(document: bytes, lang: Lang) -> Applicant:
    """The form as an applicant sees it."""
    page = form_page(read(document), lang)
    return Applicant(page.title, page.description, screen.inside(page, lang))


@bounded
def compared(old: tuple[str, bytes], new: tuple[str, bytes], lang: Lang) -> OldNew:
    """Two forms as the rows of a 新旧対照表; each with the name of its column."""
    return old_new(Side(read(old[1]), old[0]), Side(read(new[1]), new[0]), lang)


@bounded
def told_diff(
    core: bytes, below: tuple[BelowDiff, ...], submitted: bytes, local_form: bytes, lang: Lang
) -> ToldDiff:
    """A published diff in words, beside what it lies on."""
    diff = decode_diff(read(submitted))
    ground, _ = resolve_layers(read(core), layers(below))
    ground, made = inline(ground), inline(read(local_form))
    table = old_new(Side(ground, ""), Side(made, ""), lang)
    rows = {row.item: row for row in table.rows}
    used: set[str] = set()
    changes = []
    for change in diff.changes:
        at = change.item
        while at and at not in rows:
            at = at.rpartition("/")[0].removesuffix("/*")
        used.add(at)
        citation = diff.citations.get(change.basis.cite) if change.basis else None
        article = (change.basis.article if change.basis else None) or ""
        changes.append(
            ToldChange(
                item=change.item,
                title=title_at(made, change.item) or title_at(ground, change.item),
                row=rows.get(at),
                cited=cite(citation, article or None) if citation else "",
                citation=citation,
                article=article,
            )
        )
    beyond = tuple(
        row
        for item, row in rows.items()
        if item not in used and not any(item.startswith(f"{above}/") for above in used if above)
    )
    return ToldDiff(table.title, diff.effective_from, diff.over, tuple(changes), beyond)


@bounded
def apart(one: Brought, two: Brought, form: str, lang: Lang) -> tuple[Separation, ...]:
    """The items at which two municipalities' forms differ in meaning, in reading order."""
    known: dict[bytes, Json] = {}
    members = [_member(side, form, known) for side in (one, two)]
    return between(Field(members), 0, 1, lang)


def _member(side: Brought, form: str, known: dict[bytes, Json]) -> Member:
    core = known.setdefault(side.core, inline(read(side.core)))
    diff = (
        decode_diff(read(side.diff))
        if side.diff is not None
        else LocalDiff(form, "", side.code, ())
    )
    below = layers(side.below)
    subject = Subject(side.code, side.name, 0)
    return Member(subject, core, diff if below else replace(diff, over=None), below)


def _text(schema: Json, name: str) -> str:
    found = schema.get(name) if isinstance(schema, dict) else None
    return found if isinstance(found, str) else ""
