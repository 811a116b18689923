"""Description differs."""

from soroe.rules.moves import reworded
from soroe.rules.rule import Rule

RULE = Rule(
    id="description-changed",
    keyword="description",
    aspect="wording",
    move="replaced",
    effect="none",
    mirror="description-changed",
    find=reworded("description"),
)
