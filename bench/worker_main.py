"""Answers the questions of `bench/worker.py` with one library; run by that library's interpreter.

    python worker_main.py soroe | jsonsubschema | jsonschema-rs

The libraries are imported here alone and only the one that is named: each has its own environment.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Any, NoReturn


def soroe() -> Callable[[dict[str, Any]], bool | None]:
    """This project's engine."""
    contain, model = import_module("soroe.contain"), import_module("soroe.model")

    def answer(question: dict[str, Any]) -> bool | None:
        verdict = contain.contains(question["a"], question["b"], formats=contain.IGNORED)
        return None if isinstance(verdict, model.Undecided) else isinstance(verdict, model.Proved)

    return answer


def jsonsubschema() -> Callable[[dict[str, Any]], bool | None]:
    """IBM's tool. It says yes or no."""
    tool = import_module("jsonsubschema")
    return lambda question: bool(tool.isSubschema(question["a"], question["b"]))


def jsonschema_rs() -> Callable[[dict[str, Any]], bool | None]:
    """The comparison of canonical forms. A boolean schema does not name its dialect."""
    rs = import_module("jsonschema_rs")
    drafts = {
        "draft4": rs.Draft4,
        "draft6": rs.Draft6,
        "draft7": rs.Draft7,
        "2019-09": rs.Draft201909,
        "2020-12": rs.Draft202012,
    }
    answers = {
        rs.canonical.Containment.YES: True,
        rs.canonical.Containment.NO: False,
        rs.canonical.Containment.UNKNOWN: None,
    }

    def canonical(schema: Any, dialect: str) -> Any:
        draft = None if isinstance(schema, dict) else drafts[dialect]
        return rs.canonicalize(schema, draft=draft, validate_formats=False, offline=True)

    def answer(question: dict[str, Any]) -> bool | None:
        a, b = (canonical(question[side], question["dialect"]) for side in "ab")
        return answers[b.covers(a)]

    return answer


TOOLS = {"soroe": soroe, "jsonsubschema": jsonsubschema, "jsonschema-rs": jsonschema_rs}


def refuse(*_: object, **__: object) -> NoReturn:
    """Nothing is fetched, whatever a library would like to."""
    raise OSError("no connections in the benchmark")


def main(name: str) -> None:
    """Answer until the input ends. What a library prints goes to the error output."""
    out, sys.stdout = sys.stdout, sys.stderr
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    tool = TOOLS[name]()
    print(json.dumps({"version": version(name)}), file=out, flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        start = time.perf_counter()
        try:
            answer = tool(question)
            said: dict[str, Any] = {"answer": answer, "ms": (time.perf_counter() - start) * 1e3}
        except Exception as e:  # noqa: BLE001 - errors of any kind are counted
            said = {"error": f"{type(e).__name__}: {e}"[:500]}
        print(json.dumps(said), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
