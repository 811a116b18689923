"""Organisations and their tokens."""

from __future__ import annotations

from typing import Final

from registry.api.organisations import (
    CreateOrganisation,
    IssuedToken,
    IssueToken,
    Organisations,
    Tokens,
)
from registry.db.organisations import Organisation
from registry.db.tokens import Token
from registry.openapi.operation import CURSOR, LIMIT, Operation, group

_ORGANISATIONS: Final = "/api/v1/organisations"
_TOKENS: Final = "/api/v1/organisations/{organisation}/tokens"

OPERATIONS: Final = group(
    "団体とトークン / Organisations and tokens",
    Operation(
        "listOrganisations", "GET", _ORGANISATIONS, "団体の一覧", "All organisations",
        Organisations, query=(LIMIT, CURSOR), problems=(400, 401, 403, 503),
    ),
    Operation(
        "createOrganisation", "POST", _ORGANISATIONS, "団体を登録する",
        "Register an organisation", Organisation, body=CreateOrganisation, codes=(201,),
        problems=(400, 401, 403, 404, 409, 413, 415, 503),
    ),
    Operation(
        "listTokens", "GET", _TOKENS, "団体のトークンの一覧", "Tokens of an organisation", Tokens,
        problems=(401, 403, 404, 503),
    ),
    Operation(
        "issueToken", "POST", _TOKENS, "トークンを発行する", "Issue a token", IssuedToken,
        body=IssueToken, codes=(201,), problems=(400, 401, 403, 404, 413, 415, 422, 503),
    ),
    Operation(
        "revokeToken", "DELETE", _TOKENS + "/{token}", "トークンを取り消す", "Revoke a token",
        Token, problems=(401, 403, 404, 503),
    ),
)  # fmt: skip
