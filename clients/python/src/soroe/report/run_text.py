"""A run of checks as a person reads it on a terminal: file by file, and the result at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soroe.locale import text
from soroe.model import Lang
from soroe.project.judge import active
from soroe.project.run import CheckedForm, Run
from soroe.report import text as one
from soroe.report.style import Style, Tone
from soroe.report.told import Told, problem_lines, told, told_waiver
from soroe.report.width import wrap


def render(run: Run, lang: Lang, *, columns: int = 0, style: Style | None = None) -> str:
    """The text. A check of one file without a project is the findings report alone."""
    view = _View(run, lang, columns, style or Style())
    return "\n".join(view.lines()) + "\n"


class _View:
    def __init__(self, run: Run, lang: Lang, columns: int, style: Style) -> None:
        self.run, self.lang = run, lang
        self.columns, self.style = columns, style

    def lines(self) -> Iterator[str]:
        if not self.run.project:
            for form in self.run.forms:
                yield self._report(form)
                yield from self._left(form)
            return
        for form in self.run.forms:
            yield from self._form(form)
        yield from self._waivers()
        yield from self._result()

    def _form(self, form: CheckedForm) -> Iterator[str]:
        if form.unreadable:
            yield self._head(form, "unreadable", "bad")
            for spot, said, remedy in problem_lines(form, self.lang):
                yield from wrap(f"{spot}: {said}", self.columns, "  ・", "    ")
                yield from self._todo(remedy)
        elif form.of("fails", "noted") or form.remarked:
            yield self._head(form, "fails" if form.of("fails") else "noted", "strong")
            yield self._report(form)
        else:
            yield self._head(form, "same" if not form.judged else "settled", "good")
        yield from self._left(form)
        yield ""

    def _head(self, form: CheckedForm, part: str, tone: Tone) -> str:
        return self.style(text("project", "form", part, self.lang, file=form.file), "strong", tone)

    def _report(self, form: CheckedForm) -> str:
        return one.render(
            active(form),
            form.core,
            form.form,
            self.lang,
            columns=self.columns,
            style=self.style,
            diff_file=form.diff_file,
            marks=bool(self.run.project),
            left=len(form.of("waived", "known")),
        ).rstrip("\n")

    def _left(self, form: CheckedForm) -> Iterator[str]:
        """What is waived, each with its reason, and how much is known."""
        waived = tuple(told(form, self.run, self.lang, "waived"))
        if waived:
            yield "  " + text("project", "waived", "count", self.lang, count=len(waived))
            for found in waived:
                line = f"{found.about or found.title}: {found.waiver}"
                yield from wrap(line, self.columns, "    ・", "      ")
        if known := form.of("known"):
            yield "  " + text("project", "known", "count", self.lang, count=len(known))

    def _waivers(self) -> Iterator[str]:
        found = [told_waiver(w, self.lang) for w in self.run.waivers]
        for title, members in _by_title(found):
            count = text("report", "words", "cases", self.lang, count=len(members))
            yield self.style(f"■ {title} {count}", "strong", "mixed")
            for member in members:
                line = f"{member.spot}: {member.message}"
                yield from wrap(line, self.columns, "  ・", "    ")
            yield from self._todo(members[0].remedy)
            yield ""

    def _result(self) -> Iterator[str]:
        counts = self.run.counts
        code = self.run.exit_code
        part, tone = _RESULT[code]
        yield self.style(text("project", "result", part, self.lang, **counts), "strong", tone)
        files = len(self.run.forms)
        yield "  " + text("project", "result", "counts", self.lang, files=files, **counts)
        if self.run.stale:
            gone = text("project", "known", "stale", self.lang, count=len(self.run.stale))
            yield from wrap(gone, self.columns, "  ", "  ")

    def _todo(self, remedy: str) -> Iterator[str]:
        lead = text("report", "finding", "todo", self.lang)
        yield from wrap(lead + remedy, self.columns, "    ", "    ")


_RESULT: dict[int, tuple[str, Tone]] = {
    0: ("passes", "good"),
    1: ("fails", "bad"),
    2: ("incomplete", "bad"),
}


def _by_title(found: Iterable[Told]) -> Iterable[tuple[str, list[Told]]]:
    groups: dict[str, list[Told]] = {}
    for one_ in found:
        groups.setdefault(one_.title, []).append(one_)
    return groups.items()
