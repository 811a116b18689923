"""What a person typed into the page of a draft, put into its text: values in, values out.

The fields of a change carry its place in the draft: `basis-0`, `cite-0`, `kind-0`, `article-0`,
`reason-0`; those of a citation the place among the citations: `title-of-0`. The page and the text
that it was made from belong together, which the tag of the text sees to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, get_args

import msgspec
from msgspec.structs import replace

from soroe.citation import contradictions, kind_of, official_number, read, show_locators
from soroe.diff.justify import with_practice
from soroe.errors import DocumentError, Problem
from soroe.model import Basis, Change, Citation, CitationKind, LocalDiff
from soroe.wareki import read_date

PRACTICE: Final = "practice"
"""The basis of who does it so without any text."""

SHARED: Final = "shared"
"""Before the key of a citation that the municipality shares and the draft lacks."""

TAKE: Final = "take"
"""Before key and place of a basis that was suggested."""

MAX_CITED: Final = 1000
"""Letters of a citation as it is pasted."""

PRACTICE_TITLE: Final = "慣行による取り扱い"
KINDS: Final[tuple[CitationKind, ...]] = get_args(CitationKind)

Get: TypeAlias = Callable[[str], str | None]
"""The value of a field; None where the page did not have it."""

_KEY = re.compile(r"[^\w-]+")


class Typed(msgspec.Struct, frozen=True):
    """The draft with what was typed, and what is wrong with fields, by field; these stay as before.

    `added` are the keys of citations that came with it.
    """

    diff: LocalDiff
    wrong: dict[str, Problem]
    added: tuple[str, ...] = ()


def write(diff: LocalDiff, get: Get, shared: Mapping[str, Citation]) -> Typed:
    """The draft with all fields of the page in it; `shared` are the municipality's citations."""
    wrong: dict[str, Problem] = {}
    diff = _day(diff, get, wrong)
    diff = _citations(diff, get, wrong)
    before = set(diff.citations)
    for index in range(len(diff.changes)):
        diff = _change(diff, index, get, shared, wrong)
    return Typed(diff, wrong, tuple(key for key in diff.citations if key not in before))


def without(diff: LocalDiff, index: int) -> LocalDiff:
    """The draft without one of its changes."""
    return replace(diff, changes=(*diff.changes[:index], *diff.changes[index + 1 :]))


def alike(diff: LocalDiff, index: int, open_: tuple[int, ...]) -> LocalDiff:
    """Basis and reason of one change for those that have none; a reason that is there stays."""
    source = diff.changes[index]
    changes = list(diff.changes)
    for other in open_:
        one = changes[other]
        changes[other] = replace(
            one, basis=one.basis or source.basis, reason=one.reason or source.reason
        )
    return replace(diff, changes=tuple(changes))


def uncited(diff: LocalDiff, key: str) -> LocalDiff:
    """The draft without a citation that no change rests on."""
    used = {change.basis.cite for change in diff.changes if change.basis}
    kept = {k: c for k, c in diff.citations.items() if k != key or k in used}
    return replace(diff, citations=kept)


def tidy(diff: LocalDiff, shared: Mapping[str, Citation]) -> LocalDiff:
    """Without what was chosen and given up again: unused citations that the list still offers."""
    used = {change.basis.cite for change in diff.changes if change.basis}
    kept = {
        key: cited
        for key, cited in diff.citations.items()
        if key in used
        or (cited != shared.get(key) and (cited.kind, cited.title) != ("慣行", PRACTICE_TITLE))
    }
    return replace(diff, citations=kept)


def _day(diff: LocalDiff, get: Get, wrong: dict[str, Problem]) -> LocalDiff:
    typed = get("from")
    if typed is None:
        return diff
    day = _date("from", typed, diff.effective_from, wrong)
    return replace(diff, effective_from=day)


def _date(name: str, typed: str, before: str | None, wrong: dict[str, Problem]) -> str | None:
    if not typed:
        return None
    try:
        return read_date(typed).isoformat()
    except DocumentError as error:
        wrong[name] = error.problem
        return before


def _change(
    diff: LocalDiff,
    index: int,
    get: Get,
    shared: Mapping[str, Citation],
    wrong: dict[str, Problem],
) -> LocalDiff:
    change = diff.changes[index]
    reason = get(f"reason-{index}")
    if reason is not None:
        change = replace(change, reason=reason)
    chosen, article = get(f"basis-{index}"), get(f"article-{index}")
    if get(f"cite-{index}"):
        diff, basis = _pasted(diff, index, get, shared, wrong)
        return _with(diff, index, change if basis is None else replace(change, basis=basis))
    if chosen is None:
        return _with(diff, index, change)
    diff, key, place = _chosen(diff, chosen, article or "", shared)
    basis = Basis(key, place or None) if key is not None and key in diff.citations else None
    return _with(diff, index, replace(change, basis=basis))


