"""Step missing."""

from soroe.rules.moves import dropped
from soroe.rules.rule import Rule

RULE = Rule(
    id="multiple-of-dropped",
    keyword="multipleOf",
    aspect="bound",
    move="widened",
    effect="widens",
    mirror="multiple-of-introduced",
    find=dropped("multipleOf"),
)
