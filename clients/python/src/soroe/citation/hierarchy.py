"""The order of the texts a change may rest on, and what each makes of the change."""

from __future__ import annotations

from soroe.model import CitationKind, Class

ORDER: tuple[CitationKind, ...] = ("条例", "規則", "要綱", "慣行")
"""From the highest: 条例 (the council), 規則 (the mayor or a board), 要綱 (the office), 慣行."""

CLASS: dict[CitationKind, Class] = {
    "条例": "grounded",
    "規則": "grounded",
    "要綱": "practice",
    "慣行": "practice",
}
"""条例 and 規則 are law; 要綱 and 慣行 bind the office alone."""

_ENDINGS: tuple[tuple[str, frozenset[CitationKind]], ...] = (
    ("条例", frozenset({"条例"})),
    ("規則", frozenset({"規則"})),
    ("規程", frozenset({"規則", "要綱"})),
    ("細則", frozenset({"規則", "要綱"})),
    ("要綱", frozenset({"要綱"})),
    ("要領", frozenset({"要綱"})),
    ("要項", frozenset({"要綱"})),
    ("内規", frozenset({"要綱"})),
)


def rank(kind: CitationKind) -> int:
    """0 for 条例 up to 3 for 慣行: the smaller stands higher."""
    return ORDER.index(kind)


def kinds_of_title(title: str) -> frozenset[CitationKind]:
    """The kinds that a text of this title can be; empty where the title does not tell (…基準)."""
    return next((kinds for ending, kinds in _ENDINGS if title.endswith(ending)), frozenset())
