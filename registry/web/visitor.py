"""Who looks at a page: a person who signed in for an organisation, or nobody in particular."""

from __future__ import annotations

import msgspec

from registry.db.tokens import Holder
from registry.services import rights


class Visitor(msgspec.Struct, frozen=True):
    """A person who is signed in.

    `by` acts in services like the hash of a token. `csrf` is what the person's forms carry.
    `provider` says who the person is, `subject` is who they are there.
    """

    by: bytes
    holder: Holder
    person: str
    provider: str
    subject: str
    organisation_name: str
    csrf: str

    def may(self, scope: str) -> bool:
        """Whether the person may do what needs this scope."""
        return rights.has(self.holder, scope)

    @property
    def steward(self) -> bool:
        """Whether the organisation curates cores."""
        return self.holder.kind == "steward"

    @property
    def municipality(self) -> str | None:
        """The code of the person's municipality."""
        return self.holder.municipality
