"""What `soroe review` shows: the reviews there are, one of them whole, what was said to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from soroe.flows.reviews import Comment, Review
from soroe.listing import ReviewEntry
from soroe.locale import text
from soroe.model import Lang
from soroe.report.days import day, moment
from soroe.report.style import Style, Tone
from soroe.report.width import paragraphs, table, wrap

_TONES: dict[str, Tone] = {"open": "good", "closed": "mixed", "published": "faint"}


def listed(entries: Sequence[ReviewEntry], lang: Lang, style: Style) -> str:
    """A line for each review, under a heading; what there is none of is said."""
    if not entries:
        return _say("none", lang) + "\n"
    columns = ("version", "state", "closes", "applies", "comments", "title")
    head = tuple(_say(f"head-{name}", lang) for name in columns)
    rows = [
        (
            f"{entry.form}@{entry.version}",
            _say(entry.state, lang),
            entry.closes_on.isoformat(),
            entry.effective_from.isoformat() if entry.effective_from else "-",
            str(entry.comments),
            entry.title,
        )
        for entry in entries
    ]
    first, *rest = table([head, *rows])
    return "\n".join([style(first, "strong"), *rest]) + "\n"


def shown(
    review: Review, comments: Sequence[Comment], lang: Lang, columns: int, style: Style
) -> str:
    """A review whole: its days, its number with what shows it, the covering note, comments."""
    lines = [*_shown(review, lang, columns, style), "", style(_counted(comments, lang), "strong")]
    lines += _said(comments, review.edit, lang, columns)
    return "\n".join(lines) + "\n"


def brief(review: Review, lang: Lang, columns: int, style: Style) -> str:
    """A review without what was said to it."""
    return "\n".join(_shown(review, lang, columns, style)) + "\n"


def _shown(review: Review, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    name = f"{review.form}@{review.version}"
    yield style(_say("head", lang, name=name, title=review.title), "strong")
    state = style(_say(review.state, lang), _TONES.get(review.state, "bad"))
    facts = [(_say("fact-state", lang), state), *_facts(review, lang)]
    yield from ("  " + line for line in table(facts))
    if review.judgement is not None and review.judgement.example:
        told = _say("example", lang, example=review.judgement.example)
        yield from wrap(told, columns, "    ", "    ")
    for part, said in (
        ("note", review.note),
        ("early", review.early_reason),
        ("dropped-why", review.drop_reason),
    ):
        if said:
            yield ""
            yield style(_say(part, lang), "strong")
            yield from paragraphs(said, columns, "  ", "  ")
    if len(review.texts) > 1:
        yield ""
        yield style(_say("texts", lang), "strong")
        rows = [
            (_say("nth", lang, edit=one.edit), moment(one.recorded_at), _by(one.recorded_by, lang))
            for one in review.texts
        ]
        yield from ("  " + line for line in table(rows))


def _facts(review: Review, lang: Lang) -> Iterator[tuple[str, str]]:
    yield _say("fact-closes", lang), day(review.closes_on, lang)
    yield _say("fact-applies", lang), day(review.effective_from, lang)
    opened = f"{moment(review.opened_at)}  {_by(review.opened_by, lang)}"
    yield _say("fact-opened", lang), opened
    edited = f"  {moment(review.edited_at)}  {_by(review.edited_by, lang)}"
    nth = _say("nth", lang, edit=review.edit)
    yield _say("fact-text", lang), nth + (edited if review.edit > 1 else "")
    if review.published is not None:
        part = "as-reviewed" if review.published.as_reviewed else "otherwise"
        yield _say("fact-published", lang), f"{review.published.url} {_say(part, lang)}"
    if (promise := review.judgement) is not None:
        said = _say(f"level-{promise.level}", lang)
        number = _say("number", lang, against=promise.against, smallest=promise.smallest)
        yield _say("fact-number", lang), number + said
        if promise.undecided is not None:
            yield "", text("verdicts", promise.undecided, "title", lang)


def _counted(comments: Sequence[Comment], lang: Lang) -> str:
    count = Counter(comment.stance for comment in comments)
    kinds = [
        _say("counted", lang, stance=_say(f"stance-{stance}", lang), count=count[stance])
        for stance in ("support", "object", "question")
        if count[stance]
    ]
    total = _say("comments", lang, count=len(comments))
    return total + (_say("of-which", lang, kinds=_say("and", lang).join(kinds)) if kinds else "")


def _said(comments: Sequence[Comment], edit: int, lang: Lang, columns: int) -> Iterator[str]:
    """Each comment, and below it its answers, however deep they go, in the order they came."""
    answers: defaultdict[int | None, list[Comment]] = defaultdict(list)
    for comment in comments:
        answers[comment.answers].append(comment)
    waiting = [(comment, 0) for comment in reversed(answers[None])]
    while waiting:
        comment, depth = waiting.pop()
        indent = "  " + "    " * min(depth, 3)
        yield ""
        yield from wrap(_line(comment, edit, lang), columns, indent, indent + "    ")
        yield from paragraphs(comment.text, columns, indent + "    ", indent + "    ")
        waiting += [(answer, depth + 1) for answer in reversed(answers[comment.comment])]


def _line(comment: Comment, edit: int, lang: Lang) -> str:
    """Who said when what to which item of which text."""
    who = comment.name or _by(comment.organisation, lang)
    code = f"({comment.municipality})" if comment.municipality else ""
    parts = [_say("number-of", lang, comment=comment.comment), f"{who}{code}", moment(comment.at)]
    if comment.stance is not None:
        parts.append(_say("marked", lang, stance=_say(f"stance-{comment.stance}", lang)))
    if comment.item is not None:
        parts.append(comment.item)
    if comment.answers is not None:
        parts.append(_say("answering", lang, comment=comment.answers))
    if comment.edit != edit:
        parts.append(_say("on-text", lang, edit=comment.edit))
    return "  ".join(parts)


def _by(organisation: str | None, lang: Lang) -> str:
    return organisation or _say("operator", lang)


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("reviews", "review", part, lang, **params)
