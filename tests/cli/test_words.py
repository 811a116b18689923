"""The command line itself: usage, help, languages, colours, consoles, pipes, signals."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import threading
from http.server import BaseHTTPRequestHandler
from typing import get_args

import pytest

from soroe.cli import COMMANDS, exit_code
from soroe.cli.parser import translate
from soroe.cli.screen import Screen
from soroe.errors import DocumentError, IntegrityError, Problem, RegistryError, UnreachableError
from soroe.model import CitationKind, Lang
from tests.cli.conftest import PROGRAM, Desk
from tests.client.samples import CORE, FORM, core
from tests.client.servers import serving

ENGLISH = re.compile(
    r"\b(usage|error|argument|arguments|required|invalid|choice|choose|from|expected|one|"
    r"unrecognized|options|positional|show|exit|the|and|is)\b"
)

WRONG = {
    "no command": (),
    "an unknown command": ("chek",),
    "nothing to check": ("check",),
    "an unknown option": ("check", "a", "b", "--nope"),
    "one too many": ("check", "a", "b", "c"),
    "an unknown choice": ("check", "a", "b", "--fail-on", "always"),
    "an unknown language": ("check", "a", "b", "--lang", "fr"),
    "an option without its value": ("check", "a", "b", "--core"),
    "a value for a switch": ("check", "a", "b", "--offline=1"),
    "not a number": ("check", "a", "b", "--timeout", "soon"),
    "no time at all": ("check", "a", "b", "--timeout", "0"),
    "endless time": ("check", "a", "b", "--timeout", "inf"),
    "no number at all": ("check", "a", "b", "--timeout", "nan"),
    "half an option": ("check", "a", "b", "--fail", "never"),
    "push without a file": ("push",),
    "diff of one": ("diff", "a"),
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_usage_is_told_in_japanese_and_is_exit_two(
    desk: Desk, words: tuple[str, ...]
) -> None:
    done = desk.run(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("使い方の誤り: ")
    assert "--help" in done.err
    shown = re.sub(r"'[^']*'|--?[a-z-]+|soroe [a-z]*", "", done.err)
    assert not ENGLISH.search(shown), done.err


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_usage_is_told_in_english(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.run(*words, SOROE_LANG="en")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("wrong usage: ")


def test_a_complaint_of_a_later_argparse_is_shown_as_it_is() -> None:
    assert translate("something new", "ja") == "something new"


def test_a_wrong_setting_of_the_language_is_told(desk: Desk) -> None:
    done = desk.run("show", "x", SOROE_LANG="fr")
    assert done.code == 2
    assert "SOROE_LANG" in done.err


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_is_complete_in_both_languages(desk: Desk, command: tuple[str, ...]) -> None:
    japanese = desk.run(*command, "--help")
    assert japanese.code == 0
    assert japanese.out.startswith("使い方: soroe")
    for line in japanese.out.splitlines():
        if re.match(r"  (-|[A-Z])", line):
            words = re.split(r"\s{2,}", line.strip())
            assert len(words) == 1 or re.search(r"[ぁ-んァ-ヶ一-龠]", words[1]), line
    assert "options:" not in japanese.out
    english = desk.run(*command, "--help", "--lang", "en")
    assert english.code == 0
    said = re.sub("|".join(get_args(CitationKind)), "", english.out)  # values, not words
    assert not re.search(r"[ぁ-んァ-ヶ一-龠]", said)


def test_the_version_is_told(desk: Desk) -> None:
    assert re.fullmatch(r"soroe \d+\.\d+\.\d+\n", desk.run("--version").out)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DocumentError(Problem("not-json")), 2),
        (RegistryError(404, Problem("no-such-form")), 2),
        (RegistryError(409, Problem("content-differs")), 2),
        (RegistryError(503, Problem("registry-unavailable")), 3),
        (UnreachableError(Problem("unreachable")), 3),
        (IntegrityError(Problem("digest-mismatch")), 3),
    ],
)
def test_every_kind_of_error_has_its_exit_code(error: DocumentError, code: int) -> None:
    assert exit_code(error) == code


# ---- colours


def at_a_terminal(desk: Desk, *words: str, **environment: str) -> str:
    """The output of a run whose standard output and error are a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, *words],
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        cwd=desk.folder,
        env={**desk.environment, "TERM": "xterm", "COLUMNS": "70", **environment},
    )
    os.close(slave)
    said = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # what Linux says when the other side is closed
            break
        if not part:
            break
        said += part
    process.wait(timeout=60)
    os.close(master)
    return said.decode("utf-8")


