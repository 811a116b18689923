"""What is in force on a day, from listings: a folder of files answers as a registry does."""

from __future__ import annotations

from soroe.errors import RegistryError
from soroe.flows.messages import Flow
from soroe.flows.reading import form_listing, listing_then
from soroe.in_force import InForce, in_force
from soroe.listing import LocalListing
from soroe.when import When


def what_is_in_force(form: str, when: When, municipality: str | None = None) -> Flow[InForce]:
    """Which core and, with a municipality, which local revision apply on the day `when.as_of`.

    What a registry answers at `/api/v1/forms/{form}/in-force`; no clock is read here.
    """
    listing = yield from form_listing(form, when)
    local: LocalListing | None = None
    if municipality is not None:
        try:
            local = yield from listing_then(form, municipality, when)
        except RegistryError as e:
            if e.status != 404:
                raise
    return in_force(listing, local, when, municipality)
