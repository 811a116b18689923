"""Who has confirmed a version, who waits, where it failed: for the steward."""

from __future__ import annotations

from typing import Any

from soroe.cli.screen import Screen
from soroe.cli.sources import open_client
from soroe.flows import rebases as flows
from soroe.flows.rebases import RebaseEntry, Rebases
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import explain, text
from soroe.model import Json, Lang
from soroe.report.width import table


def run(args: Any, form: str, token: str, screen: Screen) -> int:
    """List the municipalities; 1 where one has failed."""
    with open_client(args, "rebase", token) as client:
        pages = client.run(flows.list_rebases(form, args.onto))
    first = pages[0]
    if args.format == "json":
        entries: list[Json] = [to_json(entry) for page in pages for entry in page.rebases]
        whole: dict[str, Json] = {
            "form": first.form,
            "version": first.version,
            "counts": dict[str, Json](first.counts),
            "rebases": entries,
        }
        screen.json(pretty(whole))
    else:
        screen.say("\n".join(_lines(pages, screen)) + "\n")
    return 1 if first.counts.get("failed") else 0


def _lines(pages: tuple[Rebases, ...], screen: Screen) -> list[str]:
    lang, first = screen.lang, pages[0]
    counts = text("report", "words", "comma", lang).join(
        text("rebased", "list", state, lang, count=first.counts[state])
        for state in ("confirmed", "prepared", "waiting", "failed")
        if state in first.counts
    )
    if not counts:
        counts = text("rebased", "list", "nobody", lang)
    facts = {"form": first.form, "version": first.version, "counts": counts}
    head = screen.style(text("rebased", "list", "head", lang, **facts), "strong")
    rows = [_row(entry, lang) for page in pages for entry in page.rebases]
    return [head, *(table(rows) if rows else ())]


def _row(entry: RebaseEntry, lang: Lang) -> tuple[str, ...]:
    said = [text("rebased", "list", f"row-{entry.state}", lang, published=entry.published)]
    if entry.state == "prepared" and entry.undecided:
        said.append(text("rebased", "list", "undecided", lang, count=entry.undecided))
    if entry.state == "prepared" and entry.touched:
        said.append(text("rebased", "list", "touched", lang))
    said += [explain(problem, lang)[0] for problem in entry.problems]
    way = f"{entry.core} → {entry.version}"
    return f"  {entry.municipality}", entry.name, way, "  ".join(said)
