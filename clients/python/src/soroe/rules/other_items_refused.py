"""Other items refused."""

from soroe.rules.moves import closing
from soroe.rules.rule import Rule

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
