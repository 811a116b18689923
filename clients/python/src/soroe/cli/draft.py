"""`soroe draft`: work on a text that the registry keeps until it is published."""

from __future__ import annotations

from typing import Any, Final

from soroe.cli.access import add_token, read_token
from soroe.cli.draft_file import keep_note, note_of, saved
from soroe.cli.draft_find import find_draft, find_edit
from soroe.cli.draft_save import merge, save
from soroe.cli.named_days import read_day
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.receipt import show
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.client import Client
from soroe.errors import DocumentError, Problem
from soroe.flows import drafts as flows
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.report import drafts as report

ACTIONS = ("list", "show", "open", "save", "merge", "discard", "restore", "publish")

_OF: Final = {
    "list": {"form", "state"},
    "open": {"output", "force", "edit"},
    "save": {"edit", "onto", "form", "municipality", "kind", "title"},
    "merge": {"output", "force", "edit"},
    "publish": {"revision", "core_version", "effective_from"},
}
"""The options that only some actions know; an option is never passed over in silence."""


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=ACTIONS, metavar="ACTION")
    parser.argument("draft", metavar="DRAFT|FILE", nargs="?")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    parser.option("--edit", metavar="N", type=int)
    parser.option("--onto", metavar="DRAFT")
    parser.option("--form", metavar="FORM", told="draft-form")
    parser.option("--municipality", metavar="CODE")
    parser.option("--kind", choices=("diff", "core"))
    parser.option("--title", metavar="TITLE")
    parser.option("--state", choices=("open", "discarded", "published", "all"))
    parser.option("--revision", metavar="N", type=int)
    parser.option("--core-version", metavar="VERSION")
    parser.option("--effective-from", metavar="DATE")
    parser.option("--format", choices=("text", "json"), default="text")
    add_token(parser)
    add_registry(parser, writing=True)
    parser.tail = f"\n{text('cli', 'draft', 'actions', parser.lang)}\n"


def run(args: Any, screen: Screen) -> int:
    """Do what the action says."""
    _fits(args, screen)
    effective = read_day(args.effective_from)
    args.effective_from = effective and effective.isoformat()
    actions = {
        "list": _list, "show": _show, "open": _open, "save": save, "merge": merge,
        "discard": _discard, "restore": _restore, "publish": _publish,
    }  # fmt: skip
    with open_client(args, "draft", read_token(args.token_file)) as client:
        return actions[args.action](client, args, screen)


def _fits(args: Any, screen: Screen) -> None:
    """The action has what it needs and knows the options, before a registry is asked."""
    if args.action == "list" and args.draft is not None:
        message = text("cli", "complaints", "unknown", screen.lang, names=args.draft)
        raise UsageError("soroe draft", message)
    if args.action != "list" and args.draft is None:
        raise DocumentError(Problem("draft-unsaid", params={"action": args.action}))
    known = set().union(*_OF.values()) - _OF.get(args.action, set())
    unfit = [name for name in vars(args) if name in known and getattr(args, name)]
    if unfit:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in unfit)
        facts = {"names": names, "action": f"soroe draft {args.action}"}
        raise UsageError("soroe draft", text("cli", "complaints", "unfit", screen.lang, **facts))


def _list(client: Client, args: Any, screen: Screen) -> int:
    state: flows.State | None = None if args.state == "all" else args.state or "open"
    found = client.run(flows.list_drafts(args.form, state))
    if args.format == "json":
        screen.json(pretty(to_json(found)))
    else:
        screen.say(report.listed(found, screen.lang, screen.style))
    return 0


def _show(client: Client, args: Any, screen: Screen) -> int:
    entry = find_draft(client, args.draft)
    is_open = entry.state == "open"
    whole = report.Whole(
        entry,
        client.run(flows.list_edits(entry.id)),
        client.run(flows.missing_in_draft(entry.id)) if is_open else None,
    )
    if args.format == "json":
        screen.json(pretty(to_json(whole)))
    else:
        screen.say(report.shown(whole, screen.lang, screen.style, screen.columns))
    return 0


def _open(client: Client, args: Any, screen: Screen) -> int:
    """The text to a file, or to standard output where no file is named."""
    free(args.output, force=args.force)
    entry = find_draft(client, args.draft)
    number = args.edit or entry.edit
    edit = find_edit(client, entry.id, number)
    body = client.run(flows.read_edit(entry.id, number, edit.digest))
    write(args.output, body, screen, force=args.force)
    if args.output is not None:
        is_now = number == entry.edit
        if is_now:
            keep_note(args.output, client.base_url, entry)
        part = "opened" if is_now else "copied"
        screen.say(text("cli", "draft", part, screen.lang, file=args.output, edit=number) + "\n")
    return 0


def _discard(client: Client, args: Any, screen: Screen) -> int:
    entry = client.run(flows.discard_draft(find_draft(client, args.draft).id))
    return _told(entry, "thrown", args, screen)


def _restore(client: Client, args: Any, screen: Screen) -> int:
    entry = client.run(flows.restore_draft(find_draft(client, args.draft).id))
    return _told(entry, "restored", args, screen)


def _publish(client: Client, args: Any, screen: Screen) -> int:
    note = note_of(args.draft)
    if note is not None and not saved(args.draft, note):
        raise DocumentError(Problem("draft-unsaved", params={"file": args.draft}))
    entry = find_draft(client, args.draft)
    receipt = client.run(
        flows.publish_draft(
            entry.id,
            note.digest if note else entry.digest,
            revision=args.revision,
            version=args.core_version,
            effective_from=args.effective_from,
        )
    )
    show(receipt, args.format, screen)
    return 0


def _told(entry: flows.DraftEntry, part: str, args: Any, screen: Screen) -> int:
    if args.format == "json":
        screen.json(pretty(to_json(entry)))
    else:
        told = text("cli", "draft", part, screen.lang, draft=entry.id[:8])
        screen.say(screen.style(told, "good") + "\n")
    return 0
