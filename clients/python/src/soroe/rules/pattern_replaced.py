"""Pattern differs."""

from soroe.rules.moves import replaced
from soroe.rules.rule import Rule

RULE = Rule(
    id="pattern-replaced",
    keyword="pattern",
    aspect="text",
    move="replaced",
    effect=None,
    mirror="pattern-replaced",
    find=replaced("pattern"),
)
