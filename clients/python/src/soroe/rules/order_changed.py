"""Order differs."""

from soroe.rules.moves import reworded
from soroe.rules.rule import Rule

RULE = Rule(
    id="order-changed",
    keyword="x-order",
    aspect="wording",
    move="replaced",
    effect="none",
    mirror="order-changed",
    find=reworded("x-order"),
)
