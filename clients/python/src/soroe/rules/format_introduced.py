"""Format added."""

from soroe.rules.moves import introduced
from soroe.rules.rule import Rule

RULE = Rule(
    id="format-introduced",
    keyword="format",
    aspect="text",
    move="narrowed",
    effect="narrows",
    mirror="format-dropped",
    find=introduced("format"),
)
