"""Step added."""

from soroe.rules.moves import introduced
from soroe.rules.rule import Rule

RULE = Rule(
    id="multiple-of-introduced",
    keyword="multipleOf",
    aspect="bound",
    move="narrowed",
    effect="narrows",
    mirror="multiple-of-dropped",
    find=introduced("multipleOf"),
)
