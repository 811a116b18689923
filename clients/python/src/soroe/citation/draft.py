"""From what was read to a citation of a diff, and from that to the line people print."""

from __future__ import annotations

from soroe.citation.hierarchy import kinds_of_title
from soroe.citation.locator import read_locators, show_locators
from soroe.citation.number import kinds_of, read_number
from soroe.citation.parts import Reference
from soroe.citation.show import official_number
from soroe.model import Citation, CitationKind


def kind_of(reference: Reference) -> CitationKind | None:
    """The kind of text that title and number leave no doubt about; None if they leave any."""
    told = [kinds_of_title(reference.title)] if reference.title else []
    kinds = [k for k in told if k]
    if reference.number:
        kinds.append(kinds_of(reference.number))
    left = frozenset.intersection(*kinds) if kinds else frozenset()
    return next(iter(left)) if len(left) == 1 else None


def to_citation(reference: Reference) -> Citation | None:
    """The citation for a diff; None while the title or the kind is not known."""
    kind = kind_of(reference)
    if kind is None or reference.title is None:
        return None
    number = reference.number
    return Citation(
        kind=kind,
        title=reference.title,
        number=official_number(number, reference.promulgated) if number else None,
        promulgated=reference.promulgated,
        in_force_from=reference.in_force_from,
    )


def cite(citation: Citation, article: str | None = None) -> str:
    """The official way to cite: 例示市規則（平成27年規則第11号）第3条第1項.

    Number and place are shown in the official form where they can be read, else as they stand.
    """
    number = read_number(citation.number) if citation.number else None
    shown = official_number(number, citation.promulgated) if number else citation.number
    locators = read_locators(article) if article else None
    place = show_locators(locators) if locators else article
    return citation.title + (f"（{shown}）" if shown else "") + (place or "")
