"""Fixed value dropped."""

from soroe.rules.moves import dropped
from soroe.rules.rule import Rule

RULE = Rule(
    id="fixed-value-dropped",
    keyword="const",
    aspect="set",
    move="widened",
    effect="widens",
    mirror="fixed-value-introduced",
    find=dropped("const"),
)
