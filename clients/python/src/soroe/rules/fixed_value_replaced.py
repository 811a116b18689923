"""Fixed value differs."""

from soroe.rules.moves import replaced
from soroe.rules.rule import Rule

RULE = Rule(
    id="fixed-value-replaced",
    keyword="const",
    aspect="set",
    move="replaced",
    effect="both",
    mirror="fixed-value-replaced",
    find=replaced("const"),
)
