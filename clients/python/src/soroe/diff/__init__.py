"""Local diffs: reading, applying, and the structural comparison they are made from."""

from soroe.diff.apply import apply, apply_op
from soroe.diff.compare import Pair, pairs
from soroe.diff.document import decode_diff, encode_diff

__all__ = ["Pair", "apply", "apply_op", "decode_diff", "encode_diff", "pairs"]
