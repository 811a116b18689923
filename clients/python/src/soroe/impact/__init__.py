"""What publishing a new core would do to each municipality, before it is published."""

from soroe.impact.assemble import assemble
from soroe.impact.assess import assess
from soroe.impact.below import bases
from soroe.impact.document import (
    Applicants,
    ChangeImpact,
    Impact,
    MunicipalityImpact,
    Named,
    Subject,
    Summary,
    Words,
)
from soroe.impact.memo import Memo

__all__ = [
    "Applicants",
    "ChangeImpact",
    "Impact",
    "Memo",
    "MunicipalityImpact",
    "Named",
    "Subject",
    "Summary",
    "Words",
    "assemble",
    "assess",
    "bases",
]
