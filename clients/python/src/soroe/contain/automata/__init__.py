r"""Regular languages for `pattern`: a parser of the ECMA-262 subset and symbolic derivatives.

Why our own: a form needs inclusion, intersection, complement, look-ahead, length bounds and a short
readable member over all of Unicode, with an answer or "undecided" within bounded work. greenery
took 500 ms for two kana patterns of up to 60 characters (this: 1 ms) and could not read `[a-f-]`;
interegular is as fast as this on small patterns, but builds whole automata without a bound, knows
no `\p{...}` and gives no readable member; neither stops.
"""

from soroe.contain.automata.language import Language, shortest
from soroe.contain.automata.parse import Unsupported

__all__ = ["Language", "Unsupported", "shortest"]
