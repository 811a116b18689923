"""Saving a draft from a file, and what to do where two edited at once."""

from __future__ import annotations

from typing import Any

from soroe.cli.documents import kind_of
from soroe.cli.draft_file import keep_note, note_of
from soroe.cli.draft_find import find_draft, find_edit, here
from soroe.cli.output import free, write
from soroe.cli.screen import Screen
from soroe.cli.sources import Source, named, read_source
from soroe.client import Client
from soroe.diff import decode_diff, encode_diff
from soroe.diff.edits import MergedEdits, merge_edits
from soroe.errors import DocumentError, Problem, RegistryError
from soroe.flows import drafts as flows
from soroe.flows.drafts import DraftEntry, Kind
from soroe.jsontext import pretty, read
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import LocalDiff
from soroe.report import drafts as report


def save(client: Client, args: Any, screen: Screen) -> int:
    """Begin a draft, or save over the text that the file was made from."""
    source = read_source(args.draft)
    is_file = args.draft != "-"
    onto = _onto(client, args, is_file=is_file)
    if onto is None:
        entry = client.run(flows.begin_draft(source.data, **_naming(source, args)))
    else:
        draft, seen = onto
        if any((args.form, args.municipality, args.kind, args.title)):
            raise DocumentError(Problem("draft-named-already", params={"draft": draft[:8]}))
        try:
            entry = client.run(flows.save_draft(draft, seen, source.data))
        except RegistryError as refusal:
            kept = [p.params["edit"] for p in refusal.problems if p.type == "draft-text-kept"]
            if refusal.status != 412 or not kept:
                raise
            screen.explain(refusal)
            _offer(client, draft, int(kept[0]), screen)
            return 2
    if is_file:
        keep_note(args.draft, client.base_url, entry)
    if args.format == "json":
        screen.json(pretty(to_json(entry)))
        return 0
    part = "begun" if onto is None else "saved"
    told = text("cli", "draft", part, screen.lang, draft=entry.id[:8], edit=entry.edit)
    target = args.draft if is_file else entry.id[:8]
    after = text("cli", "draft", "next", screen.lang, target=target)
    screen.say(f"{screen.style(told, 'good')}\n{after}\n")
    return 0


def merge(client: Client, args: Any, screen: Screen) -> int:
    """Write both edits in one; 1 where a person must decide, and then nothing is written."""
    if args.edit is None:
        raise DocumentError(Problem("draft-edit-unsaid"))
    free(args.output, force=args.force)
    entry = find_draft(client, args.draft)
    merged = _merged(client, entry, args.edit)
    facts = {"edit": args.edit, "now": entry.edit}
    if not merged.clean:
        count = len(merged.clashes) + len(merged.problems)
        told = text("cli", "draft", "clashes", screen.lang, count=count, **facts)
        screen.say(screen.style(told, "strong") + "\n")
        screen.say(report.clashes(merged.clashes, screen.lang, screen.style, screen.columns))
        if merged.problems:
            screen.explain(DocumentError(*merged.problems))
        return 1
    write(args.output, pretty(encode_diff(merged.diff)).encode(), screen, force=args.force)
    if args.output is not None:
        keep_note(args.output, client.base_url, entry)
        told = text("cli", "draft", "merged", screen.lang, file=args.output, **facts)
        screen.say(told + "\n")
    return 0


def _onto(client: Client, args: Any, *, is_file: bool) -> tuple[str, str] | None:
    """The draft to save over and the digest that its writer has seen; None for a new draft."""
    if args.onto is not None:
        entry = find_draft(client, args.onto)
        if args.edit is None:
            raise DocumentError(Problem("draft-edit-unsaid"))
        return entry.id, find_edit(client, entry.id, args.edit).digest
    note = note_of(args.draft) if is_file else None
    if note is None:
        return None
    return here(client, note, args.draft).draft, note.digest


def _naming(source: Source, args: Any) -> dict[str, Any]:
    """What a new draft is of: as the options say, else as the document says of itself."""
    value = source.value if isinstance(source.value, dict) else {}
    guessed: Kind | None = {"diff": "diff", "form": "core"}.get(kind_of(value) or "")  # type: ignore[assignment]
    kind: Kind | None = args.kind or guessed
    wanted = ["form", "municipality"] if kind == "diff" else ["form"]
    names: dict[str, str | None] = {}
    for member in wanted:
        said = value.get(member) if kind == "diff" else None
        names[member] = getattr(args, member) or (said if isinstance(said, str) else None)
    lacking = [] if kind else ["--kind"]
    lacking += [f"--{member}" for member, name in names.items() if not name]
    if lacking:
        params = {"file": source.name, "options": " ".join(lacking)}
        raise DocumentError(Problem("draft-unnamed", params=params))
    return {"kind": kind, **names, "title": args.title or ""}


def _offer(client: Client, draft: str, kept: int, screen: Screen) -> None:
    """Say whether the text that was kept beside can be joined with the one that is there."""
    try:
        merged = _merged(client, client.run(flows.get_draft(draft)), kept)
    except DocumentError:
        return  # one of the three is no diff: a person must read them
    part = "can-merge" if merged.clean else "cannot-merge"
    screen.tell(text("cli", "draft", part, screen.lang))


def _merged(client: Client, entry: DraftEntry, number: int) -> MergedEdits:
    ours = find_edit(client, entry.id, number)
    if ours.base is None:
        raise DocumentError(Problem("draft-base-unknown", params={"edit": str(number)}))
    numbers = (ours.base, entry.edit, number)
    return merge_edits(*(_diff(client, entry.id, one) for one in numbers))


def _diff(client: Client, draft: str, number: int) -> LocalDiff:
    edit = find_edit(client, draft, number)
    body = client.run(flows.read_edit(draft, number, edit.digest))
    try:
        return decode_diff(read(body))
    except DocumentError as e:
        raise named(e, {"file": f"{draft[:8]}/edits/{number}"}) from None
