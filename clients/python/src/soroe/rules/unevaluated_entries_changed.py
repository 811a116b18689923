"""Other entries differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import differs

RULE = Rule(
    id="unevaluated-entries-changed",
    keyword="unevaluatedItems",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="unevaluated-entries-changed",
    find=differs("unevaluatedItems"),
)
