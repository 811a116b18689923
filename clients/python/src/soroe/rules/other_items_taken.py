"""Other items taken."""

from soroe.rules.rule import Rule
from soroe.rules.structure import closing

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
