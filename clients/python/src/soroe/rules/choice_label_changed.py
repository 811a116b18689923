"""Wording of choices differs."""

from soroe.rules.moves import reworded
from soroe.rules.rule import Rule

RULE = Rule(
    id="choice-label-changed",
    keyword="x-choices",
    aspect="wording",
    move="replaced",
    effect="none",
    mirror="choice-label-changed",
    find=reworded("x-choices"),
)
