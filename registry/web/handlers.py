"""All pages, in the order of the table (`registry.web.access`)."""

from __future__ import annotations

from typing import Final

from litestar import Router

from registry.web import (
    about,
    check,
    draft_pages,
    draft_publish,
    drafts,
    forms_shown,
    heat,
    local,
    me,
    places,
    provider_sign_in,
    search,
    sign_in,
    start,
    two,
    versions,
)
from registry.web.guard import guard

HANDLERS: Final = (
    start.get_root,
    start.get_start,
    check.get_check,
    check.post_check,
    check.get_result,
    check.post_match,
    check.post_forget,
    check.get_example,
    drafts.get_drafts,
    drafts.post_new,
    drafts.post_discard,
    drafts.post_restore,
    drafts.get_file,
    draft_pages.get_draft,
    draft_pages.post_draft,
    draft_pages.post_auto,
    draft_publish.get_preview,
    draft_publish.get_publish,
    draft_publish.post_publish,
    draft_publish.get_published,
    search.get_search,
    forms_shown.get_forms,
    forms_shown.get_form,
    heat.get_heat,
    versions.get_compare,
    forms_shown.get_version,
    forms_shown.get_applicant,
    local.get_latest,
    local.get_local,
    local.get_local_applicant,
    places.get_municipalities,
    places.get_municipality,
    two.get_two,
    about.get_about,
    about.get_guide,
    sign_in.get_sign_in,
    sign_in.post_sign_in,
    provider_sign_in.get_provider,
    provider_sign_in.get_back,
    sign_in.post_sign_out,
    sign_in.get_signed_out,
    me.get_me,
)

ROUTER: Final = Router("/", guards=[guard], route_handlers=HANDLERS)
