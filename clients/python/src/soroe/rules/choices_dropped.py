"""Choice made free entry."""

from soroe.rules.moves import dropped
from soroe.rules.rule import Rule

RULE = Rule(
    id="choices-dropped",
    keyword="enum",
    aspect="set",
    move="widened",
    effect="widens",
    mirror="choices-introduced",
    find=dropped("enum"),
)
