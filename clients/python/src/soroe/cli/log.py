"""`soroe log`: verify a registry's log against the pinned key and what was seen before."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import msgspec

from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client
from soroe.errors import DocumentError, Problem
from soroe.flows.audit import Audited, audit_log, list_all
from soroe.flows.log import Included, Seen, Verified, prove_name, verify_log
from soroe.jsontext import pretty
from soroe.known import Known
from soroe.locale import text
from soroe.model import Json
from soroe.report.width import table
from soroe.signing import PublicKey

ACTIONS = ("verify", "show", "forget")
HOURS = 168
"""How old the registry's signed time may be unless told otherwise: a week."""


class Outcome(msgspec.Struct, frozen=True):
    """What `verify` found; `included` and `audited` where they were asked for."""

    log: Verified
    included: Included | None = None
    audited: Audited | None = None


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=ACTIONS, metavar="|".join(ACTIONS))
    parser.option("--name", metavar="NAME", told="log-name")
    parser.option("--all", action="store_true", told="log-all")
    parser.option("--key", metavar="KEY", told="log-key")
    parser.option("--max-age", metavar="HOURS", type=_hours, default=HOURS)
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser, writing=True)


def run(args: Any, screen: Screen) -> int:
    """Do what the action says; 3 where the log is not in order, and nothing is remembered then."""
    if not args.registry:
        what = text("cli", "log", "what", screen.lang)
        raise DocumentError(Problem("registry-missing", params={"what": what}))
    known = known_logs()
    if args.action == "verify":
        outcome = _verify(args, known)
        _show(outcome, args.format, screen)
        return 0
    url = _address(args)
    seen = known.get(url) if args.action == "show" else None
    if args.action == "forget":
        part = "forgotten" if known.forget(url) else "unknown"
        screen.say(text("cli", "log", part, screen.lang, url=url) + "\n")
    elif args.format == "json":
        screen.json(pretty(msgspec.to_builtins(seen)))
    elif seen is None:
        screen.say(text("cli", "log", "unknown", screen.lang, url=url) + "\n")
    else:
        screen.say(_rows(_seen_rows(seen, screen)))
    return 0


def known_logs() -> Known:
    """What this user has seen of logs, in the folder that SOROE_KNOWN names or in the usual one."""
    folder = os.environ.get("SOROE_KNOWN")
    return Known(Path(folder) if folder else None)


def _verify(args: Any, known: Known) -> Outcome:
    pinned = PublicKey.parse(args.key) if args.key else None
    age = args.max_age * 3600 or None
    with open_client(args, "log") as client:
        seen = known.get(client.base_url)
        now = int(time.time())
        found = client.run(verify_log(seen, pinned, now, age))
        known.put(client.base_url, found.seen)
        audited = None
        if args.all:
            listed = client.run(list_all())
            later = client.run(verify_log(found.seen, pinned, now, age))
            known.put(client.base_url, later.seen)
            audited = client.run(audit_log(found.checkpoint.size, listed, later.checkpoint))
        included = client.run(prove_name(args.name, found.checkpoint)) if args.name else None
    return Outcome(found, included, audited)


def _address(args: Any) -> str:
    """The address as a client spells it."""
    with open_client(args, "log") as client:
        return client.base_url


def _show(outcome: Outcome, form: str, screen: Screen) -> None:
    if form == "json":
        screen.json(pretty(_document(outcome)))
        return
    log, lang = outcome.log, screen.lang
    good = text("cli", "log", "verified", lang)
    screen.say(screen.style(good, "strong", "good") + "\n")
    rows = _seen_rows(log.seen, screen)
    if log.before is None:
        rows.append(("", text("cli", "log", "first", lang)))
    else:
        rows.append(("", text("cli", "log", "continues", lang, size=log.before.size)))
    if log.turned:
        rows.append(("", text("cli", "log", "turned", lang)))
    if log.age is not None:
        told = text("cli", "log", "ago", lang, minutes=log.age // 60)
        rows.append((text("cli", "log", "time", lang), told))
    screen.say(_rows(rows))
    if (found := outcome.included) is not None:
        where = text("cli", "log", "included", lang, name=found.name, index=found.index)
        screen.say(f"{where}\n  {found.digest}\n  {found.recorded_at}\n")
    if (all_ := outcome.audited) is not None:
        counts = {"entries": all_.entries, "listed": all_.listed}
        screen.say(text("cli", "log", "audited", lang, **counts) + "\n")


def _seen_rows(seen: Seen, screen: Screen) -> list[tuple[str, str]]:
    values = {"origin": seen.checkpoint.origin, "key": seen.key, "size": str(seen.size)}
    values["root"] = seen.root
    return [(text("cli", "log", part, screen.lang), value) for part, value in values.items()]


def _rows(rows: list[tuple[str, str]]) -> str:
    return "".join(f"{line}\n" for line in table([(f"  {head}", value) for head, value in rows]))


def _document(outcome: Outcome) -> Json:
    log, found, all_ = outcome.log, outcome.included, outcome.audited
    told: dict[str, Json] = {
        "origin": log.checkpoint.origin,
        "key": str(log.key),
        "turned": [str(key) for key in log.turned],
        "size": log.checkpoint.size,
        "root": log.seen.root,
        "before": log.before.size if log.before else None,
        "age": log.age,
    }
    if found is not None:
        told["included"] = {
            "name": found.name,
            "index": found.index,
            "digest": found.digest,
            "recordedAt": found.recorded_at,
        }
    if all_ is not None:
        told["audited"] = {"entries": all_.entries, "listed": all_.listed}
    return told


def _hours(word: str) -> int:
    hours = int(word)
    if not 0 <= hours <= 87_600:
        raise ValueError(word)
    return hours
