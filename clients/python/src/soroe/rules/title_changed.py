"""Label differs."""

from soroe.rules.moves import reworded
from soroe.rules.rule import Rule

RULE = Rule(
    id="title-changed",
    keyword="title",
    aspect="wording",
    move="replaced",
    effect="none",
    mirror="title-changed",
    find=reworded("title"),
)