def _chosen(
    diff: LocalDiff, chosen: str, article: str, shared: Mapping[str, Citation]
) -> tuple[LocalDiff, str | None, str]:
    """What was chosen from the list: the citation's key and the place in it."""
    head, _, rest = chosen.partition(" ")
    if chosen == PRACTICE:
        diff, key = with_practice(diff, PRACTICE_TITLE, shared)
        return diff, key, ""
    if head == TAKE:
        key, _, article = rest.partition(" ")
    else:
        key = rest if head == SHARED else chosen
    if not key:
        return diff, None, ""
    if key not in diff.citations and key in shared:
        diff = replace(diff, citations={**diff.citations, key: shared[key]})
    return diff, key, article


def _pasted(
    diff: LocalDiff,
    index: int,
    get: Get,
    shared: Mapping[str, Citation],
    wrong: dict[str, Problem],
) -> tuple[LocalDiff, Basis | None]:
    """A citation as it was pasted: 例示市規則（平成27年規則第11号）第3条. The same text is one."""
    made, place = _cited(get(f"cite-{index}") or "", get(f"kind-{index}") or "")
    if isinstance(made, Problem):
        wrong[f"cite-{index}"] = made
        return diff, None
    place = get(f"article-{index}") or place
    known = {**shared, **diff.citations}
    for key, cited in known.items():
        if (cited.title, cited.number) == (made.title, made.number):
            return replace(diff, citations={**diff.citations, key: cited}), Basis(key, place)
    key = _free(made, known)
    return replace(diff, citations={**diff.citations, key: made}), Basis(key, place)


def _cited(pasted: str, chosen: str) -> tuple[Citation | Problem, str | None]:
    """The citation that the text is, with the place in it; or why it cannot be taken for one.

    A title that is none of those that tell their kind (手引き) is taken where the kind is chosen.
    """
    if len(pasted) > MAX_CITED:
        params = {"text": pasted[:200], "unread": f"… (> {MAX_CITED})"}
        return Problem("citation-part-unread", params=params), None
    reading = read(pasted)
    said = reading.reference
    unread = "、".join(p.text for p in reading.pieces if p.role == "unread")
    kind = chosen if chosen in KINDS else kind_of(said)
    title = said.title
    if title is None and unread and chosen in KINDS:
        title, unread = unread, ""
    if unread or title is None:
        part = "citation-part-unread" if title else "citation-title-missing"
        return Problem(part, params={"text": pasted[:200], "unread": unread[:200]}), None
    if kind not in KINDS:
        return Problem("citation-kind-unclear", params={"title": title}), None
    made = Citation(
        kind=kind,
        title=title,
        number=official_number(said.number, said.promulgated) if said.number else None,
        promulgated=said.promulgated,
        in_force_from=said.in_force_from,
    )
    found = contradictions(made)
    return (found[0] if found else made), show_locators(said.locators) or None


def _free(citation: Citation, known: Mapping[str, Citation]) -> str:
    """A key that a person recognises: the title, short, with a number where it is taken."""
    stem = _KEY.sub("", citation.title)[:40] or "basis"
    key, number = stem, 1
    while key in known:
        number += 1
        key = f"{stem}-{number}"
    return key


def _citations(diff: LocalDiff, get: Get, wrong: dict[str, Problem]) -> LocalDiff:
    """The citations of the draft as their own fields have them."""
    out: dict[str, Citation] = {}
    for place, (key, cited) in enumerate(diff.citations.items()):

        def said(name: str, before: str | None, at: int = place) -> str | None:
            typed = get(f"{name}-of-{at}")
            return before if typed is None else typed or None

        def day(name: str, before: str | None, at: int = place) -> str | None:
            typed = get(f"{name}-of-{at}")
            return before if typed is None else _date(f"{name}-of-{at}", typed, before, wrong)

        title, kind = said("title", cited.title), said("kind", cited.kind)
        made = replace(
            cited,
            title=title or "",
            kind=kind if kind in KINDS else cited.kind,
            number=said("number", cited.number),
            url=said("url", cited.url),
            promulgated=day("promulgated", cited.promulgated),
            in_force_from=day("in-force", cited.in_force_from),
        )
        problem = None if title else Problem("citation-title-missing", params={"text": "-"})
        problem = problem or next(iter(contradictions(made)), None)
        if problem is not None:
            wrong[f"title-of-{place}"] = problem
        out[key] = cited if problem is not None else made
    return replace(diff, citations=out)


def _with(diff: LocalDiff, index: int, change: Change) -> LocalDiff:
    changes = (*diff.changes[:index], change, *diff.changes[index + 1 :])
    return replace(diff, changes=changes)
