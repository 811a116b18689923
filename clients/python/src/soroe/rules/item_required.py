"""Optional item made required."""

from soroe.rules.presence import requiredness
from soroe.rules.rule import Rule

RULE = Rule(
    id="item-required",
    keyword="required",
    aspect="presence",
    move="narrowed",
    effect="narrows",
    mirror="item-optional",
    find=requiredness(becomes=True),
)
