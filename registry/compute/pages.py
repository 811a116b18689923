"""What pages show of documents: items as a table, a form to look at, two forms side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

from registry.compute.depth import bounded
from registry.compute.local import BelowDiff, layers
from soroe.citation import cite
from soroe.diff import decode_diff
from soroe.diff.layers import resolve_layers
from soroe.divergence import Field, Member
from soroe.handover import HandoverFacts, handover
from soroe.handover.blocks import blocks
from soroe.handover.html import draw, render
from soroe.impact.document import Subject
from soroe.jsontext import read
from soroe.locale import text
from soroe.model import Citation, Effect, Json, Lang, LocalDiff
from soroe.neighbours.between import between
from soroe.page import form_page, screen
from soroe.pointer import split
from soroe.report.items import delegated, local, takes
from soroe.report.words import title_at
from soroe.schema import inline, items
from soroe.table import Line, OldNew, Row, Side, old_new
from soroe.table.shown import Layout


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

    `rows` are what differs at its item and inside of it (old is what lies below); none where only
    something differs that no person reads. `cited` is the citation in the official style.
    """

    item: str
    title: str
    rows: tuple[Row, ...]
    cited: str
    citation: Citation | None
    article: str


class ToldDiff(msgspec.Struct, frozen=True):
    """A diff in words, with the title of its form."""

    title: str
    effective_from: str | None
    over: str | None
    changes: tuple[ToldChange, ...]


class Apart(msgspec.Struct, frozen=True):
    """An item at which two forms differ: what each says of it, and whether it has it at all.

    `effect` is what happens to who goes from the first to the second. `changes` are the numbers
    (from 1) of the changes in the second one's diff that make the difference.
    """

    item: str
    title: str
    effect: Effect
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    here: bool
    there: bool
    changes: tuple[int, ...]


class WrittenHandover(msgspec.Struct, frozen=True):
    """A handover document: `html` is its body, `file` a whole page that stands alone."""

    title: str
    name: str
    html: str
    file: str


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
    left = items(made)
    places = [_row_of(change.item, rows) for change in diff.changes]
    used = frozenset(places)
    changes = []
    for change, at in zip(diff.changes, places, strict=True):
        citation = diff.citations.get(change.basis.cite) if change.basis else None
        article = (change.basis.article if change.basis else None) or ""
        changes.append(
            ToldChange(
                item=change.item,
                title=title_at(made if change.item in left else ground, change.item),
                rows=tuple(_readable(row, lang) for row in _around(rows, at, used)),
                cited=cite(citation, article or None) if citation else "",
                citation=citation,
                article=article,
            )
        )
    return ToldDiff(table.title, diff.effective_from, diff.over, tuple(changes))


def _row_of(item: str, rows: Mapping[str, Row]) -> str:
    """The item itself, or the nearest group around it that has a row."""
    while item and item not in rows:
        item = item.rpartition("/")[0].removesuffix("/*")
    return item


def _around(rows: Mapping[str, Row], at: str, taken: frozenset[str]) -> Iterator[Row]:
    """The row of an item, and those inside of it that are no other change's."""
    for item, row in rows.items():
        inside = bool(at) and item.startswith(f"{at}/") and item not in taken
        if item == at or inside:
            yield row


def _readable(row: Row, lang: Lang) -> Row:
    """The row without what stays the same and is not said, and without patterns for machines.

    A pattern that is all that differs stays.
    """
    omitted = text("old_new", "row", "omitted", lang)
    pattern = text("old_new", "lines", "pattern", lang)

    changed = {line.label for line in (*row.new, *row.old) if _differs(line)}

    def said(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(li for li in lines if li.label in changed or li.text != omitted)

    new, old = said(row.new), said(row.old)
    rest = [line for line in (*new, *old) if _differs(line) and line.label != pattern]
    if rest:
        new, old = (tuple(li for li in side if li.label != pattern) for side in (new, old))
    return replace(row, new=new, old=old)


def _differs(line: Line) -> bool:
    return any(run.changed for run in line.runs)


@bounded
def apart(one: Brought, two: Brought, form: str, lang: Lang) -> tuple[Apart, ...]:
    """The items at which two municipalities' forms differ in meaning, in reading order."""
    known: dict[bytes, Json] = {}
    field = Field([_member(side, form, known) for side in (one, two)])
    there = [items(field.form(at)) for at in (0, 1)]
    return tuple(
        Apart(
            item=found.item,
            title=found.title,
            effect=found.effect,
            ours=_said(found.ours, lang),
            theirs=_said(found.theirs, lang),
            here=not found.item or found.item in there[0],
            there=not found.item or found.item in there[1],
            changes=tuple(int(name.partition("#")[2]) for name in found.adopt),
        )
        for found in between(field, 0, 1, lang)
    )


def _said(lines: tuple[str, ...], lang: Lang) -> tuple[str, ...]:
    """The lines without the name of the item, which is its title, and without patterns."""
    layout = Layout(lang)
    left_out = tuple(
        layout.labelled(Line(text("old_new", "lines", part, lang), ()))
        for part in ("title", "pattern")
    )
    kept = tuple(line for line in lines if not line.startswith(left_out))
    return kept or lines


@bounded
def written_handover(facts: bytes, lang: Lang) -> WrittenHandover:
    """The handover document of facts (JSON)."""
    found = msgspec.json.decode(facts, type=HandoverFacts)
    document = handover(found, lang)
    html = draw(blocks(document))
    return WrittenHandover(document.title, found.municipality.name, html, render(document))


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
