"""What promoting would do, for the terminal: a summary, then each municipality."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soroe.diff.outcome import Kind
from soroe.impact import Applicants, Impact, MunicipalityImpact
from soroe.locale import text
from soroe.model import Lang
from soroe.report.divergence import percent
from soroe.report.style import Style
from soroe.report.width import table, wrap
from soroe.what_if import Before, Best, WhatIf

_TOLD: tuple[Kind, ...] = ("absorbed", "orphan", "conflict")
"""What becomes of changes, of the kinds that are named one by one."""


def shown(
    found: WhatIf,
    names: Sequence[str],
    best: tuple[Best, Best | None] | None,
    *,
    lang: Lang,
    columns: int,
    style: Style,
) -> Iterator[str]:
    """The lines; `names` are the changes, `best` the greedy and the exact answer if asked for."""

    def say(part: str, **params: object) -> str:
        return text("what_if", "text", part, lang, **params)

    impact = found.impact
    yield style(say("title", title=impact.title or impact.form, old=impact.old.version), "strong")
    yield from wrap(say("promoted", names=" ".join(names)), columns, "", "  ")
    if best is not None:
        yield from wrap(_best(*best, lang), columns)
    yield from wrap(text("impact", "level", impact.level, lang), columns)
    yield say("version", version=impact.new.version)
    for line in _examples(impact.applicants, lang):
        yield from wrap(line, columns, "  ", "    ")
    yield ""
    before, after = found.before, found.after
    gone = before.changed - after.changed
    yield say("index", before=percent(before.index), after=percent(after.index), gone=gone)
    yield say("forms", before=found.forms_before.forms, after=found.forms_after.forms)
    yield ""
    heads = tuple(say(part) for part in ("name", "before", "after", "waiting", "effect"))
    rows = [
        _row(one, told, lang)
        for one, told in zip(found.municipalities, impact.municipalities, strict=True)
    ]
    head, *lines = table([heads, *rows])
    yield style(head, "faint")
    yield from lines
    yield from _municipalities(impact, lang, columns, style)


def _best(quick: Best, sure: Best | None, lang: Lang) -> str:
    def say(part: str, **params: object) -> str:
        return text("what_if", "best", part, lang, **params)

    if quick.guarantee is None:
        said = say("open", gain=quick.gain)
    elif quick.guarantee == 1:
        said = say("exact", gain=quick.gain)
    else:
        said = say("greedy", gain=quick.gain, parts=quick.guarantee)
    if sure is None:
        return said + say("given-up")
    return said + say("compared", gain=sure.gain)


def _row(one: Before, told: MunicipalityImpact, lang: Lang) -> tuple[str, ...]:
    subject = one.before.subject
    return (
        f"{subject.name}({subject.code})" if subject.name else subject.code,
        f"{percent(one.before.index)} ({len(one.before.changed)})",
        f"{percent(one.after.index)} ({len(one.after.changed)})",
        str(sum(o.kind in ("conflict", "orphan") for o in told.outcomes)),
        text("impact", "effect", told.applicants.effect, lang),
    )


def _municipalities(impact: Impact, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    """What applicants of each municipality notice, and what becomes of its changes."""
    comma = text("report", "words", "comma", lang)
    for told in impact.municipalities:
        lines: list[str] = []
        for part in _TOLD:
            titles = [o.title for o in told.outcomes if o.kind == part]
            if titles:
                lines.append(text("what_if", "text", part, lang, titles=comma.join(titles)))
        lines += _examples(told.applicants, lang)
        if lines:
            yield ""
            yield style(f"{told.name}({told.code})" if told.name else told.code, "strong")
        for line in lines:
            yield from wrap(line, columns, "  ", "    ")


def _examples(found: Applicants, lang: Lang) -> Iterator[str]:
    for part, several in (("refused", found.refused), ("accepted", found.accepted)):
        lead = text("impact", "example", part, lang)
        for words in several:
            yield f"{lead}: {words.ja if lang == 'ja' else words.en}"
