"""Logs: one JSON object per line on standard error.

A line about a request has its method, path, status, duration and id. Never in a line: query,
headers, tokens, bodies.
"""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode


def write(event: str, **facts: Any) -> None:
    """Write one line."""
    line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
    sys.stderr.write(_encode(line).decode() + "\n")


def failure(error: BaseException, request: str) -> None:
    """Write the line of an error that nobody expected, with its trace, for the administrators."""
    trace = "".join(traceback.format_exception(error))
    write("failure", request=request, error=type(error).__name__, trace=trace)
