"""What `soroe draft` says: drafts, their edits, what is missing, what clashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone

from soroe.diff.edits import Clash
from soroe.flows.drafts import DraftEntry, DraftLack, DraftMissing, EditEntry
from soroe.jsontext import canonical
from soroe.locale import text
from soroe.model import Base, Json, Lang
from soroe.report.style import Style
from soroe.report.width import table, wrap

_JAPAN = timezone(timedelta(hours=9))


class Whole(Base, frozen=True):
    """All that is known of a draft; what is missing is asked only of open ones."""

    draft: DraftEntry
    edits: tuple[EditEntry, ...]
    missing: DraftMissing | None


def listed(entries: tuple[DraftEntry, ...], lang: Lang, style: Style) -> str:
    """A line for each draft, under a heading."""
    if not entries:
        return text("cli", "draft", "none", lang) + "\n"
    head = tuple(text("cli", "draft", f"head-{name}", lang) for name in _COLUMNS)
    rows = [head, *(_row(entry, lang) for entry in entries)]
    first, *rest = table(rows)
    return "\n".join([style(first, "strong"), *rest]) + "\n"


_COLUMNS = ("id", "state", "form", "at", "edit", "title")


def _row(entry: DraftEntry, lang: Lang) -> tuple[str, ...]:
    return (
        entry.id[:8],
        text("cli", "draft", entry.state, lang),
        entry.form,
        moment(entry.updated_at),
        text("cli", "draft", "nth", lang, edit=entry.edit),
        entry.title or entry.origin or "-",
    )


def shown(whole: Whole, lang: Lang, style: Style, columns: int) -> str:
    """Everything about one draft."""
    return "\n".join(_shown(whole, lang, style, columns)) + "\n"


def _shown(whole: Whole, lang: Lang, style: Style, columns: int) -> Iterator[str]:
    entry = whole.draft
    yield style(text("cli", "draft", "head", lang, draft=entry.id), "strong")
    yield from ("  " + line for line in table(_facts(entry, lang)))
    yield ""
    yield style(text("cli", "draft", "edits", lang), "strong")
    yield from ("  " + line for line in table(_edit(edit, entry, lang) for edit in whole.edits))
    if whole.missing is None:
        return
    for part in ("missing", "look"):
        lacks = [lack for lack in whole.missing.lacks if lack.missing == (part == "missing")]
        if not lacks and part == "look":
            return
        yield ""
        key = part if lacks else "complete"
        yield style(text("cli", "draft", key, lang, count=len(lacks)), "strong")
        for lack in lacks:
            yield from _lack(lack, lang, columns)


def _facts(entry: DraftEntry, lang: Lang) -> Iterator[tuple[str, str]]:
    def fact(name: str, value: str) -> tuple[str, str]:
        return text("cli", "draft", f"fact-{name}", lang), value

    yield fact("kind", text("cli", "draft", entry.kind, lang))
    yield fact("form", entry.form)
    if entry.municipality is not None:
        yield fact("municipality", entry.municipality)
    if entry.title:
        yield fact("title", entry.title)
    yield fact("state", text("cli", "draft", entry.state, lang))
    if entry.published is not None:
        yield fact("published", entry.published)
    elif entry.kind == "diff":
        part = "follows" if entry.follows else "first"
        yield fact("next", text("cli", "draft", part, lang, revision=entry.follows))
    by = entry.organisation or text("cli", "draft", "registry", lang)
    yield fact("begun", f"{moment(entry.created_at)}  {by}")
    if entry.origin is not None:
        yield fact("origin", entry.origin)


def _edit(edit: EditEntry, entry: DraftEntry, lang: Lang) -> tuple[str, ...]:
    part = "now" if edit.edit == entry.edit else "earlier" if edit.accepted else "beside"
    base = "" if edit.base is None else text("cli", "draft", "from", lang, edit=edit.base)
    by = edit.organisation or text("cli", "draft", "registry", lang)
    nth = text("cli", "draft", "nth", lang, edit=edit.edit)
    return nth, moment(edit.at), by, text("cli", "draft", part, lang), base


def _lack(lack: DraftLack, lang: Lang, columns: int) -> Iterator[str]:
    title, detail, remedy, about = {
        "ja": (lack.title, lack.detail, lack.remedy, lack.about),
        "en": (lack.title_en, lack.detail_en, lack.remedy_en, lack.about_en),
    }[lang]
    head = "  ".join(part for part in (about, title, lack.at) if part)
    yield from wrap(head, columns, "  ・", "    ")
    yield from wrap(detail, columns, "    ", "    ")
    todo = text("cli", "error", "remedy", lang)
    yield from wrap(todo + remedy, columns, "    ", "    ")


def clashes(found: Iterable[Clash], lang: Lang, style: Style, columns: int) -> str:
    """What both changed, with all three versions of it."""
    lines: list[str] = []
    for clash in found:
        lines += ["", "  " + style(clash.at or "/", "strong")]
        for part, side in (("base", clash.base), ("theirs", clash.theirs), ("ours", clash.ours)):
            said = f"{text('cli', 'draft', part, lang)}: {_brief(side, lang)}"
            lines += wrap(said, columns, "    ", "      ")
    return "\n".join(lines) + "\n" if lines else ""


def _brief(side: Json, lang: Lang) -> str:
    """The value in a line; changes by what they do and why."""
    if side is None:
        return text("cli", "draft", "nothing", lang)
    if isinstance(side, list):
        return "; ".join(_change(change) for change in side if isinstance(change, dict))
    return canonical(side).decode()


def _change(change: dict[str, Json]) -> str:
    ops = change.get("ops")
    done = [
        " ".join(
            str(op[key]) if key in ("op", "path") else canonical(op[key]).decode()
            for key in ("op", "path", "value")
            if key in op
        )
        for op in (ops if isinstance(ops, list) else [])
        if isinstance(op, dict)
    ]
    basis = change.get("basis")
    why = [str(part) for part in basis.values()] if isinstance(basis, dict) else []
    why += [str(change["reason"])] if change.get("reason") else []
    return ", ".join(done) + (f" ({' '.join(why)})" if why else "")


def moment(stamp: str) -> str:
    """An instant in Japan's time, to the minute; what is no instant as it is."""
    try:
        when = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    return f"{when.astimezone(_JAPAN):%Y-%m-%d %H:%M}" if when.tzinfo else stamp
