"""A run as Markdown, for a comment on a change or the summary of a build."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.handover.blocks import Block, Heading, Listed, Paragraph, Table, Words
from soroe.handover.markdown import draw
from soroe.locale import text
from soroe.model import Lang
from soroe.project.run import CheckedForm, Run, Status
from soroe.report.run_json import RESULTS
from soroe.report.told import Told, level_title, problem_lines, told, told_waiver


def render(run: Run, lang: Lang) -> str:
    """The text: the result, a table of the files, and for each file what was found."""
    return draw(_blocks(run, lang))


def result_words(run: Run, lang: Lang) -> str:
    """The result in one sentence."""
    return text("project", "result", RESULTS[run.exit_code], lang, **run.counts)


def file_rows(run: Run, lang: Lang) -> Iterator[tuple[str, ...]]:
    """Each file with its counts in the order of the head, or the word for one that was not read."""
    for form in run.forms:
        if form.unreadable:
            said = text("project", "levels", "problem", lang)
            yield (form.file, said, *[""] * (len(STATUSES) - 1))
        else:
            yield (form.file, *(str(len(form.of(status))) for status in STATUSES))


STATUSES: tuple[Status, ...] = ("fails", "noted", "waived", "known")


def file_head(lang: Lang) -> tuple[str, ...]:
    """The head of the table of files."""
    return tuple(text("project", "table", part, lang) for part in ("file", *STATUSES))


def _blocks(run: Run, lang: Lang) -> Iterator[Block]:
    yield Heading(1, text("project", "page", "title", lang))
    yield Paragraph(Words(result_words(run, lang), strong=True))
    rows = (tuple(Words(said) for said in row) for row in file_rows(run, lang))
    yield Table(file_head(lang), tuple(rows))
    for form in run.forms:
        found = tuple(told(form, run, lang, "fails", "noted", "waived"))
        if found or form.unreadable:
            yield Heading(2, form.file)
            yield from _form(form, found, lang)
    if run.waivers:
        yield Heading(2, text("project", "levels", "waiver", lang))
        yield Listed(tuple(_waiver(told_waiver(w, lang)) for w in run.waivers))


def _form(form: CheckedForm, found: tuple[Told, ...], lang: Lang) -> Iterator[Block]:
    if form.unreadable:
        problems = problem_lines(form, lang)
        yield Listed(tuple(Words(f"{s}: {said} {remedy}") for s, said, remedy in problems))
        return
    for level, members in grouped(found):
        yield Heading(3, f"{level_title(level, lang)} ({len(members)})")
        for one in members:
            yield Heading(4, one.about or one.title)
            yield Listed(tuple(_finding(one, lang)))


def _finding(found: Told, lang: Lang) -> Iterator[Words]:
    yield Words(found.message, strong=found.status == "fails")
    for said in found.more:
        yield Words(said)
    if found.waiver:
        yield Words(found.waiver)
    else:
        yield Words(found.remedy, label=text("project", "table", "remedy", lang))
    parts = {"spot": found.spot, "rule": found.rule, "fingerprint": found.fingerprint}
    yield Words(text("project", "page", "facts", lang, **parts))


def _waiver(found: Told) -> Words:
    return Words(f"{found.title}: {found.message} {found.remedy} ({found.spot})")


def grouped(found: tuple[Told, ...]) -> list[tuple[str, list[Told]]]:
    """By level, the gravest first; within it in the order of the form."""
    order = ("unexplained", "beyond", "practice", "grounded", "wording")
    groups = ((level, [f for f in found if f.level == level]) for level in order)
    return [(level, members) for level, members in groups if members]
