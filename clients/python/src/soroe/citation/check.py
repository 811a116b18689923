"""Whether a citation can be true, and what about it a person should look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from soroe.citation.hierarchy import kinds_of_title
from soroe.citation.laws import find_law, id_agrees, law_id_era, superseded, superseded_in
from soroe.citation.locator import find_locators, read_locators, show_locators
from soroe.citation.number import kinds_of, read_number, show_number
from soroe.citation.parts import Number, Remark
from soroe.citation.read import impossible_year
from soroe.errors import Problem
from soroe.locale import explain as explain_problem
from soroe.locale import table, text
from soroe.model import Basis, Citation, Lang, LocalDiff, Upper
from soroe.pointer import join
from soroe.wareki import era_named, era_of, fiscal_year


def contradictions(citation: Citation, at: str = "") -> tuple[Problem, ...]:
    """What cannot be true of the citation, at places below the pointer `at`.

    Dates out of order, a kind that the number belies, an era year that never was, an id that no law
    can have. Dates that are no dates are passed over: reading the document has named them.
    """
    out: list[Problem] = []
    made, first, last = (
        _day(d) for d in (citation.promulgated, citation.in_force_from, citation.in_force_until)
    )
    if made and first and first < made:
        params = {"promulgated": made.isoformat(), "inForceFrom": first.isoformat()}
        out.append(Problem("date-order", at + "/inForceFrom", params))
    began = first or made
    if began and last and last < began:
        params = {"first": began.isoformat(), "last": last.isoformat()}
        out.append(Problem("date-order-until", at + "/inForceUntil", params))
    number = read_number(citation.number) if citation.number else None
    if number is not None:
        out.extend(_number(citation, number, at + "/number"))
    for index, upper in enumerate(citation.upper):
        if upper.law_id and law_id_era(upper.law_id) is None:
            place = f"{at}/upper/{index}/lawId"
            out.append(Problem("law-id-invalid", place, {"lawId": upper.law_id}))
    return tuple(out)


def remarks(
    citation: Citation, at: str = "", effective_from: str | None = None
) -> tuple[Remark, ...]:
    """What a person should look at: possible, and yet often a slip or out of date.

    `effective_from` is the ISO day from which the changes apply that rest on the citation.
    """
    return (
        *_written(citation, at),
        *_kind(citation, at),
        *_times(citation, at, _day(effective_from)),
        *(r for i, upper in enumerate(citation.upper) for r in _upper(upper, f"{at}/upper/{i}")),
    )


def remarks_of_basis(basis: Basis, citation: Citation, at: str = "") -> tuple[Remark, ...]:
    """The same for the place in a text that a change rests on."""
    if basis.article is None:
        if citation.kind in ("条例", "規則"):
            return (Remark("citation-place-missing", at, {"title": citation.title}),)
        return ()
    found = find_locators(basis.article.strip(), 0)
    place = at + "/article"
    if found is None or found.end != len(basis.article.strip()):
        return (Remark("citation-place-unread", place, {"text": basis.article}),)
    if found.informal:
        official = show_locators(found.locators)
        params = {"text": basis.article, "official": official}
        return (Remark("citation-place-informal", place, params),)
    return ()


def check_citations(diff: LocalDiff) -> tuple[Remark, ...]:
    """All remarks about the citations of a diff and the places its changes rest on, in order."""
    used = {change.basis.cite for change in diff.changes if change.basis}
    out: list[Remark] = []
    for key, citation in diff.citations.items():
        at = join(("citations", key))
        out.extend(remarks(citation, at, diff.effective_from))
        if key not in used:
            out.append(Remark("citation-unused", at, {"cite": key, "title": citation.title}))
    for index, change in enumerate(diff.changes):
        cited = diff.citations.get(change.basis.cite) if change.basis else None
        if change.basis and cited:
            out.extend(remarks_of_basis(change.basis, cited, f"/changes/{index}/basis"))
        out.extend(
            _superseded(
                f"/changes/{index}/reason", entry.law.title, entry.old, entry.now, entry.subject
            )
            for entry in superseded_in(change.reason)
        )
    return tuple(out)


def explain(remark: Remark, lang: Lang) -> tuple[str, str, str]:
    """Title, detail and remedy of a remark in a person's language."""
    if remark.type not in table("citations", lang):
        return explain_problem(Problem(remark.type, remark.at, remark.params), lang)
    parts = ("title", "detail", "remedy")
    title, detail, remedy = (
        text("citations", remark.type, part, lang, **remark.params) for part in parts
    )
    return title, detail, remedy


