"""What promoting changes into the core would do; nothing is written (docs/what-if.md)."""

from soroe.what_if.best import Best, exact, greedy
from soroe.what_if.candidates import Promotion, candidates
from soroe.what_if.measured import Measured
from soroe.what_if.promoted import promoted
from soroe.what_if.told import Promise, WhatIfTold, promise, told
from soroe.what_if.what_if import Before, WhatIf, what_if, what_if_core

__all__ = [
    "Before",
    "Best",
    "Measured",
    "Promise",
    "Promotion",
    "WhatIf",
    "WhatIfTold",
    "candidates",
    "exact",
    "greedy",
    "promise",
    "promoted",
    "told",
    "what_if",
    "what_if_core",
]
