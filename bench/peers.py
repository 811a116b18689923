"""The engine and its peers on pairs of schemas with known answers: right, wrong, time; in one run.

    python bench/peers.py /path/to/pairs [--only NAME] [--timeout 5] [--cache FOLDER]

The folder is that of `bench/pairs.py`. Each direction of each pair is asked of one tool after the
other, of all in the same way: a worker process, already started, answers JSON lines and measures
the call alone. A tool is asked about the dialects that it says it reads. `format` is not asserted
and nothing is fetched. Peers are installed once, each into a folder of its own under the cache,
never into the environment of this project; what cannot be installed is left out, and said so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import shutil
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.pairs import DIALECTS, declared
from bench.worker import WORKERS, Failed, Worker

PIP = next((Path(__file__).resolve().parent.parent / "requirements").glob("pip-*.whl"))
OURS = "soroe"


class Missing(Exception):  # noqa: N818 - not a failure of this program
    """A peer that cannot be had here; the text says why."""


class Peer(NamedTuple):
    """A tool of others: where it comes from and what it says it reads."""

    name: str
    version: str
    language: str
    dialects: frozenset[str]


PEERS = (
    # Its README and its settings: draft 4 only.
    Peer("jsonsubschema", "0.0.8", "python", frozenset({"draft4"})),
    # It validates with ajv 6, which knows these two without further ado.
    Peer("is-json-schema-subset", "1", "node", frozenset({"draft6", "draft7"})),
    # `canonicalize(b).covers(canonicalize(a))`; its "unknown" counts as undecided.
    Peer("jsonschema-rs", "0.60.3", "python", frozenset(DIALECTS)),
)


class Asked(NamedTuple):
    """One answer: `correct`, `undecided`, `wrong`, `error` or `timeout`; milliseconds."""

    result: str
    spent: float


def run(*command: str | Path) -> None:
    """Run an installer; `Missing` with its last words if it fails."""
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        errors = [line.strip() for line in said if "error" in line.lower()] or said
        raise Missing(" | ".join(errors[:2])[:300] or f"exit code {done.returncode}")


def prepare(peer: Peer, cache: Path) -> list[str]:
    """The command of the peer's worker; installs the peer if it is not there yet.

    Raises:
        Missing: the peer, or what it runs on, is not to be had.
    """
    home = cache / f"{peer.name}-{peer.version}-python{platform.python_version()}"
    ready = home / "ready"
    if not ready.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        (install_python if peer.language == "python" else install_node)(peer, home)
        ready.touch()
    if peer.language == "python":
        return [str(home / "bin" / "python"), str(WORKERS / "worker_main.py"), peer.name]
    return ["node", str(WORKERS / "worker_main.js"), str(home / "node_modules" / peer.name)]


def install_python(peer: Peer, home: Path) -> None:
    """A virtual environment with the peer and what it wants, by the pip of this repository."""
    run(sys.executable, "-m", "venv", "--without-pip", home)
    quiet = ("install", "-qq", "--disable-pip-version-check")
    run(home / "bin" / "python", PIP / "pip", *quiet, f"{peer.name}=={peer.version}")


def install_node(peer: Peer, home: Path) -> None:
    """A folder with the peer and what it wants, by the npm of this machine."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            raise Missing(f"{program} is not installed")
    (home / "package.json").write_text('{"private": true}')
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    run("npm", "install", "--prefix", home, *quiet, f"{peer.name}@{peer.version}")


def questions(folder: Path, only: str) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every direction with a known answer."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        if only not in path.name:
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                pair = json.loads(line)
                a, b = (declared(pair[side], pair["dialect"]) for side in "ab")
                for direction, x, y in (("a_in_b", a, b), ("b_in_a", b, a)):
                    if pair[direction] is not None:
                        question = {"dialect": pair["dialect"], "a": x, "b": y}
                        yield question, pair[direction]


def ask(worker: Worker, question: dict[str, Any], label: bool) -> Asked:  # noqa: FBT001 - data
    """Ask one tool."""
    try:
        answer, spent = worker.ask(question)
    except Failed as e:
        return Asked(e.kind, e.spent)
    if answer is None:
        return Asked("undecided", spent)
    return Asked("correct" if answer == label else "wrong", spent)


def table(asked: dict[str, list[Asked | None]]) -> str:
    """One line per tool, then the paired ratios. A tool has None where it was not asked."""
    head = (
        f"{'tool':24}{'asked':>7}{'correct':>9}{'undecided':>11}{'wrong':>7}{'errors':>8}"
        f"{'timeouts':>10}{'median ms':>11}{'p95 ms':>9}"
    )
    lines = [head]
    for name, answers in asked.items():
        c = Counter(answer.result for answer in answers if answer)
        spent = sorted(answer.spent for answer in answers if answer and is_answer(answer))
        median, p95 = (
            (f"{statistics.median(spent):.3f}", f"{spent[len(spent) * 95 // 100]:.2f}")
            if spent
            else ("-", "-")
        )
        lines.append(
            f"{name:24}{c.total():7}{c['correct']:9}{c['undecided']:11}{c['wrong']:7}"
            f"{c['error']:8}{c['timeout']:10}{median:>11}{p95:>9}"
        )
    for name, theirs in asked.items():
        if name == OURS:
            continue
        both = [
            (us.spent, they.spent)
            for us, they in zip(asked[OURS], theirs, strict=True)
            if us and they and is_decided(us) and is_decided(they)
        ]
        if both:
            ours, other = (statistics.median(side) for side in zip(*both, strict=True))
            lines.append(
                f"{OURS} / {name}: {ours / other:.3f} (median {ours:.3f} ms / {other:.3f} ms"
                f" over the {len(both)} questions both decided)"
            )
    return "\n".join(lines)


def is_answer(asked: Asked) -> bool:
    """Whether the tool returned at all."""
    return asked.result not in {"error", "timeout"}


def is_decided(asked: Asked) -> bool:
    """Whether the tool said yes or no."""
    return asked.result in {"correct", "wrong"}


def main() -> int:
    """Print the table; the exit code is 1 if the engine failed to answer a question."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--timeout", type=float, default=5.0, help="seconds per question")
    parser.add_argument(
        "--cache", type=Path, default=platformdirs.user_cache_path("soroe") / "bench"
    )
    args = parser.parse_args()
    commands = {OURS: [sys.executable, str(WORKERS / "worker_main.py"), OURS]}
    reads = {OURS: frozenset(DIALECTS)}
    for peer in PEERS:
        try:
            commands[peer.name] = prepare(peer, args.cache)
            reads[peer.name] = peer.dialects
        except Missing as e:
            print(
                f"MISSING {peer.name} {peer.version}: not to be had from the package registry that"
                f" this machine uses, or not runnable here; left out of the comparison ({e})"
            )
    workers = {name: Worker(command, args.timeout) for name, command in commands.items()}
    asked: dict[str, list[Asked | None]] = defaultdict(list)
    try:
        for name, worker in workers.items():
            print(f"{name} {worker.version} reads {', '.join(sorted(reads[name]))}", flush=True)
        for question, label in questions(args.folder, args.only):
            for name, worker in workers.items():
                read = question["dialect"] in reads[name]
                asked[name].append(ask(worker, question, label) if read else None)
    finally:
        for worker in workers.values():
            worker.close()
    if not asked:
        parser.error(f"no pairs in {args.folder}")
    print(table(asked))
    return 0 if all(is_answer(a) for a in asked[OURS] if a) else 1


if __name__ == "__main__":
    raise SystemExit(main())
