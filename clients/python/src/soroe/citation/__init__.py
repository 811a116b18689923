"""Citations of 条例・規則・要綱 and the laws above them: read, show, check, suggest."""

from soroe.citation.check import (
    check_citations,
    contradictions,
    explain,
    remarks,
    remarks_of_basis,
)
from soroe.citation.draft import cite, kind_of, to_citation
from soroe.citation.hierarchy import CLASS, ORDER, rank
from soroe.citation.laws import LAWS, SUPERSEDED, find_law, superseded, superseded_in
from soroe.citation.locator import places, read_locators, show_locators
from soroe.citation.number import kinds_of, read_number, show_number
from soroe.citation.parts import (
    Amendment,
    Annex,
    Locator,
    Number,
    Piece,
    Reading,
    Reference,
    Remark,
)
from soroe.citation.read import read
from soroe.citation.show import official_number, show
from soroe.citation.substance import substance
from soroe.citation.suggest import Precedent, Suggestion, in_words, precedents, suggest

__all__ = [
    "CLASS",
    "LAWS",
    "ORDER",
    "SUPERSEDED",
    "Amendment",
    "Annex",
    "Locator",
    "Number",
    "Piece",
    "Precedent",
    "Reading",
    "Reference",
    "Remark",
    "Suggestion",
    "check_citations",
    "cite",
    "contradictions",
    "explain",
    "find_law",
    "in_words",
    "kind_of",
    "kinds_of",
    "official_number",
    "places",
    "precedents",
    "rank",
    "read",
    "read_locators",
    "read_number",
    "remarks",
    "remarks_of_basis",
    "show",
    "show_locators",
    "show_number",
    "substance",
    "suggest",
    "superseded",
    "superseded_in",
    "to_citation",
]
