"""A digest (お知らせのまとめ): what happened since a day, and what awaits whom."""

from soroe.news.model import Digest, Waiting
from soroe.news.write import blocks, rendered

__all__ = ["Digest", "Waiting", "blocks", "rendered"]
