"""Step differs."""

from soroe.rules.moves import replaced
from soroe.rules.rule import Rule

RULE = Rule(
    id="multiple-of-replaced",
    keyword="multipleOf",
    aspect="bound",
    move="replaced",
    effect=None,
    mirror="multiple-of-replaced",
    find=replaced("multipleOf"),
)
