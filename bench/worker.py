"""A tool in a process of its own that answers questions in JSON lines, within a time."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

WORKERS = Path(__file__).resolve().parent
START = 60.0
"""Seconds a worker may take to say that it is ready."""


class Failed(Exception):  # noqa: N818 - an outcome that is counted
    """The tool gave no answer: `kind` is `error` or `timeout`; `spent` in milliseconds."""

    def __init__(self, kind: str, spent: float, said: str = "") -> None:
        super().__init__(f"{kind}: {said}")
        self.kind = kind
        self.spent = spent


class Worker:
    """A running worker; one that dies or does not answer in time is started again.

    The program first writes `{"version": …}`, and then for each line `{"dialect", "a", "b"}` one
    line `{"answer": true | false | null, "ms": …}` or `{"error": …}`.
    """

    def __init__(self, command: list[str], timeout: float) -> None:
        self._command = command
        self._timeout = timeout
        self.version = self._start()

    def ask(self, question: dict[str, Any]) -> tuple[bool | None, float]:
        """The answer (None: undecided) and the milliseconds of the call alone.

        Raises:
            Failed: the tool raised, died, or did not answer in time.
        """
        start = time.perf_counter()
        try:
            stdin = self._process.stdin
            assert stdin is not None
            stdin.write(json.dumps(question) + "\n")
            stdin.flush()
            line = self._lines.get(timeout=self._timeout)
        except (queue.Empty, BrokenPipeError) as e:
            line, kind = None, "timeout" if isinstance(e, queue.Empty) else "error"
        else:
            kind = "error"
        spent = (time.perf_counter() - start) * 1e3
        if line is None:
            self.close()
            self._start()
            raise Failed(kind, spent)
        answer = json.loads(line)
        if "error" in answer:
            raise Failed("error", spent, answer["error"])
        return answer["answer"], answer["ms"]

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            # A question may still be on its way to a process that has died.
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _start(self) -> str:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(self._process, self._lines), daemon=True).start()
        try:
            line = self._lines.get(timeout=START)
        except queue.Empty:
            line = None
        if line is None:
            self.close()
            raise RuntimeError(f"the worker does not start: {' '.join(self._command)}")
        return str(json.loads(line)["version"])


def _read(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    """Pass on every line, and None at the end."""
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)
