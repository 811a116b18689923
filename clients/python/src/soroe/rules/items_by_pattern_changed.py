"""Items by pattern differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import named_schemas

RULE = Rule(
    id="items-by-pattern-changed",
    keyword="patternProperties",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="items-by-pattern-changed",
    find=named_schemas("patternProperties"),
)
