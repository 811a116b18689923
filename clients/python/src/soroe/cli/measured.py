"""Asking the registry for what it has measured, where there is one that measures."""

from __future__ import annotations

from typing import Any, TypeVar

from soroe.cli.sources import open_client, reference
from soroe.errors import RegistryError, UnreachableError
from soroe.flows import Flow
from soroe.flows.measures import cluster_decisions
from soroe.promotion import Decision

T = TypeVar("T")

_NOT_THERE = frozenset(
    {
        "not-found",
        "method-not-allowed",
        "mirror-only-reads",
        "not-measured-yet",
        "unexpected-answer",
    }
)
"""What a mirror answers, a registry that is older than this program, or one that has just begun."""


def measures(args: Any) -> str | None:
    """The form that the options ask of a registry itself; None for files, bundles and folders."""
    if getattr(args, "diffs", None) is not None or not getattr(args, "registry", None):
        return None
    if getattr(args, "bundle", None) or getattr(args, "offline", False):
        return None
    wanted = reference(args.form)
    return wanted.form if wanted is not None else None


def wants_core(args: Any, core: str) -> bool:
    """Whether `core`, the latest, is what the options ask for."""
    wanted = reference(args.form)
    return wanted is not None and wanted.version in (None, core)


def kept_decisions(args: Any, form: str) -> tuple[Decision, ...]:
    """What stewards decided in the registry and nobody took back; none where it keeps none."""
    found = ask(args, cluster_decisions(form))
    kept = found.decisions if found is not None else ()
    return tuple(one.decision for one in kept if one.undone is None)


def ask(args: Any, flow: Flow[T]) -> T | None:
    """The answer; None where the registry does not measure, and it is worked out here instead."""
    with open_client(args, args.form) as client:
        try:
            return client.run(flow)
        except (RegistryError, UnreachableError) as error:
            if error.problem.type in _NOT_THERE:
                return None
            raise
