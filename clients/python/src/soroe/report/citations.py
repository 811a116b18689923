"""Shared citations, and what awaits review because of them, as a clerk reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from soroe.flows.citations import (
    Amended,
    ChangeToReview,
    CitationHistory,
    Citations,
    NeedsReview,
    SharedCitation,
)
from soroe.locale import text
from soroe.model import Citation, Lang
from soroe.report.remarks import remark_lines
from soroe.report.style import Style
from soroe.report.width import wrap
from soroe.wareki import wareki


class View:
    """Writes in one language, to one width, in colours or without."""

    def __init__(self, lang: Lang, columns: int, style: Style) -> None:
        """`columns` 0 leaves lines long."""
        self.lang = lang
        self.columns = columns
        self.style = style

    def listed(self, found: Citations) -> str:
        """One entry for each citation: what it is, what rests on it, what awaits review."""
        return _joined(self._listed(found))

    def shown(self, history: CitationHistory) -> str:
        """A citation in full, and below it what it said before."""
        return _joined(self._shown(history))

    def amended(self, done: Amended, awaiting: tuple[ChangeToReview, ...]) -> str:
        """What was written, and what awaits review from now on."""
        return _joined(self._amended(done, awaiting))

    def to_review(self, found: NeedsReview) -> str:
        """The changes that await review, by form and citation."""
        return _joined(self._to_review(found))

    # ---- lists

    def _listed(self, found: Citations) -> Iterator[str]:
        if not found.citations:
            yield from self._wrap(self._say("none", municipality=found.municipality), "", "")
            return
        yield self.style(self._say("count", count=len(found.citations)), "strong")
        for shared in found.citations:
            yield ""
            yield f"  {self.style(shared.key, 'strong')}  [{shared.citation.kind}]  {shared.shown}"
            yield from self._wrap(self._times(shared.citation), "    ", "    ")
            for use in shared.uses:
                facts = {"form": use.form, "revision": use.revision, "count": use.changes}
                yield "    " + self._say("use", **facts)
            if not shared.uses:
                yield "    " + self.style(self._say("unused"), "faint")
            if shared.awaiting:
                yield "    " + self.style(self._say("awaiting", count=shared.awaiting), "mixed")
            yield from (f"    {line}" for line in self._remarks(shared))

    def _shown(self, history: CitationHistory) -> Iterator[str]:
        now = history.editions[-1]
        yield f"{self.style(now.key, 'strong')}  [{now.citation.kind}]  {now.shown}"
        yield from self._wrap(self._times(now.citation), "  ", "  ")
        for upper in now.citation.upper:
            parts = (upper.law, f"（{upper.number}）" if upper.number else "", upper.article or "")
            yield "  " + self._say("upper", law="".join(parts))
        if now.citation.url:
            yield f"  {now.citation.url}"
        yield from self._remarks(now)
        yield ""
        yield self.style(self._say("history"), "strong")
        before: SharedCitation | None = None
        for edition in history.editions:
            facts = {"edition": edition.edition, "by": edition.recorded_by or self._say("operator")}
            yield "  " + self._say("edition", day=_japanese_day(edition.recorded_at), **facts)
            for line in self._differences(before, edition) if before else [edition.shown]:
                yield from self._wrap(line, "    ", "      ")
            if edition.note:
                yield from self._wrap(self._say("note", note=edition.note), "    ", "      ")
            if edition.source:
                yield "    " + self._say("source", source=edition.source)
            before = edition

    # ---- amending and reviewing

    def _amended(self, done: Amended, awaiting: tuple[ChangeToReview, ...]) -> Iterator[str]:
        now, before = done
        part = "shared" if before is None else "amended"
        if before is not None and before.edition == now.edition:
            part = "unchanged"
        yield self.style(self._say(part, key=now.key, shown=now.shown), "strong", "good")
        if before is not None:
            yield from (f"  {line}" for line in self._differences(before, now))
        yield from remark_lines(now.remarks, self.lang, self.columns, self.style)
        if awaiting:
            yield ""
            yield self.style(self._say("to-look", count=len(awaiting)), "strong", "mixed")
            for change in awaiting:
                yield from self._change(change)
            yield from self._wrap(self._say("then"), "", "")

    def _to_review(self, found: NeedsReview) -> Iterator[str]:
        if not found.changes:
            yield self._say("nothing", municipality=found.municipality)
            return
        yield self.style(self._say("to-look", count=len(found.changes)), "strong", "mixed")
        groups: dict[tuple[str, str], list[ChangeToReview]] = {}
        for change in found.changes:
            groups.setdefault((change.form, change.cite), []).append(change)
        for (form, key), changes in groups.items():
            first = changes[0]
            yield ""
            yield self.style(
                self._say("group", form=form, key=key, shown=first.citation.title), "strong"
            )
            day = self._day(first.since)
            yield from self._wrap(self._say(f"{first.why}-since", day=day), "  ", "  ")
            if first.before is not None:
                before = SharedCitation(key, 0, first.before)
                now = SharedCitation(key, 0, first.citation)
                yield from (f"  {line}" for line in self._differences(before, now))
            if first.note:
                yield from self._wrap(self._say("note", note=first.note), "  ", "    ")
            for change in changes:
                yield from self._change(change)
        yield ""
        yield from self._wrap(self._say("then"), "", "")

    def _change(self, change: ChangeToReview) -> Iterator[str]:
        article = f"  {change.article}" if change.article else ""
        yield f"  ・{change.form} {change.item or '/'}{article}"
        if change.reason:
            yield from self._wrap(change.reason, "    ", "    ")

    # ---- small

    def _differences(self, before: SharedCitation, now: SharedCitation) -> list[str]:
        """What an amendment changed, field by field."""
        one, two = self._fields(before.citation), self._fields(now.citation)
        return [
            self._say("field", name=name, before=one[name] or "-", after=two[name] or "-")
            for name in one
            if one[name] != two[name]
        ]

    def _fields(self, citation: Citation) -> dict[str, str]:
        upper = "、".join(
            "".join(filter(None, (u.law, u.number, u.article))) for u in citation.upper
        )
        return {
            self._say("kind"): citation.kind,
            self._say("citation-title"): citation.title,
            self._say("number"): citation.number or "",
            self._say("promulgated"): self._day(citation.promulgated),
            self._say("in-force-from"): self._day(citation.in_force_from),
            self._say("in-force-until"): self._day(citation.in_force_until),
            self._say("as-of"): self._day(citation.as_of),
            self._say("url"): citation.url or "",
            self._say("upper-field"): upper,
        }

    def _times(self, citation: Citation) -> str:
        fields = list(self._fields(citation).items())[3:7]
        said = [f"{name} {value}" for name, value in fields if value]
        return "、".join(said) if said else self._say("no-dates")

    def _day(self, text_: str | None) -> str:
        """The day with its 和暦 in Japanese; as it stands where it is none."""
        if not text_:
            return ""
        try:
            day = date.fromisoformat(text_)
        except ValueError:
            return text_
        return f"{text_}({wareki(day)})" if self.lang == "ja" else text_

    def _remarks(self, shared: SharedCitation) -> Iterator[str]:
        for remark in shared.remarks:
            english = self.lang == "en" and remark.title_en
            title = remark.title_en if english else remark.title
            detail = remark.detail_en if english else remark.detail
            yield self.style(self._say("look", title=title), "mixed") + f" {detail}"

    def _say(self, part: str, **params: object) -> str:
        return text("cli", "cite", part, self.lang, **params)

    def _wrap(self, words: str, first: str, rest: str) -> list[str]:
        return wrap(words, self.columns, first, rest)


def _japanese_day(moment: str) -> str:
    """The day in Japan of an instant; the registry tells instants in UTC."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return at.astimezone(timezone(timedelta(hours=9))).date().isoformat()


def _joined(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"
