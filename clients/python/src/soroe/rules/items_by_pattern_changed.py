"""Items by pattern differ."""

from soroe.rules.moves import named_schemas
from soroe.rules.rule import Rule

RULE = Rule(
    id="items-by-pattern-changed",
    keyword="patternProperties",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="items-by-pattern-changed",
    find=named_schemas("patternProperties"),
)
