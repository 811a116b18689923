"""Other items differ."""

from soroe.rules.moves import rest_schema
from soroe.rules.rule import Rule

RULE = Rule(
    id="other-items-changed",
    keyword="additionalProperties",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="other-items-changed",
    find=rest_schema(),
    beside=("unevaluatedProperties",),
)
