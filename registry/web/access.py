"""The pages: one line for each, with who may see it. A page that is not in it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.services import rights
from registry.web.paths import both

ANYBODY: Final = "anybody"
"""Also who is not signed in."""

SIGNED_IN: Final = "signed-in"
"""Whoever is signed in, for any organisation."""

_PAGES: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/"): ANYBODY,
    ("GET", "/search"): ANYBODY,
    ("GET", "/forms"): ANYBODY,
    ("GET", "/forms/{form}"): ANYBODY,
    ("GET", "/forms/{form}/heat"): ANYBODY,
    ("GET", "/forms/{form}/compare"): ANYBODY,
    ("GET", "/forms/{form}/candidates"): ANYBODY,
    ("POST", "/forms/{form}/candidates/decisions"): rights.CORE_PUBLISH,
    ("GET", "/forms/{form}/what-if"): ANYBODY,
    ("GET", "/proposals"): ANYBODY,
    ("GET", "/forms/{form}/proposals/new"): rights.DRAFT,
    ("POST", "/forms/{form}/proposals/new"): rights.DRAFT,
    ("GET", "/forms/{form}/proposals/{proposal}"): ANYBODY,
    ("GET", "/forms/{form}/proposals/{proposal}/impact"): ANYBODY,
    ("GET", "/forms/{form}/proposals/{proposal}/edit"): rights.DRAFT,
    ("POST", "/forms/{form}/proposals/{proposal}/edit"): rights.DRAFT,
    ("POST", "/forms/{form}/proposals/{proposal}/voice"): rights.COMMENT,
    ("POST", "/forms/{form}/proposals/{proposal}/comments"): rights.COMMENT,
    ("POST", "/forms/{form}/proposals/{proposal}/decide"): rights.CORE_PUBLISH,
    ("POST", "/forms/{form}/proposals/{proposal}/undo"): rights.CORE_PUBLISH,
    ("POST", "/forms/{form}/proposals/{proposal}/refresh"): rights.DRAFT,
    ("POST", "/forms/{form}/proposals/{proposal}/publish"): rights.CORE_PUBLISH,
    ("POST", "/forms/{form}/proposals/{proposal}/withdraw"): rights.DRAFT,
    ("GET", "/forms/{form}/{version}"): ANYBODY,
    ("GET", "/forms/{form}/{version}/applicant"): ANYBODY,
    ("GET", "/forms/{form}/local/{code}"): ANYBODY,
    ("GET", "/forms/{form}/local/{code}/{revision}"): ANYBODY,
    ("GET", "/forms/{form}/local/{code}/{revision}/applicant"): ANYBODY,
    ("GET", "/municipalities"): ANYBODY,
    ("GET", "/municipalities/{code}"): ANYBODY,
    ("GET", "/municipalities/{code}/handover"): SIGNED_IN,
    ("GET", "/compare"): ANYBODY,
    ("GET", "/about"): ANYBODY,
    ("GET", "/guide"): ANYBODY,
    ("GET", "/check"): ANYBODY,
    ("POST", "/check"): ANYBODY,
    ("GET", "/check/{check}"): ANYBODY,
    ("POST", "/check/{check}/match"): ANYBODY,
    ("POST", "/check/{check}/forget"): ANYBODY,
    ("GET", "/check/{check}/example/{mark}"): ANYBODY,
    ("GET", "/drafts"): rights.DIFF_PUBLISH,
    ("POST", "/drafts/new"): rights.DIFF_PUBLISH,
    ("GET", "/drafts/{draft}"): rights.DIFF_PUBLISH,
    ("POST", "/drafts/{draft}"): rights.DIFF_PUBLISH,
    ("POST", "/drafts/{draft}/auto"): rights.DIFF_PUBLISH,
    ("POST", "/drafts/{draft}/discard"): rights.DIFF_PUBLISH,
    ("POST", "/drafts/{draft}/restore"): rights.DIFF_PUBLISH,
    ("GET", "/drafts/{draft}/file"): rights.DIFF_PUBLISH,
    ("GET", "/drafts/{draft}/preview"): rights.DIFF_PUBLISH,
    ("GET", "/drafts/{draft}/publish"): rights.DIFF_PUBLISH,
    ("POST", "/drafts/{draft}/publish"): rights.DIFF_PUBLISH,
    ("GET", "/drafts/{draft}/published"): rights.DIFF_PUBLISH,
    ("GET", "/drafts/{draft}/merge"): rights.DIFF_PUBLISH,
    ("POST", "/drafts/{draft}/merge"): rights.DIFF_PUBLISH,
    ("GET", "/drafts/adopt"): rights.DIFF_PUBLISH,
    ("POST", "/drafts/adopt"): rights.DIFF_PUBLISH,
    ("GET", "/rebases/{form}/{code}"): SIGNED_IN,
    ("POST", "/rebases/{form}/{code}"): rights.DIFF_PUBLISH,
    ("POST", "/rebases/{form}/{code}/retry"): rights.DRAFT,
    ("GET", "/sign-in"): ANYBODY,
    ("POST", "/sign-in"): ANYBODY,
    ("GET", "/sign-in/provider"): ANYBODY,
    ("GET", "/sign-in/back"): ANYBODY,
    ("POST", "/sign-out"): ANYBODY,
    ("GET", "/signed-out"): ANYBODY,
    ("GET", "/me"): SIGNED_IN,
    ("GET", "/admin"): f"{rights.ORGANISATION_MANAGE}{rights.ONE_OF}{rights.AUDIT_READ}",
    ("GET", "/admin/organisations"): rights.ORGANISATION_MANAGE,
    ("GET", "/admin/organisations/new"): rights.ORGANISATION_MANAGE,
    ("POST", "/admin/organisations/new"): rights.ORGANISATION_MANAGE,
    ("GET", "/admin/organisations/{organisation}"): rights.ORGANISATION_MANAGE,
    ("POST", "/admin/organisations/{organisation}/codes"): rights.ORGANISATION_MANAGE,
    ("POST", "/admin/organisations/{organisation}/codes/{code}/revoke"): rights.ORGANISATION_MANAGE,
    ("POST", "/admin/organisations/{organisation}/tokens"): rights.ORGANISATION_MANAGE,
    (
        "POST",
        "/admin/organisations/{organisation}/tokens/{token}/revoke",
    ): rights.ORGANISATION_MANAGE,
    ("GET", "/admin/sign-ins"): rights.ORGANISATION_MANAGE,
    ("POST", "/admin/sign-ins/{session}/revoke"): rights.ORGANISATION_MANAGE,
    ("POST", "/admin/sign-ins/rules"): rights.ORGANISATION_MANAGE,
    ("POST", "/admin/sign-ins/rules/{rule}/remove"): rights.ORGANISATION_MANAGE,
    ("GET", "/admin/audit"): rights.AUDIT_READ,
    ("GET", "/admin/audit/export"): rights.AUDIT_READ,
    ("GET", "/admin/log"): rights.AUDIT_READ,
}
"""Method and path below the language; else a scope, or several of which one is enough."""

ACCESS: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/"): ANYBODY,
    **{(method, route): who for (method, path), who in _PAGES.items() for route in both(path)},
}
"""Method and route as the framework names it."""
