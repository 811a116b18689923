"""Findings of one class, item by item; what many items have in common is said once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import msgspec

from soroe.locale import text
from soroe.model import Finding
from soroe.report.finding import (
    Context,
    change,
    effects,
    gathered,
    grounds,
    heading,
    own_title,
    place,
    sentence,
)
from soroe.report.style import Style
from soroe.report.width import wrap

_TOGETHER = 4
"""So many items that differ by the same rule alone, without a basis, stand under one heading."""


class Page(msgspec.Struct):
    """Where the blocks go: the context, the form's file, the width, the colours, the numbering.

    `marks`: each finding is shown with its fingerprint.
    """

    context: Context
    file: str
    columns: int
    style: Style
    numbers: count[int] = msgspec.field(default_factory=lambda: count(1))
    marks: bool = False

    def mark(self, *found: Finding) -> str:
        """The fingerprints, by which a project may waive findings; "" where nobody asked."""
        if not self.marks:
            return ""
        return self.context.say("mark") + " ".join(f.fingerprint for f in found)

    def lead(self) -> str:
        """The next number, by which people can speak of an entry."""
        return f"{next(self.numbers):>3}. "


def blocks(members: list[Finding], page: Page, *, plain: bool) -> Iterator[str]:
    """All findings of a class; `plain` (wording) is a list of items under each rule's title."""
    items: dict[str, list[Finding]] = {}
    for finding in members:
        items.setdefault(finding.item, []).append(finding)
    alike: dict[str, list[Finding]] = {}
    for found in items.values():
        for finding in found if plain else found[:1]:
            if plain or (len(found) == 1 and not grounds(finding, page.context)):
                alike.setdefault(finding.rule, []).append(finding)
    together = {rule: found for rule, found in alike.items() if plain or len(found) >= _TOGETHER}
    listed = {id(finding) for found in together.values() for finding in found}
    for found in items.values():
        rest = [finding for finding in found if id(finding) not in listed]
        if rest:
            yield from _item(rest, page)
    for found in together.values():
        yield from _alike(found, page, plain=plain)


def _item(found: list[Finding], page: Page) -> Iterator[str]:
    """One item: what differs, what each difference means, on what they rest, where it stands."""
    first, context = found[0], page.context
    moves = list(dict.fromkeys(move for f in found if (move := change(f, context))))
    title = page.style(heading(first, context), "strong") + own_title(first, context)
    yield ""
    yield page.lead() + "  ".join([title, *moves])
    entries = gathered(found, context)
    shared = {grounds(f, context) for f in found}
    before: list[str] = []
    for finding, *more in entries:
        others = tuple(more)
        lead, rest = ("   ・", "      ") if len(entries) > 1 else ("     ", "       ")
        message = sentence(finding, "message", context, others)
        yield from wrap(message, page.columns, lead, rest)
        meaning = list(effects(finding, context, others))
        for line in meaning if meaning != before else []:
            yield from wrap(line, page.columns, "     ", "       ")
        before = meaning
        if len(shared) > 1:
            yield from _grounds(finding, page)
    if len(shared) == 1:
        yield from _grounds(first, page)
    if spot := next((spot for f in found if (spot := place(f, page.file))), ""):
        yield page.style(f"     {context.say('place')}{spot}", "faint")
    if mark := page.mark(*found):
        yield page.style(f"     {mark}", "faint")


def _grounds(finding: Finding, page: Page) -> Iterator[str]:
    for line in grounds(finding, page.context):
        yield from wrap(line, page.columns, "     ", "       ")


def _alike(found: list[Finding], page: Page, *, plain: bool) -> Iterator[str]:
    """Items that differ by the same rule: its title and meaning once, then the items."""
    context = page.context
    title = sentence(found[0], "title", context)
    total = text("report", "words", "cases", context.lang, count=len(found))
    yield ""
    yield f"  {page.style(title, 'strong')} {total}"
    said = [] if plain else [next(effects(f, context)) for f in found]
    common = len(set(said)) == 1
    if common:
        yield from wrap(said[0], page.columns, "  ", "    ")
    for index, finding in enumerate(found):
        at = finding.form
        spot = context.say("line", line=at.line) if at is not None and at.line else ""
        spot = (at.cell if at is not None else None) or spot
        told = "  ".join(part for part in (spot, page.mark(finding)) if part)
        where = page.style("  " + told, "faint") if told else ""
        parts = [heading(finding, context), change(finding, context, wording=plain)]
        yield page.lead() + "  ".join(part for part in parts if part) + where
        if said and not common:
            yield from wrap(said[index], page.columns, "     ", "       ")
