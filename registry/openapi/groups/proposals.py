"""Proposals (昇格提案): from what cities do alike to the next core."""

from __future__ import annotations

from typing import Final

from registry.api.proposal_voices import (
    DecideProposal,
    GiveReason,
    GiveVoice,
    ProposalComments,
    PublishProposal,
    SayOfProposal,
    Voices,
)
from registry.api.proposals import OpenProposal, ProposalDocument, Proposals, RefreshProposal
from registry.db.proposal_voices import Comment, Voice
from registry.openapi.operation import CURSOR, JSON, LIMIT, SCHEMA, Operation, Query, group
from registry.services.publication import Publication

_PROPOSALS: Final = "/api/v1/forms/{form}/proposals"
_ONE: Final = _PROPOSALS + "/{proposal}"
_STATES: Final = (
    "open", "closed", "accepted", "rejected", "postponed", "published", "withdrawn", "running",
)  # fmt: skip
_STATE: Final = Query(
    "state", {"type": "string", "enum": list(_STATES)},
    "状態(running は、まだ版になりうるもの)", "State (running: what can still become a version)",
)  # fmt: skip
_AS: Final = Query(
    "as", {"type": "string", "enum": ["json", "csv", "xlsx"]}, "形式", "As what it is wanted",
)  # fmt: skip
_LANG: Final = Query("lang", {"type": "string", "enum": ["ja", "en"]}, "言語", "Language")
_EDIT: Final = Query(
    "edit", {"type": "integer", "minimum": 1, "maximum": 2147483647},
    "何番目の案か(なければ今の案)", "Number of the text (now if not given)",
)  # fmt: skip
_READS: Final = (400, 404, 503)
_WRITES: Final = (400, 401, 403, 404, 409, 413, 415, 422, 428, 503)

OPERATIONS: Final = group(
    "昇格提案 / Proposals",
    Operation(
        "listOpenProposals", "GET", "/api/v1/proposals", "終わっていない提案の一覧",
        "Proposals that are not over, of all forms", Proposals, problems=(503,),
    ),
    Operation(
        "listProposals", "GET", _PROPOSALS, "様式の提案の一覧", "Proposals of a form", Proposals,
        query=(_STATE, _AS, _LANG), problems=(400, 503),
    ),
    Operation(
        "openProposal", "POST", _PROPOSALS, "提案を出す(候補、変更、または共通コアの案)",
        "Open a proposal (of candidates, changes, or a draft of the core)", ProposalDocument,
        body=OpenProposal, codes=(200, 201), problems=_WRITES,
    ),
    Operation(
        "getProposal", "GET", _ONE, "提案の内容", "One proposal", ProposalDocument,
        problems=_READS,
    ),
    Operation(
        "getProposalDocument", "GET", _ONE + "/document", "提案の案(共通コアの形)",
        "The draft of a proposal", SCHEMA, query=(_EDIT,), problems=_READS,
    ),
    Operation(
        "getProposalImpact", "GET", _ONE + "/impact", "提案の影響(自治体ごと)",
        "What the draft does to each municipality", JSON, query=(_EDIT,), problems=_READS,
    ),
    Operation(
        "refreshProposal", "POST", _ONE + "/refresh", "案を作り直す、提案を直す",
        "Make the draft anew, or put the proposal right", ProposalDocument, body=RefreshProposal,
        problems=_WRITES,
    ),
    Operation(
        "listVoices", "GET", _ONE + "/voices", "賛否の一覧", "Voices", Voices,
        query=(_AS, _LANG, LIMIT, CURSOR), problems=_READS,
    ),
    Operation(
        "giveVoice", "PUT", _ONE + "/voices/{code}", "賛成・反対などを出す(自治体に一つ)",
        "Give a municipality's voice", Voice, body=GiveVoice, codes=(200, 201), problems=_WRITES,
    ),
    Operation(
        "listProposalComments", "GET", _ONE + "/comments", "提案への意見", "Comments",
        ProposalComments, query=(LIMIT, CURSOR), problems=_READS,
    ),
    Operation(
        "commentOnProposal", "POST", _ONE + "/comments", "提案に意見を書く、答える",
        "Comment, or answer a comment", Comment, body=SayOfProposal, codes=(200, 201),
        problems=_WRITES,
    ),
    Operation(
        "decideProposal", "POST", _ONE + "/decide", "受け入れるかどうかを決める",
        "Accept, reject or postpone", ProposalDocument, body=DecideProposal, problems=_WRITES,
    ),
    Operation(
        "undoDecision", "POST", _ONE + "/undo", "決めたことを取り消す(締切日まで)",
        "Take back what was decided", ProposalDocument, body=GiveReason, problems=_WRITES,
    ),
    Operation(
        "publishProposal", "POST", _ONE + "/publish", "受け入れた案を公開する",
        "Publish what was accepted", Publication, body=PublishProposal, codes=(200, 201),
        problems=_WRITES,
    ),
    Operation(
        "withdrawProposal", "POST", _ONE + "/withdraw", "提案を取り下げる",
        "End a proposal without publishing", ProposalDocument, body=GiveReason, problems=_WRITES,
    ),
)  # fmt: skip