def words_of_a_difference(desk: Desk) -> tuple[str, ...]:
    return "check", desk.put("f.json", core(maximum=3)), desk.put("c.json", CORE)


def test_colours_are_for_terminals(desk: Desk) -> None:
    words = words_of_a_difference(desk)
    assert "\x1b[" in at_a_terminal(desk, *words)
    assert "\x1b[" not in desk.run(*words).out
    assert "\x1b[" in desk.run(*words, "--color", "always").out


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_may_ask_for_none(desk: Desk, environment: dict[str, str]) -> None:
    words = words_of_a_difference(desk)
    assert "\x1b[" not in at_a_terminal(desk, *words, **environment)
    assert "\x1b[" in at_a_terminal(desk, *words, "--color", "always", **environment)


def test_never_is_never(desk: Desk) -> None:
    words = words_of_a_difference(desk)
    assert "\x1b[" not in at_a_terminal(desk, *words, "--color", "never")
    assert "\x1b[" not in at_a_terminal(desk, "check", "nowhere", "c.json", "--color", "never")


def test_lines_fit_the_terminal_and_are_whole_in_a_file(desk: Desk) -> None:
    words = words_of_a_difference(desk)
    shown = at_a_terminal(desk, *words, "--color", "never").replace("\r\n", "\n")
    filed = desk.run(*words).out
    assert max(map(len, filed.splitlines())) > max(map(len, shown.splitlines()))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", filed)


# ---- consoles and pipes


def test_a_console_in_shift_jis_shows_what_it_can_and_does_not_crash(desk: Desk) -> None:
    form = core(maximum=3, title="学年𠮷〜—")
    desk.put("f.json", form)
    done = subprocess.run(
        [PROGRAM, "check", "f.json", desk.put("c.json", CORE)],
        cwd=desk.folder,
        env={**desk.environment, "PYTHONIOENCODING": "cp932"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    said = done.stdout.decode("cp932")
    assert "1～6 → 1～3" in said
    assert "学年?～―" in said


def test_a_pipe_gets_utf_8_whatever_the_console_speaks(desk: Desk) -> None:
    done = desk.run(
        *words_of_a_difference(desk), LC_ALL="C", LANG="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0"
    )
    assert "結果" in done.out
    told = desk.run(*words_of_a_difference(desk), "--format", "json", PYTHONIOENCODING="cp932")
    assert "学年" in told.out


def test_a_reader_that_leaves_early_is_no_error(desk: Desk) -> None:
    form = core()
    for i in range(3000):
        form["properties"][f"item{i}"] = {"title": f"項目{i}", "type": "string"}
    desk.put("c.json", form)
    process = subprocess.Popen(
        [PROGRAM, "show", "c.json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=desk.folder,
        env=desk.environment,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert errors == b""


def test_ctrl_c_ends_it_quietly(desk: Desk) -> None:
    reached, over = threading.Event(), threading.Event()

    def handle(_: BaseHTTPRequestHandler) -> None:
        reached.set()
        over.wait()

    with serving(handle) as port:
        process = subprocess.Popen(
            [PROGRAM, "show", FORM, "--registry", f"http://127.0.0.1:{port}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=desk.folder,
            env=desk.environment,
        )
        assert reached.wait(60)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        over.set()
    assert (process.returncode, errors) == (130, b"")


def test_a_fault_of_the_program_says_so_and_what_to_send(
    capsys: pytest.CaptureFixture[str],
) -> None:
    langs: tuple[tuple[Lang, str], ...] = (("ja", "不具合"), ("en", "fault of the program"))
    for lang, said in langs:
        try:
            int("unforeseen\ntrouble")
        except ValueError as e:
            Screen(lang, "never").fault(e)
        told = capsys.readouterr().err
        assert said in told
        assert "ValueError: invalid literal for int() with base 10: 'unforeseen\\ntrouble'" in told
        assert "test_words.py:" in told
