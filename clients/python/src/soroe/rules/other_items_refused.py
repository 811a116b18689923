"""Other items refused."""

from soroe.rules.rule import Rule
from soroe.rules.structure import closing

RULE = Rule(
    id="other-items-refused",
    keyword="additionalProperties",
    aspect="structure",
    move="narrowed",
    effect="narrows",
    mirror="other-items-taken",
    find=closing(closes=True),
    beside=("unevaluatedProperties",),
)