def _number(citation: Citation, number: Number, at: str) -> Iterator[Problem]:
    params = {"number": show_number(number), "kind": citation.kind}
    if impossible := impossible_year(number.era, number.year, params["number"]):
        yield Problem("citation-year-impossible", at, impossible.params)
    kinds = kinds_of(number)
    if not kinds:
        yield Problem("citation-national", at, params)
    elif citation.kind != "慣行" and citation.kind not in kinds:
        yield Problem("citation-kind-differs", at, {**params, "fits": "・".join(sorted(kinds))})


def _written(citation: Citation, at: str) -> Iterator[Remark]:
    if citation.number is None:
        return
    number = read_number(citation.number)
    place = at + "/number"
    if number is None:
        yield Remark("citation-number-unread", place, {"text": citation.number})
        return
    made, era = _day(citation.promulgated), era_named(number.era) if number.era else None
    if made is None or era is None or number.year is None:
        return
    west = era.year_one - 1 + number.year
    years = {made.year} if number.instrument else {made.year, fiscal_year(made)}
    params = {"number": citation.number, "promulgated": made.isoformat()}
    if west not in years:
        yield Remark("citation-year-differs", place, params)
    elif number.instrument and era_of(made) != era:
        yield Remark("citation-era-differs", place, params)


def _kind(citation: Citation, at: str) -> Iterator[Remark]:
    if citation.kind == "慣行":
        if citation.number or citation.promulgated:
            yield Remark("citation-practice-with-text", at, {"title": citation.title})
        return
    kinds = kinds_of_title(citation.title)
    if kinds and citation.kind not in kinds:
        params = {"title": citation.title, "kind": citation.kind}
        yield Remark("citation-title-differs", at + "/kind", params)


def _times(citation: Citation, at: str, effective: date | None) -> Iterator[Remark]:
    first, last = _day(citation.in_force_from), _day(citation.in_force_until)
    if effective is None:
        return
    params = {"title": citation.title, "effectiveFrom": effective.isoformat()}
    if last and last < effective:
        yield Remark("citation-repealed", at, {**params, "last": last.isoformat()})
    elif first and first > effective:
        yield Remark("citation-not-yet-in-force", at, {**params, "first": first.isoformat()})


def _upper(upper: Upper, at: str) -> Iterator[Remark]:
    number = read_number(upper.number) if upper.number else None
    if upper.law_id and number and id_agrees(upper.law_id, number) is False:
        params = {"law": upper.law, "lawId": upper.law_id, "number": show_number(number)}
        yield Remark("law-id-differs", at + "/lawId", params)
    law = find_law(upper.law, upper.law_id, show_number(number) if number else None)
    if law is not None and law.title != upper.law:
        params = {"law": upper.law, "known": law.title}
        yield Remark("law-title-differs", at + "/law", params)
    if upper.article is None:
        return
    locators = read_locators(upper.article)
    if locators is None:
        yield Remark("citation-place-unread", at + "/article", {"text": upper.article})
        return
    for entry in superseded(law, locators):
        yield _superseded(at + "/article", entry.law.title, upper.article, entry.now, entry.subject)


def _superseded(at: str, law: str, old: str, now: str, subject: str) -> Remark:
    params = {"law": law, "old": old, "now": now, "subject": subject}
    return Remark("citation-superseded", at, params)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
