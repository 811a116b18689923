"""Rules missing."""

from soroe.rules.moves import dropped
from soroe.rules.rule import Rule

RULE = Rule(
    id="conditions-dropped",
    keyword="allOf",
    aspect="condition",
    move="widened",
    effect="widens",
    mirror="conditions-introduced",
    find=dropped("allOf"),
)
