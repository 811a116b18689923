"""Required item made optional."""

from soroe.rules.presence import requiredness
from soroe.rules.rule import Rule

RULE = Rule(
    id="item-optional",
    keyword="required",
    aspect="presence",
    move="widened",
    effect="widens",
    mirror="item-required",
    find=requiredness(becomes=False),
)
