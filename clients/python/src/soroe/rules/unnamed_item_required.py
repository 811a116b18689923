"""Unlisted item required."""

from soroe.rules.presence import unnamed_required
from soroe.rules.rule import Rule

RULE = Rule(
    id="unnamed-item-required",
    keyword="required",
    aspect="presence",
    move="narrowed",
    effect="narrows",
    mirror="unnamed-item-optional",
    find=unnamed_required("added"),
)
