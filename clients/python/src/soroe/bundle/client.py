"""`BundleClient`: a client of a bundle, with the face of `soroe.client.Client` and no network."""

from __future__ import annotations

from typing import TypeVar

from soroe.bundle.holding import Holding
from soroe.client import Client
from soroe.errors import UnreachableError
from soroe.flows import Flow

T = TypeVar("T")


class BundleClient(Client):
    """Answers from a bundle what `Client` asks of a registry; what is not in it is refused.

    Writing, and what only the registry knows, is an `UnreachableError` that says so.
    """

    def __init__(self, holding: Holding) -> None:
        """Read from these documents. No connection is made, now or later."""
        self.holding = holding

    @property
    def base_url(self) -> str:
        """The address of the registry that the bundle is from."""
        return self.holding.registry

    def run(self, flow: Flow[T]) -> T:
        """Drive a flow to its result."""
        try:
            request = next(flow)
            while True:
                try:
                    answer = self.holding.answer(request)
                except UnreachableError as e:
                    request = flow.throw(e)
                else:
                    request = flow.send(answer)
        except StopIteration as e:
            value: T = e.value
            return value

    def close(self) -> None:
        """Nothing is open."""
