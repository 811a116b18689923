"""Two forms side by side: what each asks and takes, what differs and what that does to applicants.

Neither of the two need be a core, so they are called A and B.
"""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import table as messages
from soroe.locale import text
from soroe.model import Finding, Input, Json, Lang, Proved, Refuted, Report, Undecided, Verdict
from soroe.report import words
from soroe.report.finding import (
    Context,
    change,
    effects,
    explain_note,
    gathered,
    heading,
    sentence,
    why,
)
from soroe.report.items import takes
from soroe.report.style import Style
from soroe.report.width import clip, table, wrap
from soroe.report.witness import in_words
from soroe.schema import Item, items

_TITLE = 48
_CELL = 44
"""Columns of the table; the text below it says everything in full."""


def render(
    report: Report,
    context: Context,
    *,
    level: str = "",
    every: bool = False,
    columns: int = 0,
    style: Style | None = None,
) -> str:
    """The comparison as text; `every` shows items that are the same, too.

    `level` is the sentence about the version number; empty where the two are no versions.
    """
    view = _View(report, context, columns, style or Style())
    return "\n".join(view.lines(level, every=every)) + "\n"


def rows(core: Json, form: Json, lang: Lang) -> list[Json]:
    """One object for each item of either form, in reading order; A and B in words, or null."""
    left, right = items(core), items(form)
    return [
        {
            "item": pointer,
            "title": words.title_at(core if pointer in left else form, pointer),
            "a": _asked(left.get(pointer), lang),
            "b": _asked(right.get(pointer), lang),
        }
        for pointer in _merged(list(left), list(right))
    ]


def _merged(left: list[str], right: list[str]) -> list[str]:
    """All items of A; those of B alone after the neighbour that they follow in B."""
    out = list(left)
    before = ""
    for pointer in right:
        if pointer not in left:
            out.insert(out.index(before) + 1 if before else 0, pointer)
        before = pointer
    return out


def _asked(item: Item | None, lang: Lang) -> str | None:
    if item is None:
        return None
    required = words.say(lang, "required" if item.required else "optional")
    return words.say(lang, "comma").join(filter(None, (required, takes(item, lang))))


class _View:
    def __init__(self, report: Report, context: Context, columns: int, style: Style) -> None:
        self.report = report
        self.context = context
        self.lang = context.lang
        self.columns = columns
        self.style = style

    def lines(self, level: str, *, every: bool) -> Iterator[str]:
        count = len(self.report.findings)
        yield self.style(self._say("count" if count else "same", count=count), "strong")
        for side, given in (("A", self.report.core), ("B", self.report.form)):
            yield f"  {side}: {self._named(given)}"
        yield ""
        yield from self._verdicts()
        if level:
            yield from wrap(level, self.columns, "  ", "    ")
        yield from self._table(every=every)
        yield from self._differences()
        yield from self._wording()
        yield from self._notes()

    def _named(self, given: Input) -> str:
        parts = [given.name]
        if given.version is not None:
            parts.append(text("report", "head", "version", self.lang, version=given.version))
        if given.municipality is not None:
            part = text("report", "head", "municipality", self.lang, code=given.municipality)
            parts.append(part)
        return ", ".join(parts)

    def _verdicts(self) -> Iterator[str]:
        a, b = self.context.core, self.context.form
        yield from self._verdict("a-in-b", self.report.core_in_form, b, a)
        yield from self._verdict("b-in-a", self.report.form_in_core, a, b)

    def _verdict(self, way: str, verdict: Verdict, refusing: Json, other: Json) -> Iterator[str]:
        reason = why(verdict, self.lang) if isinstance(verdict, Undecided) else ""
        kind = "proved" if isinstance(verdict, Proved) else "undecided"
        kind = "refuted" if isinstance(verdict, Refuted) else kind
        yield from wrap(self._say(f"{way}-{kind}", reason=reason), self.columns, "  ", "    ")
        if isinstance(verdict, Refuted):
            label = text("report", "verdict", "example", self.lang)
            said = in_words(verdict.witness, refusing, other, self.lang)
            yield from wrap(label + said, self.columns, "    ", "      ")

    def _table(self, *, every: bool) -> Iterator[str]:
        found = rows(self.context.core, self.context.form, self.lang)
        cells: list[tuple[str, ...]] = [(self._say("item"), "A", "B")]
        same, gone = 0, ""
        absent = words.say(self.lang, "absent")
        for row in found:
            assert isinstance(row, dict)
            item, a, b = (str(row[k] or absent) for k in ("item", "a", "b"))
            if a == b and not every:
                same += 1
            elif not (gone and item.startswith(gone + "/")):
                gone = item if absent in (a, b) else ""
                cells.append((clip(str(row["title"]), _TITLE), clip(a, _CELL), clip(b, _CELL)))
        if len(cells) > 1:
            yield ""
            head, *rest = table(cells)
            yield self.style(head, "faint")
            for line in rest:
                yield from wrap(line, self.columns, "", "        ")
        if same:
            yield self.style(self._say("others", count=same), "faint")

    def _differences(self) -> Iterator[str]:
        items: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            if finding.effect != "none":
                items.setdefault(finding.item, []).append(finding)
        for found in items.values():
            yield ""
            yield self.style(heading(found[0], self.context), "strong")
            for finding, *others in gathered(found, self.context):
                alike = tuple(others)
                yield from self._wrap(sentence(finding, "message", self.context, alike), "  ")
                for line in effects(finding, self.context, alike):
                    yield from self._wrap(line, "    ")

    def _wording(self) -> Iterator[str]:
        """What changes nothing for applicants: one line each."""
        found = [f for f in self.report.findings if f.effect == "none"]
        if not found:
            return
        yield ""
        yield self.style(self._say("wording", count=len(found)), "strong")
        for finding in found:
            title = sentence(finding, "title", self.context)
            parts = (
                heading(finding, self.context),
                self._called(title),
                change(finding, self.context, wording=True),
            )
            yield from wrap("  ".join(filter(None, parts)), self.columns, "  ", "    ")

    def _wrap(self, said: str, indent: str) -> Iterator[str]:
        yield from wrap(self._called(said), self.columns, indent, indent + "  ")

    def _notes(self) -> Iterator[str]:
        for note in self.report.notes:
            title, detail, _ = explain_note(note, self.lang)
            yield ""
            yield from wrap(title, self.columns, "  ・", "    ")
            yield from wrap(self._called(detail), self.columns, "    ", "    ")

    def _called(self, said: str) -> str:
        """The sentence with A for the core and B for the form."""
        letters = messages("pages", self.lang)["letters"]
        for side, name in messages("pages", self.lang)["sides"].items():
            said = said.replace(name, letters[side])
        return said

    def _say(self, part: str, **params: object) -> str:
        return text("pages", "compare", part, self.lang, **params)
