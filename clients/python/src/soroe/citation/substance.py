"""What a citation says in law, apart from who looked at it when and where it can be read."""

from __future__ import annotations

from msgspec.structs import replace

from soroe.jsontext import digest
from soroe.listing import to_json
from soroe.model import Citation


def substance(citation: Citation) -> str:
    """A digest that two citations share where they say the same of the text.

    The day of the last look (`as_of`) and the address (`url`) do not count: renewing them is no
    amendment, and nothing that rests on the text need be looked at.
    """
    return digest(to_json(replace(citation, as_of=None, url=None)))
