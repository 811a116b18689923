"""The findings report as a clerk reads it: result first, then what needs a reason."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import table, text
from soroe.model import Input, Json, Lang, Refuted, Report, Undecided, Verdict
from soroe.report.blocks import Page, blocks
from soroe.report.finding import Context, why
from soroe.report.levels import level
from soroe.report.notes import note_lines
from soroe.report.slots import slot_lines
from soroe.report.style import Style, Tone
from soroe.report.width import width, wrap
from soroe.report.witness import in_words
from soroe.report.words import title_at

_GROUPS: tuple[tuple[str, Tone], ...] = (
    ("unexplained", "bad"),
    ("practice", "mixed"),
    ("grounded", "good"),
    ("wording", "faint"),
)


def render(
    report: Report,
    core: Json,
    form: Json,
    lang: Lang,
    *,
    columns: int = 0,
    style: Style | None = None,
    diff_file: str = "",
    marks: bool = False,
    left: int = 0,
) -> str:
    """The report as text, the same bytes each time for the same input.

    `core` and `form` are the two forms compared, references inlined: they have the labels that the
    report names values by. `columns` breaks lines; 0 leaves them long. `diff_file` names the file
    of a diff that is not published yet. `marks` shows each finding's fingerprint. `left` is
    how many findings were taken out of the report, because they are waived or known.
    """
    view = _View(
        report,
        Context(core, form, lang),
        columns,
        style or Style(),
        diff_file,
        marks=marks,
        left=left,
    )
    return "\n".join(view.lines()) + "\n"


class _View:
    def __init__(
        self,
        report: Report,
        context: Context,
        columns: int,
        style: Style,
        diff_file: str,
        *,
        marks: bool,
        left: int,
    ) -> None:
        self.left = left
        self.report = report
        self.context = context
        self.lang = context.lang
        self.columns = columns
        self.style = style
        self.diff_file = diff_file
        self.page = Page(context, report.form.name, columns, style, marks=marks)

    def lines(self) -> Iterator[str]:
        yield from self._result()
        yield ""
        yield from self._compared()
        if self.report.findings:
            yield from self._verdicts()
        for name, tone in _GROUPS:
            members = [f for f in self.report.findings if level(f) == name]
            if members:
                yield from self._title(name, len(members), tone)
                yield from blocks(members, self.page, plain=name == "wording")
            if name == "unexplained" and self.report.slots:
                yield from self._title("beyond", len(self.report.slots), "mixed")
                yield from slot_lines(self.report.slots, self.context, self.columns, self.style)
        if self.report.unmet:
            yield from self._title("unmet", len(self.report.unmet), "mixed")
            yield from self._unmet()
        if self.report.notes:
            yield from self._title("notes", len(self.report.notes), "mixed")
            yield from self._notes()

    # ---- head

    def _result(self) -> Iterator[str]:
        counts = {name: 0 for name, _ in _GROUPS}
        for finding in self.report.findings:
            counts[level(finding)] += 1
        wording, unmet, notes = counts["wording"], len(self.report.unmet), len(self.report.notes)
        real, beyond = sum(counts.values()) - wording, len(self.report.slots)
        tone: Tone = (
            "bad" if counts["unexplained"] else "mixed" if real or unmet or beyond else "good"
        )
        if real:
            part = "differs"
        elif self.left:
            part = "left"
        elif wording:
            part = "wording-only"
        else:
            part = "conforms-noted" if notes else "conforms"
        told = text(
            "report", "result", part, self.lang, count=real, notes=notes, left=self.left, **counts
        )
        yield self.style(told, "strong", tone)
        if real:
            for name, _ in _GROUPS:
                if counts[name]:
                    title = text("report", name, "title", self.lang)
                    yield f"  {title} {self._count(counts[name])}"
        if beyond:
            title = text("report", "beyond", "title", self.lang)
            yield f"  {title} {self._count(beyond)}"
        if unmet:
            yield "  " + text("report", "result", "unmet", self.lang, unmet=unmet)

    def _compared(self) -> Iterator[str]:
        labels = {part: text("report", "head", part, self.lang) for part in ("core", "form")}
        room = max(map(width, labels.values()))
        for part, given in (("core", self.report.core), ("form", self.report.form)):
            label = labels[part] + " " * (room - width(labels[part]))
            yield f"{label}  {', '.join(self._input(given))}"

    def _input(self, given: Input) -> Iterator[str]:
        yield given.name
        if given.version is not None:
            yield text("report", "head", "version", self.lang, version=given.version)
        if given.municipality is not None:
            yield text("report", "head", "municipality", self.lang, code=given.municipality)
            yield self._declared(given.revision)

    def _declared(self, revision: int | None) -> str:
        if self.diff_file:
            return text("report", "head", "diff-file", self.lang, file=self.diff_file)
        part = "undeclared" if revision is None else "declared"
        return text("report", "head", part, self.lang, revision=revision)

    def _verdicts(self) -> Iterator[str]:
        yield ""
        yield self.style(text("report", "verdict", "title", self.lang), "strong")
        core, form = self.context.core, self.context.form
        yield from self._verdict("core-in-form", self.report.core_in_form, form, core)
        yield from self._verdict("form-in-core", self.report.form_in_core, core, form)

    def _verdict(self, way: str, verdict: Verdict, refusing: Json, other: Json) -> Iterator[str]:
        reason = why(verdict, self.lang) if isinstance(verdict, Undecided) else ""
        part = f"{way}-{verdict.__class__.__name__.lower()}"
        told = text("report", "verdict", part, self.lang, reason=reason)
        yield from self._wrap(told, "  ", "    ")
        if isinstance(verdict, Refuted):
            said = in_words(verdict.witness, refusing, other, self.lang)
            label = text("report", "verdict", "example", self.lang)
            yield from self._wrap(label + said, "    ", "      ")

    # ---- groups

    def _title(self, name: str, count: int, tone: Tone) -> Iterator[str]:
        known = table("report", self.lang)[name]
        yield ""
        yield self.style(f"■ {known['title']} {self._count(count)}", "strong", tone)
        yield from self._wrap(known["meaning"], "  ", "  ")
        if known["todo"]:
            yield from self._wrap(self.context.say("todo") + known["todo"], "  ", "  ")

    def _unmet(self) -> Iterator[str]:
        for unmet in self.report.unmet:
            title = title_at(self.context.core, unmet.item) or unmet.item
            reason = f"  {self.context.say('reason')}{unmet.reason}" if unmet.reason else ""
            layer = f"  {self.context.say('layer')}{unmet.layer}" if unmet.layer else ""
            yield from self._wrap(f"{title}{reason}{layer}", "  ・", "    ")

    def _notes(self) -> Iterator[str]:
        yield from note_lines(self.report.notes, self.lang, self.columns, self.style)

    # ---- small

    def _count(self, count: int) -> str:
        return text("report", "words", "cases", self.lang, count=count)

    def _wrap(self, words: str, first: str, rest: str) -> Iterator[str]:
        yield from wrap(words, self.columns, first, rest)
