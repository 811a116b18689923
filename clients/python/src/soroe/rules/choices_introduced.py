"""Free entry made a choice."""

from soroe.rules.moves import introduced
from soroe.rules.rule import Rule

RULE = Rule(
    id="choices-introduced",
    keyword="enum",
    aspect="set",
    move="narrowed",
    effect="narrows",
    mirror="choices-dropped",
    find=introduced("enum"),
)
