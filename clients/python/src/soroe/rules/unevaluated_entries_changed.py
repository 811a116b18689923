"""Other entries differ."""

from soroe.rules.moves import differs
from soroe.rules.rule import Rule

RULE = Rule(
    id="unevaluated-entries-changed",
    keyword="unevaluatedItems",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="unevaluated-entries-changed",
    find=differs("unevaluatedItems"),
)
