"""What is said to a registry, without saying it: one generator per job.

A flow yields `Request` values, is sent `Response` values and returns a typed result, or raises an
error of `soroe.errors`. It opens no connection, reads no clock and keeps no file, so that the
blocking client, the asynchronous one and the tests drive the very same code
(the idea is that of httpx's authentication flows).

Documents are checked on arrival: against the digest that the listing promised, and against the
strong ETag where that is the SHA-256 of the bytes. A document that fails is never handed on.
"""

from soroe.flows.answers import refused
from soroe.flows.choosing import choose_revision, choose_version
from soroe.flows.messages import (
    Core,
    Fictional,
    Flow,
    Local,
    Method,
    Published,
    Pulled,
    Request,
    Response,
)
from soroe.flows.publishing import push_core, push_diff
from soroe.flows.reading import (
    check,
    form_listing,
    get_core,
    get_diff,
    get_local_form,
    local_listing,
    pull,
    ready,
    search,
    whoami,
)
from soroe.flows.succession import (
    cancel_succession,
    list_successions,
    record_succession,
)
from soroe.flows.times import what_is_in_force

__all__ = [
    "Core",
    "Fictional",
    "Flow",
    "Local",
    "Method",
    "Published",
    "Pulled",
    "Request",
    "Response",
    "cancel_succession",
    "check",
    "choose_revision",
    "choose_version",
    "form_listing",
    "get_core",
    "get_diff",
    "get_local_form",
    "list_successions",
    "local_listing",
    "pull",
    "push_core",
    "push_diff",
    "ready",
    "record_succession",
    "refused",
    "search",
    "what_is_in_force",
    "whoami",
]
