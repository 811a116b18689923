"""Format differs."""

from soroe.rules.moves import replaced
from soroe.rules.rule import Rule

RULE = Rule(
    id="format-replaced",
    keyword="format",
    aspect="text",
    move="replaced",
    effect=None,
    mirror="format-replaced",
    find=replaced("format"),
)
