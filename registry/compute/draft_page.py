"""A draft of a diff as its pages show it: each change in words, the form before and after."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from msgspec.structs import replace

from registry.compute.depth import bounded
from registry.compute.local import BelowDiff, layers
from soroe.check import check
from soroe.diff import apply, decode_diff
from soroe.diff.change_effects import change_effects
from soroe.diff.document import spell
from soroe.diff.draft import document, draft, only_wanted
from soroe.diff.edits import Clash, merge_edits
from soroe.diff.layers import resolve_layers
from soroe.errors import DiffError, Problem
from soroe.importers import Names
from soroe.jsontext import digest, pretty, read
from soroe.listing import to_json
from soroe.model import Citation, Effect, Finding, Input, Json, Lang, LocalDiff
from soroe.page import FormPage, form_page
from soroe.report.finding import Context, change, effects, gathered, sentence
from soroe.report.slots import told_of
from soroe.report.words import schema_at, title_at
from soroe.schema import inline, items
from soroe.table import OldNew, Side, old_new


class Sentence(msgspec.Struct, frozen=True):
    """What differs, in one sentence, and what that means for applicants."""

    said: str
    means: tuple[str, ...]


class ChangeTold(msgspec.Struct, frozen=True):
    """One change of a draft in words.

    `moves` are short (任意 → 必須); `beyond` are title, detail and remedy of what goes beyond what
    the core leaves to a municipality.
    """

    title: str
    effect: Effect
    moves: tuple[str, ...]
    said: tuple[Sentence, ...]
    beyond: tuple[tuple[str, str, str], ...]


class Described(msgspec.Struct, frozen=True):
    """A draft in words, and why it does not fit what it lies on (then `changes` say less).

    `titles` are those of the items that it lies on.
    """

    title: str
    changes: tuple[ChangeTold, ...]
    titles: dict[str, str]
    problems: tuple[Problem, ...] = ()


class Preview(msgspec.Struct, frozen=True):
    """What publishing a draft would make of the form: as a table, and as applicants see it."""

    table: OldNew
    before: FormPage
    after: FormPage


class MergedDraft(msgspec.Struct, frozen=True):
    """Two texts of a draft in one; where both changed the same, `clashes`, with titles of items.

    `body` has theirs there. `problems` say why the two together are no diff.
    """

    body: bytes
    clashes: tuple[tuple[str, Clash], ...]
    problems: tuple[Problem, ...]


def ground_key(body: bytes) -> str:
    """What the words of a draft follow from, beside what it lies on: its operations, in order."""
    diff = decode_diff(read(body))
    ops: list[Json] = [[c.item, to_json(c.ops)] for c in diff.changes]
    return digest([diff.form, diff.core, diff.over or "", ops])


@bounded
def describe(body: bytes, core_text: bytes, below: tuple[BelowDiff, ...], lang: Lang) -> Described:
    """Each change of the draft in words, in the order of the draft. Raises `DocumentError`."""
    diff = decode_diff(read(body))
    ground = inline(resolve_layers(read(core_text), layers(below))[0])
    title = title_of(ground)
    titles = {item: one.title for item, one in items(ground).items()}
    try:
        form = inline(apply(ground, diff))
    except DiffError as error:
        plain = tuple(
            ChangeTold(_title(ground, ground, c.item), "undecided", (), (), ())
            for c in diff.changes
        )
        return Described(title, plain, titles, error.problems)
    inputs = Input("", digest(ground)), Input("", digest(form))
    alone = replace(diff, over=None)
    report = check(ground, form, core_input=inputs[0], form_input=inputs[1], declared=alone)
    context = Context(ground, form, lang)
    found: dict[int | None, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        found[finding.change].append(finding)
    beyond: dict[int | None, list[tuple[str, str, str]]] = defaultdict(list)
    for slot in report.slots:
        beyond[slot.change].append(told_of(slot, context))
    judged = change_effects(ground, diff, report)
    changes = tuple(
        ChangeTold(
            _title(ground, form, one.item),
            effect,
            tuple(dict.fromkeys(filter(None, (change(f, context) for f in found[n])))),
            tuple(_sentences(found[n], context)),
            tuple(dict.fromkeys(beyond[n])),
        )
        for n, (one, effect) in enumerate(zip(diff.changes, judged, strict=True))
    )
    return Described(title, changes, titles)


@bounded
def preview(
    body: bytes, core_text: bytes, below: tuple[BelowDiff, ...], names: tuple[str, str], lang: Lang
) -> Preview:
    """The form without and with the draft. Raises `DocumentError`, `DiffError`."""
    diff = decode_diff(read(body))
    ground = inline(resolve_layers(read(core_text), layers(below))[0])
    form = inline(apply(ground, diff))
    table = old_new(Side(ground, names[0]), Side(form, names[1], diff), lang)
    return Preview(table, form_page(ground, lang), form_page(form, lang))


class Source(msgspec.Struct, frozen=True):
    """What a draft is derived from: a checked form, and what the municipality has already.

    `earlier` is its latest diff, `shared` its shared citations (JSON) by key.
    """

    form: bytes
    names: Names
    earlier: bytes | None
    shared: dict[str, bytes]


@bounded
def derived(named: LocalDiff, core_text: bytes, below: tuple[BelowDiff, ...], of: Source) -> bytes:
    """The text of a draft that makes the form of what lies below it.

    What is unchanged keeps its basis and reason; texts that nothing rests on are left out, as the
    shared ones are offered anyway. `named` says form, core, municipality and `over`.
    """
    ground = inline(resolve_layers(read(core_text), layers(below))[0])
    earlier = () if of.earlier is None else (decode_diff(read(of.earlier)),)
    shared = {key: msgspec.json.decode(text, type=Citation) for key, text in of.shared.items()}
    named = replace(named, aliases=dict(of.names.aliases))
    made = draft(ground, read(of.form), named, earlier, shared)
    return pretty(document(only_wanted(made.diff, ()))).encode()


@bounded
def merged(
    base: bytes, theirs: bytes, ours: bytes, mine: frozenset[str], core_text: bytes
) -> MergedDraft:
    """Both texts in one; at the places `mine`, where they clash, ours. Raises `DocumentError`."""
    texts = [decode_diff(read(text)) for text in (base, theirs, ours)]
    found = merge_edits(*texts)
    if mine:  # where ours is wanted it is as if they had not touched it
        settled = texts[1]
        for clash in found.clashes:
            if clash.at in mine:
                settled = _undone(settled, texts[0], clash)
        found = merge_edits(texts[0], settled, texts[2])
    core = inline(read(core_text))
    titled = tuple(((_title(core, core, c.at) if c.is_item else c.at), c) for c in found.clashes)
    return MergedDraft(pretty(spell(found.diff)).encode(), titled, found.problems)


def _undone(theirs: LocalDiff, base: LocalDiff, clash: Clash) -> LocalDiff:
    """Their text with what it had before at the place of a clash."""
    if clash.is_item:
        kept = [c for c in theirs.changes if c.item != clash.at]
        old = [c for c in base.changes if c.item == clash.at]
        return replace(theirs, changes=(*kept, *old))
    member, _, key = clash.at.removeprefix("/").partition("/")
    name = "effective_from" if member == "effectiveFrom" else member.removeprefix("$")
    if not key:
        return replace(theirs, **{name: getattr(base, name)})
    key = key.replace("~1", "/").replace("~0", "~")
    table, before = dict(getattr(theirs, name)), getattr(base, name)
    table.pop(key, None)
    if key in before:
        table[key] = before[key]
    return replace(theirs, **{name: table})


def title_of(form: Json) -> str:
    """What a form is called."""
    title = form.get("title") if isinstance(form, dict) else None
    return title if isinstance(title, str) else ""


def _title(ground: Json, form: Json, item: str) -> str:
    there = ground if schema_at(ground, item) else form
    return title_at(there, item) or title_of(ground)


def _sentences(found: list[Finding], context: Context) -> list[Sentence]:
    out = []
    for first, *more in gathered(found, context):
        others = tuple(more)
        means = () if first.effect == "none" else tuple(effects(first, context, others))
        out.append(Sentence(sentence(first, "message", context, others), means))
    return out
