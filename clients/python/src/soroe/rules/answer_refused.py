"""Answer refused or taken."""

from soroe.rules.presence import refused_altogether
from soroe.rules.rule import Rule

RULE = Rule(
    id="answer-refused",
    keyword="properties",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="answer-refused",
    find=refused_altogether(),
)
