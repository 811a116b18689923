"""What `soroe proposal` shows: the proposals there are, one of them whole, tables of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from soroe.flows.proposals import (
    Measured,
    Proposal,
    ProposalComment,
    ProposalEntry,
    Step,
    Voice,
)
from soroe.grid import Grid
from soroe.locale import text
from soroe.model import Lang
from soroe.report.days import day, moment
from soroe.report.style import Style, Tone
from soroe.report.width import paragraphs, table, wrap

_TONES: dict[str, Tone] = {
    "open": "good",
    "accepted": "good",
    "closed": "mixed",
    "postponed": "mixed",
    "published": "faint",
}
_STANCES = ("support", "object", "neutral")


def listed(entries: Sequence[ProposalEntry], lang: Lang, style: Style) -> str:
    """A line for each proposal, under a heading; what there is none of is said."""
    if not entries:
        return _say("none", lang) + "\n"
    head = tuple(
        _say(f"head-{name}", lang) for name in ("name", "state", "closes", "version", *_STANCES)
    )
    rows = [
        (
            f"{one.form} {one.proposal}",
            _say(one.state, lang) + (_say("stale", lang) if one.stale else ""),
            one.closes_on.isoformat(),
            one.version,
            *(str(getattr(one, stance)) for stance in _STANCES),
            one.title,
        )
        for one in entries
    ]
    first, *rest = table([(*head, _say("head-title", lang)), *rows])
    return "\n".join([style(first, "strong"), *rest]) + "\n"


def shown(
    proposal: Proposal,
    voices: Sequence[Voice],
    comments: Sequence[ProposalComment],
    *,
    lang: Lang,
    columns: int,
    style: Style,
) -> str:
    """A proposal whole: days, text, what it does, why, voices that count, comments, decisions."""
    lines = [*_brief(proposal, lang, columns, style)]
    if evidence := proposal.evidence.get(lang, ""):
        lines += ["", style(_say("evidence", lang), "strong")]
        lines += paragraphs(evidence.strip(), columns, "  ", "  ")
    lines += _decisions(proposal, lang, columns, style)
    counting = [voice for voice in voices if voice.counts]
    lines += ["", style(_say("voices", lang, count=len(counting)), "strong")]
    lines += _voices(counting, proposal.edit, lang, columns)
    lines += ["", style(_say("comments", lang, count=len(comments)), "strong")]
    lines += _comments(comments, proposal.edit, lang, columns)
    return "\n".join(lines) + "\n"


def brief(proposal: Proposal, lang: Lang, columns: int, style: Style) -> str:
    """A proposal without what was said to it."""
    return "\n".join(_brief(proposal, lang, columns, style)) + "\n"


def entries_grid(entries: Sequence[ProposalEntry], lang: Lang) -> Grid:
    """One row for each proposal."""
    names = (
        "form", "number", "state", "title", "version", "against", "closes", "applies", *_STANCES,
        "comments", "opened", "by", "published",
    )  # fmt: skip
    rows = tuple(
        (
            one.form, one.proposal, _say(one.state, lang), one.title, one.version, one.against,
            one.closes_on.isoformat(),
            one.effective_from.isoformat() if one.effective_from else None,
            one.support, one.object, one.neutral, one.comments, moment(one.opened_at),
            one.opened_name or one.opened_by, one.published,
        )
        for one in entries
    )  # fmt: skip
    return Grid(_say("sheet", lang), tuple(_say(f"head-{name}", lang) for name in names), rows)


def voices_grid(voices: Sequence[Voice], lang: Lang) -> Grid:
    """One row for each voice that counts."""
    names = ("code", "municipality", "prefecture", "stance", "reason", "text", "at")
    rows = tuple(
        (
            one.municipality, one.name, one.prefecture, _say(f"stance-{one.stance}", lang),
            one.reason, one.edit, moment(one.at),
        )
        for one in voices
        if one.counts
    )  # fmt: skip
    head = tuple(_say(f"head-{name}", lang) for name in names)
    return Grid(_say("sheet-voices", lang), head, rows)


def _brief(proposal: Proposal, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    name = f"{proposal.form} {proposal.proposal}"
    yield style(_say("head", lang, name=name, title=proposal.title), "strong")
    state = style(_say(proposal.state, lang), _TONES.get(proposal.state, "bad"))
    facts = [(_say("fact-state", lang), state), *_facts(proposal, lang)]
    yield from ("  " + line for line in table(facts))
    if proposal.stale:
        told = _say("stale-told", lang, against=proposal.against)
        yield from wrap(style(told, "mixed"), columns, "  ", "  ")
    for part, said in (
        ("text", proposal.text),
        ("early", proposal.early_reason),
        ("withdrawn-why", proposal.withdraw_reason),
    ):
        if said:
            yield ""
            yield style(_say(part, lang), "strong")
            yield from paragraphs(said, columns, "  ", "  ")


def _facts(proposal: Proposal, lang: Lang) -> Iterator[tuple[str, str]]:
    yield _say("fact-closes", lang), day(proposal.closes_on, lang)
    if proposal.effective_from is not None:
        yield _say("fact-applies", lang), day(proposal.effective_from, lang)
    who = proposal.opened_name or _by(proposal.opened_by, lang)
    yield _say("fact-opened", lang), f"{moment(proposal.opened_at)}  {who}"
    nth = _say("nth", lang, edit=proposal.edit)
    yield _say("fact-text", lang), nth
    number = _say("number", lang, against=proposal.against, version=proposal.version)
    yield _say("fact-number", lang), number + _say(f"level-{proposal.measured.step.level}", lang)
    yield _say("fact-step", lang), _step(proposal.measured.step, lang)
    yield _say("fact-index", lang), _index(proposal.measured, lang)
    counts = {stance: getattr(proposal, stance) for stance in _STANCES}
    said = _say("counts", lang, **counts)
    if proposal.earlier:
        said += _say("counts-earlier", lang, count=proposal.earlier)
    yield _say("fact-voices", lang), said
    if proposal.published is not None:
        yield _say("fact-published", lang), f"{proposal.form}@{proposal.published}"


def _step(step: Step, lang: Lang) -> str:
    facts = {"municipalities": step.municipalities, "decide": step.decide}
    return _say("step", lang, absorbed=step.outcomes.get("absorbed", 0), **facts)


def _index(measured: Measured, lang: Lang) -> str:
    return _say(
        "index",
        lang,
        before=f"{measured.before.index:.1%}",
        after=f"{measured.after.index:.1%}",
        forms=measured.forms_before.forms,
        forms_after=measured.forms_after.forms,
    )


def _decisions(proposal: Proposal, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    if not proposal.decisions:
        return
    yield ""
    yield style(_say("decisions", lang), "strong")
    for one in proposal.decisions:
        who = one.name or _by(one.organisation, lang)
        nth = _say("nth", lang, edit=one.edit)
        yield f"  {moment(one.at)}  {nth}  {_say(f'became-{one.verdict}', lang)}  {who}"
        yield from paragraphs(one.reason, columns, "    ", "    ")


def _voices(voices: Sequence[Voice], edit: int, lang: Lang, columns: int) -> Iterator[str]:
    order = {stance: n for n, stance in enumerate(("object", "support", "neutral"))}
    for one in sorted(voices, key=lambda v: (order[v.stance], v.municipality)):
        who = f"{one.name}({one.municipality})"
        mark = _say("marked", lang, stance=_say(f"stance-{one.stance}", lang))
        late = "" if one.edit == edit else "  " + _say("on-text", lang, edit=one.edit)
        yield from wrap(f"{mark}{who}  {moment(one.at)}{late}", columns, "  ", "    ")
        yield from paragraphs(one.reason, columns, "    ", "    ")


def _comments(
    comments: Sequence[ProposalComment], edit: int, lang: Lang, columns: int
) -> Iterator[str]:
    """Each comment, and below it its answers, however deep they go, in the order they came."""
    answers: defaultdict[int | None, list[ProposalComment]] = defaultdict(list)
    for comment in comments:
        answers[comment.answers].append(comment)
    waiting = [(comment, 0) for comment in reversed(answers[None])]
    while waiting:
        comment, depth = waiting.pop()
        indent = "  " + "    " * min(depth, 3)
        who = comment.name or _by(comment.organisation, lang)
        parts = [_say("number-of", lang, comment=comment.comment), who, moment(comment.at)]
        if comment.edit != edit:
            parts.append(_say("on-text", lang, edit=comment.edit))
        yield from wrap("  ".join(parts), columns, indent, indent + "    ")
        yield from paragraphs(comment.text, columns, indent + "    ", indent + "    ")
        waiting += [(answer, depth + 1) for answer in reversed(answers[comment.comment])]


def _by(organisation: str | None, lang: Lang) -> str:
    return organisation or _say("operator", lang)


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("proposals", "proposal", part, lang, **params)
