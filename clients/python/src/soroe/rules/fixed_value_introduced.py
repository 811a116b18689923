"""Value fixed."""

from soroe.rules.moves import introduced
from soroe.rules.rule import Rule

RULE = Rule(
    id="fixed-value-introduced",
    keyword="const",
    aspect="set",
    move="narrowed",
    effect="narrows",
    mirror="fixed-value-dropped",
    find=introduced("const"),
)
