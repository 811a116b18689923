"""Contained entries differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import differs

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
