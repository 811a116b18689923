"""Unlisted item not required."""

from soroe.rules.presence import unnamed_required
from soroe.rules.rule import Rule

RULE = Rule(
    id="unnamed-item-optional",
    keyword="required",
    aspect="presence",
    move="widened",
    effect="widens",
    mirror="unnamed-item-required",
    find=unnamed_required("removed"),
)
