"""Pattern added."""

from soroe.rules.moves import introduced
from soroe.rules.rule import Rule

RULE = Rule(
    id="pattern-introduced",
    keyword="pattern",
    aspect="text",
    move="narrowed",
    effect="narrows",
    mirror="pattern-dropped",
    find=introduced("pattern"),
)
