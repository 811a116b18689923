"""Contained entries differ."""

from soroe.rules.moves import differs
from soroe.rules.rule import Rule

RULE = Rule(
    id="contains-changed",
    keyword="contains",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="contains-changed",
    find=differs("contains", "minContains", "maxContains"),
    beside=("minContains", "maxContains"),
)
