"""What promoting would do, for the terminal: a summary, then each municipality."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soroe.locale import text
from soroe.model import Lang
from soroe.report.divergence import percent
from soroe.report.style import Style
from soroe.report.width import table, wrap
from soroe.what_if.told import TOLD, Noticed, Promise, ToldMunicipality, WhatIfTold


def shown(
    found: WhatIfTold,
    names: Sequence[str],
    best: Promise | None,
    *,
    lang: Lang,
    columns: int,
    style: Style,
) -> Iterator[str]:
    """The lines; `names` are the changes, `best` what a choice of the best promises."""

    def say(part: str, **params: object) -> str:
        return text("what_if", "text", part, lang, **params)

    yield style(say("title", title=found.title or found.form, old=found.old), "strong")
    yield from wrap(say("promoted", names=" ".join(names)), columns, "", "  ")
    if best is not None:
        yield from wrap(promised(best, lang), columns)
    yield from wrap(text("impact", "level", found.level, lang), columns)
    yield say("version", version=found.new)
    for line in _examples(found.noticed, lang):
        yield from wrap(line, columns, "  ", "    ")
    yield ""
    before, after = found.shares
    gone = before.changed - after.changed
    yield say("index", before=percent(before.index), after=percent(after.index), gone=gone)
    yield say("forms", before=found.forms[0], after=found.forms[1])
    yield ""
    heads = tuple(say(part) for part in ("name", "before", "after", "waiting", "effect"))
    rows = [_row(one, lang) for one in found.municipalities]
    head, *lines = table([heads, *rows])
    yield style(head, "faint")
    yield from lines
    yield from _municipalities(found, lang, columns, style)


def promised(quick: Promise, lang: Lang) -> str:
    """What a choice of the best wins, and how sure it is that nothing wins more."""

    def say(part: str, **params: object) -> str:
        return text("what_if", "best", part, lang, **params)

    if quick.guarantee is None:
        said = say("open", gain=quick.gain)
    elif quick.guarantee == 1:
        said = say("exact", gain=quick.gain)
    else:
        said = say("greedy", gain=quick.gain, parts=quick.guarantee)
    if quick.exact is None:
        return said + say("given-up")
    return said + say("compared", gain=quick.exact)


def _row(one: ToldMunicipality, lang: Lang) -> tuple[str, ...]:
    subject = one.subject
    index = (c / i if i else 0.0 for c, i in zip(one.changed, one.items, strict=True))
    before, after = (f"{percent(n)} ({c})" for n, c in zip(index, one.changed, strict=True))
    return (
        f"{subject.name}({subject.code})" if subject.name else subject.code,
        before,
        after,
        str(one.waiting),
        text("impact", "effect", one.noticed.effect, lang),
    )


def _municipalities(found: WhatIfTold, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    """What applicants of each municipality notice, and what becomes of its changes."""
    comma = text("report", "words", "comma", lang)
    for one in found.municipalities:
        lines = [
            text("what_if", "text", part, lang, titles=comma.join(titles))
            for part in TOLD
            if (titles := one.titles.get(part))
        ]
        lines += _examples(one.noticed, lang)
        if lines:
            yield ""
            name, code = one.subject.name, one.subject.code
            yield style(f"{name}({code})" if name else code, "strong")
        for line in lines:
            yield from wrap(line, columns, "  ", "    ")


def _examples(found: Noticed, lang: Lang) -> Iterator[str]:
    for part, several in (("refused", found.refused), ("accepted", found.accepted)):
        lead = text("impact", "example", part, lang)
        for words in several:
            yield f"{lead}: {words.ja if lang == 'ja' else words.en}"
