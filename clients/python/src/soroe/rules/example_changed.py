"""Examples or default differ."""

from soroe.rules.moves import reworded
from soroe.rules.rule import Rule

RULE = Rule(
    id="example-changed",
    keyword="examples",
    aspect="wording",
    move="replaced",
    effect="none",
    mirror="example-changed",
    find=reworded("examples", "default"),
    beside=("default",),
)
