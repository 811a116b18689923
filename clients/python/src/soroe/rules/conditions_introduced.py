"""Rules added."""

from soroe.rules.moves import introduced
from soroe.rules.rule import Rule

RULE = Rule(
    id="conditions-introduced",
    keyword="allOf",
    aspect="condition",
    move="narrowed",
    effect="narrows",
    mirror="conditions-dropped",
    find=introduced("allOf"),
)
