"""Standard output and standard error as people and programs want them.

Text goes out in UTF-8 unless a terminal or PYTHONIOENCODING says otherwise; what its encoding lacks
is replaced, never a crash (Windows consoles in cp932). JSON is always UTF-8.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path
from typing import TextIO

from soroe.errors import Problem, SoroeError
from soroe.locale import explain, text
from soroe.model import Lang
from soroe.report.style import Style

LOOKALIKES = str.maketrans(
    {
        "〜": "～", "—": "―", "–": "-", "−": "-", "‑": "-", "‖": "∥", "“": '"', "”": '"',
        "›": ">", "·": "・", "•": "・", "¥": "\\", "␣": "_", "☐": "□", "☑": "■", "☒": "■",
        "✓": "○", "✔": "○", "✕": "×", "▪": "■", "㊞": "印", "㋿": "令和",
    }
)  # fmt: skip
"""What stands in a console of cp932, which has these characters under a neighbour's code or not."""

_WIDEST = 100


class Screen:
    """Where a command writes, in which language and with which colours."""

    def __init__(self, lang: Lang, color: str) -> None:
        """`color` is auto, always or never."""
        self.lang = lang
        self.color = color
        for stream in (sys.stdout, sys.stderr):
            _prepare(stream)
        self.style = Style(on=self._coloured(sys.stdout))

    @property
    def columns(self) -> int:
        """Where to break lines: the terminal's width within reason; 0 (never) for files."""
        if not sys.stdout.isatty():
            return 0
        return min(shutil.get_terminal_size().columns, _WIDEST)

    def say(self, words: str) -> None:
        """Text on standard output."""
        _write(sys.stdout, words)

    def json(self, document: str) -> None:
        """JSON text on standard output, byte for byte."""
        sys.stdout.flush()
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(document)
        else:
            buffer.write(document.encode())
            buffer.flush()

    def tell(self, words: str) -> None:
        """A line on standard error."""
        _write(sys.stderr, words + "\n")

    def usage(self, prog: str, message: str) -> None:
        """A command line that is not understood."""
        self.tell(text("cli", "usage", "wrong", self.lang, message=message, prog=prog))

    def explain(self, error: SoroeError) -> None:
        """Every problem: title, place, detail and remedy."""
        style = Style(on=self._coloured(sys.stderr))
        for problem in error.problems:
            title, detail, remedy = explain(problem, self.lang)
            lead = text("cli", "error", "lead", self.lang)
            self.tell(style(f"{lead}{title}", "bad", "strong"))
            if spot := _spot(problem):
                self.tell("  " + text("cli", "error", "place", self.lang) + spot)
            self.tell("  " + detail)
            self.tell("  " + text("cli", "error", "remedy", self.lang) + remedy)

    def fault(self, error: Exception) -> None:
        """An error that nobody foresaw: say so, and what to send to whom."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = "?"
        if trace is not None:
            where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        what = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        self.tell(text("cli", "error", "fault", self.lang, what=what, where=where))

    def _coloured(self, stream: TextIO) -> bool:
        if self.color != "auto":
            return self.color == "always"
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return stream.isatty() and not plain


def _spot(problem: Problem) -> str:
    """file:line:column, then the pointer; as much of it as is known."""
    file = problem.params.get("file", "")
    spot = ":".join(str(p) for p in (file, problem.line, problem.column) if p not in (None, ""))
    return "  ".join(p for p in (spot, problem.at) if p)


def _prepare(stream: TextIO) -> None:
    if not isinstance(stream, io.TextIOWrapper):
        return
    chosen = stream.isatty() or bool(os.environ.get("PYTHONIOENCODING"))
    stream.reconfigure(encoding=None if chosen else "utf-8", errors="replace")


def _write(stream: TextIO, words: str) -> None:
    encoding = (stream.encoding or "utf-8").lower().replace("-", "")
    if not encoding.startswith("utf"):
        words = words.translate(LOOKALIKES)
    stream.write(words)
    stream.flush()
