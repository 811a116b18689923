"""Pattern missing."""

from soroe.rules.moves import dropped
from soroe.rules.rule import Rule

RULE = Rule(
    id="pattern-dropped",
    keyword="pattern",
    aspect="text",
    move="widened",
    effect="widens",
    mirror="pattern-introduced",
    find=dropped("pattern"),
)
