"""Other items taken."""

from soroe.rules.moves import closing
from soroe.rules.rule import Rule

RULE = Rule(
    id="other-items-taken",
    keyword="additionalProperties",
    aspect="structure",
    move="widened",
    effect="widens",
    mirror="other-items-refused",
    find=closing(closes=False),
    beside=("unevaluatedProperties",),
)
