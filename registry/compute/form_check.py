"""What is shown of a form that somebody has had checked, in both languages, ready for the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from registry.compute.depth import bounded
from registry.compute.form import Against, Brought, Checked, compare
from soroe.importers import Entry, Imported, Names
from soroe.importers.targets import targets
from soroe.locale import text
from soroe.model import Finding, Json, Lang, Note, Proved, Refuted, Report, Undecided
from soroe.report.drafted import DOUBTFUL
from soroe.report.finding import (
    Context,
    change,
    effects,
    explain_note,
    gathered,
    grounds,
    heading,
    own_title,
    sentence,
    why,
)
from soroe.report.levels import level
from soroe.report.slots import examples_of, told_of
from soroe.report.words import title_at
from soroe.schema import inline

_KINDS = {Proved: "proved", Refuted: "refuted", Undecided: "undecided"}

GROUPS = ("unexplained", "practice", "grounded", "wording")
"""Findings as they are shown: first what needs a reason."""


class Told(msgspec.Struct, frozen=True):
    """Findings of one item that differ alike: what differs, what it means, on what it rests.

    `refused` and `accepted` are the fingerprint under which an example can be shown filled in: one
    that the city's form refuses, one that the core refuses; "" where there is none.
    """

    title: str
    message: str
    means: tuple[str, ...]
    grounds: tuple[str, ...]
    rule: str
    refused: str
    accepted: str


class ItemTold(msgspec.Struct, frozen=True):
    """One item that differs; `moves` are short (任意 → 必須), `spot` is the cell in the file."""

    item: str
    title: str
    own: str
    moves: tuple[str, ...]
    told: tuple[Told, ...]
    spot: str


class NotesTold(msgspec.Struct, frozen=True):
    """Notes of one kind: each with what is to be done about it, once where that is the same."""

    title: str
    details: tuple[str, ...]
    remedies: tuple[str, ...]
    doubtful: bool


class Words(msgspec.Struct, frozen=True):
    """What is said in one language.

    `verdicts` say whether each form takes all that the other one takes; `beyond` are title, detail,
    examples and remedy of each slot that is left.
    """

    verdicts: tuple[str, ...]
    groups: dict[str, tuple[ItemTold, ...]]
    beyond: tuple[tuple[str, str, tuple[str, ...], str], ...]
    unmet: tuple[tuple[str, str], ...]
    notes: tuple[NotesTold, ...]


class CheckedForm(msgspec.Struct, frozen=True):
    """A form that was checked: the report, the form that was made of the file, what is said of it.

    `title` is the core's. `free` are the core items that no field is, by pointer, with their
    titles; `counts` how many findings are of which group.
    """

    title: str
    kind: str
    form: Any
    report: Report
    entries: tuple[Entry, ...]
    free: tuple[tuple[str, str], ...]
    counts: dict[str, int]
    ja: Words
    en: Words


class Look(msgspec.Struct, frozen=True):
    """The result as JSON, and what may be kept of the file."""

    result: bytes
    body: bytes


@bounded
def look_at(brought: Brought, against: Against, given: Names) -> Look:
    """The form checked and put in words. Raises what `check_form` raises."""
    checked = compare(brought, against, given)
    result = _shown(checked)
    return Look(msgspec.json.encode(result), _kept(brought, checked.imported))


def read_result(text: bytes) -> CheckedForm:
    """The result as it was kept."""
    return msgspec.json.decode(text, type=CheckedForm)


def _kept(brought: Brought, imported: Imported) -> bytes:
    """The file, or of a file of answers, which are people's, the questions alone."""
    if imported.kind != "answers":
        return brought.body
    labels = (entry.label.replace('"', '""') for entry in imported.entries)
    return ",".join(f'"{label}"' for label in labels).encode()


def _shown(checked: Checked) -> CheckedForm:
    imported, report = checked.imported, checked.report
    core, form = inline(checked.core), inline(imported.schema)
    taken = {entry.item for entry in imported.entries if entry.core}
    free = tuple((t.pointer, t.name) for t in targets(core) if t.pointer not in taken)
    counts = dict.fromkeys(GROUPS, 0)
    for finding in report.findings:
        counts[level(finding)] += 1
    ja, en = (_words(report, Context(core, form, lang)) for lang in _LANGS)
    return CheckedForm(
        _title(core), imported.kind, form, report, imported.entries, free, counts, ja, en
    )


def _title(core: Json) -> str:
    title = core.get("title") if isinstance(core, dict) else None
    return title if isinstance(title, str) else ""


_LANGS: tuple[Lang, Lang] = ("ja", "en")


def _words(report: Report, context: Context) -> Words:
    groups = {
        name: tuple(_items([f for f in report.findings if level(f) == name], context))
        for name in GROUPS
    }
    beyond = tuple(
        (title, detail, tuple(examples_of(found, context)), remedy)
        for found in report.slots
        for title, detail, remedy in [told_of(found, context)]
    )
    unmet = tuple((title_at(context.core, u.item) or u.item, u.reason) for u in report.unmet)
    verdicts = tuple(_verdicts(report, context.lang)) if report.findings else ()
    return Words(verdicts, groups, beyond, unmet, tuple(_notes(report.notes, context.lang)))


def _verdicts(report: Report, lang: Lang) -> Iterator[str]:
    for way, verdict in (
        ("core-in-form", report.core_in_form),
        ("form-in-core", report.form_in_core),
    ):
        kind = _KINDS[type(verdict)]
        reason = why(verdict, lang) if isinstance(verdict, Undecided) else ""
        yield text("report", "verdict", f"{way}-{kind}", lang, reason=reason)


def _items(found: list[Finding], context: Context) -> Iterator[ItemTold]:
    by_item: dict[str, list[Finding]] = {}
    for finding in found:
        by_item.setdefault(finding.item, []).append(finding)
    for item, here in by_item.items():
        wording = all(f.effect == "none" for f in here)
        moves = (change(f, context, wording=wording) for f in here)
        spots = (f.form.cell for f in here if f.form is not None and f.form.cell)
        yield ItemTold(
            item,
            heading(here[0], context),
            own_title(here[0], context),
            tuple(dict.fromkeys(filter(None, moves))),
            tuple(_told(one, context) for one in gathered(here, context)),
            next(spots, ""),
        )


def _told(alike: tuple[Finding, ...], context: Context) -> Told:
    first, *more = alike
    others = tuple(more)
    return Told(
        sentence(first, "title", context),
        sentence(first, "message", context, others),
        () if first.effect == "none" else tuple(effects(first, context, others)),
        grounds(first, context),
        first.rule,
        first.fingerprint if isinstance(first.core_in_form, Refuted) else "",
        first.fingerprint if isinstance(first.form_in_core, Refuted) else "",
    )


def _notes(notes: Iterable[Note], lang: Lang) -> Iterator[NotesTold]:
    alike: dict[str, list[tuple[str, str, bool]]] = {}
    for note in notes:
        title, detail, remedy = explain_note(note, lang)
        alike.setdefault(title, []).append((detail, remedy, note.type in DOUBTFUL))
    for title, told in alike.items():
        remedies = tuple(dict.fromkeys(remedy for _, remedy, _ in told))
        yield NotesTold(title, tuple(d for d, _, _ in told), remedies, any(x for *_, x in told))
