"""Kind of value widened."""

from soroe.rules.moves import types
from soroe.rules.rule import Rule

RULE = Rule(
    id="type-widened",
    keyword="type",
    aspect="type",
    move="widened",
    effect="widens",
    mirror="type-narrowed",
    find=types("widened"),
)
