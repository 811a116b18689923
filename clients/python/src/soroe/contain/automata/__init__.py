"""Regular languages for `pattern`: a parser of the ECMA-262 subset and symbolic derivatives.

Why our own: greenery and pyformlang build whole automata before they answer and know no budget;
interegular enumerates an alphabet. A form needs inclusion, intersection, complement, length bounds
and a short readable member over all of Unicode, and an answer or "undecided" within bounded work.
"""

from soroe.contain.automata.language import Language, shortest
from soroe.contain.automata.parse import Unsupported

__all__ = ["Language", "Unsupported", "shortest"]
