"""The life of a core before and after its publication."""

from __future__ import annotations

from typing import Final

from registry.api.reviews import (
    Comments,
    DropReview,
    GiveComment,
    PublishReview,
    ReviewDocument,
    Reviews,
)
from registry.api.states import ChangedState, ChangeState, States
from registry.db.reviews import Comment
from registry.openapi.operation import CURSOR, DATE, LIMIT, SCHEMA, TEXT, Operation, Query, group
from registry.services.publication import Publication

_REVIEWS: Final = "/api/v1/forms/{form}/reviews"
_REVIEW: Final = _REVIEWS + "/{version}"
_STATE: Final = "/api/v1/forms/{form}/versions/{version}/state"
_TERMS: Final = (
    Query(
        "closesOn", DATE, "意見の締切日(その日まで受け付ける。初めは必ず付ける)",
        "Last day for comments (needed to open a review)",
    ),
    Query("effectiveFrom", DATE, "適用開始日の予定", "Day from which it would apply"),
    Query("note", TEXT, "照会の文", "Covering note"),
)  # fmt: skip
_EDIT: Final = Query(
    "edit", {"type": "integer", "minimum": 1, "maximum": 2147483647},
    "何番目の案か(なければ今の案)", "Number of the text (now if not given)",
)  # fmt: skip

OPERATIONS: Final = group(
    "意見照会と版の状態 / Reviews and states",
    Operation(
        "listOpenReviews", "GET", "/api/v1/reviews", "終わっていない意見照会の一覧",
        "Reviews that are not over, of all forms", Reviews, problems=(503,),
    ),
    Operation(
        "listReviews", "GET", _REVIEWS, "様式の意見照会の一覧", "All reviews of a form", Reviews,
        problems=(400, 503),
    ),
    Operation(
        "getReview", "GET", _REVIEW, "意見照会の内容", "One review", ReviewDocument,
        problems=(400, 404, 503),
    ),
    Operation(
        "putReview", "PUT", _REVIEW, "意見照会を始める、案を差し替える",
        "Open a review, or write over its text", ReviewDocument, body="document", query=_TERMS,
        codes=(200, 201), problems=(400, 401, 403, 409, 412, 413, 415, 422, 428, 503),
    ),
    Operation(
        "getReviewDocument", "GET", _REVIEW + "/document", "意見照会の案(共通コアの形)",
        "The text of a review", SCHEMA, query=(_EDIT,), problems=(400, 404, 503),
    ),
    Operation(
        "listComments", "GET", _REVIEW + "/comments", "寄せられた意見", "Comments", Comments,
        query=(LIMIT, CURSOR), problems=(400, 404, 503),
    ),
    Operation(
        "comment", "POST", _REVIEW + "/comments", "意見を出す、意見に答える",
        "Comment, or answer a comment", Comment, body=GiveComment, codes=(200, 201),
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        "publishReview", "POST", _REVIEW + "/publish", "意見照会の案を公開する",
        "Publish what was reviewed", Publication, body=PublishReview, codes=(200, 201),
        problems=(400, 401, 403, 404, 409, 412, 413, 415, 422, 503),
    ),
    Operation(
        "dropReview", "POST", _REVIEW + "/drop", "意見照会を取りやめる",
        "End a review without publishing", ReviewDocument, body=DropReview,
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        "getState", "GET", _STATE, "版の状態とその経過", "State of a version, and what was said",
        States, problems=(400, 404, 503),
    ),
    Operation(
        "changeState", "POST", _STATE, "版を廃止予定にする、取り下げる、元に戻す",
        "Deprecate or withdraw a version, or take that back", ChangedState, body=ChangeState,
        codes=(200, 201), problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
)  # fmt: skip
