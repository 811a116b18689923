"""Kind of value differs."""

from soroe.rules.moves import types
from soroe.rules.rule import Rule

RULE = Rule(
    id="type-replaced",
    keyword="type",
    aspect="type",
    move="replaced",
    effect="both",
    mirror="type-replaced",
    find=types("replaced"),
)
