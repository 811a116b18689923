"""From below: what many cities change alike or leave out, as candidates for the core."""

from soroe.promotion.book import Book
from soroe.promotion.candidate import Common, below_core
from soroe.promotion.cluster import Cluster, Clusters, Comparisons, Link, cluster
from soroe.promotion.decisions import Decision, checked, decode_decisions
from soroe.promotion.document import Below, Candidate, Demotion, Sensitive, SharedLaw
from soroe.promotion.signature import Occurrence, Signature

__all__ = [
    "Below",
    "Book",
    "Candidate",
    "Cluster",
    "Clusters",
    "Common",
    "Comparisons",
    "Decision",
    "Demotion",
    "Link",
    "Occurrence",
    "Sensitive",
    "SharedLaw",
    "Signature",
    "below_core",
    "checked",
    "cluster",
    "decode_decisions",
]
