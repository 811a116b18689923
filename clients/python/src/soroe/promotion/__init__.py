"""From below: what many cities change alike or leave out, as candidates for the core."""

from soroe.promotion.candidate import below_core
from soroe.promotion.cluster import Cluster, Clusters, Link, cluster
from soroe.promotion.decisions import Decision, checked, decode_decisions
from soroe.promotion.document import Below, Candidate, Demotion, Sensitive, SharedLaw
from soroe.promotion.sign import Book
from soroe.promotion.signature import Occurrence, Signature

__all__ = [
    "Below",
    "Book",
    "Candidate",
    "Cluster",
    "Clusters",
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
