"""Wording of choices differs."""

from soroe.rules.choices import relabelled
from soroe.rules.rule import Rule

RULE = Rule(
    id="choice-label-changed",
    keyword="x-choices",
    aspect="wording",
    move="replaced",
    effect="none",
    mirror="choice-label-changed",
    find=relabelled(),
)
