"""Other items differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import rest_schema

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
