"""The rebase that the registry has prepared for a municipality: look, decide, confirm."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from soroe.cli.decisions import read_decisions
from soroe.cli.receipt import show as receipt_shown
from soroe.cli.screen import Screen
from soroe.cli.sources import open_client
from soroe.client import Client
from soroe.flows import get_core, get_local_form
from soroe.flows import rebases as flows
from soroe.flows.rebases import RebaseState, SeenRebase
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import explain, text
from soroe.model import Json, Lang
from soroe.report.rebased import Account, account, day, heading, versions
from soroe.report.rebased_text import render
from soroe.report.width import wrap

WAIT_SECONDS = 30
"""How long a rebase that is being prepared is waited for."""


def run(args: Any, form: str, token: str, screen: Screen) -> int:
    """Decide, confirm or have it prepared again where that is asked for; then show it."""
    code = args.municipality
    decisions = read_decisions(args.decide)
    with open_client(args, "rebase", token) as client:
        if args.retry:
            client.run(flows.retry(form, code, args.onto))
        seen = _prepared(client, form, args, screen)
        if decisions:
            seen = client.run(flows.decide(form, code, decisions, seen.tag, args.onto))
        if args.confirm:
            receipt = client.run(flows.confirm(form, code, seen.tag, args.onto))
            receipt_shown(receipt, args.format, screen)
            return 0
        if args.format in ("markdown", "html"):
            shown = flows.render_rebase(form, code, args.format, screen.lang, args.onto)
            screen.say(client.run(shown).decode())
        elif args.format == "json":
            screen.json(pretty(to_json(seen.state)))
        else:
            screen.say("\n".join(_lines(client, seen.state, screen)) + "\n")
    return 1 if seen.state.undecided or seen.state.state == "failed" else 0


def _prepared(client: Client, form: str, args: Any, screen: Screen) -> SeenRebase:
    """What the registry has prepared; where it is still at it, it is given some time."""
    for waited in range(WAIT_SECONDS):
        seen = client.run(flows.get_rebase(form, args.municipality, args.onto))
        if seen.state.state != "waiting" or seen.state.waits_for is not None:
            return seen
        if waited == 0:
            screen.tell(text("rebased", "state", "wait", screen.lang))
        time.sleep(1)
    return client.run(flows.get_rebase(form, args.municipality, args.onto))


def _lines(client: Client, state: RebaseState, screen: Screen) -> Iterator[str]:
    lang, columns, style = screen.lang, screen.columns, screen.style
    told: Account | None = None
    if state.rebased is None:
        who = text("rebased", "head", "named", lang, name=state.name, code=state.municipality)
        title = text("rebased", "head", "title", lang, form=state.form, who=who)
    else:
        told = account(state.rebased, *_ground(client, state), lang, state.decisions)
        title = heading(told, state.name, lang)
    yield style(title, "strong")
    if told is not None:
        yield versions(told, lang)
    yield from wrap(_stands(state, lang), columns)
    for problem in state.problems:
        title, detail, remedy = explain(problem, lang)
        yield style(title, "bad", "strong")
        yield from wrap(detail, columns, "  ", "  ")
        yield from wrap(text("cli", "error", "remedy", lang) + remedy, columns, "  ", "  ")
    if told is not None:
        yield day(told, lang)
        yield ""
        yield render(told, lang, columns, style)
    for said in _todo(state, lang):
        yield from wrap(said, columns)


def _stands(state: RebaseState, lang: Lang) -> str:
    """One sentence about where the municipality stands."""
    if state.revision is None:
        return text("rebased", "state", "unpublished", lang)
    if state.waits_for is not None:
        return text("rebased", "state", "below", lang, over=state.waits_for)
    facts = {
        "revision": state.revision,
        "core": state.core,
        "version": state.version,
        "published": state.published,
    }
    return text("rebased", "state", state.state, lang, **facts)


def _todo(state: RebaseState, lang: Lang) -> Iterator[str]:
    """What the municipality does next."""
    if state.state == "prepared" and state.rebased is not None:
        if state.edited:
            yield text("rebased", "todo", "edited", lang)
        if state.undecided:
            part = next(p for p in state.rebased.conflicts if p.id == state.undecided[0])
            facts = {"number": part.id, "choice": part.choices[0].id}
            yield text("rebased", "todo", "decide", lang, count=len(state.undecided), **facts)
        else:
            yield text("rebased", "todo", "confirm", lang)
        yield text("rebased", "todo", "draft", lang, draft=state.draft)
    for other in state.others:
        yield text("rebased", "todo", "others", lang, version=other.version)


def _ground(client: Client, state: RebaseState) -> tuple[Json, Json]:
    """On what the diff lay and shall lie: for the titles of items and the labels of choices."""
    old = _below(client, state.form, state.core, state.lies_over)
    return old, _below(client, state.form, state.version, state.over)


def _below(client: Client, form: str, version: str | None, over: str | None) -> Json:
    if over is None:
        return client.run(get_core(form, version or "latest")).document
    code, _, revision = over.partition("@")
    return client.run(get_local_form(form, code, int(revision))).document
