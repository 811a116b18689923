"""Format missing."""

from soroe.rules.moves import dropped
from soroe.rules.rule import Rule

RULE = Rule(
    id="format-dropped",
    keyword="format",
    aspect="text",
    move="widened",
    effect="widens",
    mirror="format-introduced",
    find=dropped("format"),
)
