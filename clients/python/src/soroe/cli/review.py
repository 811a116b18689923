"""`soroe review`: send a core round before it is published, comment on it, publish or drop it."""

from __future__ import annotations

import sys
from typing import Any

from soroe.cli.access import add_token, read_token
from soroe.cli.named_days import read_day
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.receipt import show as receipt_shown
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, exact_reference, open_client, read_source
from soroe.client import Client
from soroe.errors import DocumentError, Problem, RegistryError
from soroe.flows import reviews as flows
from soroe.flows.reviews import Review, Terms
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.report import reviews as report

ACTIONS = ("list", "show", "text", "open", "replace", "comment", "publish", "drop")
_READING = {"list", "show", "text"}
_NEEDED = {
    "open": ("file", "closes_on"),
    "replace": ("file", "edit"),
    "comment": ("text",),
    "drop": ("reason",),
}
"""What an action cannot do without, beside the name of the version."""


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=ACTIONS, metavar="|".join(ACTIONS))
    parser.argument("reviewed", metavar="FORM[@VERSION]", nargs="?")
    parser.argument("proposed", metavar="FILE", nargs="?")
    parser.option("--closes-on", metavar="DATE")
    parser.option("--effective-from", metavar="DATE", told="review-effective-from")
    parser.option("--note", metavar="TEXT", told="review-note")
    parser.option("--edit", metavar="N", type=int, told="review-edit")
    parser.option("--text", metavar="TEXT", told="review-text")
    parser.option("--item", metavar="ITEM", told="review-item")
    parser.option("--stance", choices=("support", "object", "question"))
    parser.option("--answers", metavar="N", type=int)
    parser.option("--reason", metavar="TEXT")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    parser.option("--format", choices=("text", "json"), default="text")
    add_token(parser)
    add_registry(parser, writing=True)


def run(args: Any, screen: Screen) -> int:
    """Do what the action says."""
    _complete(args, screen)
    token = None if args.action in _READING else read_token(args.token_file)
    with open_client(args, args.reviewed or "review", token) as client:
        action = {
            "list": _list, "show": _show, "text": _text, "open": _open, "replace": _replace,
            "comment": _comment, "publish": _publish, "drop": _drop,
        }[args.action]  # fmt: skip
        return action(client, args, screen)


def _complete(args: Any, screen: Screen) -> None:
    """Name everything that the action lacks, before anything is asked of a registry."""
    wanted = [] if args.action == "list" else ["reviewed"]
    wanted += _NEEDED.get(args.action, ())
    spelled = {"reviewed": "FORM@VERSION", "file": "FILE"}
    given = {**vars(args), "file": args.proposed}
    missing = [
        spelled.get(name, f"--{name.replace('_', '-')}") for name in wanted if given[name] is None
    ]
    if missing:
        names = ", ".join(missing)
        message = text("cli", "complaints", "missing", screen.lang, names=names)
        raise UsageError("soroe review", message)


def _list(client: Client, args: Any, screen: Screen) -> int:
    found = client.run(flows.list_reviews(args.reviewed))
    if args.format == "json":
        screen.json(pretty(to_json(found)))
    else:
        screen.say(report.listed(found, screen.lang, screen.style))
    return 0


def _show(client: Client, args: Any, screen: Screen) -> int:
    form, version = exact_reference(args.reviewed)
    review = client.run(flows.get_review(form, version))
    comments = client.run(flows.list_comments(form, version))
    if args.format == "json":
        screen.json(pretty(to_json({"review": review, "comments": comments})))
    else:
        screen.say(report.shown(review, comments, screen.lang, screen.columns, screen.style))
    return 0


def _text(client: Client, args: Any, screen: Screen) -> int:
    """The text to a file, or to standard output where no file is named."""
    free(args.output, force=args.force)
    form, version = exact_reference(args.reviewed)
    body = client.run(flows.get_review_document(form, version, args.edit))
    write(args.output, body, screen, force=args.force)
    if args.output is not None:
        screen.say(text("cli", "pull", "written", screen.lang, file=args.output) + "\n")
    return 0


def _open(client: Client, args: Any, screen: Screen) -> int:
    form, version = exact_reference(args.reviewed)
    source = read_source(args.proposed)
    try:
        review = client.run(flows.open_review(form, version, source.data, _terms(args)))
    except RegistryError as e:
        if e.problem.type != "precondition-required":
            raise
        there = client.run(flows.get_review(form, version))
        params = {"name": f"{form}@{version}", "edit": str(there.edit)}
        raise DocumentError(Problem("review-there", params=params)) from None
    return _told("opened", review, args, screen)


def _replace(client: Client, args: Any, screen: Screen) -> int:
    """Write over the text that the writer names, and over no other."""
    form, version = exact_reference(args.reviewed)
    source = read_source(args.proposed)
    review = client.run(flows.get_review(form, version))
    if review.edit != args.edit:
        params = {
            "edit": str(args.edit),
            "current": str(review.edit),
            "by": review.edited_by or "-",
        }
        raise DocumentError(Problem("review-moved", params=params))
    flow = flows.open_review(form, version, source.data, _terms(args), review.etag)
    return _told("replaced", client.run(flow), args, screen)


def _comment(client: Client, args: Any, screen: Screen) -> int:
    form, version = exact_reference(args.reviewed)
    said = sys.stdin.buffer.read().decode("utf-8", "replace") if args.text == "-" else args.text
    kept = client.run(
        flows.comment(form, version, said, item=args.item, stance=args.stance, answers=args.answers)
    )
    if args.format == "json":
        screen.json(pretty(to_json(kept)))
        return 0
    facts = {"name": f"{form}@{version}", "comment": kept.comment, "edit": kept.edit}
    _say("commented", screen, **facts)
    return 0


def _publish(client: Client, args: Any, screen: Screen) -> int:
    """Publish; with `--edit`, only that text."""
    form, version = exact_reference(args.reviewed)
    review = client.run(flows.get_review(form, version))
    if args.edit not in (None, review.edit):
        params = {
            "edit": str(args.edit),
            "current": str(review.edit),
            "by": review.edited_by or "-",
        }
        raise DocumentError(Problem("review-moved", params=params))
    receipt = client.run(flows.publish_review(form, version, args.reason, review.etag))
    receipt_shown(receipt, args.format, screen)
    return 0


def _drop(client: Client, args: Any, screen: Screen) -> int:
    form, version = exact_reference(args.reviewed)
    return _told("dropped", client.run(flows.drop_review(form, version, args.reason)), args, screen)


def _terms(args: Any) -> Terms:
    return Terms(
        closes_on=read_day(args.closes_on), effective_from=read_day(args.effective_from),
        note=args.note,
    )  # fmt: skip


def _told(part: str, review: Review, args: Any, screen: Screen) -> int:
    """What was done, and the review as it is now."""
    if args.format == "json":
        screen.json(pretty(to_json(review)))
        return 0
    _say(part, screen, name=f"{review.form}@{review.version}", edit=review.edit)
    screen.say(report.brief(review, screen.lang, screen.columns, screen.style))
    return 0


def _say(part: str, screen: Screen, **facts: object) -> None:
    told = text("cli", "review", part, screen.lang, **facts)
    screen.say(screen.style(told, "strong", "good") + "\n")
